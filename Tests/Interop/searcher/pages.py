"""SQLite from below: rows that are deleted but not gone, in free space, in free pages and in the write-ahead log.

A row's record is found by its header, which survives the deletion of its cell, and followed over its overflow pages. Of a page that
changed there may be several images; the chain is followed once through the oldest and once through the newest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SQLITE, WAL = b"SQLite format 3\x00", (0x377F0682, 0x377F0683)
CHAIN_MAX = 65_536
# The record of table `entry`: length of the header, no id, kind, 32 octets of leaf, compact form.
ENTRY_RECORD = re.compile(rb"[\x05-\x0d]\x00[\x01\x08\x09]\x4c", re.DOTALL)


@dataclass
class Images:
    """Every image of every page."""

    page_octets: int
    usable: int
    versions: dict[int, list[bytes]] = field(default_factory=dict)

    def pages(self) -> Iterator[bytes]:
        """All images."""
        for versions in self.versions.values():
            yield from versions

    def row(self, page: bytes, start: int, count: int, is_index: bool, newest: bool) -> bytes | None:
        """A record of `count` octets that begins in a page, with what of it lies on overflow pages."""
        usable = self.usable
        most = (usable - 12) * 64 // 255 - 23 if is_index else usable - 35
        least = (usable - 12) * 32 // 255 - 23
        local = count
        if count > most:
            local = least + (count - least) % (usable - 4)
            local = least if local > most else local
        parts, left = [page[start : start + local]], count - local
        if len(parts[0]) < local:
            return None
        following = int.from_bytes(page[start + local : start + local + 4], "big")
        for _ in range(CHAIN_MAX):
            if left <= 0:
                break
            versions = self.versions.get(following)
            if not versions:
                return None
            image = versions[-1 if newest else 0]
            parts.append(image[4 : 4 + min(left, usable - 4)])
            left -= len(parts[-1])
            following = int.from_bytes(image[:4], "big")
        return b"".join(parts) if left == 0 else None


def images_of(directory: Path) -> Images | None:
    """The images in a data directory's database and its log."""
    path, log = directory / "node.sqlite", directory / "node.sqlite-wal"
    main = path.read_bytes() if path.is_file() else b""
    if not main.startswith(SQLITE):
        return None
    size = int.from_bytes(main[16:18], "big")
    size = 65_536 if size == 1 else size
    images = Images(size, size - main[20])
    for number, start in enumerate(range(0, len(main), size), 1):
        images.versions[number] = [main[start : start + size]]
    frames = log.read_bytes() if log.is_file() else b""
    if int.from_bytes(frames[:4], "big") in WAL:
        for start in range(32, len(frames) - size, 24 + size):
            number = int.from_bytes(frames[start : start + 4], "big")
            images.versions.setdefault(number, []).append(frames[start + 24 : start + 24 + size])
    return images


def varint(octets: bytes, place: int) -> tuple[int, int]:
    """A number of SQLite's variable length, and the place behind it."""
    value = 0
    for count in range(9):
        if place + count >= len(octets):
            return 0, len(octets)
        octet = octets[place + count]
        if count == 8:
            return value << 8 | octet, place + 9
        value = value << 7 | octet & 0x7F
        if octet < 0x80:
            return value, place + count + 1
    return value, place + 9


def entries(images: Images) -> set[bytes]:
    """The compact entries of all rows of `entry` that are still to be found, deleted ones too."""
    found = set()
    for page in images.pages():
        for match in ENTRY_RECORD.finditer(page):
            serial, end = varint(page, match.end())
            header = end - match.start()
            if page[match.start()] != header or serial < 12 or serial & 1:
                continue
            kind = 1 if page[match.start() + 2] == 1 else 0
            count = header + kind + 32 + (serial - 12) // 2
            for newest in (False, True):
                row = images.row(page, match.start(), count, False, newest)
                if row:
                    found.add(row[header + kind + 32 :])
    return found


def settings(images: Images, name: str) -> set[bytes]:
    """The values that a setting has or had."""
    key, found = name.encode(), set()
    for page in images.pages():
        for match in re.finditer(re.escape(key), page):
            for width in (1, 2, 3):
                begin = match.start() - width
                serial, end = varint(page, begin) if begin >= 2 else (0, 0)
                if end != match.start() or serial < 12 or serial & 1:
                    continue
                header, octets = 2 + width, (serial - 12) // 2
                for newest in (False, True):
                    row = images.row(page, begin - 2, header + len(key) + octets, True, newest)
                    if row:
                        found.add(row[header + len(key) :])
    return found
