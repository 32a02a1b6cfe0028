"""Moderating the public zone in the portal: what waits is approved, returned and withdrawn, with and without JavaScript."""

from __future__ import annotations

import time
import uuid

from federation.processes import wait_for
from members import judge
from selenium.webdriver.common.by import By

from .window import Window
from .zone_items import answer, report, shared, shared_example

RETURNED, WITHDRAWN = "Returned: not published in the public zone", "Withdrawn from the public zone"


def moderation(stage) -> None:
    """Somebody of the coordinator's staff decides on six items; the public sees what came of it, and authors are told why."""
    anonymous = stage.window("public", scripted=False)
    told: list[tuple[str, str, str]] = []
    for scripted, example, topic in [(True, "paper-lantern", "threats"), (False, "restored-backups", "best-practice")]:
        window = stage.window("moderator" if scripted else "moderator-plain", scripted)
        stage.cora.sign_in(window)
        public = shared_example(stage, example)
        word = f"quay{uuid.uuid4().hex[:8]}"
        faulty = shared(stage, "bank", word, report(f"Draft {word}", "Sent too early.", []))
        queue(stage, window, public, scripted)
        approving(stage, window, anonymous, public, topic)
        returning(stage, window, anonymous, faulty, word)
        told.append((word, RETURNED, f"Draft {word}"))
        withdrawing(stage, window, anonymous, faulty, word)
        told.append((word, WITHDRAWN, f"Draft {word}"))
        if scripted:
            states(stage, window)
        judge(window.requests_elsewhere(stage.cora.origin) == [], "nothing is asked of anybody else")
        judge(window.complaints() == [], f"the browser has nothing to say against the pages: {window.complaints()[:2]}")
    notes(stage, told)


def queue(stage, window: Window, item: str, scripted: bool) -> None:
    """The number that waits stands in the navigation, and the item in the list."""
    judge(answer(f"{stage.zone}/en/items/{item}.html")[0] == 404, "before a moderator looked its page is not found")
    judge(all(answer(f"{stage.zone}/items/{item}/{name}.json")[0] == 404 for name in ("bundle", "proof")), "nor its content and its proof")
    window.open(stage.cora.origin + "/")
    count = len(stage.members.nodes["coordinator"].ask("zone", "queue")["items"])
    entry = window.find("header a[href='/zone']")
    judge(entry.text.split() == ["Public", "zone", str(count)], f"the navigation says how many wait: {entry.text!r}, {count}")
    entry.click()
    judge(window.has(f"main a[href='/zone/{item}']"), "and the list has the item")
    window.look("zone queue")
    if scripted:
        for language in ("zh-Hant", "zh-Hans"):
            window.open(f"{stage.cora.origin}/zone?lang={language}")
            window.look(f"zone queue {language}")
            window.open(f"{stage.cora.origin}/zone/{item}?lang={language}")
            window.look(f"zone item {language}")
        window.open(f"{stage.cora.origin}/zone?lang=en")
    window.find(f"main a[href='/zone/{item}']").click()
    judge(window.has("form[action$='/approve']") and window.has("form[action$='/return']"), "its page asks for a decision")
    window.look("zone item")


def decide(stage, window: Window, item: str, step: str, said: str, **fields: str) -> None:
    """Fills the form of a decision and sends it; where the second step is asked for, shows it and does so again."""
    for _ in range(2):
        window.open(f"{stage.cora.origin}/zone/{item}")
        form = window.find(f"form[action='/zone/{item}/{step}']")
        for name, value in fields.items():
            field = form.find_element(By.CSS_SELECTOR, f"[name={name}]:not([type=hidden])")
            if field.get_attribute("type") == "checkbox":
                field.click()
            elif field.tag_name == "select":
                window.choose(name, value)
            else:
                field.send_keys(value)
        form.find_element(By.TAG_NAME, "button").click()
        if not window.says(said, seconds=5) and "/verify" in window.driver.current_url:
            stage.cora.step_up(window)
            continue
        break
    judge(said in window.main(), f"{window.name}: {said}")


def approving(stage, window: Window, anonymous: Window, item: str, topic: str) -> None:
    decide(stage, window, item, "approve", "It is public now.", topic=topic, feature="yes")
    window.look("zone approved")
    wait_for("the page is public", lambda: answer(f"{stage.zone}/en/items/{item}.html")[0] == 200)
    anonymous.open(f"{stage.zone}/en/index.html")
    judge(anonymous.has(f".in-front a[href='/en/items/{item}.html']"), "in front of the public's front page")
    anonymous.open(f"{stage.zone}/en/lists/topic-{topic}/index.html")
    judge(anonymous.has(f"main a[href='/en/items/{item}.html']"), f"and in the list of {topic}")
    anonymous.find(f"main a[href='/en/items/{item}.html']").click()
    judge("Written by" in anonymous.main(), "which leads to its page")


def returning(stage, window: Window, anonymous: Window, item: str, word: str) -> None:
    window.open(f"{stage.cora.origin}/zone/{item}")
    decide(stage, window, item, "return", "It was returned to its author.", reason=f"Please finish it first ({word}).")
    judge(word in window.find("dl.facts").text, "the reason stands with it")
    anonymous.open(f"{stage.zone}/en/items/{item}.html")
    judge(answer(f"{stage.zone}/en/items/{item}.html")[0] == 404 and word not in anonymous.main(), "the public never learns of it")


def withdrawing(stage, window: Window, anonymous: Window, item: str, word: str) -> None:
    """What was returned can still be approved; then it is put back from the front, and withdrawn."""
    page = f"{stage.zone}/en/items/{item}.html"
    decide(stage, window, item, "approve", "It is public now.", topic="threats", feature="yes")
    wait_for("the page is public", lambda: answer(page)[0] == 200)
    decide(stage, window, item, "feature", "It does not stand in front any more.")
    anonymous.open(f"{stage.zone}/en/index.html")
    judge(word in anonymous.main() and not anonymous.has(f".in-front a[href='/en/items/{item}.html']"), "put back it is public and not in front")
    decide(stage, window, item, "withdraw", "It is not public any more.", reason=f"It names a victim ({word}).")
    window.look("zone withdrawn")
    wait_for("the page is gone", lambda: answer(page)[0] == 410)
    anonymous.open(page)
    judge(word not in anonymous.text() and "withdrew" in anonymous.main(), f"the public reads that it was withdrawn, and no word of it: {anonymous.main()[:80]!r}")
    anonymous.look("zone gone")
    anonymous.open(f"{stage.zone}/en/search.html?q={word}")
    judge(not anonymous.has(f"main a[href='/en/items/{item}.html']"), "and no search finds it")


def states(stage, window: Window) -> None:
    """Every list of the moderators' page."""
    for state in ("published", "returned", "withdrawn", "ended"):
        window.open(f"{stage.cora.origin}/zone?state={state}")
        judge(window.find("main nav [aria-current]").get_attribute("href").endswith(state), f"what is {state} has a list")
    window.open(f"{stage.cora.origin}/zone?state=withdrawn")
    window.look("zone list withdrawn")


def notes(stage, told: list[tuple[str, str, str]]) -> None:
    """The author's organisation has each reason as an item of the moderator's; another member has none."""
    bank, telco = stage.window("bank"), stage.window("telco", scripted=False)
    stage.ana.sign_in(bank)
    stage.tess.sign_in(telco)
    for word, heading, title in told:
        deadline = time.monotonic() + 30
        while heading not in bank.text() and time.monotonic() < deadline or bank.path == "/":
            bank.open(f"{stage.ana.origin}/items?q={word}")
            time.sleep(0.2)
        judge(heading in bank.main(), f"its author's organisation is told: {heading}")
        link = next((one for one in bank.driver.find_elements(By.CSS_SELECTOR, "ol.items a") if heading in one.text), None)
        if link is None:
            continue
        link.click()
        said = bank.main()
        judge(word in said and title in said and "Example City CERT" in said, "why, about what, and by whom")
        bank.look(f"note {heading[:8]}")
        telco.open(f"{stage.tess.origin}/items?q={word}")
        judge(heading not in telco.main(), "another member is not")
        bank.open(stage.ana.origin + "/")
