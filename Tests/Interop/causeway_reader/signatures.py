"""Signed messages and Ed25519 as chapters 1.5 and 1.6 want it: what libsodium accepts, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import nacl.bindings
import nacl.exceptions

from .cbor import cbor
from .refusal import Refusal

RECORD, SUBKEY, CHARTER, ROSTER = (
    "causeway/record/1",
    "causeway/subkey/1",
    "causeway/charter/1",
    "causeway/roster/1",
)


def signed_message(label: str, network: bytes, payload: bytes) -> bytes:
    """What a signature covers. The network is empty for a genesis record only."""
    return cbor(label, network, payload)


def accepts(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is the key's over the message. The key must have been accepted before."""
    if len(signature) != 64:
        return False
    try:
        nacl.bindings.crypto_sign_open(signature + message, key)
        return True
    except nacl.exceptions.BadSignatureError:
        return False


def any_accepts(keys: Iterable[bytes], signature: bytes, message: bytes) -> bool:
    """Whether one of the keys made the signature."""
    return any(accepts(key, signature, message) for key in keys)


def check_key(key: bytes) -> bytes:
    """Refuses a key that is no canonical point of the prime-order group (`unacceptablePoint`)."""
    if len(key) != 32 or not nacl.bindings.crypto_core_ed25519_is_valid_point(key):
        raise Refusal("unacceptablePoint")
    return key


def public_key(seed: bytes) -> bytes:
    """The verifying key of a seed of 32 octets."""
    return nacl.bindings.crypto_sign_seed_keypair(seed)[0]


def sign(seed: bytes, message: bytes) -> bytes:
    """Signs; for tests and made-up federations only."""
    secret = nacl.bindings.crypto_sign_seed_keypair(seed)[1]
    return nacl.bindings.crypto_sign(message, secret)[:64]
