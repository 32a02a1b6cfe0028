"""Which files of a federation's directory belong to whom.

NAME/                 a node's data directory: every directory here with a `keys.sealed`
NAME.*                its log and settings
backups/NAME*/        copies of its data directory
keys/NAME.passphrase  its passphrase (or NAME.passphrase), and NAME.recovery, its recovery code, if that was kept
items/, canaries.json, hidden.json    what the test bench itself wrote; not searched
everything else       the wire and the floor: whatever lies there lies open to everybody
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

EVERYBODY = "*"
WIRE = "(open)"
KEY_FILE = "keys.sealed"
BENCH = {"items", "keys", "canaries.json", "hidden.json"}
CANARY_MIN = 24


class NothingProven(Exception):
    """The search cannot prove anything: something that must be there is not."""


@dataclass(frozen=True)
class Canary:
    """A text that stands in one item, and the nodes that may read it."""

    text: str
    item: bytes
    entitled: frozenset[str]
    # What people call it.
    label: str = ""

    def may_be_at(self, owner: str) -> bool:
        """Whether the text may be found in files of this owner, or come out with its keys."""
        return owner in self.entitled or EVERYBODY in self.entitled


@dataclass(frozen=True)
class HiddenGroup:
    """A group of which outsiders know at most the tag."""

    name: str
    tag: bytes
    members: frozenset[str]


@dataclass
class Holding:
    """A node's data directories, the passphrase of its keys, and all its files."""

    name: str
    passphrase: bytes
    # Empty when the test bench kept none.
    recovery_code: bytes = b""
    directories: list[Path] = field(default_factory=list)


@dataclass
class Federation:
    """A federation's files and what is expected of them."""

    root: Path
    holdings: dict[str, Holding]
    files: list[tuple[str, Path]]
    canaries: list[Canary]
    hidden: list[HiddenGroup]

    @property
    def nodes(self) -> list[str]:
        """The names of all nodes, in order."""
        return sorted(self.holdings)

    def captures(self) -> list[Path]:
        """The recorded connections."""
        return [path for _, path in self.files if path.suffix == ".capture"]


def load(root: Path, own: frozenset[str] = frozenset()) -> Federation:
    """Reads a federation's directory; `own` names further files and folders at its top that the test bench wrote."""
    names = sorted(path.parent.name for path in root.glob(f"*/{KEY_FILE}") if path.parent.name not in BENCH | own)
    if not names:
        raise NothingProven(f"{root} holds no data directory of a node")
    files = []
    for path in sorted(root.rglob("*")):
        top = path.relative_to(root).parts[0]
        if path.is_file() and not path.is_symlink() and top not in BENCH | own and path.suffix != ".passphrase":
            files.append((_owner(path.relative_to(root), names), path))
    holdings = {name: Holding(name, _passphrase(root, name), _recovery_code(root, name), [root / name]) for name in names}
    for key_file in sorted((root / "backups").rglob(KEY_FILE)):
        owner = _owner(key_file.relative_to(root), names)
        if owner == WIRE:
            raise NothingProven(f"{key_file.parent} is no node's backup: its name begins with none of the nodes'")
        holdings[owner].directories.append(key_file.parent)
    return Federation(root, holdings, files, _canaries(root, names), _hidden(root, names))


def _owner(path: Path, names: list[str]) -> str:
    parts = path.parts
    label = parts[1] if parts[0] == "backups" and len(parts) > 1 else parts[0]
    if parts[0] != "backups" and len(parts) > 1:
        return label if label in names else WIRE
    fitting = [name for name in names if label == name or (label.startswith(name) and label[len(name)] in "-._")]
    return max(fitting, key=len, default=WIRE)


def _passphrase(root: Path, name: str) -> bytes:
    for path in (root / "keys" / f"{name}.passphrase", root / f"{name}.passphrase"):
        if path.is_file():
            return path.read_bytes()
    raise NothingProven(f"there is no passphrase for the keys of {name}")


def _recovery_code(root: Path, name: str) -> bytes:
    path = root / "keys" / f"{name}.recovery"
    return path.read_bytes().strip() if path.is_file() else b""


def _read_list(path: Path) -> list[dict]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NothingProven(f"{path} cannot be read: {error}") from None
    if not isinstance(value, list) or not all(isinstance(element, dict) for element in value):
        raise NothingProven(f"{path} is not a list of objects")
    return value


def _known(path: str, listed: list[str], names: list[str], allowed: frozenset[str] = frozenset()) -> frozenset[str]:
    unknown = set(listed) - set(names) - allowed
    if unknown:
        raise NothingProven(f"{path} names nodes that are not there: {', '.join(sorted(unknown))}")
    return frozenset(listed)


def _canaries(root: Path, names: list[str]) -> list[Canary]:
    canaries = []
    for value in _read_list(root / "canaries.json"):
        try:
            entitled = _known("canaries.json", value["entitled"], names, frozenset([EVERYBODY]))
            canary = Canary(value["canary"], bytes.fromhex(value.get("item") or ""), entitled, value.get("label") or value["canary"])
        except (KeyError, TypeError, ValueError) as error:
            raise NothingProven(f"canaries.json: {error!r} in {value}") from None
        if len(canary.text.encode()) < CANARY_MIN:
            raise NothingProven(f"the canary {canary.text} is shorter than {CANARY_MIN} octets")
        canaries.append(canary)
    halves = [half for canary in canaries for half in halves_of(canary.text.encode())]
    if len(set(halves)) != len(halves):
        raise NothingProven("two canaries share a half: give each one random text")
    if not canaries:
        raise NothingProven("canaries.json names no canary")
    return canaries


def _hidden(root: Path, names: list[str]) -> list[HiddenGroup]:
    if not (root / "hidden.json").exists():
        return []
    groups = []
    for value in _read_list(root / "hidden.json"):
        try:
            name = value["name"] if "name" in value else value["group"]
            groups.append(HiddenGroup(name, bytes.fromhex(value["tag"]), _known("hidden.json", value["members"], names)))
        except (KeyError, TypeError, ValueError) as error:
            raise NothingProven(f"hidden.json: {error!r} in {value}") from None
    return groups


def halves_of(octets: bytes) -> tuple[bytes, bytes]:
    """Both halves. A text that a page break cuts in two still shows one of them whole."""
    return octets[: len(octets) // 2], octets[len(octets) // 2 :]
