"""Items: the secret of one and its envelope (chapter 4.10). What is inside is in `contents`."""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from .cbor import cbor
from .derivation import expand, extract, hkdf
from .entries import Entry
from .refusal import Refusal

SEALED_CHUNK, PLAIN_CHUNK, TAG = 65_536, 65_520, 16
BODY_MAX = 268_435_456
PLAIN_MIN = 512
KEYS_INFO = cbor("causeway/item-keys/1")


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
