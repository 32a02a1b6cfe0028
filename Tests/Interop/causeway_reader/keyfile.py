"""The keys of a node at rest. The specification has nothing on this: it is the node's own affair.

`keys.sealed` is a *passphrase box*, integers big-endian:

    "CWAYBOX1" | passes u32 | memory in KiB u32 | salt 16 | nonce 24 | ciphertext | tag 16

The passphrase file's octets, without one line feed and then one carriage return at the end, are stretched to 32 octets by Argon2id
(version 1.3, one lane) with these passes, memory and salt. The key opens XChaCha20-Poly1305 (IETF) with the nonce; the additional
data is the box's first 56 octets. Inside are four seeds of 32 octets: root, operation, storage, coordinator. The first two and the last
are Ed25519 seeds; the last is zero on a member's node.

A *storage seal* keeps small secrets in the database, under the storage seed itself as key: nonce 12 | ChaCha20-Poly1305 (RFC 8439)
with its tag. The additional data is the name of the setting. Two settings are sealed so:

    keyring   cbor[1, network, [[epoch, tag, start hour, first step, key], ...]], epochs ascending
    subkeys   records of 36 octets: seed 32 | not after, minutes, u32
"""

from __future__ import annotations

from dataclasses import dataclass

import nacl.bindings
import nacl.exceptions
import nacl.pwhash.argon2id
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from .cbor import U16, U32, Reader, cbor, is_ascending, read
from .epochs import EpochKey
from .refusal import Refusal

MAGIC, HEADER_OCTETS, TAG_OCTETS, SEED_OCTETS, NONCE_OCTETS, SUBKEY_RECORD = b"CWAYBOX1", 56, 16, 32, 12, 36
SEEDS = ("root", "operation", "storage", "coordinator")
KEYRING_EPOCHS_MAX = 8_192


def trimmed_passphrase(octets: bytes) -> bytes:
    """The passphrase in a file's octets."""
    for end in (b"\n", b"\r"):
        octets = octets[:-1] if octets.endswith(end) else octets
    return octets


def box_memory_octets(box: bytes) -> int:
    """How much memory opening a box takes."""
    return int.from_bytes(box[12:16], "big") * 1_024


def open_box(box: bytes, passphrase: bytes) -> bytes:
    """What a passphrase box holds."""
    if len(box) < HEADER_OCTETS + TAG_OCTETS or not box.startswith(MAGIC):
        raise Refusal("notABox")
    header = box[:HEADER_OCTETS]
    passes, memory = int.from_bytes(header[8:12], "big"), box_memory_octets(box)
    key = nacl.pwhash.argon2id.kdf(32, passphrase, header[16:32], opslimit=passes, memlimit=memory)
    try:
        return nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(box[HEADER_OCTETS:], header, header[32:], key)
    except nacl.exceptions.CryptoError:
        raise Refusal("wrongPassphraseOrDamaged") from None


@dataclass(frozen=True)
class NodeKeys:
    """The four seeds of a node."""

    root: bytes
    operation: bytes
    storage: bytes
    coordinator: bytes | None

    def named(self) -> dict[str, bytes]:
        """The seeds that are there, by name."""
        seeds = dict(zip(SEEDS, (self.root, self.operation, self.storage, self.coordinator)))
        return {name: seed for name, seed in seeds.items() if seed}


def open_keys(box: bytes, passphrase: bytes) -> NodeKeys:
    """Opens a key file."""
    seeds = open_box(box, passphrase)
    if len(seeds) != SEED_OCTETS * len(SEEDS):
        raise Refusal("notABox")
    root, operation, storage, last = (seeds[start : start + SEED_OCTETS] for start in range(0, len(seeds), SEED_OCTETS))
    return NodeKeys(root, operation, storage, last if any(last) else None)


def open_setting(sealed: bytes, storage: bytes, name: str) -> bytes | None:
    """What stands in a sealed setting; `None` when it was sealed under another key or name."""
    try:
        return ChaCha20Poly1305(storage).decrypt(sealed[:NONCE_OCTETS], sealed[NONCE_OCTETS:], name.encode())
    except (InvalidTag, ValueError):
        return None


def seal_setting(secret: bytes, storage: bytes, name: str, nonce: bytes) -> bytes:
    """Seals a setting; for tests only."""
    return nonce + ChaCha20Poly1305(storage).encrypt(nonce, secret, name.encode())


def parse_keyring(octets: bytes) -> tuple[bytes, list[EpochKey]]:
    """The network and the keys in a keyring."""

    def key(reader: Reader, network: bytes) -> EpochKey:
        reader.array(5)
        epoch, tag = reader.octets(16), reader.octets(16)
        return EpochKey(epoch, network, tag, reader.unsigned(U32), reader.unsigned(U16), reader.octets(32))

    def fields(reader: Reader) -> tuple[int, bytes, list[EpochKey]]:
        reader.array(3)
        version, network = reader.unsigned(255), reader.octets(32)
        return version, network, reader.list_of(KEYRING_EPOCHS_MAX, lambda: key(reader, network))

    version, network, keys = read(octets, fields)
    if version != 1:
        raise Refusal("unknownVersion")
    if not is_ascending([held.epoch for held in keys]):
        raise Refusal("unordered")
    return network, keys


def encode_keyring(network: bytes, keys: list[EpochKey]) -> bytes:
    """The octets of a keyring; for tests only."""
    held = sorted(keys, key=lambda key: key.epoch)
    return cbor(1, network, [[key.epoch, key.tag, key.start_hour, key.first_step, key.key] for key in held])


def parse_subkeys(octets: bytes) -> list[tuple[bytes, int]]:
    """Seeds and the minutes at which they end."""
    if len(octets) % SUBKEY_RECORD:
        raise Refusal("encoding")
    return [
        (octets[start : start + 32], int.from_bytes(octets[start + 32 : start + 36], "big"))
        for start in range(0, len(octets), SUBKEY_RECORD)
    ]
