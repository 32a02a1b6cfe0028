"""Merkle trees of RFC 6962 with the ranges, completions and proofs of chapter 2.2."""

from __future__ import annotations

from collections.abc import Sequence

from .derivation import sha256
from .refusal import Refusal

SIZE_MAX = 2**53
EMPTY_ROOT = sha256(b"")


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right)


class Range:
    """The roots of the perfect subtrees over the first `size` leaves, the largest first."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if len(hashes) != size.bit_count():
            raise Refusal("completionCount")
        self.size = size
        self.hashes = list(hashes)

    def append(self, leaf: bytes, level: int = 0) -> None:
        """Adds the root of a perfect subtree of 2^level leaves that begins where the range ends."""
        place = self.size >> level
        while place & 1:
            leaf = node_hash(self.hashes.pop(), leaf)
            place >>= 1
        self.hashes.append(leaf)
        self.size += 1 << level

    def root(self) -> bytes:
        """The root over all leaves of the range."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def copy(self) -> Range:
        """A range that changes by itself."""
        return Range(self.size, self.hashes)

    def root_completed(self, size: int, completion: Sequence[bytes]) -> bytes:
        """The root at a larger size, by the subtrees that lie between."""
        levels = completion_levels(self.size, size)
        if len(levels) != len(completion):
            raise Refusal("completionCount")
        whole = self.copy()
        for level, part in zip(levels, completion):
            whole.append(part, level)
        return whole.root()


def completion_levels(start: int, end: int) -> list[int]:
    """The levels of the largest perfect subtrees that cover the leaves from `start` to before `end`."""
    if start > end:
        raise Refusal("completionCount")
    levels = []
    while start < end:
        level = (start & -start).bit_length() - 1 if start else end.bit_length()
        while start + (1 << level) > end:
            level -= 1
        levels.append(level)
        start += 1 << level
    return levels


def completion(leaves: Sequence[bytes], start: int) -> list[bytes]:
    """The completion from `start` over these leaf hashes."""
    parts, place = [], start
    for level in completion_levels(start, len(leaves)):
        part = Range()
        for leaf in leaves[place : place + (1 << level)]:
            part.append(leaf)
        parts.append(part.root())
        place += 1 << level
    return parts


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    whole = Range()
    for leaf in leaves:
        whole.append(leaf)
    return whole.root()


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """RFC 9162 2.1.3.2; refuses with `notIncluded`."""
    if index >= size:
        raise Refusal("notIncluded")
    number, last, value = index, size - 1, leaf
    for part in proof:
        if last == 0:
            raise Refusal("notIncluded")
        if number & 1 or number == last:
            value = node_hash(part, value)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            value = node_hash(value, part)
        number, last = number >> 1, last >> 1
    if last or value != root:
        raise Refusal("notIncluded")


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """RFC 9162 2.1.4.2, with the empty and the equal tree; refuses with `notConsistent`."""
    if old > new or (old in (0, new) and proof):
        raise Refusal("notConsistent")
    if old == new:
        if old_root != new_root:
            raise Refusal("notConsistent")
        return
    if old == 0:
        if old_root != EMPTY_ROOT:
            raise Refusal("notConsistent")
        return
    parts = ([old_root] if old & (old - 1) == 0 else []) + list(proof)
    if not parts:
        raise Refusal("notConsistent")
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    first = second = parts[0]
    for part in parts[1:]:
        if last == 0:
            raise Refusal("notConsistent")
        if number & 1 or number == last:
            first, second = node_hash(part, first), node_hash(part, second)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            second = node_hash(second, part)
        number, last = number >> 1, last >> 1
    if last or first != old_root or second != new_root:
        raise Refusal("notConsistent")
