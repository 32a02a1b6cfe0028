"""The messages between nodes, read as far as their form goes (chapter 6.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .cbor import U32, Reader
from .refusal import CBORRefusal

Field = Callable[[Reader], object]
UNKNOWN_FIELDS_MAX = 16
ENTRIES_MAX, APPLICATION_MAX, RECORD_MAX, SUBMISSION_MAX, REVOCATION_MAX, REVOCATIONS_MAX = 4_096, 131_072, 61_440, 8, 1_024, 64
ROWS, ROWS_MAX = 20, 4_096


def _unsigned(limit: int = 2**64 - 1) -> Field:
    return lambda reader: reader.unsigned(limit)


def _octets(count: int) -> Field:
    return lambda reader: reader.octets(count)


def _bytes(limit: int) -> Field:
    return lambda reader: reader.byte_string(limit)


def _text(reader: Reader) -> object:
    return reader.text(512)


def _list(limit: int, element: Field) -> Field:
    return lambda reader: reader.list_of(limit, lambda: element(reader))


def _skip(reader: Reader) -> object:
    reader.skip()
    return None


def _head(reader: Reader) -> object:
    reader.array(6)
    return [part(reader) for part in (_unsigned(U32), _octets(16), _octets(16), _octets(16), _unsigned(), _unsigned())]


def _optional_octets(count: int) -> Field:
    return lambda reader: reader.optional(count)


def _array(*parts: Field) -> Field:
    def read(reader: Reader) -> object:
        reader.array(len(parts))
        return [part(reader) for part in parts]

    return read


def _hashes(reader: Reader) -> list[int]:
    """Row hashes: ascending, none twice."""
    hashes: list[int] = reader.list_of(ROWS_MAX, reader.unsigned)
    if any(later <= earlier for earlier, later in zip(hashes, hashes[1:])):
        raise CBORRefusal("invalidValue")
    return hashes


def _check_rows(first: object, last: object, hashes: object) -> None:
    """The hashes of Rows lie in the range that these cover."""
    if not isinstance(first, int) or not isinstance(last, int) or not isinstance(hashes, list):
        raise TypeError("these are not the fields of Rows")
    if first > last or any(not first <= row <= last for row in hashes):
        raise CBORRefusal("invalidValue")


def _either_none_or(*parts: Field) -> Field:
    """An empty array, or one of these parts."""

    def read(reader: Reader) -> object:
        count = reader.any_array()
        if count == 0:
            return None
        if count > len(parts):
            raise CBORRefusal("tooLong")
        if count < len(parts):
            raise CBORRefusal("wrongCount")
        return [part(reader) for part in parts]

    return read


SIGNED_ROOT = (_unsigned(), _octets(32), _octets(64))
CONTRADICTION = _either_none_or(*SIGNED_ROOT, _octets(32), _list(54, _octets(32)))
COSIGNATURES = _list(63, _array(_optional_octets(16), _unsigned(), _octets(64)))
CHECKPOINT = (_unsigned(), _octets(32), _octets(64), COSIGNATURES)

FORMS: dict[int, tuple[Field, ...]] = {
    0: (_unsigned(), _octets(32), _octets(16), _octets(16), _unsigned(), _text),
    1: (_list(1_024, _octets(16)), _list(4_096, _head)),
    2: (_unsigned(U32), _unsigned()),
    3: (_unsigned(U32), _unsigned(), _list(ENTRIES_MAX, _skip), _list(128, _octets(32)), _unsigned(), _octets(64)),
    4: (_unsigned(U32), _unsigned()),
    5: (_unsigned(U32), _unsigned(), _unsigned(U32)),
    6: (_unsigned(U32), _unsigned(), _unsigned(U32), _list(4_096, _octets(32)), _list(12, _bytes(65_536))),
    7: (_bytes(APPLICATION_MAX),),
    8: (_unsigned(255), _text),
    9: (),
    10: (),
    11: (_unsigned(255), _text),
    12: (_unsigned(1), _unsigned(1)),
    13: (_list(SUBMISSION_MAX, _bytes(RECORD_MAX)),),
    14: (_list(REVOCATIONS_MAX, _bytes(REVOCATION_MAX)),),
    15: (_octets(16), _octets(16)),
    16: CHECKPOINT,
    17: (_array(*CHECKPOINT), _array(*CHECKPOINT), _octets(32), _list(128, _octets(32))),
    18: (_unsigned(U32), _unsigned(1)),
    19: (_list(1_024, _array(_octets(16), _octets(16))),),
    20: (_octets(16), _unsigned(), _unsigned(), _hashes),
    21: (_octets(16), _unsigned(), _hashes),
    22: (_octets(16), _unsigned()),
    23: (_octets(16), _octets(16), _octets(16), _array(*SIGNED_ROOT), CONTRADICTION),
}


@dataclass(frozen=True)
class Message:
    """A message's number, and whether this reader knows it."""

    number: int
    is_known: bool


def parse_message(payload: bytes) -> Message:
    """Reads a frame's payload; a message that is not known is passed over."""
    probe = Reader(payload)
    count = probe.any_array()
    if count == 0:
        raise CBORRefusal("wrongCount")
    number = probe.unsigned()
    reader, form = Reader(payload), FORMS.get(number)
    if form is None:
        if count > UNKNOWN_FIELDS_MAX:
            raise CBORRefusal("tooLong")
        reader.skip()
        reader.end()
        return Message(number, False)
    reader.array(len(form) + 1)
    reader.unsigned()
    fields = [part(reader) for part in form]
    if number == ROWS:
        _check_rows(*fields[1:])
    reader.end()
    return Message(number, True)
