"""HPKE (RFC 9180) in base mode with X-Wing, HKDF-SHA-256 and AES-256-GCM: the only way a key reaches a node.

X-Wing is taken apart here as the draft defines it, so that only ML-KEM-768 and X25519 come from a library: a private key is a seed of
32 octets, stretched with SHAKE-256 to the 64 octets of an ML-KEM seed and an X25519 scalar.
"""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .derivation import expand, extract
from .refusal import Refusal

PUBLIC_KEY_OCTETS, ENCAPSULATED_OCTETS, ML_KEM_PUBLIC, ML_KEM_CIPHERTEXT = 1_216, 1_120, 1_184, 1_088
LABEL = bytes.fromhex("5c2e2f2f5e5c")
HPKE_SUITE = b"HPKE" + (0x647A).to_bytes(2, "big") + (1).to_bytes(2, "big") + (2).to_bytes(2, "big")


def _combine(ml_kem: bytes, x25519: bytes, share: bytes, public: bytes) -> bytes:
    return hashlib.sha3_256(ml_kem + x25519 + share + public + LABEL).digest()


def _labeled_extract(salt: bytes, label: bytes, key: bytes) -> bytes:
    return extract(salt, b"HPKE-v1" + HPKE_SUITE + label + key)


def _labeled_expand(secret: bytes, label: bytes, info: bytes, count: int) -> bytes:
    return expand(secret, count.to_bytes(2, "big") + b"HPKE-v1" + HPKE_SUITE + label + info, count)


class Context:
    """The part of HPKE's key schedule that depends on the info alone; made once for all slots of an epoch."""

    def __init__(self, info: bytes) -> None:
        nothing = _labeled_extract(b"", b"psk_id_hash", b"")
        self._schedule = b"\x00" + nothing + _labeled_extract(b"", b"info_hash", info)

    def keys(self, shared: bytes) -> tuple[bytes, bytes]:
        """Key and first nonce for one shared secret."""
        secret = _labeled_extract(shared, b"secret", b"")
        return (
            _labeled_expand(secret, b"key", self._schedule, 32),
            _labeled_expand(secret, b"base_nonce", self._schedule, 12),
        )


class PrivateKey:
    """The private half of a subkey."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != 32:
            raise Refusal("wrongSeedLength")
        self.seed = seed
        stretched = hashlib.shake_256(seed).digest(96)
        self._ml_kem = MLKEM768PrivateKey.from_seed_bytes(stretched[:64])
        self._x25519 = X25519PrivateKey.from_private_bytes(stretched[64:])
        self._x25519_public = self._x25519.public_key().public_bytes_raw()
        self.public = self._ml_kem.public_key().public_bytes_raw() + self._x25519_public

    def decapsulate(self, encapsulated: bytes) -> bytes | None:
        """The shared secret; `None` when there is none to be had."""
        share = encapsulated[ML_KEM_CIPHERTEXT:]
        try:
            x25519 = self._x25519.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:
            return None
        ml_kem = self._ml_kem.decapsulate(encapsulated[:ML_KEM_CIPHERTEXT])
        return _combine(ml_kem, x25519, share, self._x25519_public)

    def open(self, sealed: bytes, context: Context) -> bytes | None:
        """What was sealed to this key; `None` when it was sealed to another."""
        shared = self.decapsulate(sealed[:ENCAPSULATED_OCTETS])
        if shared is None:
            return None
        key, nonce = context.keys(shared)
        try:
            return AESGCM(key).decrypt(nonce, sealed[ENCAPSULATED_OCTETS:], None)
        except InvalidTag:
            return None


def _encapsulate(public: bytes) -> tuple[bytes, bytes]:
    ephemeral = X25519PrivateKey.generate()
    share = ephemeral.public_key().public_bytes_raw()
    x25519 = ephemeral.exchange(X25519PublicKey.from_public_bytes(public[ML_KEM_PUBLIC:]))
    secret, ciphertext = MLKEM768PublicKey.from_public_bytes(public[:ML_KEM_PUBLIC]).encapsulate()
    return _combine(secret, x25519, share, public[ML_KEM_PUBLIC:]), ciphertext + share


def check_public_key(public: bytes) -> None:
    """Refuses a key to which nothing can be encapsulated (`invalidPublicKey`)."""
    try:
        if len(public) != PUBLIC_KEY_OCTETS:
            raise ValueError
        _encapsulate(public)
    except ValueError:
        raise Refusal("invalidPublicKey") from None


def seal(plaintext: bytes, public: bytes, context: Context) -> bytes:
    """Seals; for tests and made-up federations only."""
    shared, encapsulated = _encapsulate(public)
    key, nonce = context.keys(shared)
    return encapsulated + AESGCM(key).encrypt(nonce, plaintext, None)


def random_seed() -> bytes:
    """A fresh private half; for tests only."""
    return os.urandom(32)
