"""The searcher against copies of what real nodes wrote, with something put where it must not be: `CAUSEWAY_FEDERATION=DIRECTORY`.

The search of an untouched federation says that nobody else can read; these say that such a search would have seen it.
"""

from __future__ import annotations

import base64
import contextlib
import io
import os
import shutil
import sqlite3
import tempfile
import unittest
from pathlib import Path

import canaries
from causeway_reader import keyfile
from searcher.federation import EVERYBODY

PROVEN, VIOLATED, NOTHING_PROVEN = 0, 1, 2
# Large, or beside the point of the test: copies of the same, and recorded connections.
LEFT_OUT = shutil.ignore_patterns("*.sock", "captures", "backups")


@unittest.skipUnless(os.environ.get("CAUSEWAY_FEDERATION"), "CAUSEWAY_FEDERATION names no federation that nodes wrote")
class TamperedCopyTests(unittest.TestCase):
    """Each test has a fresh copy, without captures and backups."""

    def setUp(self) -> None:
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.root = Path(place.name) / "federation"
        shutil.copytree(os.environ["CAUSEWAY_FEDERATION"], self.root, ignore=LEFT_OUT)
        self.federation = canaries.load(self.root)
        self.canary = next(canary for canary in self.federation.canaries if canary.item and EVERYBODY not in canary.entitled)
        self.entitled = sorted(self.canary.entitled)[0]
        self.outsider = next(name for name in self.federation.nodes if not self.canary.may_be_at(name))

    def assert_ends(self, code: int, *fragments: str) -> None:
        """The search ends with this code and says all of this."""
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            ended = canaries.main([str(self.root), "--no-captures"])
        self.assertEqual(ended, code, output.getvalue())
        for fragment in fragments:
            self.assertIn(fragment, output.getvalue())

    def storage_seed(self, name: str) -> bytes:
        """The seed that seals a node's settings."""
        passphrase = keyfile.trimmed_passphrase((self.root / "keys" / f"{name}.passphrase").read_bytes())
        return keyfile.open_keys((self.root / name / "keys.sealed").read_bytes(), passphrase).storage

    def give_away(self, name: str) -> None:
        """Copies a sealed setting of an entitled node into an outsider's database, so that the outsider can open it."""
        theirs, ours = self.storage_seed(self.entitled), self.storage_seed(self.outsider)
        with contextlib.closing(sqlite3.connect(self.root / self.entitled / "node.sqlite")) as source:
            sealed = source.execute("SELECT value FROM setting WHERE key = ?", (name,)).fetchone()[0]
        secret = keyfile.open_setting(sealed, theirs, name)
        assert secret is not None
        with contextlib.closing(sqlite3.connect(self.root / self.outsider / "node.sqlite")) as target, target:
            resealed = keyfile.seal_setting(secret, ours, name, os.urandom(12))
            target.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, resealed))

    def put(self, name: str, octets: bytes) -> None:
        """Puts octets among random ones into a file."""
        (self.root / name).parent.mkdir(exist_ok=True)
        with (self.root / name).open("ab") as file:
            file.write(os.urandom(301) + octets + os.urandom(99))

    def test_keyring_at_an_outsider(self) -> None:
        self.give_away("keyring")
        self.assert_ends(VIOLATED, f"{self.outsider}: its keys open {self.canary.text}")

    def test_subkeys_at_an_outsider(self) -> None:
        self.give_away("subkeys")
        self.assert_ends(VIOLATED, f"{self.outsider}: its keys open {self.canary.text}")

    def test_text_names_and_secrets(self) -> None:
        """All in one copy: each must be named."""
        text, outsider = self.canary.text, self.outsider
        refused = next(canary.text for canary in self.federation.canaries if not canary.entitled)
        hidden = self.federation.hidden[0]
        stranger = next(name for name in self.federation.nodes if name not in hidden.members and name not in ("coordinator", outsider))
        self.put(f"{outsider}.log", text.encode())
        self.put(f"{self.entitled}/causeway.yaml", refused.encode("utf-16-le"))
        self.put("captures/7000-00001-in.capture", base64.b64encode(text.encode()))
        self.put("tmp/left-over", refused.encode().hex().encode())
        self.put("coordinator.log", hidden.name.encode())
        self.put(f"{stranger}.log", hidden.tag.hex().encode())
        self.put(f"{self.entitled}.log", self.storage_seed(self.entitled))
        self.put(f"{self.entitled}/network.json", (self.root / "keys" / f"{self.entitled}.recovery").read_bytes().strip())
        self.assert_ends(
            VIOLATED,
            f"{outsider}: {text} stands (plain)",
            f"{self.entitled}: {refused} stands (UTF-16)",
            f"(open): {text} stands (base 64)",
            f"(open): {refused} stands (hexadecimal)",
            f"coordinator: the name of hidden group “{hidden.name}” stands (plain)",
            f"{stranger}: the tag of hidden group “{hidden.name}” stands (hexadecimal)",
            f"{self.entitled}: the storage seed of {self.entitled} stands in the clear",
            f"{self.entitled}: the recovery code of {self.entitled} stands in the clear",
        )

    def test_keys_wiped(self) -> None:
        """Less is found than must be: nothing is proven."""
        with contextlib.closing(sqlite3.connect(self.root / self.entitled / "node.sqlite")) as database, database:
            database.execute("PRAGMA secure_delete = ON")
            database.execute("DELETE FROM setting WHERE key IN ('keyring', 'subkeys')")
        for name in ("node.sqlite-wal", "node.sqlite-shm"):
            (self.root / self.entitled / name).unlink(missing_ok=True)
        self.assert_ends(NOTHING_PROVEN, f"{self.entitled} has no key that opens anything")


if __name__ == "__main__":
    unittest.main()
