"""The encoding of chapter 1: a strict reader and a writer of deterministic CBOR arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, Union

from .refusal import CBORRefusal, Refusal

Item = Union[int, bytes, str, bool, list]
T = TypeVar("T")

UNSIGNED, BYTES, TEXT, ARRAY, SIMPLE = 0, 2, 3, 4, 7
U16, U32, U64 = 2**16 - 1, 2**32 - 1, 2**64 - 1
DEPTH_MAX = 8


def head(major: int, argument: int) -> bytes:
    """The first octets of an item, in their shortest form."""
    if argument < 24:
        return bytes([major << 5 | argument])
    for code, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << 8 * width:
            return bytes([major << 5 | code]) + argument.to_bytes(width, "big")
    raise ValueError("the argument has more than 64 bits")


def encode(item: Item) -> bytes:
    """Encodes a number, bytes, text, a truth value, or a list of them."""
    if isinstance(item, bool):
        return b"\xf5" if item else b"\xf4"
    if isinstance(item, int):
        return head(UNSIGNED, item)
    if isinstance(item, (bytes, bytearray, memoryview)):
        return head(BYTES, len(item)) + bytes(item)
    if isinstance(item, str):
        octets = item.encode("utf-8")
        return head(TEXT, len(octets)) + octets
    return head(ARRAY, len(item)) + b"".join(encode(element) for element in item)


def cbor(*fields: Item) -> bytes:
    """`cbor[a, b, c]` as the chapters write it."""
    return encode(list(fields))


class Reader:
    """Reads items one after the other and refuses whatever chapter 1.3 refuses."""

    def __init__(self, octets: bytes, start: int = 0) -> None:
        self._octets = octets
        self.position = start

    def _take(self, count: int) -> bytes:
        end = self.position + count
        if end > len(self._octets):
            raise CBORRefusal("truncated")
        part = self._octets[self.position : end]
        self.position = end
        return part

    def _head(self) -> tuple[int, int]:
        first = self._take(1)[0]
        major, short = first >> 5, first & 31
        if major in (1, 5, 6):
            raise CBORRefusal("forbidden")
        if major == SIMPLE:
            if first not in (0xF4, 0xF5):
                raise CBORRefusal("forbidden")
            return major, short
        if short < 24:
            return major, short
        if short > 27:
            raise CBORRefusal("forbidden")
        width = 1 << short - 24
        argument = int.from_bytes(self._take(width), "big")
        if argument < 24 or (width > 1 and argument < 1 << 4 * width):
            raise CBORRefusal("notShortest")
        return major, argument

    def _expect(self, kind: int) -> int:
        place = self.position
        if place >= len(self._octets):
            raise CBORRefusal("truncated")
        if self._octets[place] >> 5 == SIMPLE != kind:
            raise CBORRefusal("unexpectedType")
        major, argument = self._head()
        if major != kind:
            raise CBORRefusal("unexpectedType")
        return argument

    def unsigned(self, limit: int = U64) -> int:
        """A number of at most `limit`."""
        value = self._expect(UNSIGNED)
        if value > limit:
            raise CBORRefusal("tooLong")
        return value

    def byte_string(self, limit: int) -> bytes:
        """At most `limit` octets."""
        count = self._expect(BYTES)
        if count > limit:
            raise CBORRefusal("tooLong")
        return self._take(count)

    def octets(self, count: int) -> bytes:
        """Exactly so many octets."""
        value = self.byte_string(count)
        if len(value) != count:
            raise CBORRefusal("wrongCount")
        return value

    def optional(self, count: int) -> bytes | None:
        """Exactly so many octets, or an empty byte string for none."""
        value = self.byte_string(count)
        if value and len(value) != count:
            raise CBORRefusal("wrongCount")
        return value or None

    def text(self, limit: int) -> str:
        """Well-formed UTF-8 of at most `limit` octets."""
        count = self._expect(TEXT)
        if count > limit:
            raise CBORRefusal("tooLong")
        try:
            return self._take(count).decode("utf-8")
        except UnicodeDecodeError:
            raise CBORRefusal("notUTF8") from None

    def array(self, *counts: int) -> int:
        """The head of an array with one of these numbers of elements."""
        count = self._expect(ARRAY)
        if count not in counts:
            raise CBORRefusal("wrongCount")
        return count

    def any_array(self) -> int:
        """The head of an array with any number of elements."""
        return self._expect(ARRAY)

    def list_of(self, limit: int, element: Callable[[], T]) -> list[T]:
        """An array of at most `limit` elements, each read by `element`."""
        count = self._expect(ARRAY)
        if count > limit:
            raise CBORRefusal("tooLong")
        return [element() for _ in range(count)]

    def is_next(self, kind: int) -> bool:
        """Whether the next item has this major type."""
        return self.position < len(self._octets) and self._octets[self.position] >> 5 == kind

    def skip(self, depth: int = 1) -> None:
        """Passes over one item of unknown shape."""
        if depth > DEPTH_MAX:
            raise CBORRefusal("tooLong")
        major, argument = self._head()
        if major in (BYTES, TEXT):
            octets = self._take(argument)
            if major == TEXT:
                try:
                    octets.decode("utf-8")
                except UnicodeDecodeError:
                    raise CBORRefusal("notUTF8") from None
        elif major == ARRAY:
            for _ in range(argument):
                self.skip(depth + 1)

    def end(self) -> None:
        """Refuses octets behind the structure."""
        if self.position != len(self._octets):
            raise CBORRefusal("trailingBytes")


def read(octets: bytes, body: Callable[[Reader], T], name: str = "encoding", limit: int | None = None) -> T:
    """Reads a whole structure; each refusal of chapter 1 becomes `name`."""
    if limit is not None and len(octets) > limit:
        raise Refusal(name)
    reader = Reader(octets)
    try:
        value = body(reader)
        reader.end()
        return value
    except CBORRefusal:
        raise Refusal(name) from None


def is_ascending(items: Sequence[bytes]) -> bool:
    """Whether each is greater than the one before."""
    return all(left < right for left, right in zip(items, items[1:]))
