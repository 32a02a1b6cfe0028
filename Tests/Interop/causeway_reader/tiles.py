"""The registry as it is published: addresses, tiles, bundles, and the way from a checkpoint to every record (chapter 8)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .merkle import Range, leaf_hash, root_of
from .notes import Checkpoint, parse_checkpoint, parse_note
from .refusal import Refusal
from .registry import RECORD_MAX, Registry

WIDTH = 256
INDEX_MAX = 10**18 - 1
ADDRESS = re.compile(r"tile/(0|[1-9][0-9]?|entries)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True)
class Tile:
    """A tile of hashes, or a bundle of records when `level` is `None`."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The address below the prefix."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
        row = "entries" if self.level is None else str(self.level)
        name = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
        return f"tile/{row}/{name}" + (f".p/{self.width}" if self.width < WIDTH else "")

    def is_inside(self, size: int) -> bool:
        """Whether a log of that many leaves has all of it."""
        return self.index * WIDTH + self.width <= row_length(self.level or 0, size)

    def hashes(self, octets: bytes) -> list[bytes]:
        """The hashes in a tile."""
        if len(octets) != self.width * 32:
            raise Refusal("tileLength")
        return [octets[place : place + 32] for place in range(0, len(octets), 32)]

    def records(self, octets: bytes) -> list[bytes]:
        """The records in a bundle."""
        records, place = [], 0
        for _ in range(self.width):
            if len(octets) < place + 2:
                raise Refusal("bundleMalformed")
            length = int.from_bytes(octets[place : place + 2], "big")
            if length > RECORD_MAX:
                raise Refusal("recordTooLong")
            if len(octets) < place + 2 + length:
                raise Refusal("bundleMalformed")
            records.append(octets[place + 2 : place + 2 + length])
            place += 2 + length
        if place != len(octets):
            raise Refusal("bundleMalformed")
        return records


def parse_path(text: str) -> Tile | None:
    """Reads an address below the prefix; `None` for the checkpoint's."""
    if text == "checkpoint":
        return None
    if not text.startswith("tile/"):
        raise Refusal("addressUnknown")
    match = ADDRESS.fullmatch(text)
    if not match:
        raise Refusal("tilePath")
    level, index, width = match[1], int(match[2].replace("x", "").replace("/", "")), int(match[3] or WIDTH)
    tile = Tile(None if level == "entries" else int(level), index, width)
    # A group of zeros too many, a width of 256 and more, a level of 64 and more.
    if tile.path != text or (tile.level or 0) > 63 or width > WIDTH:
        raise Refusal("tilePath")
    return tile


def bundle_of(records: Sequence[bytes]) -> bytes:
    """Records as a bundle carries them."""
    return b"".join(len(record).to_bytes(2, "big") + record for record in records)


def row_length(level: int, size: int) -> int:
    """How many hashes a row has."""
    return size >> 8 * level


def edge(size: int) -> list[Tile]:
    """The partial tiles at the end of the rows, the highest row first."""
    tiles = []
    for level in reversed(range(8)):
        length = row_length(level, size)
        if length % WIDTH:
            tiles.append(Tile(level, length // WIDTH, length % WIDTH))
    return tiles


def edge_root(size: int, tiles: Sequence[Sequence[bytes]]) -> bytes:
    """The root of a log by the hashes of its edge."""
    hashes = []
    for row in tiles:
        part = Range()
        for value in row:
            part.append(value)
        hashes += part.hashes
    return Range(size, hashes).root()


def check_edge(size: int, root: bytes, octets: Sequence[bytes]) -> list[list[bytes]]:
    """The hashes of an edge that gives the root."""
    rows = [tile.hashes(part) for tile, part in zip(edge(size), octets, strict=True)]
    if edge_root(size, rows) != root:
        raise Refusal("tileNotIncluded")
    return rows


def check_full(octets: bytes, above: bytes) -> list[bytes]:
    """The hashes of a full tile that gives the hash above it."""
    hashes = Tile(0, 0).hashes(octets)
    if root_of(hashes) != above:
        raise Refusal("tileNotIncluded")
    return hashes


def check_bundle(tile: Tile, octets: bytes, hashes: Sequence[bytes]) -> list[bytes]:
    """The records of a bundle over verified leaves."""
    records = tile.records(octets)
    if [leaf_hash(record) for record in records] != list(hashes):
        raise Refusal("bundleNotIncluded")
    return records


def records_of(checkpoint: Checkpoint, fetch: Callable[[str], bytes]) -> Iterator[bytes]:
    """Every record of a log, each verified from the root downward before it is given."""
    tiles = edge(checkpoint.size)
    last = {tile.level: hashes for tile, hashes in zip(tiles, check_edge(checkpoint.size, checkpoint.root, [fetch(t.path) for t in tiles]))}
    above = last[tiles[0].level]
    for level in reversed(range(tiles[0].level)):
        row = []
        for index, value in enumerate(above):
            hashes = check_full(fetch(Tile(level, index).path), value)
            if level:
                row += hashes
            else:
                bundle = Tile(None, index)
                yield from check_bundle(bundle, fetch(bundle.path), hashes)
        above = row + last.get(level, [])
    if 0 in last:
        bundle = Tile(None, checkpoint.size // WIDTH, len(last[0]))
        yield from check_bundle(bundle, fetch(bundle.path), last[0])


def audit(fetch: Callable[[str], bytes], expected: bytes | None = None) -> tuple[Checkpoint, Registry, dict[int, str]]:
    """Checks a published registry from its genesis on; gives its refused records by position."""
    note = parse_note(fetch("checkpoint"))
    checkpoint = parse_checkpoint(note.text)
    if not checkpoint.size:
        raise Refusal("logEmpty")
    first = Tile(None, 0, min(checkpoint.size, WIDTH))
    try:
        state = Registry(first.records(fetch(first.path))[0])
    except Refusal:
        raise Refusal("genesisRefused") from None
    if expected is not None and state.network != expected:
        raise Refusal("networkUnexpected")
    try:
        if checkpoint.origin != state.origin:
            raise Refusal("checkpointOtherOrigin")
        note.verify([(state.origin, state.coordinator_key)])
    except Refusal:
        raise Refusal("registryCheckpoint") from None
    refused = {}
    for position, record in enumerate(records_of(checkpoint, fetch)):
        refusal = state.apply(record) if position else None
        if refusal:
            refused[position] = refusal
    return checkpoint, state, refused
