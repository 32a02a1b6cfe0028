"""What witnesses and the coordinator sign with the time, and evidence of two registries (chapter 3.12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .cbor import Reader
from .derivation import sha256
from .merkle import SIZE_MAX, check_consistency
from .notes import Checkpoint, SignatureLine
from .refusal import Refusal
from .signatures import accepts

TIME_MAX = 253_402_300_799
COSIGNATURES_MAX, HASHES_MAX = 63, 128


@dataclass(frozen=True)
class Cosignature:
    """Who signed (`None`: the coordinator), and when."""

    signer: bytes | None
    time: int


def key_id(name: str, key: bytes) -> bytes:
    """The four octets by which a line names a key that cosigns."""
    return sha256(name.encode() + b"\n\x04" + key)[:4]


def signed_octets(checkpoint: Checkpoint, time: int) -> bytes:
    """What a cosignature covers."""
    return f"cosignature/v1\ntime {time}\n{checkpoint.text()}".encode()


def verified(line: SignatureLine, checkpoint: Checkpoint, keys: Mapping[bytes | None, Sequence[bytes]]) -> Cosignature:
    """Reads a line as a cosignature of the checkpoint by one of the signers whose keys are given."""
    signer = None
    if line.name != checkpoint.origin:
        start, digits = f"{checkpoint.origin}/witness/", line.name[-32:]
        if line.name[:-32] != start or any(digit not in "0123456789abcdef" for digit in digits):
            raise Refusal("cosignatureName")
        signer = bytes.fromhex(digits)
    key = next((key for key in keys.get(signer, ()) if key_id(line.name, key) == line.key_id), None)
    if key is None:
        raise Refusal("cosignatureKey")
    if len(line.signature) != 72:
        raise Refusal("cosignatureLength")
    time = int.from_bytes(line.signature[:8], "big")
    if not 1 <= time <= TIME_MAX:
        raise Refusal("cosignatureTime")
    if not accepts(key, line.signature[8:], signed_octets(checkpoint, time)):
        raise Refusal("cosignatureInvalid")
    return Cosignature(signer, time)


def _checkpoint(reader: Reader, origin: str) -> tuple[Checkpoint, bytes]:
    def cosignature() -> object:
        reader.array(3)
        return reader.optional(16), reader.unsigned(), reader.octets(64)

    reader.array(4)
    checkpoint = Checkpoint(origin, reader.unsigned(), reader.octets(32))
    signature = reader.octets(64)
    reader.list_of(COSIGNATURES_MAX, cosignature)
    return checkpoint, signature


def check_split(evidence: bytes, origin: str, key: bytes) -> None:
    """Refuses what does not prove that the holder of the key signed two registries of which no log can have both."""
    reader = Reader(evidence)
    reader.array(4)
    sides = [_checkpoint(reader, origin), _checkpoint(reader, origin)]
    root = reader.octets(32)
    proof = reader.list_of(HASHES_MAX, lambda: reader.octets(32))
    reader.end()
    first, second = sides[0][0], sides[1][0]
    if not 1 <= first.size <= second.size <= SIZE_MAX:
        raise Refusal("splitOrder")
    if root == first.root:
        raise Refusal("splitSame")
    try:
        check_consistency(first.size, second.size, root, second.root, proof)
    except Refusal:
        raise Refusal("splitNotProven") from None
    if not all(checkpoint.is_signed(signature, [key]) for checkpoint, signature in sides):
        raise Refusal("splitSignature")
