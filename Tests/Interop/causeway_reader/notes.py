"""C2SP signed notes and checkpoints (chapter 2.6)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .derivation import sha256
from .merkle import SIZE_MAX
from .refusal import Refusal
from .signatures import accepts

NOTE_MAX = 131_072
SIGNATURES_MAX = 64
DASH = "\u2014 "
# White space and the plus sign.
FORBIDDEN_IN_NAME = re.compile("[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000+]")


def canonical_base64(text: str) -> bytes | None:
    """The octets of RFC 4648 4 with padding and no stray bits; `None` for any other spelling."""
    try:
        octets = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return octets if base64.b64encode(octets).decode() == text else None


def key_id(name: str, key: bytes) -> bytes:
    """The four octets by which a line names an Ed25519 key."""
    return sha256(name.encode() + b"\n\x01" + key)[:4]


@dataclass(frozen=True)
class SignatureLine:
    """One line below a note's text."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class Note:
    """A text and the signatures under it."""

    text: str
    lines: tuple[SignatureLine, ...]

    def verify(self, keys: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        """The trusted keys (name and key) that signed; refuses when none did or one of them falsely."""
        message, signers = self.text.encode(), []
        for line in self.lines:
            for name, key in keys:
                if (name, key_id(name, key)) != (line.name, line.key_id):
                    continue
                if not accepts(key, line.signature, message):
                    raise Refusal("noteBadSignature")
                signers.append((name, key))
        if not signers:
            raise Refusal("noteUnknownKeys")
        return signers


def parse_note(octets: bytes) -> Note:
    """Reads a note strictly."""
    if len(octets) > NOTE_MAX:
        raise Refusal("noteTooLong")
    try:
        whole = octets.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal("noteNotUTF8") from None
    if any(character < " " and character != "\n" for character in whole):
        raise Refusal("noteControlCharacter")
    place = whole.rfind("\n\n")
    if place < 0 or not whole.endswith("\n") or place + 2 == len(whole):
        raise Refusal("noteWithoutSignatures")
    text, rest = whole[: place + 1], whole[place + 2 : -1].split("\n")
    if len(rest) > SIGNATURES_MAX:
        raise Refusal("noteTooManySignatures")
    return Note(text, tuple(_signature_line(line) for line in rest))


def _signature_line(line: str) -> SignatureLine:
    if not line.startswith(DASH):
        raise Refusal("noteSignatureLine")
    name, space, encoded = line[len(DASH) :].rpartition(" ")
    octets = canonical_base64(encoded)
    if not space or octets is None or len(octets) < 5:
        raise Refusal("noteSignatureLine")
    if not name or FORBIDDEN_IN_NAME.search(name):
        raise Refusal("noteKeyName")
    return SignatureLine(name, octets[:4], octets[4:])


@dataclass(frozen=True)
class Checkpoint:
    """A log's name, size and root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def is_signed(self, signature: bytes, keys: Sequence[bytes]) -> bool:
        """Whether one of the keys signed this checkpoint."""
        message = self.text().encode()
        return any(accepts(key, signature, message) for key in keys)


def parse_checkpoint(text: str) -> Checkpoint:
    """Reads the three lines of a checkpoint."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise Refusal("checkpointLines")
    origin, size, root = lines[:3]
    if not re.fullmatch(r"[!-*,-~]{1,255}", origin):
        raise Refusal("checkpointOrigin")
    if not re.fullmatch(r"0|[1-9][0-9]{0,15}", size) or int(size) > SIZE_MAX:
        raise Refusal("checkpointSize")
    octets = canonical_base64(root)
    if octets is None or len(octets) != 32:
        raise Refusal("checkpointRoot")
    return Checkpoint(origin, int(size), octets)


def verified_checkpoint(octets: bytes, origin: str, keys: Sequence[bytes]) -> tuple[Checkpoint, bytes]:
    """A note as the checkpoint of this log, and which of the keys signed it."""
    note = parse_note(octets)
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != origin:
        raise Refusal("checkpointOtherOrigin")
    return checkpoint, note.verify([(origin, key) for key in keys])[0][1]
