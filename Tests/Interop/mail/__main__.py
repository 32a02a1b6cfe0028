"""Sends by `causeway mail test` to servers of `aiosmtpd`, and to some that misbehave: python -m mail HOME TOOL."""

from __future__ import annotations

import email
import email.policy
import email.utils
import json
import logging
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD = "node", "pässword with spaces"
failures = 0


def judge(holds: bool, said: str) -> None:
    """Notes whether a check held."""
    global failures
    failures += not holds
    print(f" {'✓' if holds else '✗'} {said}")


class Keeper:
    """What the server does with mail: keeps it, or refuses its recipient."""

    def __init__(self, refusal: str = "", *, implicit: bool = False) -> None:
        self.refusal = refusal
        # aiosmtpd's sessions know of STARTTLS alone; a port that speaks nothing but TLS is inside it.
        self.implicit = implicit
        self.envelopes: list = []
        self.logins: list = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        self.envelopes.append((envelope, self.implicit or session.ssl is not None))
        return "250 OK"

    def authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:
        self.logins.append((mechanism, self.implicit or session.ssl is not None))
        return AuthResult(success=data.login == USER.encode() and data.password == PASSWORD.encode(), handled=False)


class Server(Controller):
    """A server of aiosmtpd on a free port of loopback."""

    def __init__(self, keeper: Keeper, context: ssl.SSLContext | None, *, implicit: bool = False, **options) -> None:
        self.context, self.implicit = context, implicit
        self.options = options | {"enable_SMTPUTF8": True}
        if context:
            # It counts STARTTLS alone as TLS when it offers authentication.
            self.options |= {"authenticator": keeper.authenticate, "auth_required": True, "auth_require_tls": not implicit}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        super().__init__(keeper, hostname="127.0.0.1", port=port, ssl_context=context if implicit else None)

    def _trigger_server(self) -> None:
        socket.create_connection(("127.0.0.1", self.port), timeout=5).close()

    def factory(self) -> SMTP:
        starts = self.context if self.context and not self.implicit else None
        return SMTP(self.handler, tls_context=starts, require_starttls=starts is not None, **self.options)


class Liar:
    """A server that says fixed lines, one after each line it is told; what it was told is kept."""

    def __init__(self, *lines: bytes) -> None:
        self.told = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.play, args=(lines,), daemon=True).start()

    def play(self, lines: tuple[bytes, ...]) -> None:
        connection, _ = self.listener.accept()
        connection.settimeout(10)
        with connection:
            if not lines:
                return
            try:
                for line in lines:
                    connection.sendall(line)
                    self.told += connection.recv(65_536)
                while more := connection.recv(65_536):
                    self.told += more
            except OSError:
                pass


class Tool:
    """The tool with settings of its own."""

    def __init__(self, home: Path, tool: str) -> None:
        self.home, self.tool = home, tool
        (home / "password").write_text(PASSWORD + "\n")
        (home / "password").chmod(0o600)

    def send(self, port: int, security: str, to: str, **settings: str) -> tuple[int, dict]:
        values = {"mail-server": f"localhost:{port}", "mail-security": security, "mail-from": "Harbour Bank, 海港銀行 <node@bank.example>"} | settings
        (self.home / "causeway.yaml").write_text("".join(f"{key.replace('_', '-')}: {json.dumps(value)}\n" for key, value in values.items()))
        done = subprocess.run(
            [self.tool, "mail", "test", "--to", to, "--data", str(self.home), "--json"], capture_output=True, text=True, timeout=60, check=False,
            env={"PATH": os.environ["PATH"]},
        )  # fmt: skip
        return done.returncode, json.loads(done.stdout or done.stderr)

    def login(self) -> dict[str, str]:
        return {"mail_user": USER, "mail_password_file": str(self.home / "password"), "mail_authorities": str(self.home / "authority.pem")}


def read(envelope) -> bool:
    """Whether a message is what it should be, as Python's own reader takes it."""
    raw = envelope.content
    message = email.message_from_bytes(raw, policy=email.policy.default)
    lines = raw.split(b"\r\n")
    return all((
        not message.defects, all(len(line) <= 78 for line in lines), all(len(line.replace(b"\n", b"")) == len(line) for line in lines),
        message["From"].addresses[0].display_name == "Harbour Bank, 海港銀行", message["From"].addresses[0].addr_spec == "node@bank.example",
        message["Subject"] == "Causeway: test message", "電郵" in message.get_content(), "电子邮件" in message.get_content(),
        abs(email.utils.parsedate_to_datetime(message["Date"]).timestamp() - time.time()) < 120, message["Message-ID"].endswith("@bank.example>"),
        message["Auto-Submitted"] == "auto-generated", message["Bcc"] is None,
    ))  # fmt: skip


def honest(tool: Tool, context: ssl.SSLContext) -> None:
    cases = [
        ("without TLS on this machine", "none", None, False, {}, "ann@bank.example"),
        ("by STARTTLS with AUTH PLAIN", "starttls", context, False, {}, "ann@bank.example"),
        ("by TLS from the beginning with AUTH LOGIN", "tls", context, True, {"auth_exclude_mechanism": ["PLAIN"]}, "Ann <ann@bank.example>"),
        ("to an address in Chinese", "starttls", context, False, {}, "李安@bank.example"),
    ]
    for said, security, secret, implicit, options, to in cases:
        keeper = Keeper(implicit=implicit)
        server = Server(keeper, secret, implicit=implicit, **options)
        server.start()
        code, report = tool.send(server.port, security, to, **(tool.login() if secret else {}))
        server.stop()
        address = to.split("<")[-1].rstrip(">")
        judge(code == 0 and report.get("to") == address, f"sent {said}{'' if code == 0 else f': {report}'}")
        taken = [(envelope, secure) for envelope, secure in keeper.envelopes if envelope.rcpt_tos == [address] and envelope.mail_from == "node@bank.example"]
        judge(len(taken) == 1 and read(taken[0][0]) and taken[0][1] == (secret is not None), f"arrived {said}, as it was meant")
        mechanism = "LOGIN" if implicit else "PLAIN"
        judge(keeper.logins == ([(mechanism, True)] if secret else []), f"login {said}: inside TLS, once")


def refused(tool: Tool, context: ssl.SSLContext) -> None:
    for refusal, word in (("550 5.1.1 unknown", "recipient"), ("451 later", "recipient")):
        keeper = Keeper(refusal)
        server = Server(keeper, None)
        server.start()
        code, report = tool.send(server.port, "none", "ann@bank.example")
        server.stop()
        judge(code == 1 and report["code"] == "mail-not-taken" and refusal[:3] in report["reason"] and word in report["reason"], f"a refusal is told: {refusal}")
    keeper = Keeper()
    server = Server(keeper, context)
    server.start()
    (tool.home / "wrong").write_text("wrong\n")
    code, report = tool.send(server.port, "starttls", "ann@bank.example", **(tool.login() | {"mail_password_file": str(tool.home / "wrong")}))
    judge(code == 1 and "authenticating" in report["reason"] and not keeper.envelopes, "a wrong password is told, and nothing is sent")
    code, report = tool.send(server.port, "starttls", "ann@bank.example", **(tool.login() | {"mail_authorities": ""}))
    judge(code == 1 and "no TLS" in report["reason"] and len(keeper.logins) == 1, "a certificate that nobody vouches for is told nothing")
    server.stop()


def misbehaving(tool: Tool) -> None:
    hello, offer = b"220 x\r\n", b"250-x\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n"
    cases = [
        ("a server without STARTTLS", (hello, b"250-x\r\n250 AUTH PLAIN\r\n", b"235 ok\r\n", b"250 ok\r\n"), "does not offer STARTTLS"),
        ("an answer put in before TLS", (hello, offer, b"220 go\r\n250-x\r\n250 AUTH PLAIN\r\n"), "answered what was not asked"),
        ("answers before questions", (hello + b"250 x\r\n",), "answered what was not asked"),
        ("a web server", (b"HTTP/1.1 400 Bad Request\r\n\r\n",), "not SMTP"),
        ("a line without end", (b"220 " + b"x" * 100_000,), "not SMTP"),
        ("a thousand lines", (b"220-x\r\n" * 1_000,), "not SMTP"),
        ("a server that goes away", (), "closed"),
    ]
    for said, lines, words in cases:
        liar = Liar(*lines)
        code, report = tool.send(liar.port, "starttls", "ann@bank.example", **tool.login())
        told = liar.told.upper()
        judge(
            code == 1 and report["code"] == "mail-not-taken" and words in report["reason"] and b"AUTH" not in told and b"MAIL FROM" not in told
            and PASSWORD not in json.dumps(report, ensure_ascii=False),
            f"{said}: told nothing, and said so",
        )  # fmt: skip


def main() -> int:
    home = Path(sys.argv[1])
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    # What servers think of clients that leave, and of this bench's settings, is no result.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    tool = Tool(home, sys.argv[2])
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(home / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    honest(tool, context)
    refused(tool, context)
    misbehaving(tool)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
