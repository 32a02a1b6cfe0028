"""The messages on a leg of a relay before it is joined (chapter 7.8)."""

from __future__ import annotations

from dataclasses import dataclass

from .cbor import Reader, read
from .refusal import CBORRefusal

CALL, ANSWER, JOINED, REFUSED = range(4)
TEXT_MAX, CODE_MAX = 256, 6


@dataclass(frozen=True)
class LegMessage:
    """One message; what it does not have is `None`."""

    number: int
    node: bytes | None = None
    ticket: bytes | None = None
    code: int | None = None
    text: str | None = None


def parse_leg_message(payload: bytes) -> LegMessage:
    """Reads a frame of a leg that is not joined."""

    def fields(reader: Reader) -> LegMessage:
        count = reader.any_array()
        number = reader.unsigned(REFUSED)
        if count != (2, 2, 1, 3)[number]:
            raise CBORRefusal("wrongCount")
        if number == CALL:
            return LegMessage(number, node=reader.octets(16))
        if number == ANSWER:
            return LegMessage(number, ticket=reader.octets(16))
        if number == JOINED:
            return LegMessage(number)
        code = reader.unsigned(CODE_MAX)
        if code == 0:
            raise CBORRefusal("invalidValue")
        return LegMessage(number, code=code, text=reader.text(TEXT_MAX))

    return read(payload, fields, "legMalformed")
