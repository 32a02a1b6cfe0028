"""Entries of a node's journal, their headers and bodies (chapters 2.4 and 2.5)."""

from __future__ import annotations

from dataclasses import dataclass

from .cbor import ARRAY, U16, U32, U64, Reader, cbor, read
from .merkle import SIZE_MAX, leaf_hash, root_of
from .refusal import CBORRefusal, Refusal

OPENING, ITEM, EPOCH, SUBKEY, GRANT, COMPLAINT = range(6)
KIND_MAX = COMPLAINT
INLINE_MAX = 65_536
CHUNK_OCTETS = 65_536
BODY_MAX = 268_435_456


def body_chunks(body: bytes) -> list[bytes]:
    """A body cut into chunks; a body of no octets has one empty chunk."""
    return [body[start : start + CHUNK_OCTETS] for start in range(0, len(body), CHUNK_OCTETS)] or [b""]


def body_hash(body: bytes) -> bytes:
    """The root over the chunks of a body."""
    return root_of([leaf_hash(chunk) for chunk in body_chunks(body)])


@dataclass(frozen=True)
class Prefix:
    """The first eight fields of a header, from which the sealing key is derived."""

    kind: int
    journal: bytes
    salt: bytes
    epoch: bytes | None
    step: int
    registry_size: int
    time: int
    keep_until: int

    def fields(self) -> list:
        """The fields in their order."""
        return [
            self.kind,
            self.journal,
            self.salt,
            self.epoch or b"",
            self.step,
            self.registry_size,
            self.time,
            self.keep_until,
        ]

    def encoded(self) -> bytes:
        """The array of eight."""
        return cbor(*self.fields())


@dataclass(frozen=True)
class Entry:
    """One entry: a prefix, what the sealing key commits to, and a body or its length and hash."""

    prefix: Prefix
    commitment: bytes | None
    body: bytes | None
    body_length: int
    body_hash: bytes

    def header(self) -> bytes:
        """The data of the leaf."""
        return cbor(*self.prefix.fields(), self.body_length, self.body_hash, self.commitment or b"")

    def leaf(self) -> bytes:
        """The hash of the leaf, which is the item's name."""
        return leaf_hash(self.header())

    def compact(self) -> bytes:
        """The nine fields in which it travels and rests."""
        body = [self.body_length, self.body_hash] if self.body is None else self.body
        fields = self.prefix.fields()
        return cbor(fields[0], *fields[2:], self.commitment or b"", body)


def parse_compact(octets: bytes, journal: bytes) -> Entry:
    """Reads an entry in compact form; the journal is known from where it travels."""
    try:
        reader = Reader(octets)
        entry = read_compact(reader, journal)
        reader.end()
        return entry
    except CBORRefusal:
        raise Refusal("encoding") from None


def read_compact(reader: Reader, journal: bytes) -> Entry:
    """Reads the nine fields from a reader and leaves it behind them."""
    reader.array(9)
    kind = reader.unsigned()
    salt = reader.octets(16)
    epoch = reader.optional(16)
    step = reader.unsigned(U16)
    registry_size = reader.unsigned()
    time = reader.unsigned(U32)
    keep_until = reader.unsigned(U32)
    commitment = reader.optional(32)
    body: bytes | None = None
    if reader.is_next(ARRAY):
        reader.array(2)
        length, digest = reader.unsigned(), reader.octets(32)
    else:
        try:
            body = reader.byte_string(INLINE_MAX)
        except CBORRefusal as refusal:
            if refusal.name == "tooLong":
                raise Refusal("bodyTooLong") from None
            raise
        length, digest = len(body), body_hash(body)
    if kind > KIND_MAX:
        raise Refusal("unknownKind")
    if body is None and length > BODY_MAX:
        raise Refusal("bodyTooLong")
    if (epoch is None) != (commitment is None):
        raise Refusal("halfSealed")
    if epoch is None and step:
        raise Refusal("stepWithoutEpoch")
    prefix = Prefix(kind, journal, salt, epoch, step, registry_size, time, keep_until)
    return Entry(prefix, commitment, body, length, digest)


def parse_header(octets: bytes, name: str = "headerMalformed") -> Entry:
    """Reads the eleven fields of a header; what is wrong is called `name`."""

    def fields(reader: Reader) -> Entry:
        reader.array(11)
        kind = reader.unsigned(KIND_MAX)
        prefix = Prefix(
            kind,
            reader.octets(32),
            reader.octets(16),
            reader.optional(16),
            reader.unsigned(U16),
            reader.unsigned(),
            reader.unsigned(U32),
            reader.unsigned(U32),
        )
        length, digest, commitment = reader.unsigned(), reader.octets(32), reader.optional(32)
        return Entry(prefix, commitment, None, length, digest)

    entry = read(octets, fields, name)
    if (entry.prefix.epoch is None) != (entry.commitment is None):
        raise Refusal(name)
    return entry


@dataclass(frozen=True)
class Opening:
    """What the first entry of a journal says of the one before it: incarnation, size and root, or nothing."""

    incarnation: bytes | None
    size: int
    root: bytes | None


def parse_opening(entry: Entry) -> Opening:
    """Reads an opening's body (`openingMalformed`)."""

    def fields(reader: Reader) -> Opening:
        reader.array(3)
        return Opening(reader.optional(16), reader.unsigned(U64), reader.optional(32))

    if entry.body is None or entry.prefix.epoch is not None:
        raise Refusal("openingMalformed")
    opening = read(entry.body, fields, "openingMalformed")
    present = (opening.incarnation is not None, opening.size > 0, opening.root is not None)
    if present not in ((True,) * 3, (False,) * 3) or opening.size > SIZE_MAX:
        raise Refusal("openingMalformed")
    return opening
