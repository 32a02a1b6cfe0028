"""The public zone as its readers have it: every page in three languages, without scripts, on small screens, on paper, by keyboard."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from urllib.parse import quote

from federation.processes import wait_for
from members import judge
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from .window import Window
from .zone_feeds import in_feeds
from .zone_items import answer, approved, public_examples, report, shared, thing

LANGUAGES = {"en": "en", "zh-Hant": "zh-hant", "zh-Hans": "zh-hans"}
SINGLE = ("index", "statistics", "members", "about", "join", "machines", "accessibility", "privacy", "verify")
# More indicators than a page of results holds.
CROWD, CROWD_WORD = 24, "lamplighter"
FAULTY = "type:"


def reading(stage) -> None:
    """Everything that anybody reads."""
    items = public_examples(stage)
    crowd = [thing("indicator", name=f"{CROWD_WORD} {n}", pattern=f"[ipv4-addr:value = '203.0.113.{n}']", pattern_type="stix",
                   valid_from="2026-11-01T00:00:00Z") for n in range(1, CROWD + 1)]  # fmt: skip
    for indicator in crowd:
        # Each in an item of its own, shared at once: what is found is counted by items.
        stage.members.share("telco", indicator["id"], [indicator], "--everyone", "--tlp", "clear", "--title", indicator["name"])
    publish_crowd(stage)
    window = stage.window("zone")
    pages = addresses(stage, items)
    in_each_language(stage, window, pages)
    named_alike(stage, pages)
    translated(stage, window, items)
    for_machines(stage, window)
    searching(stage, window, items)
    on_paper(stage, window, items["paper-lantern"])
    judge(window.driver.get_cookies() == [] and window.driver.execute_script("return localStorage.length + sessionStorage.length") == 0, "nothing is kept in the browser")
    judge(window.requests_elsewhere(stage.zone) == [], "nothing is asked of anybody else")
    complaints = window.complaints()
    judge(complaints == [], f"the browser has nothing to say against the pages: {complaints[:3]}")
    by_keyboard(stage, items["paper-lantern"])
    in_the_dark(stage, pages)
    without_scripts(stage, items)


def publish_crowd(stage) -> None:
    coordinator = stage.members.nodes["coordinator"]

    def waiting() -> list[str]:
        return [one["id"] for one in coordinator.ask("zone", "queue")["items"] if one["title"].startswith(CROWD_WORD)]

    wait_for("the crowd waits", lambda: len(waiting()) == CROWD)
    for item in waiting():
        coordinator.run("zone", "approve", item)
    wait_for("the crowd is found", lambda: answer(f"{stage.zone}/en/search.html?q={CROWD_WORD}")[1].count("<article") >= 20)


def addresses(stage, items: dict[str, str]) -> dict[str, str]:
    """Each page by name: its address behind the language."""
    author = stage.members.nodes["telco"].ask("status")["organisationId"]
    pages = {name: f"{name}.html" for name in SINGLE} | {
        "item": f"items/{items['paper-lantern']}.html", "item translated": f"items/{items['alert-level']}.html",
        "item advice": f"items/{items['mail-from-outside']}.html", "item translation": f"items/{items['alert-level-chinese']}.html",
        "list": "lists/all/index.html", "list topic": "lists/topic-mitigation/index.html", "list sector": "lists/sector-finance/index.html",
        "list author": f"lists/author-{author}/index.html", "list page": "lists/all/0.html",
        "search": "search.html", "search lantern": "search.html?q=lantern", "search many": f"search.html?q={CROWD_WORD}",
        "search newest": "search.html?q=lantern&order=newest", "search nothing": "search.html?q=nothinglikethis",
        "search faulty": f"search.html?q={quote(FAULTY)}", "search long": "search.html?q=" + "a" * 600,
    }  # fmt: skip
    return pages


def in_each_language(stage, window: Window, pages: dict[str, str]) -> None:
    """From the English page by the links of the languages to the others, and each is looked at."""
    for name, rest in pages.items():
        window.open(f"{stage.zone}/en/{rest}")
        for language, step in LANGUAGES.items():
            if language != "en":
                window.find(f"nav.languages a[hreflang='{language}']").click()
            expected = f"/{step}/{rest}"
            judge(window.path == expected, f"{name}: in {language} at {window.path[:60]}")
            said = window.driver.execute_script(
                "return [document.documentElement.lang, document.querySelector('nav.languages [aria-current]').lang, document.querySelectorAll('h1').length]"
            )
            judge(said == [language, language, 1], f"{name}: says that it is in {language}, under one heading")
            window.look(f"{name} {language}" if language != "en" else name)
            if language != "zh-Hans":
                window.shoot_whole(f"{name} {step}")
    window.open(f"{stage.zone}/zh-hant/nothing-here.html")
    judge("zh-Hant" == window.driver.execute_script("return document.documentElement.lang"), "what is not there is said in the language that was read")
    window.look("not found zh-Hant")


class Alternates(HTMLParser):
    """The links of a page's head to itself in other languages, and to itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.languages: dict[str, str] = {}
        self.canonical = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs) -> None:
        found = dict(attrs)
        if tag == "link" and "hreflang" in found:
            self.languages[found["hreflang"]] = found["href"]
        elif tag == "link" and found.get("rel") == "canonical":
            self.canonical = found["href"]


def named_alike(stage, pages: dict[str, str]) -> None:
    """Each page names all three, itself among them, and is named so by them."""
    odd = []
    for name, rest in pages.items():
        if "?" in rest:
            continue
        heads = {language: Alternates(answer(f"{stage.zone}/{step}/{rest}")[1]) for language, step in LANGUAGES.items()}
        wanted = {language: f"/{step}/{rest}" for language, step in LANGUAGES.items()}
        for language, head in heads.items():
            named = {key: value for key, value in head.languages.items() if key != "x-default"}
            if named != wanted or head.canonical != wanted[language] or "x-default" not in head.languages:
                odd.append((name, language, head.languages, head.canonical))
    judge(not odd, f"every page names itself in all languages, and they it: {odd[:2]}")


def translated(stage, window: Window, items: dict[str, str]) -> None:
    """A translation is shown as whose it is, with the original beside it."""
    window.open(f"{stage.zone}/zh-hant/items/{items['alert-level']}.html")
    main = window.main()
    judge("警戒級別：提高" in window.find("h1").text and "譯者" in main and "應採取的行動" in main, "in Chinese a published translation is read, with its translator")
    window.find("details.original summary").click()
    judge("Tell people in finance" in window.main(), "and the original beside it")
    window.shoot_whole("translation opened")
    window.open(f"{stage.zone}/en/index.html")
    judge("heightened" in window.find("section.alert").text, "the front page tells the alert level")
    window.find("section.alert a").click()
    judge(window.path == f"/en/items/{items['alert-level']}.html", "with the item that says so")


def for_machines(stage, window: Window) -> None:
    """Every address on the page for machines is there."""
    window.open(f"{stage.zone}/en/machines.html")
    links = [link.get_attribute("href") for link in window.driver.find_elements(By.CSS_SELECTOR, "dl.addresses a")]
    missing = [link for link in links if answer(link)[0] != 200]
    judge(len(links) > 20 and not missing, f"{len(links)} addresses for programs, each of which answers: {missing}")


def searching(stage, window: Window, items: dict[str, str]) -> None:
    """A word, a facet, the next page, and what cannot be read."""
    window.open(f"{stage.zone}/en/index.html")
    window.press("Search")
    window.fill("q", "lantern")
    window.find("form[role=search] button").click()
    facet = window.find("ul.facet a")
    hits = window.driver.find_elements(By.CSS_SELECTOR, f"ol.items a[href='/en/items/{items['paper-lantern']}.html']")
    judge(len(hits) == 1, f"a word finds the item that has it, once: {len(hits)}")
    named = facet.text
    facet.click()
    judge("q=lantern" in window.path and window.path != "/en/search.html?q=lantern", f"narrowed by {named!r}: {window.path[:60]}")
    judge(len(window.find("input[name=q]").get_attribute("value")) > len("lantern"), "which stands in the field, too")
    window.open(f"{stage.zone}/en/search.html?q={CROWD_WORD}")
    first = found(window)
    window.find("main a[rel=next]").click()
    second = found(window)
    judge(len(first) == 20 and second and not set(first) & set(second), f"{len(first)} results and {len(second)} on the next page, none of them twice")
    judge(len(first) + len(second) == CROWD, f"{CROWD} together")
    window.look("search next page")
    window.open(f"{stage.zone}/en/search.html?q={quote(FAULTY)}")
    judge(window.has("main .notice.bad") or "Nothing was found" in window.main(), f"a search that cannot be read is answered in words: {window.main()[:200]!r}")
    judge(window.find("input[name=q]").get_attribute("value") == FAULTY, "and stays in the field")


def found(window: Window) -> list[str]:
    return [link.get_attribute("href") for link in window.driver.find_elements(By.CSS_SELECTOR, "ol.items h3 a")]


def on_paper(stage, window: Window, item: str) -> None:
    """Printed, a page is its content."""
    for name, path in {"item": f"/en/items/{item}.html", "front": "/en/index.html", "search": "/en/search.html?q=lantern"}.items():
        window.open(stage.zone + path)
        window.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        shown = window.driver.execute_script(
            "return [...document.querySelectorAll('nav, form, .skip')].filter((one) => one.getClientRects().length > 0).map((one) => one.outerHTML.slice(0, 80))"
        )
        judge(shown == [], f"on paper {name} has no navigation and no form: {shown[:2]}")
        judge(len(window.main()) > 200, "and has its content")
        window.shoot_whole(f"paper {name}")
        window.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def by_keyboard(stage, item: str) -> None:
    """From the front page to an item, its proof and the check of it, with the keyboard alone."""
    window = stage.window("zone-keyboard")
    window.open(f"{stage.zone}/en/index.html")
    window.type_keys(Keys.TAB)
    judge(window.driver.switch_to.active_element.text == "Skip to content", "the first stop leads past the navigation")
    window.type_keys(Keys.ENTER)
    judge(window.driver.execute_script("return document.activeElement.id") == "main", "to the content")
    window.tab_to(f"main a[href='/en/items/{item}.html']")
    judge(window.driver.execute_script("return getComputedStyle(document.activeElement).outlineStyle") != "none", "one sees where one is")
    window.type_keys(Keys.ENTER)
    judge(window.says("How to verify") and window.path == f"/en/items/{item}.html", "an item is opened")
    window.type_keys(Keys.TAB, Keys.ENTER)
    window.tab_to("main a[href$='/proof.json']", steps_max=120)
    proof = window.driver.switch_to.active_element.get_attribute("href")
    judge(answer(proof)[0] == 200, "its proof is reached")
    window.tab_to("main a.button", steps_max=10)
    window.type_keys(Keys.ENTER)
    deadline = time.monotonic() + 20
    state = ""
    while time.monotonic() < deadline and state not in ("verified", "failed"):
        state = window.driver.execute_script("return document.getElementById('verify-result')?.dataset.state ?? ''")
        time.sleep(0.1)
    judge(state == "verified", f"and checked: {state}")


def in_the_dark(stage, pages: dict[str, str]) -> None:
    window = stage.window("zone-dark", dark=True)
    for name in ("index", "item", "item advice", "list", "search lantern", "statistics", "members", "machines"):
        window.open(f"{stage.zone}/en/{pages[name]}")
        window.look(f"dark {name}")
        window.shoot_whole(f"dark {name}")
    colour = window.find("body").value_of_css_property("background-color")
    levels = [float(part) for part in colour.partition("(")[2].rstrip(")").split(",")[:3]]
    judge(max(levels) < 64, f"who wants it dark has it dark: {colour}")


def without_scripts(stage, items: dict[str, str]) -> None:
    """By links and forms alone from the front page to everything."""
    window = stage.window("zone-plain", scripted=False)
    window.open(stage.zone + "/")
    judge(window.path == "/en/index.html", "who says no language reads English")
    for text, expected in [("Items", "/en/lists/all/index.html"), ("Statistics", "/en/statistics.html"), ("Members", "/en/members.html"),
                           ("For machines", "/en/machines.html"), ("About", "/en/about.html"), ("How to join", "/en/join.html"),
                           ("Accessibility", "/en/accessibility.html"), ("Privacy", "/en/privacy.html"), ("Verify", "/en/verify.html")]:  # fmt: skip
        window.press(text)
        judge(window.path == expected and window.has("h1"), f"without JavaScript to {text}")
    judge("needs JavaScript" in window.main(), "where alone something needs it")
    window.press("Search")
    window.fill("q", "lantern")
    window.find("form[role=search] button").click()
    window.find(f"main a[href='/en/items/{items['paper-lantern']}.html']").click()
    said = window.main()
    judge("Paper Lantern" in said and "invoices.paper-lantern.example" in said and "Indicators" in said, "a search without JavaScript leads to an item with its indicators")
    window.look("item")
    window.find("nav.languages a[hreflang='zh-Hans']").click()
    judge(window.path == f"/zh-hans/items/{items['paper-lantern']}.html", "and to the same item in another language")


HOSTILE = "\"><script>document.title='broken in'</script><img src=x onerror=\"document.title='broken in'\">\u202e\u2066{{x}}<svg/onload=alert(1)>"
FORMULA = "=HYPERLINK(\"https://evil.example\",\"lure\")"
ACTIVE = "main img, main iframe, main object, main embed, main form:not([role=search]), main [onclick], main [onload], main [onerror], main style"


def hostile_item(stage) -> None:
    """Everything that an author controls tries to become markup, a script, a link, a turn of the writing or a formula."""
    trap = [
        thing("indicator", name=HOSTILE, pattern="[domain-name:value = '\"><script>1</script>.example'] OR [email-addr:value = '=lure@formula.example']",
              pattern_type="stix", valid_from="2026-11-01T00:00:00Z", indicator_types=["malicious-activity"], labels=[HOSTILE]),
        thing("attack-pattern", name=HOSTILE, external_references=[{"source_name": "mitre-attack", "external_id": HOSTILE}],
              kill_chain_phases=[{"kill_chain_name": HOSTILE, "phase_name": "x\"><script>1</script>"}]),
        thing("malware", name=HOSTILE, is_family=True, description=HOSTILE),
        thing("identity", name=HOSTILE, identity_class="organization"),
        thing("vulnerability", name="CVE-2026-0001\"><script>1</script>", external_references=[
            {"source_name": "cve", "external_id": "CVE-2026-0001<script>1</script>", "url": "javascript:alert(1)"}]),
    ]  # fmt: skip
    trap.append(thing("relationship", relationship_type=HOSTILE[:60], source_ref=trap[0]["id"], target_ref=trap[2]["id"]))
    description = HOSTILE + "\n\n[x](javascript:alert(1)) ![y](https://evil.example/pixel.png) <iframe src=//evil.example></iframe>\n\n# <b>x\n\n" + "> " * 300
    references = [
        {"source_name": HOSTILE, "url": "javascript:alert(document.domain)"}, {"source_name": "x", "url": "https://evil.example/\"onclick=\"x"},
        {"source_name": "data", "url": "data:text/html,<script>1</script>"}, {"source_name": HOSTILE, "url": "https://evil.example/plain", "external_id": HOSTILE},
    ]  # fmt: skip
    objects = report(HOSTILE, description, trap, labels=[HOSTILE, "topic:threats", "alert-level:severe"], lang="\"><script>", external_references=references)
    item = approved(stage, shared(stage, "telco", "trap", objects, "--title", HOSTILE[:500]), "--topic", "threats", "--feature")
    formula = report(FORMULA, "A table would reckon.", [], labels=["@SUM(1)"])
    other = approved(stage, shared(stage, "telco", "formula", formula, "--title", FORMULA))
    window = stage.window("zone-hostile")
    month = time.strftime("%Y-%m", time.gmtime())
    wait_for("it is found", lambda: item in answer(f"{stage.zone}/en/search.html?q=evil")[1])
    for name, path in {
        "item": f"/en/items/{item}.html", "item zh-Hant": f"/zh-hant/items/{item}.html", "formula": f"/en/items/{other}.html", "front": "/en/index.html",
        "list": "/en/lists/all/index.html", "month": f"/en/lists/month-{month}/index.html", "search": "/en/search.html?q=evil",
        "search for it": "/en/search.html?q=" + quote(HOSTILE), "statistics": "/en/statistics.html",
    }.items():  # fmt: skip
        window.open(stage.zone + path)
        harmless(window, name)
    window.open(f"{stage.zone}/en/items/{item}.html")
    judge("<script>document.title" in window.find("h1").text, "its title is read as it was written")
    outside = {link.get_attribute("href").split("/")[2]: link for link in window.driver.find_elements(By.CSS_SELECTOR, "main a[href^='https:']")}
    judge(set(outside) == {"evil.example"} and window.has("main a[href='https://evil.example/plain'][rel~=noreferrer]"), "a reference over https is a link that does not say where one comes from")
    judge("javascript:alert(document.domain)" in window.main() and "data:text/html" in window.main(), "another is text")
    window.open(f"{stage.zone}/en/index.html")
    judge("severe" not in window.find("main").text.split("Important now")[0], "a member's item raises no alert")
    in_feeds(stage, window, item)
    judge(window.requests_elsewhere(stage.zone) == [], "nothing is asked of anybody else")
    judge(window.complaints() == [], f"the policy had nothing to stop: {window.complaints()[:2]}")


def harmless(window: Window, name: str) -> None:
    driver = window.driver
    judge(driver.title != "broken in", f"{name}: nothing ran")
    judge(driver.execute_script("return document.scripts.length") == 0, f"{name}: no script")
    links = driver.execute_script("return [...document.querySelectorAll('a, link')].map((one) => one.getAttribute('href'))")
    judge(all(link.startswith(("/", "https://", "#")) for link in links), f"{name}: links lead to pages")
    judge(not driver.find_elements(By.CSS_SELECTOR, ACTIVE), f"{name}: nothing is loaded")
    turns = [f"{ord(letter):x}" for letter in driver.page_source if letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"]
    judge(not turns, f"{name}: nothing turns the writing round: {turns[:3]}")
    window.look(f"hostile {name}")
    window.shoot_whole(f"hostile {name}")
