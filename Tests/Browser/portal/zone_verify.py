"""The page of the public zone that checks proofs: held to every vector, to changed copies and to sites that lie.

As a story it has an item published first. By itself it takes a published folder:

    python -m portal.zone_verify FOLDER SCREENS
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import members
from federation.processes import wait_for
from members import judge
from selenium.webdriver.common.keys import Keys

from .window import Window, axe_source

VECTORS = Path(__file__).resolve().parents[3] / "Protocol" / "Vectors" / "Data" / "proof"
SECONDS_MAX = 30.0
RED, DARK_RED = "rgba(176, 0, 32, 1)", "rgba(255, 154, 145, 1)"
STEPS = [
    "file", "expected", "genesis", "registryCheckpoint", "records", "fold", "writer", "header", "journalCheckpoint", "entry", "body", "witnesses",
]  # fmt: skip
OF_AN_ITEM = ["address", "content", "bundle"]
# A name that stands where its text should.
NAMES = re.compile(r"\b(?:step|why|value|word|limit)-[a-zA-Z]+")


def verify_page(stage) -> None:
    """The page at a running zone, of an item that a member shared with everyone and a moderator approved."""
    coordinator = stage.members.nodes["coordinator"]
    item = stage.members.share("bank", "verified", [members.indicator("Lantern, for everyone", "clear")], "--everyone", "--tlp", "clear")
    wait_for("the item waits for a moderator", lambda: item in [one["id"] for one in coordinator.ask("zone", "queue")["items"]])
    coordinator.run("zone", "approve", item)
    play(stage.zone, item, stage.screens, stage.window)


def play(origin: str, item: str, screens: Path, open_window) -> None:
    page = VerifyPage(open_window("verify"), origin)
    an_item(page, item)
    pasted(page)
    tampered(page)
    brought_along(page, item)
    in_three_languages(page, item)
    by_keyboard(page, item)
    judge(page.window.requests_elsewhere(origin) == [], "nothing is asked of anybody else")
    complaints = page.window.complaints()
    judge(complaints == [], f"the browser has nothing to say against the page: {complaints[:3]}")
    with contextlib.ExitStack() as left:
        folder = left.enter_context(copied(origin, item))
        lying_sites(VerifyPage(page.window, left.enter_context(served(folder))), folder, item)
    in_the_dark(VerifyPage(open_window("verify-dark", dark=True), origin))
    without_script(open_window("verify-plain", scripted=False), origin, item)


class VerifyPage:
    """What a visitor sees of a check."""

    def __init__(self, window: Window, origin: str) -> None:
        self.window, self.origin = window, origin

    def open(self, item: str = "", language: str = "en") -> None:
        self.window.open(f"{self.origin}/{language}/verify.html{'?item=' + item if item else ''}")

    def settled(self) -> str:
        """Waits for the end of a check: "verified" or "failed"."""
        deadline = time.monotonic() + SECONDS_MAX
        while time.monotonic() < deadline:
            state = self.script("return document.getElementById('verify-result').dataset.state ?? ''")
            if state in ("verified", "failed"):
                return state
            time.sleep(0.02)
        return "no end"

    def script(self, source: str, *arguments):
        return self.window.driver.execute_script(source, *arguments)

    def check_text(self, text: str, network: str = "") -> str:
        """Pastes a proof and asks for the check; what came of it."""
        self.script(
            "const form = document.getElementById('verify-form');"
            "form.elements.text.value = arguments[0]; form.elements.network.value = arguments[1];"
            "delete document.getElementById('verify-result').dataset.state; form.requestSubmit();",
            text,
            network,
        )
        return self.settled()

    @property
    def refusal(self) -> str:
        return self.script("return document.getElementById('verify-result').dataset.refusal ?? ''")

    @property
    def verdict(self) -> str:
        return self.window.find("#verify-result").text

    def steps(self) -> list[tuple[str, str]]:
        """Each step's name and whether it held."""
        return [tuple(step) for step in self.script(
            "return [...document.querySelectorAll('#verify-steps > li')].map((step) => [step.dataset.step, step.dataset.state])"
        )]  # fmt: skip

    @property
    def failed_step(self) -> str:
        steps = self.steps()
        return steps[-1][0] if steps and steps[-1][1] == "failed" and all(state == "held" for _, state in steps[:-1]) else f"none of {steps}"


def an_item(page: VerifyPage, item: str) -> None:
    """An item by its address: every step holds, and the values are the item's."""
    page.open(item)
    judge(page.settled() == "verified", f"a published item is verified: {page.verdict}")
    names = [name for name, _ in page.steps() if name != "original"]
    judge(names == STEPS + OF_AN_ITEM and all(state == "held" for _, state in page.steps()), f"by {len(names)} steps, each of which holds")
    said = page.window.main()
    judge(item in said and "does not prove" in said, "the page says what it is about and what it does not prove")
    judge(NAMES.search(said) is None, f"every text is a text: {NAMES.findall(said)[:3]}")
    judge("Compare the network’s identifier" in page.verdict, "and asks to compare the network's identifier")
    page.window.look("verify-item")
    network = page.script("return document.querySelector('#verify-result code').textContent")
    for given, expected in [(network, "verified"), (network.upper(), "verified"), ("0" * 64, "failed"), ("abc", "failed")]:
        page.open()
        page.window.fill("identifier", item)
        page.window.fill("network", given)
        page.window.find("#verify-form button").click()
        came = page.settled()
        judge(came == expected, f"with the network {given[:8]}… expected it is {came}")
        if given == "0" * 64:
            judge((page.refusal, page.failed_step) == ("networkUnexpected", "expected"), f"by its name: {page.refusal}, {page.failed_step}")
    for given in ("", "0" * 63, item.upper(), "../../x"):
        page.open()
        page.window.fill("identifier", given)
        page.window.find("#verify-form button").click()
        judge(page.settled() == "failed" and page.steps() == [], f"{given[:8]!r} is no item, and nothing is asked")


def vectors() -> Iterator[tuple[str, str, str, str]]:
    """Name, expectation, file as text and expected network of each vector."""
    for path in sorted(VECTORS.glob("*.txt")):
        lines = path.read_text("utf-8").splitlines()
        fields = dict(line.partition(": ")[::2] for line in lines)
        yield path.stem, fields["expect"], bytes.fromhex(fields["file"]).decode("utf-8", "replace"), fields.get("expected", "")


def pasted(page: VerifyPage) -> None:
    """Every proof vector: the good ones hold, each of the others is refused by its name."""
    page.open()
    count = 0
    for name, expect, text, network in vectors():
        came = page.check_text(text, network)
        said = "success" if came == "verified" else page.refusal
        count += said == expect
        if said != expect:
            judge(False, f"{name}: expected {expect}, came to {came} {said} at {page.failed_step}")
    judge(count > 50, f"{count} vectors of proofs come to what they say")


def tampered(page: VerifyPage) -> None:
    """One bit of each member of a good proof turned."""
    good = {name: (text, network) for name, expect, text, network in vectors() if expect == "success"}
    counted = 0
    for name in ("plain", "rotated", "opened"):
        text, network = good[name]
        for path, changed in changes(json.loads(text)):
            came = page.check_text(json.dumps(changed), network)
            counted += came == "failed"
            if came != "failed":
                judge(False, f"{name} with {path} changed is {came}")
            if page.refusal == "fault":
                judge(False, f"{name} with {path} changed is a fault of the script")
    judge(counted > 40, f"{counted} changed proofs are refused")
    judge(page.window.find("#verify-result").value_of_css_property("color") == RED, "in red")
    judge(page.verdict.startswith("NOT verified"), f"and in words: {page.verdict[:60]}")
    last = page.window.find("#verify-steps > li:last-child").text
    judge("does not hold" in last and "This is NOT so:" in last, f"at the step that does not hold: {last[:60]!r}")
    page.window.look("verify-refused")


def changes(file: dict) -> Iterator[tuple[str, dict]]:
    """Copies of a file, each with one member changed."""

    def leaves(value, path: tuple) -> Iterator[tuple]:
        if isinstance(value, (dict, list)):
            for key in value if isinstance(value, dict) else range(len(value)):
                yield from leaves(value[key], (*path, key))
        else:
            yield path

    for path in leaves(file, ()):
        copy = json.loads(json.dumps(file))
        holder = copy
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = changed_value(holder[path[-1]])
        yield ".".join(map(str, path)), copy


def changed_value(value: str | int) -> str | int:
    if isinstance(value, int):
        return value + 1
    if re.fullmatch(r"[0-9a-f]{32}|[0-9a-f]{64}", value):
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    try:
        octets = bytearray(base64.b64decode(value, validate=True))
    except ValueError:
        return value + "x"
    octets[len(octets) // 2] ^= 1
    return base64.b64encode(octets).decode()


def brought_along(page: VerifyPage, item: str) -> None:
    """A proof file that the visitor has."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "proof.json"
        path.write_bytes(fetched(f"{page.origin}/items/{item}/proof.json"))
        page.open()
        page.window.find("#verify-form summary").click()
        page.window.find("#verify-proof").send_keys(str(path))
        page.window.find("#verify-form button").click()
        judge(page.settled() == "verified", f"a file that was brought along is verified: {page.verdict[:80]}")
        judge("bundle" not in dict(page.steps()), "of which no file of the site is asked for")


def in_three_languages(page: VerifyPage, item: str) -> None:
    for language in ("zh-hant", "zh-hans"):
        page.open(item, language)
        judge(page.settled() == "verified", f"verified in {language}")
        said = page.window.main()
        judge(NAMES.search(said) is None and "does not prove" not in said, f"with every text in {language}")
        page.window.look(f"verify {language}")


def by_keyboard(page: VerifyPage, item: str) -> None:
    page.open()
    page.window.tab_to("#verify-item")
    page.window.type_keys(item)
    page.window.tab_to("#verify-form button")
    page.window.type_keys(Keys.ENTER)
    judge(page.settled() == "verified", "verified with the keyboard alone")
    focused = page.script("return document.activeElement.id")
    judge(focused == "verify-result", f"and what came of it has the focus: {focused!r}")


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=SECONDS_MAX) as answer:
        return answer.read()


@contextlib.contextmanager
def copied(origin: str, item: str) -> Iterator[Path]:
    """A folder with the page, what it loads and one item, as a site has it that copies the zone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page = fetched(f"{origin}/en/verify.html").decode()
        paths = re.findall(r'(?:src|href)="[./]*(assets/[^"]+)"', page) + [f"items/{item}/proof.json", f"items/{item}/bundle.json"]
        for path in paths:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(fetched(f"{origin}/{path}"))
        (folder / "en").mkdir()
        (folder / "en" / "verify.html").write_text(page, "utf-8")
        yield folder


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder as a site."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_) -> None:
            pass

        def end_headers(self) -> None:
            # Files change within the second that a browser compares.
            self.send_header("Cache-Control", "no-store")
            super().end_headers()

        def copyfile(self, source, outputfile) -> None:
            # Who has read enough hangs up.
            with contextlib.suppress(ConnectionError):
                super().copyfile(source, outputfile)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def lying_sites(page: VerifyPage, folder: Path, item: str) -> None:
    """Sites that give something else than what was signed."""
    proof, bundle = folder / "items" / item / "proof.json", folder / "items" / item / "bundle.json"
    good = proof.read_bytes(), bundle.read_bytes()

    def came_to(state: str, step: str, refusal: str, said: str) -> None:
        page.open(item)
        came = page.settled(), page.failed_step if step else "", page.refusal
        judge(came == (state, step, refusal), f"{said}: {came}")
        proof.write_bytes(good[0])
        bundle.write_bytes(good[1])

    bundle.write_bytes(good[1] + b"\n")
    came_to("failed", "bundle", "bundleMismatch", "a bundle with a line more is not the author's")
    bundle.write_bytes(bytes([good[1][0] ^ 1]) + good[1][1:])
    came_to("failed", "bundle", "bundleMismatch", "a bundle with another first octet is not the author's")
    other = next(text for name, expect, text, _ in vectors() if name == "plain")
    proof.write_text(other, "utf-8")
    came_to("failed", "address", "anotherItem", "the proof of another item does not verify this one")
    proof.write_text("<html></html>", "utf-8")
    came_to("failed", "file", "proofMalformed", "a page is no proof")
    proof.write_bytes(b" " * (50 << 20))
    came_to("failed", "", "", "50 MiB are not read to their end")
    judge("larger" in page.verdict, f"which the page says: {page.verdict[:80]}")
    proof.unlink()
    came_to("failed", "", "", "nothing there is not verified")
    judge("no such public item" in page.verdict, f"which the page says: {page.verdict[:80]}")
    came_to("verified", "", "", "and the copy as it was is")
    spoilt = folder / "en" / "verify.html"
    spoilt.write_text(re.sub(r"<script[^>]*>", '<script src="/assets/nothing.js">', spoilt.read_text("utf-8")), "utf-8")
    page.open(item)
    judge("holds" not in page.window.main() and not page.window.has("#verify-form"), "a page whose script does not come says nothing is verified")


def in_the_dark(page: VerifyPage) -> None:
    page.open()
    page.check_text("{}")
    judge(page.window.find("#verify-result").value_of_css_property("color") == DARK_RED, "what is not verified is red in the dark, too")
    page.window.look("verify-dark")


def without_script(window: Window, origin: str, item: str) -> None:
    window.open(f"{origin}/en/verify.html?item={item}")
    said = window.main()
    judge("needs JavaScript" in said and "causeway verify" in said, "without JavaScript the page says how to verify with the tool")
    judge("holds" not in said and not window.has("#verify-form") and not window.has("#verify-result"), "and shows no verdict and no form")
    window.look("verify-plain")


def main(folder: Path, screens: Path) -> int:
    screens.mkdir(parents=True, exist_ok=True)
    Window.axe = axe_source()
    windows: list[Window] = []

    def open_window(name: str, scripted: bool = True, dark: bool = False) -> Window:
        windows.append(Window(screens, name, scripted, dark))
        return windows[-1]

    item = sorted(path.parent.name for path in folder.glob("items/*/proof.json"))[-1]
    try:
        with served(folder) as origin:
            play(origin, item, screens, open_window)
    finally:
        for window in windows:
            window.close()
    return min(members.failures, 1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
