"""People with accounts: invited by the node's operator, enrolled by their link, logging in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import pyotp

from federation.processes import Node
from federation.voice import GivenUp

from .window import Window

STEP_SECONDS = 30


@dataclass
class Person:
    """Somebody of an organisation, and what they know."""

    node: Node
    origin: str
    name: str
    address: str
    roles: tuple[str, ...]
    password: str = "harbour lantern seven quiet bridges"
    secret: str = ""
    recovery: list[str] = field(default_factory=list)
    last_step: int = 0

    def invited(self) -> str:
        """An operator invites them; gives the link."""
        roles = [part for role in self.roles for part in ("--role", role)]
        made = self.node.ask("account", "invite", self.name, self.address, *roles)
        return self.origin + made["path"]

    def any_code(self) -> str:
        """Digits where there are new ones by now; else a recovery code, so that nobody waits half a minute."""
        is_new = int(time.time()) // STEP_SECONDS >= self.last_step
        return self.code() if is_new or len(self.recovery) < 3 else self.recovery.pop()

    def code(self) -> str:
        """The next code that was not shown yet: each counts once, and only a later one after it."""
        while (step := int(time.time()) // STEP_SECONDS) <= self.last_step - 1:
            time.sleep(0.5)
        step = max(step, self.last_step + 1)
        self.last_step = step
        return pyotp.TOTP(self.secret).at(step * STEP_SECONDS)

    def enrol(self, window: Window, look: bool = False) -> None:
        window.open(self.invited())
        self.secret = window.find("code.secret").text.replace(" ", "")
        if look:
            window.look("welcome")
        window.fill("password", self.password)
        window.fill("repeated", self.password)
        window.fill("code", self.code())
        window.press("Finish")
        self.recovery = [line.strip() for line in window.find("ol.codes").text.splitlines() if line.strip()]
        if len(self.recovery) != 10:
            raise GivenUp(f"{self.name} was given {len(self.recovery)} recovery codes")
        if look:
            window.look("recovery codes")
        window.press("I have kept them")

    def sign_in(self, window: Window, code: str | None = None) -> None:
        if not window.driver.current_url.startswith(self.origin + "/login"):
            window.open(self.origin + "/login")
        window.fill("address", self.address)
        window.fill("password", self.password)
        window.fill("code", code or self.any_code())
        window.press("Log in")

    def step_up(self, window: Window) -> None:
        """Shows the second step again where a page asks for it."""
        if "/verify" in window.driver.current_url:
            window.fill("password", self.password)
            window.fill("code", self.any_code())
            window.press("Go on")
