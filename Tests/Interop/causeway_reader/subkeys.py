"""Statements by which a node announces its encryption subkey (chapter 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .cbor import U32, Reader, read
from .refusal import Refusal
from .signatures import SUBKEY, any_accepts, signed_message
from .xwing import PUBLIC_KEY_OCTETS, check_public_key

BODY_MAX = 1_400
MINUTES_MAX = 129_600


@dataclass(frozen=True)
class SubkeyStatement:
    """Seal to this key, from then until then; minutes."""

    node: bytes
    public_key: bytes
    not_before: int
    not_after: int


def signed_pair(reader: Reader, limit: int) -> tuple[bytes, bytes]:
    """Reads `[statement, signature]`."""
    reader.array(2)
    return reader.byte_string(limit), reader.octets(64)


def parse_subkey(body: bytes, network: bytes, node: bytes, keys: Sequence[bytes]) -> SubkeyStatement:
    """Reads and verifies the body of a subkey entry in a community journal of `node`."""

    def fields(reader: Reader) -> tuple[int, SubkeyStatement]:
        reader.array(5)
        suite = reader.unsigned(255)
        return suite, SubkeyStatement(reader.octets(16), reader.octets(PUBLIC_KEY_OCTETS), reader.unsigned(U32), reader.unsigned(U32))

    statement, signature = read(body, lambda reader: signed_pair(reader, BODY_MAX), limit=BODY_MAX)
    suite, subkey = read(statement, fields)
    if suite != 1:
        raise Refusal("unknownSuite")
    if subkey.node != node:
        raise Refusal("anotherNode")
    if not any_accepts(keys, signature, signed_message(SUBKEY, network, statement)):
        raise Refusal("wrongSignature")
    if not 0 < subkey.not_after - subkey.not_before <= MINUTES_MAX:
        raise Refusal("wrongPeriod")
    check_public_key(subkey.public_key)
    return subkey
