"""One pass over all files: needles are looked for, and everything that looks like an entry or an epoch is collected."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from causeway_reader import entries, epochs
from causeway_reader.cbor import Reader, cbor
from causeway_reader.refusal import Refusal

from . import pages
from .federation import Federation
from .needles import Needle
from .workers import share

SMALL_OCTETS = 2_000_000
SEALED_ITEM = re.compile(rb"\x89\x01\x50.{16}\x50.{16}", re.DOTALL)
EPOCH_BODY = re.compile(rb"\x82\x58.\x89\x01\x50", re.DOTALL)
GRANT_BODY = re.compile(rb"\x8a\x01\x50.{16}\x50.{16}", re.DOTALL)


@dataclass(frozen=True)
class Hit:
    """A needle was found in a file."""

    needle: Needle
    owner: str
    path: str
    offset: int


@dataclass
class Found:
    """What files hold: compact sealed items, and bodies of epochs and grants."""

    items: set[bytes] = field(default_factory=set)
    epochs: set[bytes] = field(default_factory=set)
    grants: set[bytes] = field(default_factory=set)

    def add(self, other: Found) -> None:
        """Takes in what another pass found."""
        self.items |= other.items
        self.epochs |= other.epochs
        self.grants |= other.grants

    def look(self, octets: bytes) -> None:
        """Reads a structure wherever one may begin."""
        for match in SEALED_ITEM.finditer(octets):
            reader = Reader(octets, match.start())
            try:
                entries.read_compact(reader, bytes(32))
                self.items.add(octets[match.start() : reader.position])
            except Refusal:
                continue
        for match in EPOCH_BODY.finditer(octets):
            reader = Reader(octets, match.start())
            try:
                reader.array(2)
                body = cbor(reader.byte_string(epochs.MANIFEST_MAX), reader.byte_string(epochs.BODY_MAX))
                epochs.parse_epoch(body, None)
                self.epochs.add(body)
            except Refusal:
                continue
        for match in GRANT_BODY.finditer(octets):
            reader = Reader(octets, match.start())
            try:
                reader.skip()
                body = octets[match.start() : reader.position]
                epochs.parse_grant(body, None)
                self.grants.add(body)
            except Refusal:
                continue


_needles: list[Needle] = []


def _set_needles(needles: list[Needle]) -> None:
    global _needles
    _needles = needles


def _find(owner: str, path: Path, octets: bytes) -> list[Hit]:
    hits = []
    for needle in _needles:
        place = octets.find(needle.octets)
        while place >= 0:
            hits.append(Hit(needle, owner, str(path), place))
            place = octets.find(needle.octets, place + 1)
    return hits


def _scan_file(task: tuple[str, Path]) -> tuple[list[Hit], Found, int]:
    owner, path = task
    octets, found = path.read_bytes(), Found()
    found.look(octets)
    if path.name == "node.sqlite":
        images = pages.images_of(path.parent)
        for compact in pages.entries(images) if images else ():
            found.look(compact)
    return _find(owner, path, octets), found, len(octets)


def _find_file(task: tuple[str, Path]) -> list[Hit]:
    owner, path = task
    return _find(owner, path, path.read_bytes())


def _files(federation: Federation) -> tuple[list[tuple[str, Path]], bool]:
    """All files, the largest first, and whether together they are small."""
    sizes = {path: path.stat().st_size for _, path in federation.files}
    return sorted(federation.files, key=lambda file: -sizes[file[1]]), sum(sizes.values()) < SMALL_OCTETS


def scan(federation: Federation, needles: list[Needle]) -> tuple[list[Hit], Found, int]:
    """Looks through all files; gives the hits, what was found, and how many octets there were."""
    hits, found, octets = [], Found(), 0
    files, is_small = _files(federation)
    for some, part, count in share(_scan_file, files, _set_needles, needles, is_small=is_small):
        hits += some
        found.add(part)
        octets += count
    return hits, found, octets


def find(federation: Federation, needles: list[Needle]) -> list[Hit]:
    """Looks through all files for further needles."""
    files, is_small = _files(federation)
    return [hit for hits in share(_find_file, files, _set_needles, needles, is_small=is_small) for hit in hits]
