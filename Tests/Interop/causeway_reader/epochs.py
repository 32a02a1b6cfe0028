"""Epochs, grants and steps: how a key comes to exactly the nodes of a set (chapters 4.8 and 4.9)."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .cbor import U16, U32, Reader, cbor, read
from .derivation import hkdf, hmac256
from .merkle import leaf_hash, root_of
from .refusal import Refusal
from .xwing import Context, PrivateKey

SLOT_OCTETS = 1_168
SLOTS_MIN, SLOTS_MAX = 4, 16_384
MANIFEST_MAX = 256
STEPS_MAX = 168
BODY_MAX = MANIFEST_MAX + 16 + SLOT_OCTETS * SLOTS_MAX


def is_slot_count(count: int, least: int) -> bool:
    """Whether so many slots can be: powers of two to 64, and above it multiples of an eighth of the power of two below."""
    if not least <= count <= SLOTS_MAX:
        return False
    eighth = 1 << max(count.bit_length() - 4, 0)
    return count % eighth == 0 if count > 64 else count & (count - 1) == 0


def _slots_of(octets: bytes) -> list[bytes]:
    return [octets[start : start + SLOT_OCTETS] for start in range(0, len(octets), SLOT_OCTETS)]


def set_hash(key: bytes, nodes: Iterable[bytes]) -> bytes:
    """The hash, under the epoch's or the granted step's key, of the set it is for."""
    return hmac256(key, b"".join(sorted(nodes)))


@dataclass(frozen=True)
class EpochKey:
    """The key of an epoch from its `first_step` on."""

    epoch: bytes
    network: bytes
    tag: bytes
    start_hour: int
    first_step: int
    key: bytes

    def __post_init__(self) -> None:
        if self.first_step > STEPS_MAX:
            raise Refusal("beyondEpoch")

    def step_keys(self) -> list[bytes]:
        """All keys from the first step to the last, 168."""
        info, keys = cbor("causeway/step/1", self.network, self.tag), [self.key]
        for _ in range(self.first_step, STEPS_MAX):
            keys.append(hkdf(keys[-1], info))
        return keys

    def step_key(self, step: int) -> bytes:
        """The key of one step."""
        if step > STEPS_MAX:
            raise Refusal("beyondEpoch")
        if step < self.first_step:
            raise Refusal("beforeFirstStep")
        info, key = cbor("causeway/step/1", self.network, self.tag), self.key
        for _ in range(self.first_step, step):
            key = hkdf(key, info)
        return key


@dataclass(frozen=True)
class Sealed:
    """What an epoch and a grant share: slots, and how to know the key that they hold."""

    tag: bytes
    epoch: bytes
    start_hour: int
    step: int
    set_hash: bytes
    registry_size: int
    roster_frontier: bytes
    commitment: bytes
    slots: tuple[bytes, ...]
    is_grant: bool

    def context(self, network: bytes) -> Context:
        """What every slot is sealed with besides the subkey."""
        if self.is_grant:
            info = cbor(
                "causeway/grant/1",
                network,
                self.tag,
                self.epoch,
                self.start_hour,
                self.step,
                self.registry_size,
                self.roster_frontier,
                self.commitment,
            )
        else:
            info = cbor(
                "causeway/slot/1",
                network,
                self.tag,
                self.registry_size,
                self.roster_frontier,
                self.commitment,
                self.start_hour,
            )
        return Context(info)

    def is_committed(self, network: bytes, key: bytes) -> bool:
        """Whether this is the key that the author committed to."""
        if self.is_grant:
            info = cbor("causeway/step-commitment/1", network, self.tag, self.epoch)
        else:
            info = cbor("causeway/epoch-commitment/1", network, self.tag)
        return len(key) == 32 and hmac.compare_digest(hkdf(key, info), self.commitment)

    def accepted(self, network: bytes, key: bytes) -> EpochKey:
        """The key that a slot opened to."""
        return EpochKey(self.epoch, network, self.tag, self.start_hour, self.step, key)

    def receive(self, network: bytes, subkeys: Sequence[PrivateKey]) -> EpochKey:
        """Tries every slot with every subkey."""
        context, saw_another = self.context(network), False
        for subkey in subkeys:
            for slot in self.slots:
                key = subkey.open(slot, context)
                if key is None:
                    continue
                if self.is_committed(network, key):
                    return self.accepted(network, key)
                saw_another = True
        raise Refusal("wrongCommitment" if saw_another else "noSlot")

    def is_for(self, nodes: Sequence[bytes], key: EpochKey) -> bool:
        """Whether the author meant exactly these nodes. A grant for reading only is for nobody's new items."""
        return bool(nodes) and hmac.compare_digest(set_hash(key.step_key(self.step), nodes), self.set_hash)

    def check(self, held: EpochKey) -> None:
        """What a holder of the epoch compares before it takes a grant into account (4.12)."""
        if (self.epoch, self.tag, self.start_hour) != (held.epoch, held.tag, held.start_hour):
            raise Refusal("anotherEpoch")
        if not self.is_committed(held.network, held.step_key(self.step)):
            raise Refusal("wrongCommitment")


def parse_epoch(body: bytes, tag: bytes | None) -> Sealed:
    """Reads the body of an epoch entry; `tag` is its journal's, `None` if that is not known."""

    def outer(reader: Reader) -> tuple[bytes, bytes]:
        reader.array(2)
        return reader.byte_string(MANIFEST_MAX), reader.byte_string(SLOT_OCTETS * SLOTS_MAX)

    def inner(reader: Reader) -> tuple:
        reader.array(9)
        return (
            reader.unsigned(255),
            reader.octets(16),
            reader.octets(32),
            reader.unsigned(),
            reader.octets(32),
            reader.octets(32),
            reader.unsigned(U32),
            reader.octets(32),
            reader.unsigned(U32),
        )

    manifest, slots = read(body, outer)
    version, own, digest, registry_size, frontier, commitment, hour, root, count = read(manifest, inner)
    if version != 1:
        raise Refusal("unknownVersion")
    if tag is not None and own != tag:
        raise Refusal("anotherGroup")
    if not is_slot_count(count, SLOTS_MIN) or len(slots) != count * SLOT_OCTETS:
        raise Refusal("wrongSlotCount")
    parts = _slots_of(slots)
    if root_of([leaf_hash(slot) for slot in parts]) != root:
        raise Refusal("wrongSlotsRoot")
    epoch = leaf_hash(manifest)[:16]
    return Sealed(own, epoch, hour, 0, digest, registry_size, frontier, commitment, tuple(parts), False)


def parse_grant(body: bytes, tag: bytes | None) -> Sealed:
    """Reads the body of a grant entry; `tag` is its journal's, `None` if that is not known."""

    def fields(reader: Reader) -> tuple:
        reader.array(10)
        return (
            reader.unsigned(255),
            reader.octets(16),
            reader.octets(16),
            reader.unsigned(U32),
            reader.unsigned(U16),
            reader.unsigned(),
            reader.octets(32),
            reader.octets(32),
            reader.octets(32),
            reader.byte_string(SLOT_OCTETS * SLOTS_MAX),
        )

    version, own, epoch, hour, step, registry_size, frontier, digest, commitment, slots = read(body, fields)
    if version != 1:
        raise Refusal("unknownVersion")
    if tag is not None and own != tag:
        raise Refusal("anotherGroup")
    count, rest = divmod(len(slots), SLOT_OCTETS)
    if rest or not is_slot_count(count, 1):
        raise Refusal("wrongSlotCount")
    if step > STEPS_MAX:
        raise Refusal("beyondEpoch")
    return Sealed(own, epoch, hour, step, digest, registry_size, frontier, commitment, tuple(_slots_of(slots)), True)


@dataclass(frozen=True)
class Complaint:
    """That a node has no key of an epoch, and the hash of the public key that it expected a slot for (4.13)."""

    epoch: bytes
    subkey: bytes


def parse_complaint(body: bytes) -> Complaint:
    """Reads the body of a complaint entry."""

    def fields(reader: Reader) -> tuple[int, Complaint]:
        reader.array(3)
        return reader.unsigned(255), Complaint(reader.octets(16), reader.octets(32))

    version, complaint = read(body, fields)
    if version != 1:
        raise Refusal("unknownVersion")
    return complaint
