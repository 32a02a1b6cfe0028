"""Proof files: one entry shown to somebody who has nothing else (chapter 3.9)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TypeVar

from .entries import Entry, body_hash, parse_header
from .envelopes import is_committed, open_envelope
from .journals import journal_id, journal_origin
from .merkle import check_inclusion, leaf_hash
from .notes import canonical_base64, verified_checkpoint
from .refusal import Refusal
from .registry import Organisation, Registry

FILE_MAX, BODY_MAX, RECORDS_MAX, INCLUSION_MAX, RECORD_MAX, NOTE_MAX = 48 << 20, 32 << 20, 256, 64, 61_440, 131_072
FORMAT = "causeway/proof/1"
T = TypeVar("T")


@dataclass(frozen=True)
class Findings:
    """What a file proves."""

    item: bytes
    organisation: Organisation
    entry: Entry
    content: bytes | None
    node: bytes
    group: bytes
    signer: bytes


def verify(octets: bytes, expected: bytes | None = None) -> Findings:
    """Goes through a file in the order of 3.9."""
    if len(octets) > FILE_MAX:
        raise Refusal("proofTooLong")
    file = _Members(_parse(octets), "format network registry journal entry")
    if file.take("format", str) != FORMAT:
        raise Refusal("proofVersion")
    network = _hexadecimal(file.take("network", str), 32)
    shown_registry = _Members(file.take("registry", dict), "checkpoint records")
    shown_journal = _Members(file.take("journal", dict), "node group incarnation checkpoint")
    shown_entry = _Members(file.take("entry", dict), "position header inclusion", "body secret")
    note = _base64(shown_registry.take("checkpoint", str), NOTE_MAX)
    records = [_record(record) for record in shown_registry.take_list("records", RECORDS_MAX)]
    names = [_hexadecimal(shown_journal.take(name, str), 16) for name in ("node", "group", "incarnation")]
    journal_note = _base64(shown_journal.take("checkpoint", str), NOTE_MAX)
    position, header = shown_entry.take("position", int), _base64(shown_entry.take("header", str), 1_024)
    inclusion = _inclusion(shown_entry)
    body = _base64(shown_entry.take("body", str), BODY_MAX) if shown_entry.has("body") else None
    secret = _hexadecimal(shown_entry.take("secret", str), 32) if shown_entry.has("secret") else None

    if expected is not None and expected != network:
        raise Refusal("networkUnexpected")
    registry, size = _registry(network, note, records)
    node = registry.nodes.get(names[0])
    if node is None:
        raise Refusal("writerUnknown")
    organisation = registry.organisations[node.organisation]
    if organisation.admitted_at is None:
        raise Refusal("writerNotAdmitted")
    entry, journal = parse_header(header), journal_id(network, *names)
    if entry.prefix.journal != journal:
        raise Refusal("journalMismatch")
    if entry.prefix.registry_size > size:
        raise Refusal("registryTooSmall")
    try:
        checkpoint, signer = verified_checkpoint(journal_note, journal_origin(registry.origin, journal), node.keys)
    except Refusal:
        raise Refusal("journalCheckpoint") from None
    item = leaf_hash(header)
    _included(item, position, checkpoint.size, inclusion, checkpoint.root, "entryNotIncluded")
    return Findings(item, organisation, entry, _content(entry, body, secret), names[0], names[1], signer)


def _content(entry: Entry, body: bytes | None, secret: bytes | None) -> bytes | None:
    if body is not None and (len(body) != entry.body_length or body_hash(body) != entry.body_hash):
        raise Refusal("bodyMismatch")
    if secret is not None and (body is None or entry.commitment is None):
        raise Refusal("keyWithoutSealedBody")
    if body is None or entry.commitment is None:
        return body
    if secret is None:
        return None
    if not is_committed(secret, entry.commitment):
        raise Refusal("wrongCommitment")
    return open_envelope(body, entry.commitment, secret)


def _registry(network: bytes, note: bytes, records: list[tuple[int, bytes, list[bytes]]]) -> tuple[Registry, int]:
    positions = [position for position, _, _ in records]
    if not positions or positions[0] != 0 or any(left >= right for left, right in zip(positions, positions[1:])):
        raise Refusal("recordOrder")
    try:
        registry = Registry(records[0][1])
    except Refusal:
        raise Refusal("genesisRefused") from None
    if registry.network != network:
        raise Refusal("networkMismatch")
    try:
        checkpoint, _ = verified_checkpoint(note, registry.origin, [registry.coordinator_key])
    except Refusal:
        raise Refusal("registryCheckpoint") from None
    for position, record, proof in records:
        _included(leaf_hash(record), position, checkpoint.size, proof, checkpoint.root, "recordNotIncluded")
    for position, record, _ in records[1:]:
        registry.size = position
        if registry.apply(record) is not None:
            raise Refusal("recordRefused")
    return registry, checkpoint.size


def _included(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes, name: str) -> None:
    try:
        check_inclusion(leaf, index, size, proof, root)
    except Refusal:
        raise Refusal(name) from None


def _parse(octets: bytes) -> dict:
    def members(pairs: list[tuple[str, object]]) -> dict:
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("a member stands twice")
        return dict(pairs)

    def no_number(_: str) -> object:
        raise ValueError("not a whole number")

    try:
        text = octets.decode("ascii")
        value = json.loads(text, object_pairs_hook=members, parse_float=no_number, parse_constant=no_number)
    except (ValueError, RecursionError):
        raise Refusal("proofMalformed") from None
    if not isinstance(value, dict) or "\\" in text:
        raise Refusal("proofMalformed")
    return value


class _Members:
    """An object with exactly these members."""

    def __init__(self, value: dict, names: str, optional: str = "") -> None:
        if not set(names.split()) <= set(value) <= set(names.split()) | set(optional.split()):
            raise Refusal("proofMalformed")
        self._value = value

    def has(self, name: str) -> bool:
        return name in self._value

    def take(self, name: str, kind: type[T]) -> T:
        value = self._value[name]
        if type(value) is not kind or (isinstance(value, int) and not 0 <= value <= 2**53):
            raise Refusal("proofMalformed")
        return value

    def take_list(self, name: str, limit: int) -> list:
        values = self.take(name, list)
        if len(values) > limit:
            raise Refusal("proofTooLong")
        return values


def _record(value: object) -> tuple[int, bytes, list[bytes]]:
    if not isinstance(value, dict):
        raise Refusal("proofMalformed")
    record = _Members(value, "position record inclusion")
    return record.take("position", int), _base64(record.take("record", str), RECORD_MAX), _inclusion(record)


def _inclusion(members: _Members) -> list[bytes]:
    hashes = [_base64(text, 32) if isinstance(text, str) else b"" for text in members.take_list("inclusion", INCLUSION_MAX)]
    if any(len(part) != 32 for part in hashes):
        raise Refusal("proofMalformed")
    return hashes


def _base64(text: str, limit: int) -> bytes:
    octets = canonical_base64(text)
    if octets is None:
        raise Refusal("proofMalformed")
    if len(octets) > limit:
        raise Refusal("proofTooLong")
    return octets


def _hexadecimal(text: str, count: int) -> bytes:
    if not re.fullmatch(rf"[0-9a-f]{{{2 * count}}}", text):
        raise Refusal("proofMalformed")
    return bytes.fromhex(text)
