"""Items: the secret of one, its envelope, and the content in it (chapters 4.10 and 4.11)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from .cbor import U64, Reader, cbor, encode, is_ascending, read
from .derivation import expand, extract, hkdf
from .entries import Entry
from .plaintext import is_free_of_forbidden
from .refusal import Refusal

SEALED_CHUNK, PLAIN_CHUNK, TAG = 65_536, 65_520, 16
BODY_MAX = 268_435_456
PLAIN_MIN = 512
KEYS_INFO = cbor("causeway/item-keys/1")
BUNDLE, ROSTER = 0, 1
TLP_CLEAR, TLP_AMBER, TLP_RED = 0, 2, 4


def item_secret(step_key: bytes, network: bytes, prefix: bytes) -> bytes:
    """The secret of the one item that has this prefix."""
    return hkdf(step_key, cbor("causeway/item/1", network, prefix))


def is_committed(secret: bytes, commitment: bytes) -> bool:
    """Whether an entry commits to this item secret."""
    return hmac.compare_digest(hkdf(secret, KEYS_INFO, 76)[44:], commitment)


def padded_length(content: int) -> int:
    """Octets of the plaintext that holds so many octets of content."""
    length = 4 + content
    exponent = length.bit_length() - 1
    unit = 1 << exponent - exponent.bit_length() if exponent else 1
    return max(PLAIN_MIN, -(-length // unit) * unit)


def open_envelope(body: bytes, commitment: bytes, secret: bytes) -> bytes:
    """The content of a sealed body; checks the commitment before anything is decrypted."""
    keys = hkdf(secret, KEYS_INFO, 76)
    key, nonce = keys[:32], keys[32:44]
    if not hmac.compare_digest(keys[44:], commitment):
        raise Refusal("wrongCommitment")
    if not 0 < len(body) <= BODY_MAX or (len(body) - 1) % SEALED_CHUNK + 1 <= TAG:
        raise Refusal("wrongLength")
    cipher, plain = ChaCha20Poly1305(key), []
    for number, start in enumerate(range(0, len(body), SEALED_CHUNK)):
        is_last = start + SEALED_CHUNK >= len(body)
        own = nonce[:8] + (int.from_bytes(nonce[8:], "big") ^ number).to_bytes(4, "big")
        try:
            plain.append(cipher.decrypt(own, body[start : start + SEALED_CHUNK], b"\x01" if is_last else b"\x00"))
        except InvalidTag:
            raise Refusal("wrongChunk") from None
    whole = b"".join(plain)
    count = int.from_bytes(whole[:4], "big")
    if len(whole) < 4 or len(whole) != padded_length(count):
        raise Refusal("wrongPadding")
    if whole[4 + count :].strip(b"\x00"):
        raise Refusal("nonzeroPadding")
    return whole[4 : 4 + count]


def seal_envelope(content: bytes, secret: bytes) -> tuple[bytes, bytes]:
    """Commitment and body; for tests and made-up federations only."""
    keys = hkdf(secret, KEYS_INFO, 76)
    cipher, nonce = ChaCha20Poly1305(keys[:32]), keys[32:44]
    whole = (len(content).to_bytes(4, "big") + content).ljust(padded_length(len(content)), b"\x00")
    body = b""
    for number, start in enumerate(range(0, len(whole), PLAIN_CHUNK)):
        own = nonce[:8] + (int.from_bytes(nonce[8:], "big") ^ number).to_bytes(4, "big")
        is_last = start + PLAIN_CHUNK >= len(whole)
        body += cipher.encrypt(own, whole[start : start + PLAIN_CHUNK], b"\x01" if is_last else b"\x00")
    return keys[44:], body


class SecretTrial:
    """Tells quickly whether a step key is the one that an entry was sealed under."""

    def __init__(self, entry: Entry, network: bytes) -> None:
        self._info = cbor("causeway/item/1", network, entry.prefix.encoded())
        self._commitment = entry.commitment or b""

    def secret(self, extracted: bytes) -> bytes | None:
        """The item's secret if the step key is right, of which `extract(b"", step key)` is given: that is the same for all items."""
        secret = expand(extracted, self._info, 32)
        # The first two blocks reach 20 octets into the commitment: enough to say no.
        if expand(extract(b"", secret), KEYS_INFO, 64)[44:] != self._commitment[:20]:
            return None
        return secret if is_committed(secret, self._commitment) else None


@dataclass(frozen=True)
class Recipient:
    """Whom an item marked TLP:RED names in an organisation."""

    organisation: bytes
    people: tuple[str, ...]


@dataclass(frozen=True)
class ItemContent:
    """What an envelope holds."""

    kind: int
    tlp: int
    pap: int
    title: str
    media_type: str
    created: int
    data: bytes
    recipients: tuple[Recipient, ...] = ()

    def encoded(self) -> bytes:
        """The array of seven, or of eight with recipients."""
        fields: list = [self.kind, self.tlp, self.pap, self.title, self.media_type, self.created, self.data]
        if self.recipients:
            fields.append([[recipient.organisation, list(recipient.people)] for recipient in self.recipients])
        return encode(fields)


def parse_content(octets: bytes) -> ItemContent:
    """Reads what an envelope held."""

    def recipient(reader: Reader) -> Recipient:
        reader.array(2)
        return Recipient(reader.octets(16), tuple(reader.list_of(64, lambda: reader.text(128))))

    def fields(reader: Reader) -> tuple[bool, ItemContent]:
        count = reader.array(7, 8)
        content = ItemContent(
            reader.unsigned(),
            reader.unsigned(),
            reader.unsigned(),
            reader.text(512),
            reader.text(128),
            reader.unsigned(U64),
            reader.byte_string(BODY_MAX),
            tuple(reader.list_of(256, lambda: recipient(reader))) if count == 8 else (),
        )
        return count == 8, content

    has_recipients, content = read(octets, fields)
    if content.kind > ROSTER:
        raise Refusal("unknownKind")
    if content.tlp > TLP_RED:
        raise Refusal("unknownTLP")
    if content.pap > 4:
        raise Refusal("unknownPAP")
    if not is_free_of_forbidden(content.title):
        raise Refusal("invalidTitle")
    if not all(" " <= character <= "~" for character in content.media_type):
        raise Refusal("invalidMediaType")
    if content.kind == ROSTER and (content.tlp, content.pap, content.title, content.media_type) != (TLP_AMBER, 0, "", ""):
        raise Refusal("unexpectedRosterFields")
    if has_recipients:
        _check_recipients(content)
    return content


def _check_recipients(content: ItemContent) -> None:
    if content.tlp != TLP_RED:
        raise Refusal("unexpectedRecipients")
    organisations = [recipient.organisation for recipient in content.recipients]
    if not organisations or not is_ascending(organisations):
        raise Refusal("invalidRecipients")
    for recipient in content.recipients:
        names = [name.encode() for name in recipient.people]
        if not names or not all(names) or not is_ascending(names) or not all(map(is_free_of_forbidden, recipient.people)):
            raise Refusal("invalidRecipients")
