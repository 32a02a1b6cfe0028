"""Nodes as processes: each with its own keys, settings and log, spoken to with the commands that an operator types."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .voice import GivenUp

WAIT_SECONDS, STOP_SECONDS, COMMAND_SECONDS, POLL_SECONDS = 90.0, 20.0, 60.0, 0.2
HOST = "127.0.0.1"


class Refused(Exception):
    """The tool's refusal; `code` is the word that programs compare."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def wait_for(what: str, is_true: Callable[[], bool], seconds: float = WAIT_SECONDS) -> None:
    """Waits until something is true, and gives up when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            raise GivenUp(f"after {seconds:.0f} s it is still not true that {what}")
        time.sleep(POLL_SECONDS)


@dataclass(frozen=True)
class Place:
    """Where one node listens behind the recorder, and what others dial: two ports of this machine, none for a node that only dials out."""

    listen: int | None = None
    advertise: int | None = None


class Node:
    """One organisation's node."""

    def __init__(self, root: Path, tool: Path, name: str, organisation: str, sector: str, place: Place) -> None:
        self.root, self.tool, self.name, self.organisation, self.sector, self.place = root, tool, name, organisation, sector, place
        self.directory, self.log = root / name, root / f"{name}.log"
        self.passphrase = root / "keys" / f"{name}.passphrase"
        self.process: subprocess.Popen[bytes] | None = None

    # ── commands ───────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the machine's own. What a process leaves in a temporary or home folder lies open to the searcher."""
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LANG": "C.UTF-8",
            "HOME": str(self.root / "home"),
            "TMPDIR": str(self.root / "tmp"),
            "CAUSEWAY_DATA": str(self.directory),
            "CAUSEWAY_PASSPHRASE_FILE": str(self.passphrase),
        }

    def run(self, *arguments: str) -> bytes:
        """Runs a command and gives its output."""
        try:
            done = subprocess.run(
                [self.tool, *arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=COMMAND_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise GivenUp(f"{self.name}$ causeway {' '.join(arguments)}: no answer in {COMMAND_SECONDS:.0f} s") from None
        if done.returncode:
            words = done.stderr.decode("utf-8", "replace").strip()
            try:
                code = json.loads(words)["code"]
            except (ValueError, KeyError, TypeError):
                code = words.partition("[")[2].partition("]")[0]
            raise Refused(code, f"{self.name}$ causeway {' '.join(arguments)}: {words or done.returncode}")
        return done.stdout

    def ask(self, *arguments: str):
        """Runs a command and reads its JSON."""
        return json.loads(self.run(*arguments, "--json"))

    # ── life ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def initialise(self, settings: dict[str, object], *arguments: str) -> dict:
        """Makes keys and data directory; the recovery code is put with the passphrase, where no process of the node looks."""
        path = self.root / "items" / f"{self.name}.yaml"
        path.write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in settings.items()))
        with open(os.open(self.passphrase, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(os.urandom(24).hex() + "\n")
        recovery = () if "--coordinator" in arguments else ("--recovery-file", str(self.root / "keys" / f"{self.name}.recovery"))
        report = self.ask(
            "init", "--name", self.organisation, "--sector", self.sector, "--settings", str(path), *recovery, *arguments
        )
        # What is tried here is sharing, not waiting.
        rules = "version: 1\nwaiting:\n  clear: {wait: 0s, approvals: 0}\n  green: {wait: 0s}\n"
        (self.directory / "policy.yaml").write_text(rules)
        self.ask("config", "check")
        return report

    def start(self) -> None:
        """Starts the node and waits until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.tool, "serve"], env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        wait_for(f"{self.name} answers", self._answers)

    def _answers(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            raise GivenUp(f"{self.name} ended; the end of its log: {self.log.read_text('utf-8', 'replace')[-2_000:]}")
        return self.succeeds("status")

    def succeeds(self, *arguments: str) -> bool:
        """Whether a command is done."""
        try:
            self.run(*arguments)
            return True
        except Refused:
            return False

    def stop(self) -> int:
        """Asks the node to end; by force only if it does not."""
        process, self.process = self.process, None
        if process is None:
            return 0
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def kill(self) -> None:
        """Ends the node without a word."""
        process, self.process = self.process, None
        if process:
            process.kill()
            process.wait()

    def back_up(self, label: str) -> None:
        """Copies the data directory of a node that is stopped."""
        shutil.copytree(self.directory, self.root / "backups" / f"{self.name}-{label}", ignore=shutil.ignore_patterns("*.sock"))

    def back_up_running(self, label: str) -> None:
        """The same while it runs, the database as SQLite copies a database in use."""
        target = self.root / "backups" / f"{self.name}-{label}"
        shutil.copytree(self.directory, target, ignore=shutil.ignore_patterns("*.sock", "node.sqlite*"))
        source = sqlite3.connect(f"file:{self.directory / 'node.sqlite'}?mode=ro", uri=True)
        copy = sqlite3.connect(target / "node.sqlite")
        source.backup(copy)
        copy.close()
        source.close()

    # ── looking ────────────────────────────────────────────────────────────────────────────────────────────────────

    def status(self, key: str):
        """One value of the node at a glance."""
        return self.ask("status")[key]

    def keys_known(self) -> int:
        """How many nodes' encryption keys it knows, its own among them."""
        return sum(
            bool(node["hasSubkey"]) for organisation in self.ask("members") for node in organisation.get("nodes", [organisation])
        )

    def content(self, item: str, person: str = "") -> bytes | None:
        """An item's bytes as the node gives them out; `None` when it does not."""
        try:
            return self.run("export", item, "--output", "-", *(("--as", person) if person else ()))
        except Refused:
            return None

    def group(self, name: str) -> dict | None:
        """What the node says of a group."""
        return next((group for group in self.ask("group", "list") if name in (group["name"], group["tag"])), None)
