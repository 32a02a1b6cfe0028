"""Reads everything that a federation's nodes have on their disks, and checks it: `readings.py DIRECTORY`.

DIRECTORY is laid out as for `canaries.py`. For each node: the registry's log and fold; each journal from its first entry to its signed
checkpoint; every subkey, epoch, grant, roster and item, opened with the node's own keys and compared with what the node shows; and the
settings that it keeps apart: statements and rosters, and for each key the sets of nodes that hold it, which must be those that it was made
for. Exit code 0 when all holds, 1 when something does not, 2 when there was nothing to read of a kind.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from causeway_reader import contents, entries, envelopes, epochs, rosters, subkeys
from causeway_reader.database import REGISTRY_RECORD, Database, StoredJournal, parse_known_epoch
from causeway_reader.journals import JournalReader, Run, journal_id, journal_origin, registry_id
from causeway_reader.refusal import Refusal
from causeway_reader.registry import Registry, fold
from causeway_reader.xwing import PrivateKey
from searcher.federation import NothingProven, load
from searcher.secrets import NodeSecrets, collect

COLUMNS = ("journals", "entries", "records", "subkeys", "epochs", "ours", "grants", "rosters", "items", "public", "shown", "kept", "sets")


class NodeReading:
    """What one node's database says, judged."""

    def __init__(self, name: str, database: Database, secrets: NodeSecrets) -> None:
        self.name, self.database, self.secrets = name, database, secrets
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self.contents: dict[bytes, bytes] = {}
        self.registry: Registry = fold(database.records())
        self.private = [PrivateKey(seed) for seed in sorted(secrets.subkeys)]
        self.keys = {key.epoch: key for key in secrets.epoch_keys}
        self.openings: dict[bytes, list[epochs.Sealed]] = {}

    def read(self) -> None:
        """Goes through all journals: epochs before the items that need their keys."""
        parsed: list[tuple[StoredJournal, entries.Entry]] = []
        for journal in self.database.journals.values():
            rows = [row for row in self.database.entries if row[0] == journal.number]
            parsed += self._journal(journal, [row[3] for row in rows])
            self.counts["records"] += sum(row[2] == REGISTRY_RECORD for row in rows)
        for journal, entry in parsed:
            self._guarded(f"{entry.leaf().hex()}", self._notice, journal, entry)
        for journal, entry in parsed:
            if entry.prefix.kind == entries.ITEM:
                self._guarded(f"item {entry.leaf().hex()}", self._item, journal, entry)
        for item, content in self.database.items:
            self.counts["shown"] += 1
            if self.contents.get(item) != content:
                self.faults.append(f"{self.name}: shows {item.hex()}, which does not open to that")

        for (author,), body in self.database.named("statement").items():
            self._guarded(f"statement of {author.hex()}", self._statement, author, body)
        for tag, document in self.database.rosters().items():
            self._guarded(f"roster of {tag.hex()}", self._roster, tag, document)
        for (tag, epoch), known in self.database.named("epoch").items():
            self._guarded(f"holders of epoch {epoch.hex()}", self._holders, tag, epoch, known)

    def _statement(self, author: bytes, body: bytes) -> None:
        """The newest subkey of a node, kept apart from its journal."""
        subkeys.parse_subkey(body, self.registry.network, author, self.registry.operation_keys(author))
        self.counts["kept"] += 1

    def _roster(self, tag: bytes, octets: bytes) -> None:
        """A group's roster, kept apart from the items that brought it."""
        document = rosters.parse_document(octets)
        charter = rosters.parse_charter(document.charter, self.registry.network, self.registry)
        if charter.tag != tag:
            raise Refusal("anotherGroup")
        roster = rosters.fold([document], charter, self.registry.network, self.registry)
        if len(roster.operations) != len(document.operations) or roster.waiting_count:
            raise Refusal("encoding")
        self.counts["kept"] += 1

    def _holders(self, tag: bytes, epoch: bytes, octets: bytes) -> None:
        """Each set of nodes that holds an epoch's key must be one that the epoch, or a grant of it, was made for."""
        own, hour, shares = parse_known_epoch(octets)
        key = self.keys.get(epoch)
        if own != epoch or key is None or (key.tag, key.start_hour) != (tag, hour):
            raise Refusal("anotherEpoch")
        for share in shares:
            made = [opening for opening in self.openings.get(epoch, []) if opening.step == share.step >= key.first_step]
            # A grant of history is for reading only and names no set.
            if share.step >= key.first_step and not any(self._is_for(opening, share.nodes, key) for opening in made):
                raise Refusal("anotherSet")
            self.counts["sets"] += 1

    @staticmethod
    def _is_for(opening: epochs.Sealed, nodes: tuple[bytes, ...], key: epochs.EpochKey) -> bool:
        return opening.is_for(nodes, key) or (opening.is_grant and opening.set_hash == epochs.set_hash(key.step_key(opening.step), ()))

    def _guarded(self, what: str, work, *arguments: object) -> None:
        try:
            work(*arguments)
        except Refusal as refusal:
            self.faults.append(f"{self.name}: {what}: {refusal.name}")

    def _journal(self, journal: StoredJournal, compacts: list[bytes]) -> list[tuple[StoredJournal, entries.Entry]]:
        network, origin = self.registry.network, self.registry.origin
        if journal.node is None or journal.group is None or journal.incarnation is None:
            reader = JournalReader(registry_id(network), origin, is_registry=True)
            keys = [self.registry.coordinator_key]
        else:
            own = journal_id(network, journal.node, journal.group, journal.incarnation)
            reader = JournalReader(own, journal_origin(origin, own))
            keys = self.registry.operation_keys(journal.node)
        if reader.journal != journal.id:
            self.faults.append(f"{self.name}: journal {journal.id.hex()} has another name")
        if not journal.served_size:
            return []
        try:
            run = Run(0, compacts[: journal.served_size], [], journal.served_size, journal.served_signature or b"")
            accepted = reader.accept(run, keys)
        except Refusal as refusal:
            self.faults.append(f"{self.name}: journal {journal.id.hex()}: {refusal.name}")
            return []
        self.counts["journals"] += 1
        self.counts["entries"] += len(accepted.entries)
        return [(journal, entry) for _, entry in accepted.entries if entry is not None]

    def _body(self, entry: entries.Entry) -> bytes | None:
        if entry.body is not None:
            return entry.body
        body = self.database.bodies.get(entry.body_hash)
        if body is not None and (len(body) != entry.body_length or entries.body_hash(body) != entry.body_hash):
            raise Refusal("bodyMismatch")
        return body

    def _notice(self, journal: StoredJournal, entry: entries.Entry) -> None:
        kind, body = entry.prefix.kind, self._body(entry)
        if body is None or journal.node is None or journal.group is None:
            return
        if kind == entries.SUBKEY:
            subkeys.parse_subkey(body, self.registry.network, journal.node, self.registry.operation_keys(journal.node))
            self.counts["subkeys"] += 1
        elif kind in (entries.EPOCH, entries.GRANT):
            is_grant = kind == entries.GRANT
            opening = (epochs.parse_grant if is_grant else epochs.parse_epoch)(body, journal.group)
            self.counts["grants" if is_grant else "epochs"] += 1
            self.openings.setdefault(opening.epoch, []).append(opening)
            try:
                key = opening.receive(self.registry.network, self.private)
            except Refusal as refusal:
                if refusal.name != "noSlot":
                    raise
                return
            self.counts["ours"] += 1
            held = self.keys.setdefault(key.epoch, key)
            later = max(held.first_step, key.first_step)
            if held.step_key(later) != key.step_key(later):
                raise Refusal("contradictsHeldKey")

    def _item(self, journal: StoredJournal, entry: entries.Entry) -> None:
        key, body = self.keys.get(entry.prefix.epoch or b""), self._body(entry)
        if entry.prefix.epoch is None and journal.group == rosters.public_tag(self.registry.network) and body is not None:
            content = contents.parse_content(body)
            if content.tlp != contents.TLP_CLEAR:
                raise Refusal("notClear")
            self.counts["public"] += 1
            self.contents[entry.leaf()] = content.data
            return
        if key is None or body is None or entry.commitment is None or entry.prefix.step < key.first_step:
            return
        secret = envelopes.item_secret(key.step_key(entry.prefix.step), self.registry.network, entry.prefix.encoded())
        content = contents.parse_content(envelopes.open_envelope(body, entry.commitment, secret))
        if content.kind != contents.ROSTER:
            self.counts["items"] += 1
            self.contents[entry.leaf()] = content.data
            return
        self.counts["rosters"] += 1
        document = rosters.parse_document(content.data)
        charter = rosters.parse_charter(document.charter, self.registry.network, self.registry)
        if charter.tag != journal.group:
            raise Refusal("anotherGroup")
        roster = rosters.fold([document], charter, self.registry.network, self.registry)
        if len(roster.operations) != len(document.operations) or roster.waiting_count:
            raise Refusal("encoding")


def main(arguments: list[str]) -> int:
    """Reads all nodes and prints a table."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 3
    try:
        collected = collect(load(Path(arguments[0])))
    except NothingProven as reason:
        print(f"nothing to read: {reason}")
        return 2
    faults: list[str] = []
    total: Counter[str] = Counter()
    print(f"{'node':<13}" + "".join(f"{column:>9}" for column in COLUMNS))
    for name, database in collected.databases:
        reading = NodeReading(name, database, collected.secrets[name])
        reading.read()
        faults += reading.faults
        total.update(reading.counts)
        print(f"{name:<13}" + "".join(f"{reading.counts[column]:>9}" for column in COLUMNS))
    for fault in faults:
        print(f"does not hold: {fault}")
    if faults:
        return 1
    absent = [column for column in COLUMNS if not total[column]]
    for column in absent:
        print(f"nothing to read: no {column}")
    return 2 if absent else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
