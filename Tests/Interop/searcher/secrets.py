"""The keys of each node: what its key files, settings and backups hold, and what they had been before."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from causeway_reader import keyfile
from causeway_reader.database import Database, read_database
from causeway_reader.epochs import EpochKey
from causeway_reader.refusal import Refusal
from causeway_reader.registry import Registry, fold
from causeway_reader.signatures import public_key

from . import pages
from .federation import KEY_FILE, Federation, Holding, NothingProven
from .workers import share


@dataclass
class NodeSecrets:
    """All keys that a node has or had, as far as its files still tell."""

    name: str
    seeds: dict[bytes, str] = field(default_factory=dict)
    subkeys: set[bytes] = field(default_factory=set)
    epoch_keys: set[EpochKey] = field(default_factory=set)
    # Settings that open and are of no form that this program knows.
    unknown: set[str] = field(default_factory=set)
    # Settings that must be sealed under its key and are not.
    closed: set[str] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        """Whether no key came to light that opens anything."""
        return not self.subkeys and not self.epoch_keys


@dataclass
class Collected:
    """Secrets, databases and the registry of a federation."""

    secrets: dict[str, NodeSecrets]
    databases: list[tuple[str, Database]]
    registry: Registry
    node_ids: dict[str, bytes]


SMALL_OCTETS = 1_000_000
SEALED = ("keyring", "subkeys")


def _nothing() -> None:
    """Opening a box needs no preparation."""


def _open_box(task: tuple[bytes, bytes]) -> keyfile.NodeKeys | str:
    try:
        return keyfile.open_keys(task[0], keyfile.trimmed_passphrase(task[1]))
    except Refusal as refusal:
        return refusal.name


def collect(federation: Federation) -> Collected:
    """Opens every key file, and with it the sealed settings beside it."""
    boxes = {
        (directory / KEY_FILE).read_bytes(): holding.passphrase
        for holding in federation.holdings.values()
        for directory in holding.directories
    }
    is_small = all(keyfile.box_memory_octets(box) < SMALL_OCTETS for box in boxes)
    opened = dict(zip(boxes, share(_open_box, list(boxes.items()), _nothing, is_small=is_small)))
    secrets: dict[str, NodeSecrets] = {}
    databases: list[tuple[str, Database]] = []
    for holding in federation.holdings.values():
        secrets[holding.name] = _of_holding(holding, opened, databases)
    return Collected(secrets, databases, *_registry(secrets, databases))


def _of_holding(holding: Holding, opened: dict[bytes, keyfile.NodeKeys | str], databases: list[tuple[str, Database]]) -> NodeSecrets:
    secrets, sealed = NodeSecrets(holding.name), []
    for directory in holding.directories:
        keys = opened[(directory / KEY_FILE).read_bytes()]
        if isinstance(keys, str):
            raise NothingProven(f"the key file in {directory} does not open: {keys}")
        secrets.seeds |= {seed: name for name, seed in keys.named().items()}
        database = read_database(directory)
        databases.append((holding.name, database))
        sealed.append((directory, database))
    for directory, database in sealed:
        _open_settings(secrets, directory, database)
    return secrets


def _open_settings(secrets: NodeSecrets, directory: Path, database: Database) -> None:
    """Opens every setting that is sealed, and what the settings with keys were before they changed."""
    images = pages.images_of(directory)
    storage = [seed for seed, name in secrets.seeds.items() if name == "storage"]
    for name in sorted({*database.settings, *SEALED}):
        values = {database.settings[name]} if name in database.settings else set()
        for seed in storage:
            if images and (name in SEALED or any(keyfile.open_setting(value, seed, name) for value in values)):
                values |= pages.settings(images, name)
        opened = [plain for value in values for seed in storage if (plain := keyfile.open_setting(value, seed, name)) is not None]
        for plain in opened:
            _take(secrets, name, plain)
        if name in SEALED and name in database.settings and not opened:
            secrets.closed.add(name)


def _take(secrets: NodeSecrets, name: str, plain: bytes) -> None:
    """Takes the keys in a sealed setting, by its form."""
    for read in (_take_keyring, _take_subkeys):
        try:
            read(secrets, plain)
            return
        except Refusal:
            continue
    secrets.unknown.add(name)


def _take_keyring(secrets: NodeSecrets, plain: bytes) -> None:
    secrets.epoch_keys |= set(keyfile.parse_keyring(plain)[1])


def _take_subkeys(secrets: NodeSecrets, plain: bytes) -> None:
    secrets.subkeys |= {seed for seed, _ in keyfile.parse_subkeys(plain)}


def _registry(secrets: dict[str, NodeSecrets], databases: list[tuple[str, Database]]) -> tuple[Registry, dict[str, bytes]]:
    longest = max((database.records() for _, database in databases), key=len, default=[])
    if not longest:
        raise NothingProven("no node holds a registry")
    registry = fold(longest)
    node_ids = {}
    for name, own in secrets.items():
        keys = {public_key(seed) for seed, kind in own.seeds.items() if kind == "operation"}
        for node in registry.nodes.values():
            if keys & set(node.keys):
                node_ids[name] = node.id
    return registry, node_ids
