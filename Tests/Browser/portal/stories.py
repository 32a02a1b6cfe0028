"""Whole tasks. Each story is played from a new browser; those before it have left their items and accounts behind."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
import uuid

import members
from members import judge
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions

from .phrases import scripts
from .window import Window
from .zone import hostile_item, reading
from .zone_moderation import moderation
from .zone_verify import verify_page

HOSTILE = "\"><script>document.title='broken in'</script><img src=x onerror=\"document.title='broken in'\">\u202e{{x}}<svg/onload=alert(1)>"
LIVE_SECONDS = 0.5


def first_login(stage) -> None:
    """By the link of an invitation, with and without JavaScript; then what is wrong in every way is refused alike."""
    window = stage.window("first")
    window.open(stage.ana.invited())
    code = window.find("svg.qr")
    picture = stage.screens / "qr.png"
    code.screenshot(str(picture))
    read = subprocess.run(["zbarimg", "--raw", "-q", str(picture)], capture_output=True, text=True, check=False).stdout.strip()
    secret = window.find("code.secret").text.replace(" ", "")
    judge(read.startswith("otpauth://totp/") and f"secret={secret}" in read, f"a camera reads the picture: {read[:60]}…")
    link = window.driver.current_url
    stage.ana.secret = secret
    window.look("welcome")
    for password, code_given, expected in [
        ("short", stage.ana.code(), "at least 15 characters"), ("harbour bank harbour bank", stage.ana.code(), "name"),
        (stage.ana.password, "000000", "The code is wrong"),
    ]:  # fmt: skip
        window.fill("password", password)
        window.fill("repeated", password)
        window.fill("code", code_given)
        window.press("Finish")
        judge(expected in window.main(), f"refused with words: {expected}")
    window.fill("password", stage.ana.password)
    window.fill("repeated", stage.ana.password)
    window.fill("code", stage.ana.code())
    window.press("Finish")
    stage.ana.recovery = [line.strip() for line in window.find("ol.codes").text.splitlines() if line.strip()]
    judge(len(stage.ana.recovery) == 10, "ten recovery codes are shown")
    window.look("recovery codes")
    window.press("I have kept them")
    judge(window.path == "/" and "Ana Lo" in window.text(), "and then the overview")
    window.open(link)
    judge("used, has expired or never was" in window.main(), "the link counts once")
    plain = stage.window("plain", scripted=False)
    for person in (stage.ben, stage.tess, stage.cora):
        person.enrol(plain)
        judge(plain.path == "/", f"{person.name} enrolled without JavaScript")
        plain.press("Log out")
    wrong_logins(stage, plain)


def wrong_logins(stage, window: Window) -> None:
    used = stage.ben.code()
    stage.ben.sign_in(window, used)
    judge(window.path == "/", "Ben logs in")
    window.press("Log out")
    said = set()
    for address, password, code in [
        (stage.ben.address, stage.ben.password, used), ("nobody@bank.example", stage.ben.password, "123456"),
        (stage.ben.address, "a quite wrong password", "123456"),
    ]:  # fmt: skip
        window.open(stage.ben.origin + "/login")
        window.fill("address", address)
        window.fill("password", password)
        window.fill("code", code)
        window.press("Log in")
        said.add(window.find(".notice.bad").text)
    judge(len(said) == 1, f"a used code, an unknown address and a wrong password are told alike: {said}")
    window.look("login")
    recovery = stage.ben.recovery.pop()
    stage.ben.sign_in(window, recovery)
    judge(window.path == "/", "a recovery code takes the place of the six digits")
    window.press("Log out")
    stage.ben.sign_in(window, recovery)
    judge(window.has(".notice.bad"), "and counts once")


def every_page(stage) -> None:
    """Each page in each language: nothing against WCAG, nothing wider than 320 pixels, nothing from elsewhere."""
    seed_items(stage)
    pages = {
        "overview": "/", "items": "/items", "search": "/items?q=lantern", "share": "/share", "waiting": "/waiting", "groups": "/groups",
        "members": "/members", "account": "/account", "node": "/node", "people": "/node/people", "peers": "/node/peers", "keys": "/node/keys",
        "tokens": "/node/tokens", "audit": "/node/audit", "nowhere": "/nowhere",
    }  # fmt: skip
    window = stage.window("bank")
    stage.ana.sign_in(window)
    for name, path in pages.items():
        window.open(stage.ana.origin + path)
        window.look(name)
    window.open(stage.ana.origin + "/items")
    window.find("ol.items h3 a").click()
    window.look("item")
    for language in ("zh-Hant", "zh-Hans"):
        for name, path in pages.items():
            window.open(f"{stage.ana.origin}{path}{'&' if '?' in path else '?'}lang={language}")
            window.look(f"{name} {language}")
    judge(window.requests_elsewhere(stage.ana.origin) == [], "nothing is asked of anybody else")
    complaints = window.complaints()
    judge(complaints == [], f"the browser has nothing to say against the pages: {complaints[:3]}")
    dark = stage.window("dark", dark=True)
    stage.ben.sign_in(dark)
    for name in ("overview", "items", "share"):
        dark.open(stage.ben.origin + pages[name])
        dark.look(name)
    staff = stage.window("coordinator")
    stage.cora.sign_in(staff)
    for name, path in {"overview": "/", "applications": "/applications", "members": "/members"}.items():
        staff.open(stage.cora.origin + path)
        staff.look(name)


def seed_items(stage) -> None:
    report = {
        "type": "report", "spec_version": "2.1", "id": f"report--{uuid.uuid4()}", "created": "2026-11-01T00:00:00.000Z",
        "modified": "2026-11-01T00:00:00.000Z", "name": "Lantern: password spraying against mail servers",
        "description": "# What was seen\n\nMany logins from **few** addresses.\n\n| host | times |\n|---|---|\n| a | 3 |\n",
        "published": "2026-11-01T00:00:00.000Z", "object_refs": [],
    }  # fmt: skip
    technique = {
        "type": "attack-pattern", "spec_version": "2.1", "id": f"attack-pattern--{uuid.uuid4()}", "created": "2026-11-01T00:00:00.000Z",
        "modified": "2026-11-01T00:00:00.000Z", "name": "Password Spraying",
        "external_references": [{"source_name": "mitre-attack", "external_id": "T1110.003"}],
        "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "credential-access"}],
    }  # fmt: skip
    found = members.indicator("Lantern source", "green")
    relation = {
        "type": "relationship", "spec_version": "2.1", "id": f"relationship--{uuid.uuid4()}", "created": "2026-11-01T00:00:00.000Z",
        "modified": "2026-11-01T00:00:00.000Z", "relationship_type": "indicates", "source_ref": found["id"], "target_ref": technique["id"],
    }  # fmt: skip
    report["object_refs"] = [technique["id"], found["id"], relation["id"]]
    stage.members.share("telco", "lantern", [report, technique, found, relation], "--members", "--tlp", "green")


def sharing(stage) -> None:
    """From a draft to another organisation's open page: the exact list first, then live."""
    bank, telco = stage.window("bank"), stage.window("telco")
    stage.ana.sign_in(bank)
    stage.tess.sign_in(telco)
    telco.open(stage.tess.origin + "/items")
    bank.open(stage.ana.origin + "/share")
    title = f"Quay side {uuid.uuid4().hex[:8]}"
    bank.fill("title", title)
    bank.fill("body", "Seen **twice** at the gate.\n\n- one\n- two\n\n[a link](https://example.org/a) <b>no markup</b>")
    judge(bank.says("Seen twice at the gate."), "Markdown is shown while it is typed")
    bank.tick("to", "organisations")
    bank.tick("organisation", "City Telecom")
    bank.choose("tlp", "TLP:AMBER")
    bank.look("share filled")
    bank.press("See who would read it")
    readers = bank.find("section[aria-labelledby=readers] ul.names").text.split("\n")
    judge(readers == ["City Telecom", "Harbour Bank"], f"exactly those who would read it are listed: {readers}")
    bank.look("before it leaves")
    bank.choose("undo", "0")
    began = time.monotonic()
    bank.press("Share with exactly these")
    while title not in telco.text():
        if time.monotonic() - began > 10:
            break
        time.sleep(0.02)
    took = time.monotonic() - began
    judge(title in telco.text(), f"{bank.path}: it appears in the other organisation's open page after {took * 1000:.0f} ms, the press among them")
    telco.press(title)
    text = telco.main()
    judge("Signed by a node of Harbour Bank" in text and "<b>no markup</b>" in text, "with its author, and markup as text")
    telco.look("item received")
    plain = stage.window("plain", scripted=False)
    stage.ben.sign_in(plain)
    plain.open(stage.ben.origin + "/share")
    plain.fill("title", "Without a script")
    plain.fill("body", "All the same.")
    plain.choose("tlp", "TLP:GREEN")
    plain.press("See who would read it")
    plain.press("Share with exactly these")
    judge("Without a script" in plain.main() and plain.path.startswith("/waiting"), "without JavaScript it waits to be taken back")
    plain.press("Take it back")
    judge("It never left" in plain.main(), "and is taken back")


def second_thoughts(stage) -> None:
    """Two people in one draft; four eyes; a change of the audience between looking and sharing."""
    one, two = stage.window("ana"), stage.window("ben")
    stage.ana.sign_in(one)
    stage.ben.sign_in(two)
    one.open(stage.ana.origin + "/share")
    one.fill("title", "Ours together")
    one.fill("body", "First words.")
    one.press("Keep as a draft")
    draft = one.path
    two.open(stage.ben.origin + draft)
    two.fill("body", "Ben's words.")
    two.press("Keep as a draft")
    one.fill("body", "Ana's words.")
    one.press("Keep as a draft")
    judge("Ben Ng saved this draft" in one.main() and "Ben's words." in one.main(), "who saves second is shown both texts")
    judge(one.find("textarea[name=body]").get_attribute("value") == "Ana's words.", "and loses none of theirs")
    one.look("two in one draft")
    one.press("Keep as a draft")
    two.open(stage.ben.origin + draft)
    judge(two.find("textarea[name=body]").get_attribute("value") == "Ana's words.", "joined, it is saved")
    rules = "version: 1\nwaiting:\n  clear: {wait: 0s, approvals: 1}\n  green: {wait: 0s, approvals: 1}\n"
    (stage.ana.node.directory / "policy.yaml").write_text(rules)
    one.open(stage.ana.origin + draft)
    one.choose("tlp", "TLP:GREEN")
    one.press("See who would read it")
    judge("approve" in one.main(), "the page before sharing says that somebody else has to approve")
    one.choose("undo", "0")
    one.press("Share with exactly these")
    judge(one.path.startswith("/waiting"), "it waits")
    two.open(stage.ben.origin + "/waiting")
    two.look("waiting for approval")
    two.press("Approve")
    if "/verify" in two.driver.current_url:
        stage.ben.step_up(two)
        two.open(stage.ben.origin + "/waiting")
        two.press("Approve")
    judge("Your approval was noted" in two.main(), "Ben approves")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and "Ours together" not in two.text():
        two.open(stage.ben.origin + "/items")
        time.sleep(0.3)
    judge("Ours together" in two.text(), "and it leaves")
    (stage.ana.node.directory / "policy.yaml").write_text("version: 1\nwaiting:\n  clear: {wait: 0s, approvals: 0}\n  green: {wait: 0s}\n")


def for_named_people(stage) -> None:
    """TLP:RED opens to its representative alone, after their second step."""
    found = members.indicator(f"Red lantern {uuid.uuid4().hex[:6]}", "red")
    item = stage.members.share("bank", "red", [found], "--with", "City Telecom", "--for", "City Telecom:Tess Ip", "--tlp", "red", "--title", "Red lantern")
    telco = stage.window("telco")
    stage.tess.sign_in(telco)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and "TLP:RED" not in telco.text():
        telco.open(stage.tess.origin + "/items")
        time.sleep(0.2)
    judge("Red lantern" in telco.text(), "just logged in, its title is shown")
    telco.open(f"{stage.tess.origin}/items/{item}")
    judge("Only these representatives" in telco.main() and "Tess Ip" in telco.main(), "its page names whom it is for")
    telco.look("item RED")
    other = stage.person("telco", "Otto Chan", "otto@telco.example", "reader")
    plain = stage.window("otto")
    other.enrol(plain)
    plain.open(f"{other.origin}/items/{item}")
    judge("You are not one of them" in plain.main() and "Red lantern" not in plain.main(), "another representative sees that it is there, no more")


def passkeys(stage) -> None:
    """A passkey is added, logs in by itself, shows the second step, and is removed."""
    window = stage.window("passkey")
    authenticator = VirtualAuthenticatorOptions(
        protocol="ctap2", transport="internal", has_resident_key=True, has_user_verification=True, is_user_consenting=True, is_user_verified=True
    )
    window.driver.add_virtual_authenticator(authenticator)
    stage.ana.sign_in(window)
    window.open(stage.ana.origin + "/account")
    window.find(".passkey input[name=name]").send_keys("Key of Ana")
    window.press("Add a passkey")
    judge("Key of Ana" in window.main() and "Done." in window.main(), "a passkey is added")
    window.look("account with passkey")
    window.press("Log out")
    window.open(stage.ana.origin + "/login?then=/members")
    window.press("Log in with a passkey")
    judge(window.path == "/members", "and logs in alone, to where it was meant to")
    stolen = window.driver.get_credentials()[0]
    judge(stolen.rp_id == "localhost", "it is bound to this portal's host")
    window.open(stage.ana.origin + "/verify?then=/node")
    window.press("Use a passkey")
    judge(window.path == "/node", "it shows the second step")
    window.open(stage.ana.origin + "/account")
    window.find(".names form[action*=passkeys] button").click()
    judge(window.says("Done.") and "Key of Ana" not in window.main(), "and is removed")
    window.press("Log out")
    window.open(stage.ana.origin + "/login")
    window.press("Log in with a passkey") if window.has("[data-passkey]") else None
    judge("/login" in window.driver.current_url, "then it opens nothing")


def groups(stage) -> None:
    """A group is made, its member is steered, and leaves."""
    bank, telco = stage.window("bank"), stage.window("telco")
    stage.ana.sign_in(bank)
    stage.tess.sign_in(telco)
    bank.open(stage.ana.origin + "/groups")
    name = f"Quay watch {uuid.uuid4().hex[:6]}"
    bank.fill("name", name)
    bank.tick("member", "City Telecom")
    bank.find("form[action='/groups'] button.main").click()
    judge(bank.says(name) and name in bank.main() and "City Telecom" in bank.main(), "a group is made")
    bank.look("group")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and name not in telco.text():
        telco.open(stage.tess.origin + "/groups")
        time.sleep(0.5)
    judge(name in telco.text(), "its member sees it")
    telco.press(name)
    telco.press("Leave the group")
    judge(telco.path == "/groups", "and leaves it")
    bank.press("Groups")
    bank.fill("name", "")
    bank.driver.execute_script("document.querySelector('form[action=\"/groups\"] [name=name]').removeAttribute('required')")
    bank.find("form[action='/groups'] button.main").click()
    judge(bank.find(".notice.bad").is_displayed(), "a group without a name is refused, and the page stays")


def hostile_member(stage) -> None:
    """Everything that a peer organisation controls tries to become markup, a link or a script."""
    objects = [
        {
            "type": "report", "spec_version": "2.1", "id": f"report--{uuid.uuid4()}", "created": "2026-11-01T00:00:00.000Z",
            "modified": "2026-11-01T00:00:00.000Z", "name": HOSTILE, "published": "2026-11-01T00:00:00.000Z", "object_refs": [],
            "description": HOSTILE + "\n\n[x](javascript:alert(1)) ![y](https://evil.example/pixel.png) <iframe src=//evil.example></iframe>\n\n" + "> " * 500,
            "labels": [HOSTILE[:60]], "external_references": [
                {"source_name": HOSTILE, "url": "javascript:alert(document.domain)"}, {"source_name": "x", "url": "https://evil.example/\"onclick=\"x"},
            ],
        },
        members.indicator(HOSTILE, "green") | {"pattern": "[file:name = '\"><script>alert(1)</script>']"},
        {
            "type": "attack-pattern", "spec_version": "2.1", "id": f"attack-pattern--{uuid.uuid4()}", "created": "2026-11-01T00:00:00.000Z",
            "modified": "2026-11-01T00:00:00.000Z", "name": HOSTILE, "external_references": [{"source_name": "mitre-attack", "external_id": HOSTILE}],
            "kill_chain_phases": [{"kill_chain_name": HOSTILE, "phase_name": "x\"><script>1</script>"}],
        },
    ]  # fmt: skip
    objects[0]["object_refs"] = [thing["id"] for thing in objects[1:]]
    item = stage.members.share("telco", "hostile", objects, "--members", "--tlp", "green", "--title", HOSTILE[:500])
    window = stage.window("bank")
    stage.ana.sign_in(window)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and "broken in" not in window.text() and item not in window.driver.page_source:
        window.open(stage.ana.origin + "/items")
        time.sleep(0.2)
    for path in ("/", "/items", "/items?q=script", f"/items/{item}", f"/objects/{objects[1]['id']}"):
        window.open(stage.ana.origin + path)
        judge(window.driver.title != "broken in", f"{path[:30]}: nothing ran")
        scripts = window.driver.execute_script("return [...document.scripts].map((s) => s.getAttribute('src'))")
        judge(all(source and source.startswith("/assets/") for source in scripts), f"{path[:30]}: no script but ours")
        links = window.driver.execute_script("return [...document.querySelectorAll('main a')].map((a) => a.getAttribute('href'))")
        judge(all(link.startswith(("/", "https://", "?")) for link in links), f"{path[:30]}: links lead to pages")
        images = window.driver.find_elements(By.CSS_SELECTOR, "main img, main iframe, main object, main embed")
        judge(not images, f"{path[:30]}: nothing is loaded")
        judge("\u202e" not in window.driver.page_source, f"{path[:30]}: nothing turns the writing round")
    window.open(f"{stage.ana.origin}/items/{item}")
    window.look("hostile item")
    judge(window.requests_elsewhere(stage.ana.origin) == [], "nothing is asked of anybody else")
    judge(window.complaints() == [], f"the policy had nothing to stop: {window.complaints()[:2]}")


def by_keyboard(stage) -> None:
    """Logging in and sharing with the keyboard alone."""
    window = stage.window("keyboard")
    window.open(stage.ben.origin + "/login")
    window.tab_to("#f-address")
    window.type_keys(stage.ben.address, Keys.TAB, stage.ben.password, Keys.TAB, stage.ben.any_code(), Keys.ENTER)
    judge(window.says("Log out") and window.path == "/", "logged in")
    window.type_keys(Keys.TAB)
    judge(window.driver.switch_to.active_element.text == "Skip to content", "the first stop leads past the navigation")
    window.tab_to("a[href='/share']")
    window.type_keys(Keys.ENTER)
    window.find("#f-title")
    window.tab_to("#f-title")
    window.type_keys("Typed", Keys.TAB, "With the keyboard alone.")
    window.tab_to("input[name=to]:checked")
    window.tab_to("#f-tlp")
    window.type_keys("TLP:G")
    window.tab_to("button[value=preview]")
    window.type_keys(Keys.ENTER)
    judge(window.says("Exactly these would be able to read it"), "to the page before it leaves")
    window.tab_to("button.main")
    outline = window.driver.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
    judge(outline != "none", "and one sees where one is")


def searching(stage) -> None:
    """Words, facets, a saved search."""
    window = stage.window("search")
    stage.ana.sign_in(window)
    window.open(stage.ana.origin + "/items")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        window.open(stage.ana.origin + "/items?q=lantern")
        if "Lantern" in window.main():
            break
        time.sleep(0.5)
    judge("Lantern source" in window.main() and "Narrow down" in window.main(), "found, with facets")
    window.press("indicator")
    judge("Lantern source" in window.main() and "Password Spraying" not in window.find("ol.items").text, "narrowed by a facet")
    window.fill("name", "lantern sources")
    window.press("Keep")
    judge("saved=lantern%20sources" in window.path, "kept under a name")
    window.open(stage.ana.origin + "/items?q=" + "%28" * 40)
    judge(window.has(".notice.bad"), "a search that cannot be read is told why")
    window.open(stage.ana.origin + "/items?saved=lantern%20sources")
    window.press("Remove this saved search")
    judge(window.path == "/items", "and removed")


def running_the_node(stage) -> None:
    """An operator invites, suspends, makes a token; what is suspended is out at once."""
    window, other = stage.window("operator"), stage.window("guest")
    stage.ana.sign_in(window)
    window.open(stage.ana.origin + "/node/people")
    window.fill("name", "Gus Wu")
    window.fill("address", "gus@bank.example")
    window.find("form[action='/node/people'] button.main").click()
    link = window.find("code.secret").text.strip()
    guest = stage.person("bank", "Gus Wu", "gus@bank.example", "reader", "analyst")
    other.open(link)
    guest.secret = other.find("code.secret").text.replace(" ", "")
    other.fill("password", guest.password)
    other.fill("repeated", guest.password)
    other.fill("code", guest.code())
    other.press("Finish")
    other.press("I have kept them")
    judge(other.path == "/" and "Node" not in other.find("header").text, "a guest enters and does not see what is the operator's")
    other.open(stage.ana.origin + "/node/people")
    judge("Your role does not allow this" in other.main(), "nor by its address")
    window.open(stage.ana.origin + "/node/people")
    row = next(row for row in window.driver.find_elements(By.CSS_SELECTOR, "ol.items > li") if "Gus Wu" in row.text)
    next(button for button in row.find_elements(By.TAG_NAME, "button") if button.text == "Suspend").click()
    judge(window.says("suspended"), "suspended")
    other.open(stage.ana.origin + "/items")
    judge("/login" in other.driver.current_url, "and out at once")
    window.open(stage.ana.origin + "/node/tokens")
    window.fill("name", "siem-2")
    window.find("form[action='/node/tokens'] button.main").click()
    token = window.find("code.secret").text.strip()
    asked = urllib.request.Request(stage.members.url("bank") + "/v1/items?limit=1", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(asked) as answer:
        judge("items" in json.load(answer), "a token made here reads over the API")
    window.open(stage.ana.origin + "/node/audit")
    judge("account Ana Lo" in window.main() and "token-created" in window.main(), "the audit log names who did it")


def sessions(stage) -> None:
    """Sessions are listed and ended; a session does not survive its cookie's theft after logging out."""
    here, there = stage.window("here"), stage.window("there")
    stage.ana.sign_in(here)
    stage.ana.sign_in(there)
    cookie = next(c for c in there.driver.get_cookies() if "session" in c["name"])
    judge(cookie["httpOnly"] and cookie["sameSite"] == "Lax", "no script sees the cookie, no other site sends it")
    here.open(stage.ana.origin + "/account")
    here.press("Log out everywhere else")
    there.open(stage.ana.origin + "/items")
    judge("/login" in there.driver.current_url, "ended from elsewhere")
    old = next(c for c in here.driver.get_cookies() if "session" in c["name"])
    here.press("Log out")
    here.driver.add_cookie({"name": old["name"], "value": old["value"], "path": "/"})
    here.open(stage.ana.origin + "/items")
    judge("/login" in here.driver.current_url, "a cookie kept from before opens nothing")


STORIES = {
    "phrases": lambda stage: scripts(stage.root),
    "first-login": first_login,
    "every-page": every_page,
    "sharing": sharing,
    "second-thoughts": second_thoughts,
    "named-people": for_named_people,
    "passkeys": passkeys,
    "groups": groups,
    "a-hostile-member": hostile_member,
    "keyboard": by_keyboard,
    "searching": searching,
    "running-the-node": running_the_node,
    "sessions": sessions,
    "verify-page": verify_page,
    "zone-moderation": moderation,
    "zone-reading": reading,
    "a-hostile-item": hostile_item,
}
