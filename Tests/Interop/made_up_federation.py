"""A small federation's files without any node: what four nodes would have written, made with the reader's own words.

Alpha and beta share a group, gamma is its mailbox and outside, delta is outside and knows nothing of it. For the tests of the searcher,
which then put something where it must not be.
"""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import nacl.bindings
import nacl.pwhash.argon2id

from causeway_reader import contents, entries, envelopes, epochs, keyfile, rosters, xwing
from causeway_reader.cbor import cbor
from causeway_reader.derivation import hkdf, sha256
from causeway_reader.entries import Entry, Prefix
from causeway_reader.epochs import EpochKey
from causeway_reader.journals import journal_id
from causeway_reader.merkle import leaf_hash, root_of
from causeway_reader.signatures import CHARTER, RECORD, ROSTER, public_key, sign, signed_message

NODES = ("alpha", "beta", "gamma", "delta")
GROUP_NAME = "Lighthouse Keepers"
MINUTE, HOUR = 29_000_000, 483_334

SCHEMA = """
    CREATE TABLE journal (number INTEGER PRIMARY KEY, id BLOB, node BLOB, group_tag BLOB, incarnation BLOB,
        served_size INTEGER DEFAULT 0, served_signature BLOB) STRICT;
    CREATE TABLE entry (id INTEGER PRIMARY KEY, journal INTEGER NOT NULL AS (id >> 32) VIRTUAL, kind INTEGER, leaf BLOB,
        compact BLOB) STRICT;
    CREATE TABLE body (number INTEGER PRIMARY KEY, hash BLOB, chunk_hashes BLOB, missing INTEGER) STRICT;
    CREATE TABLE chunk (id INTEGER PRIMARY KEY, octets BLOB) STRICT;
    CREATE TABLE item (number INTEGER PRIMARY KEY, id BLOB) STRICT;
    CREATE TABLE content (item INTEGER PRIMARY KEY, octets BLOB) STRICT;
    CREATE TABLE setting (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
"""


@dataclass
class MadeUpNode:
    """One node's secrets and identifiers."""

    name: str
    seeds: dict[str, bytes] = field(default_factory=lambda: {name: os.urandom(32) for name in ("root", "operation", "storage")})
    subkey: bytes = field(default_factory=lambda: os.urandom(32))
    passphrase: bytes = field(default_factory=lambda: os.urandom(12).hex().encode())
    organisation: bytes = b""
    node: bytes = b""


class MadeUpFederation:
    """Writes a federation's directory and lets tests change it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.nodes = {name: MadeUpNode(name) for name in NODES}
        self.canary = "canary-" + os.urandom(20).hex()
        self._found()
        self.tag = os.urandom(16)
        self.charter, self.roster = self._group()
        self.epoch_body, self.epoch = self.open_epoch(["alpha", "beta"])
        self.journal = self._journal("alpha", self.tag)
        self.roster_entry = self.sealed(rosters_content(self.roster), self.epoch, 0)
        self.entry = self.sealed(bundle_content(self.canary), self.epoch, 2)
        self._write()

    # ── what the nodes say ─────────────────────────────────────────────────────────────────────────────────────────

    def _found(self) -> None:
        coordinator = os.urandom(32)
        origin = cbor(1, 1, "registry.example/causeway", "Example", public_key(coordinator), MINUTE, [0, 0, 0])
        self.records = [self._record(b"", origin, coordinator)]
        self.network = leaf_hash(self.records[0])
        for own in self.nodes.values():
            root, operation = public_key(own.seeds["root"]), public_key(own.seeds["operation"])
            own.organisation = sha256(cbor("causeway/organisation/1", self.network, root))[:16]
            own.node = sha256(cbor("causeway/node/1", self.network, operation))[:16]
            organisation = cbor(2, root, f"{own.name.capitalize()} Works", "", MINUTE)
            certificate = cbor(3, own.organisation, own.node, operation, 0, [], MINUTE, MINUTE + 500_000)
            self.records.append(self._record(self.network, organisation, own.seeds["root"]))
            self.records.append(self._record(self.network, certificate, own.seeds["root"], own.seeds["operation"]))
            self.records.append(self._record(self.network, cbor(4, own.organisation, ""), coordinator))

    @staticmethod
    def _record(network: bytes, payload: bytes, *seeds: bytes) -> bytes:
        return cbor(payload, [sign(seed, signed_message(RECORD, network, payload)) for seed in seeds])

    def _group(self) -> tuple[bytes, bytes]:
        alpha, beta, gamma = (self.nodes[name] for name in ("alpha", "beta", "gamma"))
        statement = cbor(1, 1, self.tag, GROUP_NAME, alpha.organisation, [gamma.node], MINUTE)
        seed = alpha.seeds["operation"]
        charter = cbor(statement, alpha.node, sign(seed, signed_message(CHARTER, self.network, statement)))
        addition = cbor(leaf_hash(charter), rosters.ADD, beta.organisation, [], alpha.node, MINUTE)
        operation = cbor(addition, sign(seed, signed_message(ROSTER, self.network, addition)))
        return charter, cbor(charter, [operation])

    def open_epoch(self, names: list[str]) -> tuple[bytes, EpochKey]:
        """The body of an epoch for these nodes, and its key."""
        key, frontier = os.urandom(32), os.urandom(32)
        commitment = hkdf(key, cbor("causeway/epoch-commitment/1", self.network, self.tag))
        context = xwing.Context(cbor("causeway/slot/1", self.network, self.tag, len(self.records), frontier, commitment, HOUR))
        publics = [xwing.PrivateKey(self.nodes[name].subkey).public for name in names]
        while len(publics) < epochs.SLOTS_MIN:
            publics.append(xwing.PrivateKey(os.urandom(32)).public)
        slots = [xwing.seal(key if place < len(names) else os.urandom(32), public, context) for place, public in enumerate(publics)]
        digest = epochs.set_hash(key, [self.nodes[name].node for name in names])
        root = root_of([leaf_hash(slot) for slot in slots])
        manifest = cbor(1, self.tag, digest, len(self.records), frontier, commitment, HOUR, root, len(slots))
        epoch = EpochKey(leaf_hash(manifest)[:16], self.network, self.tag, HOUR, 0, key)
        return cbor(manifest, b"".join(slots)), epoch

    def grant(self, step: int, name: str) -> bytes:
        """The body of a grant of the epoch's key, from a step on, to one node."""
        key, frontier = self.epoch.step_key(step), os.urandom(32)
        commitment = hkdf(key, cbor("causeway/step-commitment/1", self.network, self.tag, self.epoch.epoch))
        fields = (self.tag, self.epoch.epoch, HOUR, step, len(self.records), frontier)
        context = xwing.Context(cbor("causeway/grant/1", self.network, *fields, commitment))
        slot = xwing.seal(key, xwing.PrivateKey(self.nodes[name].subkey).public, context)
        digest = epochs.set_hash(key, [self.nodes[other].node for other in ("alpha", "beta", name)])
        return cbor(1, *fields, digest, commitment, slot)

    def _journal(self, name: str, tag: bytes) -> tuple[bytes, bytes, bytes, bytes]:
        incarnation = os.urandom(16)
        node = self.nodes[name].node
        return journal_id(self.network, node, tag, incarnation), node, tag, incarnation

    def sealed(self, content: bytes, epoch: EpochKey, step: int, named: bytes | None = None) -> Entry:
        """A sealed entry of alpha's journal; `named` is the epoch that it says it belongs to."""
        prefix = Prefix(entries.ITEM, self.journal[0], os.urandom(16), named or epoch.epoch, step, len(self.records), MINUTE, 0)
        secret = envelopes.item_secret(epoch.step_key(step), self.network, prefix.encoded())
        commitment, body = envelopes.seal_envelope(content, secret)
        if len(body) > entries.INLINE_MAX:
            return Entry(prefix, commitment, None, len(body), entries.body_hash(body))
        return Entry(prefix, commitment, body, len(body), entries.body_hash(body))

    def plain(self, kind: int, body: bytes) -> Entry:
        """An entry of alpha's journal that is not sealed."""
        prefix = Prefix(kind, self.journal[0], os.urandom(16), None, 0, len(self.records), MINUTE, 0)
        return Entry(prefix, None, body, len(body), entries.body_hash(body))

    # ── what stands on their disks ─────────────────────────────────────────────────────────────────────────────────

    def _write(self) -> None:
        for folder in ("keys", "captures", "backups"):
            (self.root / folder).mkdir()
        (self.root / "captures" / "7000-00001-out.capture").write_bytes(b"\x16\x03\x01" + os.urandom(5_000))
        for own in self.nodes.values():
            self._write_node(own)
        self.write_lists()

    def _write_node(self, own: MadeUpNode) -> None:
        directory = self.root / own.name
        directory.mkdir()
        (directory / "keys.sealed").write_bytes(passphrase_box(b"".join(own.seeds.values()) + bytes(32), own.passphrase))
        (self.root / "keys" / f"{own.name}.passphrase").write_bytes(own.passphrase + b"\n")
        (self.root / f"{own.name}.log").write_text(f"node ready node={own.node.hex()}\n")
        with self.database(own.name) as database:
            database.executescript(SCHEMA)
            database.execute("INSERT INTO journal (number, id) VALUES (1, ?)", (os.urandom(32),))
            for place, record in enumerate(self.records):
                values = (1 << 32 | place, 255, leaf_hash(record), record)
                database.execute("INSERT INTO entry (id, kind, leaf, compact) VALUES (?, ?, ?, ?)", values)
            if own.name != "delta":
                database.execute("INSERT INTO journal (number, id, node, group_tag, incarnation) VALUES (2, ?, ?, ?, ?)", self.journal)
        self.set_sealed(own.name, "subkeys", own.subkey + (MINUTE + 100).to_bytes(4, "big"))
        if own.name == "delta":
            return
        self.append(own.name, self.plain(entries.EPOCH, self.epoch_body))
        self.append(own.name, self.roster_entry)
        self.append(own.name, self.entry)
        if own.name in ("alpha", "beta"):
            self.set_sealed(own.name, "keyring", keyfile.encode_keyring(self.network, [self.epoch]))
            self.set(own.name, f"roster/{self.tag.hex()}", self.roster)
            with self.database(own.name) as database:
                database.execute("INSERT INTO content VALUES (1, ?)", (self.canary.encode(),))

    def write_lists(self, **changes: object) -> None:
        """Writes what is expected; `changes` replace members of the one canary."""
        canary = {"canary": self.canary, "item": self.entry.leaf().hex(), "entitled": ["alpha", "beta"]} | changes
        (self.root / "canaries.json").write_text(json.dumps([canary]))
        group = {"name": GROUP_NAME, "tag": self.tag.hex(), "members": ["alpha", "beta"]}
        (self.root / "hidden.json").write_text(json.dumps([group]))

    def database(self, name: str) -> sqlite3.Connection:
        """A node's database; commits at the end of a `with`."""
        connection = sqlite3.connect(self.root / name / "node.sqlite")
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    def append(self, name: str, entry: Entry) -> None:
        """Puts an entry into a node's second journal."""
        with self.database(name) as database:
            place = database.execute("SELECT count(*) FROM entry WHERE id >> 32 = 2").fetchone()[0]
            values = (2 << 32 | place, entry.prefix.kind, entry.leaf(), entry.compact())
            database.execute("INSERT INTO entry (id, kind, leaf, compact) VALUES (?, ?, ?, ?)", values)

    def set(self, name: str, key: str, value: bytes) -> None:
        """Sets a setting."""
        with self.database(name) as database:
            database.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))

    def set_sealed(self, name: str, key: str, secret: bytes) -> None:
        """Sets a setting sealed under the node's own storage key."""
        self.set(name, key, keyfile.seal_setting(secret, self.nodes[name].seeds["storage"], key, os.urandom(12)))


def passphrase_box(secret: bytes, passphrase: bytes) -> bytes:
    """A key file that costs next to nothing to open."""
    salt, nonce = os.urandom(16), os.urandom(24)
    header = keyfile.MAGIC + (1).to_bytes(4, "big") + (8).to_bytes(4, "big") + salt + nonce
    key = nacl.pwhash.argon2id.kdf(32, passphrase, salt, opslimit=1, memlimit=8_192)
    return header + nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(secret, header, nonce, key)


def bundle_content(text: str) -> bytes:
    """A bundle with a text in it."""
    return contents.ItemContent(contents.BUNDLE, 2, 0, "", "", 1_740_000_000, json.dumps({"name": text}).encode()).encoded()


def rosters_content(document: bytes) -> bytes:
    """A roster document as an item."""
    return contents.ItemContent(contents.ROSTER, 2, 0, "", "", 1_740_000_000, document).encoded()
