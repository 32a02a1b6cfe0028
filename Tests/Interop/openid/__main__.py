"""Logs in at a node's portal by a provider of identities, as browsers do, and as those do who should not come in: python -m openid HOME TOOL."""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyotp
import requests

from federation.processes import Node, Place
from federation.voice import GivenUp
from federation.wiretap import free_ports
from members import conclude, judge

from .provider import CLIENT, SECRET, Provider

PASSWORD = "harbour lantern seven quiet bridges"
BACK = "/login/openid/return"


class Browser:
    """A browser that keeps cookies and is led nowhere by itself."""

    def __init__(self, portal: str) -> None:
        self.portal, self.session = portal, requests.Session()
        self.page: requests.Response | None = None

    def get(self, address: str) -> requests.Response:
        self.page = self.session.get(address if "://" in address else self.portal + address, allow_redirects=False, timeout=30)
        return self.page

    def post(self, path: str, **values: str) -> requests.Response:
        token = re.search(r'name="form" value="([0-9a-f]+)"', self.page.text)[1]
        self.page = self.session.post(self.portal + path, data=values | {"form": token}, allow_redirects=False, timeout=30)
        return self.page

    @property
    def location(self) -> str:
        return self.page.headers.get("location", "")

    def leave(self, then: str = "/items") -> str:
        """Presses the button; gives the address at the provider."""
        self.get(f"/login?then={then}")
        return self.get(re.search(r'href="(/login/openid[^"]*)"', self.page.text)[1]).headers["location"]

    def vouched(self, address: str, subject: str, deny: bool = False) -> str:
        """Logs in at the provider; gives the address that leads back."""
        self.session.get(address, timeout=30)
        values = {"action": "deny"} if deny else {"sub": subject}
        return self.session.post(address, data=values, allow_redirects=False, timeout=30).headers["location"]

    def come(self, subject: str, then: str = "/items") -> requests.Response:
        """The whole way to the second step."""
        return self.get(self.vouched(self.leave(then), subject))

    def show(self, code: str) -> requests.Response:
        self.get(self.location)
        return self.post("/login/second", code=code, then="/items")

    @property
    def is_in(self) -> bool:
        return self.session.get(self.portal + "/items", allow_redirects=False, timeout=30).status_code == 200


class Check:
    def __init__(self, home: Path, tool: str) -> None:
        root = home / "node"
        shutil.rmtree(root, ignore_errors=True)
        for folder in ("keys", "items", "home", "tmp"):
            (root / folder).mkdir(parents=True)
        self.provider = Provider()
        port = free_ports(1)[0]
        self.portal = f"http://localhost:{port}"
        secret = root / "keys" / "openid"
        secret.write_text(SECRET + "\n")
        self.node = Node(root, Path(tool), "cert", "Example City CERT", "finance", Place())
        settings = {
            "portal": f"127.0.0.1:{port}", "openid-issuer": self.provider.issuer, "openid-client-id": CLIENT,
            "openid-client-secret-file": str(secret), "openid-name": "Harbour SSO",
        }  # fmt: skip
        self.node.initialise(settings, "--coordinator", "--origin", "registry.example/t", "--network-name", "T")
        self.codes: dict[str, list[str]] = {}
        self.accounts: dict[str, dict] = {}

    def enrol(self, name: str, address: str, *roles: str) -> None:
        made = self.node.ask("account", "invite", name, address, *[part for role in roles for part in ("--role", role)])
        browser = Browser(self.portal)
        page = browser.get(made["path"])
        secret = re.search(r'<code class="secret">([^<]+)</code>', page.text)[1].replace(" ", "")
        done = browser.post(made["path"], password=PASSWORD, repeated=PASSWORD, code=pyotp.TOTP(secret).now(), address=address)
        self.codes[name] = re.findall(r"<li><code>([^<]+)</code></li>", done.text)
        if len(self.codes[name]) != 10:
            raise GivenUp(f"{name} could not set up an account: {done.status_code}")

    def code(self, name: str) -> str:
        """A second step that was not shown yet: a recovery code, so that nobody waits half a minute."""
        return self.codes[name].pop()

    def refused(self, browser: Browser, said: str, texts: set[str]) -> None:
        page = browser.page
        texts.add(page.text)
        judge(page.status_code == 422 and not browser.is_in and "pending" not in str(browser.session.cookies), said)

    # ── what holds ─────────────────────────────────────────────────────────────────────────────────────────────────

    def honest(self) -> None:
        self.provider.user("ann", email="Ann@Bank.Example", email_verified=True)
        browser = Browser(self.portal)
        address = browser.leave()
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        judge(
            address.startswith(self.provider.issuer + "/oauth2/authorize?") and asked["code_challenge_method"] == "S256"
            and asked["redirect_uri"] == self.portal + BACK and asked["response_type"] == "code" and asked["scope"] == "openid email",
            "the button leads to the provider, with PKCE, state and nonce",
        )  # fmt: skip
        browser.get(browser.vouched(address, "ann"))
        judge(browser.page.status_code == 303 and browser.location.startswith("/login/second"), "the way back leads to the second step")
        judge(not browser.is_in, "without the second step nobody is in")
        judge(self.provider.shown[-1]["authorization"].startswith("Basic "), "the node shows the client's secret by client_secret_basic")
        browser.show("000000")
        judge(browser.page.status_code == 422 and not browser.is_in, "a wrong code is refused")
        code = self.code("Ann Tan")
        browser.post("/login/second", code=code, then="/items")
        judge(browser.page.status_code == 303 and browser.location == "/items" and browser.is_in, "the right one opens a session")
        again = Browser(self.portal)
        again.come("ann")
        judge(again.show(code).status_code == 422 and not again.is_in, "a code that was used is refused")
        judge(again.post("/login/second", code=self.code("Ann Tan"), then="/items").status_code == 303 and again.is_in, "and the next one taken")
        judge(self.provider.fetched["/jwks"] == 1, "the provider's keys were fetched once")
        self.provider.user("ann", email="new@elsewhere.example", email_verified=False)
        third = Browser(self.portal)
        third.come("ann")
        judge(third.show(self.code("Ann Tan")).status_code == 303 and third.is_in, "who is linked is known by the provider's name, whatever their address")

    def mixed(self, texts: set[str]) -> None:
        ann, eve = Browser(self.portal), Browser(self.portal)
        back = ann.vouched(ann.leave(), "ann")
        eve.leave()
        eve.get(back)
        self.refused(eve, "another browser cannot bring an answer", texts)
        stranger = Browser(self.portal)
        stranger.get(back)
        self.refused(stranger, "nor one that never left", texts)
        held = ann.session.cookies.copy()
        ann.get(back)
        judge(ann.page.status_code == 303, "the right one can")
        replay = Browser(self.portal)
        replay.session.cookies = held
        replay.get(back)
        self.refused(replay, "but once", texts)
        eve = Browser(self.portal)
        eve_state = parse_qs(urlsplit(eve.leave()).query)["state"][0]
        ann = Browser(self.portal)
        stolen = parse_qs(urlsplit(ann.vouched(ann.leave(), "ann")).query)["code"][0]
        eve.get(f"{BACK}?code={stolen}&state={eve_state}")
        self.refused(eve, "a stolen code is worth nothing in another login", texts)
        denied = Browser(self.portal)
        address = denied.leave()
        # This provider forgets the state where somebody says no.
        denied.get(denied.vouched(address, "ann", deny=True) + "&state=" + parse_qs(urlsplit(address).query)["state"][0])
        self.refused(denied, "a refusal at the provider is one here", texts)
        foreign = self_start(self.portal)
        judge(foreign.headers["location"].startswith("/login?then="), "another site cannot send people to the provider")

    def strangers(self, texts: set[str]) -> None:
        accounts = len(self.node.ask("account", "list"))
        for subject, claims, said in (
            ("nobody", {"email": "nobody@bank.example", "email_verified": True}, "whom the node does not know is refused"),
            ("bob", {"email": "bob@bank.example"}, "an address that the provider did not verify finds nobody"),
            ("bob", {"email": "bob@bank.example", "email_verified": "true"}, "nor one that it calls so in another way"),
            ("ann2", {"email": "ann@bank.example", "email_verified": True}, "an address that moved to somebody else is refused"),
        ):
            self.provider.user(subject, **claims)
            browser = Browser(self.portal)
            browser.come(subject)
            self.refused(browser, said, texts)
        self.provider.user("bob", email="bob@bank.example", email_verified=True)
        self.node.run("account", "suspend", "bob@bank.example", "--json")
        browser = Browser(self.portal)
        browser.come("bob")
        self.refused(browser, "who is suspended is refused", texts)
        self.node.run("account", "reinstate", "bob@bank.example", "--json")
        judge(len(self.node.ask("account", "list")) == accounts, "and no account was made")

    def lies(self, texts: set[str]) -> None:
        for lie in ("unsigned", "changed", "own key", "public key as a secret", "no token", "without end", "late"):
            self.provider.lie = lie
            browser = Browser(self.portal)
            browser.come("bob")
            self.refused(browser, f"an answer is refused: {lie}", texts)
        self.provider.lie = ""
        browser = Browser(self.portal)
        browser.come("bob")
        judge(browser.page.status_code == 303 and browser.show(self.code("Bob Lim")).status_code == 303 and browser.is_in, "and the true one taken")

    def moved(self, texts: set[str]) -> None:
        """A redirection is not followed: with a new node, since this one has the keys."""
        self.node.stop()
        self.provider.lie = "moved"
        self.node.start()
        browser = Browser(self.portal)
        browser.come("bob")
        self.refused(browser, "a redirection of the provider is not followed", texts)
        judge("/jwks-elsewhere" not in self.provider.fetched, "and nothing was asked there")
        self.provider.lie = ""
        browser.come("bob")
        judge(browser.page.status_code == 303, "the next login works")
        self.provider.stop()
        self.node.stop()
        self.node.start()
        begun = time.monotonic()
        browser = Browser(self.portal)
        browser.get("/login")
        browser.get("/login/openid")
        self.refused(browser, "a provider that is gone is told on the same page", texts)
        judge(time.monotonic() - begun < 20, "and does not hold anybody up")

    def noted(self) -> None:
        records = [json.loads(line) for line in self.node.run("audit", "export", "--json-lines").splitlines()]
        records = [record for record in records if record.get("action", "").startswith("identity-")]
        faults = {record["details"].get("fault") for record in records}
        wanted = {
            None, "unknown-attempt", "used-attempt", "identity-unknown", "address-unverified", "identity-moved", "account-not-active", "token-algorithm",
            "token-signature", "refused-there", "code-not-taken", "no-token", "too-long", "late", "answered", "unreachable",
        }  # fmt: skip
        judge(wanted <= faults, f"each is in the audit log with its reason{'' if wanted <= faults else f': missing {wanted - faults}'}")
        judge(all(record["details"]["source"] == "127.0.0.1" for record in records), "and with where it came from")
        log = self.node.log.read_text("utf-8", "replace")
        judge(SECRET not in log and "eyJ" not in log and "code=" not in log, "no secret, token or code is in the node's log")

    def run(self) -> None:
        try:
            self.node.start()
            self.enrol("Ann Tan", "ann@bank.example", "analyst")
            self.enrol("Bob Lim", "bob@bank.example", "reader")
            texts: set[str] = set()
            self.honest()
            self.mixed(texts)
            self.strangers(texts)
            self.lies(texts)
            self.moved(texts)
            judge(len(texts) == 1, "whatever was wrong, the page was the same, octet for octet")
            self.noted()
        finally:
            self.node.stop()
        conclude()


def self_start(portal: str) -> requests.Response:
    """What a browser asks for that another site leads here."""
    return requests.get(portal + "/login/openid?then=/items", headers={"Sec-Fetch-Site": "cross-site"}, allow_redirects=False, timeout=30)


if __name__ == "__main__":
    try:
        Check(Path(sys.argv[1]), sys.argv[2]).run()
    except GivenUp as given_up:
        sys.exit(f" ✗ {given_up}")
