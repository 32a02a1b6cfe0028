"""HKDF-SHA-256 without salt (RFC 5869), the only derivation of the protocol."""

from __future__ import annotations

import hmac
from hashlib import sha256 as _sha256

ZERO_SALT = bytes(32)


def sha256(octets: bytes) -> bytes:
    """SHA-256 as octets."""
    return _sha256(octets).digest()


def hmac256(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256."""
    return hmac.digest(key, message, "sha256")


def extract(salt: bytes, key: bytes) -> bytes:
    """HKDF-Extract."""
    return hmac256(salt or ZERO_SALT, key)


def expand(secret: bytes, info: bytes, count: int) -> bytes:
    """HKDF-Expand."""
    block, octets, number = b"", b"", 1
    while len(octets) < count:
        block = hmac256(secret, block + info + bytes([number]))
        octets += block
        number += 1
    return octets[:count]


def hkdf(key: bytes, info: bytes, count: int = 32) -> bytes:
    """So many octets derived from a key for one purpose."""
    return expand(extract(b"", key), info, count)
