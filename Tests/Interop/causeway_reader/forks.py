"""Evidence of forked journals (chapter 6.17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .cbor import Reader
from .journals import journal_id, journal_origin
from .merkle import SIZE_MAX, check_consistency
from .notes import Checkpoint
from .refusal import Refusal

PROOF_MAX = 54


@dataclass(frozen=True)
class Judged:
    """Whether there is evidence or only a question, and which keys signed it."""

    is_proof: bool
    signers: frozenset[bytes]


def check_evidence(payload: bytes, network: bytes, registry_origin: str, keys: Sequence[bytes]) -> Judged:
    """Reads a message of number 23; refuses what does not prove that the writer forked the journal, or asks with what it never signed."""
    reader = Reader(payload)
    reader.array(6)
    reader.unsigned()
    name = [reader.octets(16) for _ in range(3)]
    origin = journal_origin(registry_origin, journal_id(network, *name))

    def signed_root() -> tuple[Checkpoint, bytes]:
        return Checkpoint(origin, reader.unsigned(), reader.octets(32)), reader.octets(64)

    reader.array(3)
    sides = [signed_root()]
    first = sides[0][0]
    if reader.array(0, 5):
        sides.append(signed_root())
        second, root = sides[1][0], reader.octets(32)
        proof = reader.list_of(PROOF_MAX, lambda: reader.octets(32))
        if not 1 <= first.size <= second.size <= SIZE_MAX:
            raise Refusal("forkOrder")
        if root == first.root:
            raise Refusal("forkSame")
        try:
            check_consistency(first.size, second.size, root, second.root, proof)
        except Refusal:
            raise Refusal("forkNotProven") from None
    elif not 1 <= first.size <= SIZE_MAX:
        raise Refusal("forkOrder")
    reader.end()
    signers = [next((key for key in keys if side.is_signed(signature, [key])), None) for side, signature in sides]
    if None in signers:
        raise Refusal("forkSignature")
    return Judged(len(sides) == 2, frozenset(key for key in signers if key))
