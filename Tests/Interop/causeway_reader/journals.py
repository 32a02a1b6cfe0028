"""Names of journals, and the runs of entries that a reader accepts as a whole or not at all (chapters 2.3 and 2.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .cbor import cbor
from .derivation import sha256
from .entries import OPENING, Entry, parse_compact, parse_opening
from .merkle import SIZE_MAX, Range, leaf_hash
from .notes import Checkpoint
from .refusal import Refusal

RECORD_MAX = 61_440


def journal_id(network: bytes, node: bytes, group: bytes, incarnation: bytes) -> bytes:
    """The identifier of a node's journal."""
    return sha256(cbor("causeway/journal/1", network, node, group, incarnation))


def registry_id(network: bytes) -> bytes:
    """The identifier of the registry."""
    return sha256(cbor("causeway/registry/1", network))


def journal_origin(registry_origin: str, journal: bytes) -> str:
    """The name of a journal's checkpoints."""
    return f"{registry_origin}/journal/{journal.hex()}"


@dataclass
class Run:
    """Entries as they travel: the position of the first, and a checkpoint that the completion leads to."""

    start: int
    entries: Sequence[bytes]
    completion: Sequence[bytes]
    checkpoint_size: int
    signature: bytes


@dataclass
class Accepted:
    """What a run added: positions, and entries (`None` for records of the registry)."""

    first: int
    end: int
    entries: list[tuple[bytes, Entry | None]]
    root: bytes


class JournalReader:
    """What a reader knows of one journal. A refused run leaves it as it was."""

    def __init__(self, journal: bytes, origin: str, is_registry: bool = False) -> None:
        self.journal, self.origin, self.is_registry = journal, origin, is_registry
        self.range = Range()
        self._verified: tuple[int, bytes, bytes] | None = None

    def accept(self, run: Run, keys: Sequence[bytes]) -> Accepted:
        """Verifies a run as 2.7 says."""
        end = run.start + len(run.entries)
        if run.start > self.range.size:
            raise Refusal("gap")
        if end <= self.range.size:
            raise Refusal("nothingNew")
        if run.checkpoint_size > SIZE_MAX:
            raise Refusal("sizeTooLarge")
        if run.checkpoint_size < end:
            raise Refusal("checkpointTooSmall")
        first, grown = self.range.size, self.range.copy()
        entries: list[tuple[bytes, Entry | None]] = []
        for octets in run.entries[first - run.start :]:
            entry = self._read(octets, grown.size)
            grown.append(leaf_hash(octets) if entry is None else entry.leaf())
            entries.append((octets, entry))
        root = grown.root_completed(run.checkpoint_size, run.completion)
        checkpoint = Checkpoint(self.origin, run.checkpoint_size, root)
        if self._verified != (run.checkpoint_size, run.signature, root):
            if not checkpoint.is_signed(run.signature, keys):
                raise Refusal("badSignature")
            if self._verified and self._verified[0] == run.checkpoint_size and self._verified[2] != root:
                raise Refusal("contradiction")
        self.range, self._verified = grown, (run.checkpoint_size, run.signature, root)
        return Accepted(first, end, entries, root)

    def _read(self, octets: bytes, position: int) -> Entry | None:
        if self.is_registry:
            if len(octets) > RECORD_MAX:
                raise Refusal("recordTooLong")
            return None
        entry = parse_compact(octets, self.journal)
        if position == 0:
            if entry.prefix.kind != OPENING:
                raise Refusal("openingMissing")
            parse_opening(entry)
        elif entry.prefix.kind == OPENING:
            raise Refusal("openingMisplaced")
        return entry
