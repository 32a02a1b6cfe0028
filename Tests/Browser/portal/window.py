"""A browser: what a person does in it, and what is looked at on every page."""

from __future__ import annotations

import base64
import importlib.util
import json
import shutil
import time
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from federation.voice import GivenUp
from members import judge

WAIT_SECONDS = 20.0
WIDE, NARROW = (1280, 900), (320, 700)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGE_OCTETS_MAX = 150_000
WHOLE_PIXELS_MAX = 6_000


def axe_source() -> str:
    """The checker as its package ships it; the package itself is for another driver and is not imported."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        raise GivenUp("axe-playwright-python is not installed")
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


class Window:
    """One browser with a profile of its own."""

    axe = ""
    looked_at: set[str] = set()

    def __init__(self, screens: Path, name: str, scripted: bool = True, dark: bool = False) -> None:
        self.screens, self.name, self.scripted = screens, name, scripted
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en", "--force-device-scale-factor=1"):
            options.add_argument(argument)
        if dark:
            options.add_argument("--blink-settings=preferredColorScheme=0")
        if not scripted:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        # Debian's own, so that nothing is looked for elsewhere.
        options.binary_location = shutil.which("chromium") or "chromium"
        self.driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver") or "chromedriver"))
        self.driver.set_window_size(*WIDE)
        self.driver.set_page_load_timeout(30)

    # ── what a person does ─────────────────────────────────────────────────────────────────────────────────────────

    def open(self, url: str) -> None:
        self.driver.get(url)

    def find(self, selector: str) -> WebElement:
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            found = [element for element in self.driver.find_elements(By.CSS_SELECTOR, selector) if element.is_displayed()]
            if found:
                return found[0]
            if time.monotonic() > deadline:
                self.shoot("missing")
                raise GivenUp(f"{self.name}: nothing on {self.driver.current_url} is {selector}; it says {self.text()[:400]!r}")
            time.sleep(0.1)

    def has(self, selector: str) -> bool:
        return any(element.is_displayed() for element in self.driver.find_elements(By.CSS_SELECTOR, selector))

    def fill(self, name: str, value: str) -> None:
        field = self.find(f'[name="{name}"]:not([type="hidden"])')
        field.clear()
        field.send_keys(value)

    def choose(self, name: str, value: str) -> None:
        Select(self.find(f'select[name="{name}"]')).select_by_value(value)

    def tick(self, name: str, value: str) -> None:
        box = self.find(f'input[name="{name}"][value="{value}"]')
        if not box.is_selected():
            box.click()

    def press(self, text: str) -> None:
        """Presses the button or link that says so, and waits for the page that follows."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            for element in self.driver.find_elements(By.CSS_SELECTOR, "button, a"):
                if element.text.strip() == text and element.is_displayed():
                    before = self.driver.find_element(By.TAG_NAME, "html").id
                    element.click()
                    self._wait_for_another_page(before)
                    return
            if time.monotonic() > deadline:
                self.shoot("missing")
                raise GivenUp(f"{self.name}: no button says {text!r} on {self.driver.current_url}: {self.text()[:400]!r}")
            time.sleep(0.1)

    def _wait_for_another_page(self, before: str) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            elements = self.driver.find_elements(By.TAG_NAME, "html")
            if elements and elements[0].id != before:
                return
            time.sleep(0.05)

    def type_keys(self, *keys: str) -> None:
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def tab_to(self, selector: str, steps_max: int = 60) -> None:
        """Reaches something with the Tab key alone."""
        for _ in range(steps_max):
            self.type_keys(Keys.TAB)
            active = self.driver.switch_to.active_element
            if active.id in {element.id for element in self.driver.find_elements(By.CSS_SELECTOR, selector)}:
                return
        raise GivenUp(f"{self.name}: {selector} is not reached with the Tab key")

    def says(self, text: str, seconds: float = WAIT_SECONDS) -> bool:
        """Waits until the page says so."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if text in self.text():
                    return True
            except WebDriverException:
                pass  # Between two pages there is none.
            time.sleep(0.1)
        return False

    def text(self) -> str:
        return self.driver.find_element(By.TAG_NAME, "body").text

    def main(self) -> str:
        return self.find("main").text

    @property
    def path(self) -> str:
        return "/" + self.driver.current_url.split("/", 3)[3]

    def shoot(self, name: str) -> Path:
        path = self.screens / f"{self.name}-{name}.png"
        self.driver.save_screenshot(str(path))
        return path

    def shoot_whole(self, name: str) -> None:
        """The whole page and not only what fits the screen."""
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], WHOLE_PIXELS_MAX), "scale": 1}
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
        (self.screens / f"{self.name}-{name}-whole.png").write_bytes(base64.b64decode(shot["data"]))

    # ── what is looked at on every page ────────────────────────────────────────────────────────────────────────────

    def look(self, name: str) -> None:
        """Has axe look at the page, measures it at 320 pixels, and photographs it both ways."""
        self.driver.set_window_size(*WIDE)
        self.shoot(name)
        # Where no script runs, neither does axe.
        if self.scripted:
            violations = self._axe()
            said = "; ".join(f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])})" for v in violations)
            judge(not violations, f"{self.name}, {name}: axe finds nothing against WCAG 2.2 AA{': ' + said if said else ''}")
        self._narrow(name)
        octets = len(self.driver.page_source.encode())
        judge(octets <= PAGE_OCTETS_MAX, f"{self.name}, {name}: {octets} octets")
        Window.looked_at.add(name)

    def _axe(self) -> list[dict]:
        # The page's own policy lets no other script in; the driver's does not come through it.
        self.driver.execute_script(Window.axe)
        report = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, { runOnly: { type: 'tag', values: arguments[0] } }).then(done, (fault) => done({ violations: [{ id: String(fault), nodes: [{ html: '' }] }] }));",
            RULES,
        )
        return report["violations"]

    def _narrow(self, name: str) -> None:
        # Chrome's window cannot be that narrow: the emulated screen can.
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": NARROW[0], "height": NARROW[1], "deviceScaleFactor": 1, "mobile": True}
        )
        if self.scripted:
            width = self.driver.execute_script("return document.documentElement.scrollWidth")
        else:
            width = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]["width"]
        judge(width <= NARROW[0], f"{self.name}, {name}: {width} pixels wide on a screen of 320")
        self.shoot(f"{name}-320")
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def requests_elsewhere(self, origin: str) -> list[str]:
        """Addresses outside the portal that any page asked for since the last time."""
        asked = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                if not url.startswith((origin, "data:", "about:", "chrome")):
                    asked.append(url)
        return asked

    def complaints(self) -> list[str]:
        """What the browser's console said that is against our pages: errors of scripts, refusals by the policy."""
        return [
            entry["message"] for entry in self.driver.get_log("browser")
            if entry["level"] == "SEVERE" and "status of 4" not in entry["message"] and "favicon" not in entry["message"]
        ]  # fmt: skip

    def close(self) -> None:
        self.driver.quit()
