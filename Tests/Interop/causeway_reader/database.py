"""A node's database, read from a copy. `Node/Storage.md` describes it; the specification has nothing on it.

The copy is opened with its write-ahead log, so that what stands there is seen too. `setting` holds small state; besides the two sealed
ones (`keyfile`) there are plain ones, a row for each, with identifiers in hexadecimal in their names:

    statement/NODE     the body of the newest subkey entry of a node
    roster/TAG         the roster document of a group
    epoch/TAG/EPOCH    who holds the key of an epoch, as far as this node verified it (`parse_known_epoch`)
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from .cbor import U16, U32, Reader, read

FILES = ("node.sqlite", "node.sqlite-wal")
REGISTRY_RECORD = 255


@dataclass(frozen=True)
class StoredJournal:
    """A journal that a database knows, with the newest checkpoint that its entries reach."""

    number: int
    id: bytes
    node: bytes | None
    group: bytes | None
    incarnation: bytes | None
    served_size: int = 0
    served_signature: bytes | None = None


@dataclass
class Database:
    """Everything of a database that the reader uses."""

    journals: dict[int, StoredJournal] = field(default_factory=dict)
    entries: list[tuple[int, int, int, bytes]] = field(default_factory=list)
    bodies: dict[bytes, bytes] = field(default_factory=dict)
    settings: dict[str, bytes] = field(default_factory=dict)
    items: list[tuple[bytes, bytes]] = field(default_factory=list)

    def records(self) -> list[bytes]:
        """The records of the registry, in order."""
        return [compact for _, _, kind, compact in self.entries if kind == REGISTRY_RECORD]

    def named(self, kind: str) -> dict[tuple[bytes, ...], bytes]:
        """The settings whose names begin with this word, by the identifiers that follow in the name."""
        found = {}
        for name, value in self.settings.items():
            word, *identifiers = name.split("/")
            if word == kind:
                found[tuple(map(bytes.fromhex, identifiers))] = value
        return found

    def rosters(self) -> dict[bytes, bytes]:
        """Roster documents by tag."""
        return {tag: document for (tag,), document in self.named("roster").items()}


def read_database(directory: Path) -> Database:
    """Reads the database of a data directory; one that is not there is empty."""
    if not (directory / FILES[0]).is_file():
        return Database()
    with tempfile.TemporaryDirectory() as place:
        for name in FILES:
            if (directory / name).is_file():
                shutil.copyfile(directory / name, Path(place) / name)
        connection = sqlite3.connect(Path(place) / FILES[0])
        try:
            return _read(connection)
        finally:
            connection.close()


def _read(connection: sqlite3.Connection) -> Database:
    database = Database()
    columns = "number, id, node, group_tag, incarnation, served_size, served_signature"
    for row in connection.execute(f"SELECT {columns} FROM journal"):
        database.journals[row[0]] = StoredJournal(*row)
    for id_, kind, compact in connection.execute("SELECT id, kind, compact FROM entry ORDER BY id"):
        database.entries.append((id_ >> 32, id_ & 0xFFFF_FFFF, kind, compact))
    for number, digest in connection.execute("SELECT number, hash FROM body WHERE missing = 0 AND length(chunk_hashes) > 0"):
        chunks = connection.execute("SELECT octets FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id", (number << 12, (number << 12) + 4095))
        database.bodies[digest] = b"".join(octets for (octets,) in chunks)
    database.items = connection.execute("SELECT id, octets FROM item JOIN content ON content.item = item.number").fetchall()
    database.settings = dict(connection.execute("SELECT key, value FROM setting"))
    return database


@dataclass(frozen=True)
class Share:
    """Nodes that hold the key of an epoch from a step on, and the minute in which that was said; 0 with the epoch itself."""

    step: int
    time: int
    nodes: tuple[bytes, ...]


def parse_known_epoch(octets: bytes) -> tuple[bytes, int, list[Share]]:
    """The identifier, the start hour and the holders in a setting `epoch/...`.

    It is cbor[epoch, start hour, author, [published, confirmed, doubtful, spoilt], [[step, time, [node, ...]], ...],
    [[author, step, time, set hash], ...], [[node, time], ...]]: holders, what was claimed of holders whose nodes are not known yet, and
    complaints.
    """

    def share(reader: Reader) -> Share:
        reader.array(3)
        step, time = reader.unsigned(U16), reader.unsigned(U32)
        return Share(step, time, tuple(reader.list_of(2**16, lambda: reader.octets(16))))

    def fields(reader: Reader) -> tuple[bytes, int, list[Share]]:
        reader.array(7)
        epoch, hour = reader.octets(16), reader.unsigned(U32)
        reader.skip()
        reader.skip()
        shares = reader.list_of(2**16, lambda: share(reader))
        reader.skip()
        reader.skip()
        return epoch, hour, shares

    return read(octets, fields)
