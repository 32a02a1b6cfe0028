"""The searcher must find what it looks for: `python3 -m unittest`, in the folder of this file.

Each test puts something into a federation's files where it must not be, or takes away what must be there.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import os
import shutil
import tempfile
import unittest
from pathlib import Path

import canaries
import proxy
from causeway_reader import entries, keyfile
from causeway_reader.envelopes import item_secret
from causeway_reader.merkle import leaf_hash
from made_up_federation import GROUP_NAME, MINUTE, MadeUpFederation, bundle_content

PROVEN, VIOLATED, NOTHING_PROVEN = 0, 1, 2


class SearcherTests(unittest.TestCase):
    """A fresh federation for each test."""

    def setUp(self) -> None:
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.federation = MadeUpFederation(Path(place.name))
        self.root = self.federation.root

    def assert_ends(self, code: int, *fragments: str) -> None:
        """The search ends with this code and says all of this."""
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            ended = canaries.main([str(self.root)])
        self.assertEqual(ended, code, output.getvalue())
        for fragment in fragments:
            self.assertIn(fragment, output.getvalue())

    def write(self, name: str, octets: bytes) -> None:
        """Puts octets among random ones into a file."""
        with (self.root / name).open("ab") as file:
            file.write(os.urandom(301) + octets + os.urandom(99))

    # ── who may read, reads, and nobody else ───────────────────────────────────────────────────────────────────────

    def test_untouched(self) -> None:
        self.assert_ends(PROVEN, "nobody else can read", "opens   opens       —       —       —")

    def test_entitled_everybody(self) -> None:
        self.write("delta.log", self.federation.canary.encode())
        self.federation.write_lists(entitled=["alpha", "beta", "*"])
        self.assert_ends(PROVEN)

    def test_entitled_nobody(self) -> None:
        self.federation.write_lists(entitled=[])
        self.assert_ends(VIOLATED, "alpha: its keys open canary-", "beta: canary-")

    # ── text in files ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_text_in_every_spelling(self) -> None:
        text = self.federation.canary
        octets = text.encode()
        spellings = {
            "plain": octets,
            "hexadecimal": octets.hex().upper().encode(),
            "base 64": base64.urlsafe_b64encode(b"x" + octets + b"yz"),
            "UTF-16": text.encode("utf-16-be"),
            "JSON": "".join(f"\\u{ord(character):04X}" for character in text).encode(),
        }
        for form, spelling in spellings.items():
            for name in ("delta.log", "delta/causeway.yaml", "captures/7000-00001-in.capture", "core"):
                with self.subTest(form=form, name=name):
                    self.write(name, spelling)
                    self.assert_ends(VIOLATED, f"stands ({form})")
                    (self.root / name).unlink()

    def test_text_in_a_deleted_row(self) -> None:
        with self.federation.database("gamma") as database:
            database.execute("INSERT INTO content VALUES (7, ?)", (self.federation.canary.encode(),))
        with self.federation.database("gamma") as database:
            database.execute("DELETE FROM content")
            self.assertEqual(database.execute("SELECT count(*) FROM content").fetchone(), (0,))
        self.assert_ends(VIOLATED, "gamma: canary-")

    def test_text_cut_by_a_page(self) -> None:
        text, database = self.federation.canary.encode(), self.root / "delta" / "node.sqlite"
        for behind in range(8_100, 8_200, 10):
            with self.federation.database("delta") as connection:
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute("DELETE FROM content")
                connection.execute("INSERT INTO content VALUES (1, ?)", (bytes(3_000) + text + bytes(behind),))
            if text not in database.read_bytes():
                break
        else:
            self.fail("no page cuts the text")
        self.assert_ends(VIOLATED, "delta: canary-")

    # ── keys where they must not be ────────────────────────────────────────────────────────────────────────────────

    def test_keyring_at_an_outsider(self) -> None:
        self.federation.set_sealed("delta", "keyring", keyfile.encode_keyring(self.federation.network, [self.federation.epoch]))
        self.assert_ends(VIOLATED, "delta: its keys open canary-", "opens!")

    def test_keyring_that_was_deleted(self) -> None:
        self.test_keyring_at_an_outsider()
        with self.federation.database("delta") as database:
            database.execute("DELETE FROM setting WHERE key = 'keyring'")
        self.assert_ends(VIOLATED, "delta: its keys open canary-")

    def test_long_keyring_that_was_deleted(self) -> None:
        others = [self.federation.open_epoch(["alpha"])[1] for _ in range(60)]
        keys = keyfile.encode_keyring(self.federation.network, [self.federation.epoch, *others])
        self.assertGreater(len(keys), 4_096, "the keyring lies on one page")
        self.federation.set("delta", "older", bytes(9_000))
        self.federation.set_sealed("delta", "keyring", keys)
        # What is deleted first begins the list of free pages, and loses its first octets to it.
        for key in ("older", "keyring"):
            with self.federation.database("delta") as database:
                database.execute("DELETE FROM setting WHERE key = ?", (key,))
        self.assert_ends(VIOLATED, "delta: its keys open canary-")

    def test_keyring_in_a_backup(self) -> None:
        self.test_keyring_at_an_outsider()
        shutil.copytree(self.root / "delta", self.root / "backups" / "delta-yesterday")
        with self.federation.database("delta") as database:
            database.execute("PRAGMA secure_delete = ON")
            database.execute("DELETE FROM setting WHERE key = 'keyring'")
        self.assert_ends(VIOLATED, "delta: its keys open canary-")

    def test_subkey_at_an_outsider(self) -> None:
        own, others = (self.federation.nodes[name].subkey for name in ("delta", "beta"))
        end = MINUTE.to_bytes(4, "big")
        self.federation.set_sealed("delta", "subkeys", own + end + others + end)
        self.assert_ends(VIOLATED, "delta: its keys open canary-")

    def test_epoch_for_an_outsider(self) -> None:
        body, epoch = self.federation.open_epoch(["alpha", "beta", "gamma"])
        self.federation.append("alpha", self.federation.plain(entries.EPOCH, body))
        self.federation.append("alpha", self.federation.sealed(bundle_content(self.federation.canary), epoch, 0))
        self.assert_ends(VIOLATED, "gamma: its keys open canary-")

    def test_grant_for_an_outsider(self) -> None:
        self.federation.append("alpha", self.federation.plain(entries.GRANT, self.federation.grant(2, "delta")))
        self.assert_ends(VIOLATED, "delta: its keys open canary-")

    def test_grant_of_a_later_step(self) -> None:
        self.federation.append("alpha", self.federation.plain(entries.GRANT, self.federation.grant(3, "delta")))
        self.assert_ends(PROVEN)

    def test_item_with_a_false_epoch(self) -> None:
        text = "other-" + os.urandom(20).hex()
        body, epoch = self.federation.open_epoch(["delta"])
        self.federation.append("alpha", self.federation.plain(entries.EPOCH, body))
        self.federation.append("alpha", self.federation.sealed(bundle_content(text), epoch, 5, named=os.urandom(16)))
        self.federation.canary = text
        with self.federation.database("alpha") as database:
            database.execute("INSERT INTO content VALUES (2, ?)", (text.encode(),))
        self.federation.write_lists(item="", entitled=["alpha"])
        self.assert_ends(VIOLATED, "delta: its keys open other-")

    def test_slots_and_items_outside_of_databases(self) -> None:
        body, epoch = self.federation.open_epoch(["delta"])
        self.write("captures/7000-00001-in.capture", body)
        self.write("gamma.log", self.federation.sealed(bundle_content(self.federation.canary), epoch, 1).compact())
        self.assert_ends(VIOLATED, "delta: its keys open canary-")

    def test_item_that_was_deleted(self) -> None:
        body, epoch = self.federation.open_epoch(["delta"])
        self.write("gamma.log", body)
        content = bundle_content(self.federation.canary + "." * 20_000)
        with self.federation.database("gamma") as database:
            database.execute("INSERT INTO content VALUES (1, ?)", (bytes(9_000),))
        item = self.federation.sealed(content, epoch, 1)
        self.federation.append("gamma", item)
        for _ in range(3):
            self.federation.append("gamma", self.federation.plain(entries.COMPLAINT, bytes(300)))
        for deletion in ("DELETE FROM content", f"DELETE FROM entry WHERE leaf = x'{item.leaf().hex()}'"):
            with self.federation.database("gamma") as database:
                database.execute(deletion)
        self.assert_ends(VIOLATED, "delta: its keys open canary-")

    def test_secret_in_the_clear(self) -> None:
        alpha, epoch = self.federation.nodes["alpha"], self.federation.epoch
        entry, network = self.federation.entry, self.federation.network
        secrets = {
            "a subkey of alpha": alpha.subkey,
            "the storage seed of alpha": alpha.seeds["storage"],
            "a key of epoch": epoch.key,
            "the secret of item": item_secret(epoch.step_key(entry.prefix.step), network, entry.prefix.encoded()),
        }
        for what, secret in secrets.items():
            with self.subTest(what):
                self.write("alpha.log", secret.hex().encode())
                self.assert_ends(VIOLATED, f"alpha: {what}", "stands in the clear (hexadecimal)")
                (self.root / "alpha.log").unlink()

    # ── hidden groups ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_name_at_an_outsider(self) -> None:
        self.write("gamma.log", GROUP_NAME.encode("utf-16-le"))
        self.assert_ends(VIOLATED, f"gamma: the name of hidden group “{GROUP_NAME}” stands (UTF-16)")

    def test_charter_at_an_outsider(self) -> None:
        self.federation.set("gamma", f"roster/{self.federation.tag.hex()}", self.federation.roster)
        self.assert_ends(VIOLATED, "gamma: the name of", "gamma: the charter of", "gamma: the operation of")

    def test_charter_hash_on_the_wire(self) -> None:
        self.write("captures/7000-00001-in.capture", leaf_hash(self.federation.charter))
        self.assert_ends(VIOLATED, "(open): the charter of")

    def test_tag_at_a_stranger(self) -> None:
        self.write("delta.log", self.federation.tag.hex().encode())
        self.assert_ends(VIOLATED, "delta: the tag of")

    def test_tag_on_the_wire(self) -> None:
        self.write("captures/7000-00001-in.capture", self.federation.tag)
        self.assert_ends(VIOLATED, "(open): the tag of")

    def test_member_beside_the_tag(self) -> None:
        line = f"\ngroup={self.federation.tag.hex()} with Beta Works\n"
        self.write("gamma.log", line.encode())
        self.assert_ends(VIOLATED, "gamma: Beta Works stands beside the tag")

    def test_roster_that_an_outsider_opens(self) -> None:
        self.federation.append("alpha", self.federation.plain(entries.GRANT, self.federation.grant(0, "delta")))
        self.assert_ends(VIOLATED, "delta: its keys open a roster", "delta: its keys open an item with the name")

    # ── a search that finds nothing proves nothing ─────────────────────────────────────────────────────────────────

    def test_key_file_missing(self) -> None:
        (self.root / "beta" / "keys.sealed").unlink()
        self.assert_ends(NOTHING_PROVEN, "names nodes that are not there: beta")

    def test_other_passphrase(self) -> None:
        (self.root / "keys" / "beta.passphrase").write_bytes(b"something else")
        self.assert_ends(NOTHING_PROVEN, "does not open: wrongPassphraseOrDamaged")

    def test_keys_wiped(self) -> None:
        with self.federation.database("beta") as database:
            database.execute("PRAGMA secure_delete = ON")
            database.execute("DELETE FROM setting WHERE key IN ('keyring', 'subkeys')")
        self.assert_ends(NOTHING_PROVEN, "beta has no key that opens anything", "beta is entitled to")

    def test_unknown_sealed_setting(self) -> None:
        self.federation.set_sealed("alpha", "later", b"of another release")
        self.assert_ends(NOTHING_PROVEN, "alpha has a sealed setting later of a form")

    def test_keyring_under_another_name(self) -> None:
        self.federation.set_sealed("delta", "keys", keyfile.encode_keyring(self.federation.network, [self.federation.epoch]))
        self.assert_ends(VIOLATED, "delta: its keys open canary-")

    def test_item_missing(self) -> None:
        for name in ("alpha", "beta", "gamma"):
            with self.federation.database(name) as database:
                database.execute("PRAGMA secure_delete = ON")
                database.execute("DELETE FROM entry WHERE leaf = ?", (self.federation.entry.leaf(),))
        self.assert_ends(NOTHING_PROVEN, "alpha is entitled to")

    def test_text_nowhere(self) -> None:
        self.federation.canary = "canary-" + os.urandom(20).hex()
        self.federation.write_lists(item="")
        self.assert_ends(NOTHING_PROVEN, "stands in no file at all")

    def test_text_not_in_its_item(self) -> None:
        self.federation.canary = "canary-" + os.urandom(20).hex()
        self.federation.write_lists()
        self.assert_ends(NOTHING_PROVEN, "is not in its item")

    def test_nothing_captured(self) -> None:
        (self.root / "captures" / "7000-00001-out.capture").write_bytes(b"")
        self.assert_ends(NOTHING_PROVEN, "1 captures, and no octet in them")

    def test_roster_missing(self) -> None:
        with self.federation.database("beta") as database:
            database.execute("DELETE FROM setting WHERE key LIKE 'roster/%'")
        self.assert_ends(NOTHING_PROVEN, f"no roster of {GROUP_NAME} at its members beta")

    def test_short_canary(self) -> None:
        self.federation.write_lists(canary="too short")
        self.assert_ends(NOTHING_PROVEN, "is shorter than")


class ProxyTests(unittest.IsolatedAsyncioTestCase):
    """The recorder passes on what it is given, and writes the same down."""

    async def test_records_both_directions(self) -> None:
        sent, answered = os.urandom(200_000), os.urandom(150_000)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.assertEqual(await reader.read(-1), sent)
            writer.write(answered)
            await writer.drain()
            writer.close()

        with tempfile.TemporaryDirectory() as place:
            recorder = proxy.Recorder(Path(place))
            target = await asyncio.start_server(serve, proxy.HOST, 0)
            port = target.sockets[0].getsockname()[1]
            listening = await recorder.listen(0, port)
            reader, writer = await asyncio.open_connection(proxy.HOST, listening.sockets[0].getsockname()[1])
            writer.write(sent)
            writer.write_eof()
            self.assertEqual(await reader.read(-1), answered)
            writer.close()
            await writer.wait_closed()
            await recorder.close()
            listening.close()
            target.close()
            captures = {path.name.split("-", 1)[1]: path.read_bytes() for path in Path(place).iterdir()}
        self.assertEqual(captures, {"00001-out.capture": sent, "00001-in.capture": answered})


if __name__ == "__main__":
    unittest.main()
