"""What is shared, with random text in title and body, and who may read it: the lists that the searcher is given."""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import dataclass, field
from pathlib import Path

EVERYBODY = "*"
STAMP = "2025-03-10T14:30:00.000Z"


def canary(place: str) -> str:
    """Text that stands nowhere else."""
    return f"canary-{place}-{os.urandom(20).hex()}"


@dataclass
class Share:
    """One file: what is in it, and which nodes' keys may open it."""

    name: str
    path: Path
    title: str
    inside: list[str]
    readers: set[str] = field(default_factory=set)
    # Nodes whose keys open it, but which show it to nobody, or to these people alone.
    person: dict[str, str] = field(default_factory=dict)
    item: str = ""
    is_plain: bool = False

    @property
    def octets(self) -> bytes:
        """The file."""
        return self.path.read_bytes()


@dataclass
class Expectations:
    """All that was shared, and all groups that outsiders must not know of."""

    root: Path
    shares: list[Share] = field(default_factory=list)
    groups: dict[str, tuple[str, set[str]]] = field(default_factory=dict)

    def write(self, name: str, padding: int = 0) -> Share:
        """Makes a bundle with text of its own at its beginning and its end; padding makes it that much longer."""
        first, last = canary("first"), canary("last")
        identity = f"identity--{uuid.uuid4()}"
        author = {"type": "identity", "id": identity, "name": "Example organisation", "identity_class": "organization"}
        report = {"type": "report", "id": f"report--{uuid.uuid4()}", "name": name, "published": STAMP, "object_refs": [identity]}
        filling = "".join(os.urandom(16).hex() + " " for _ in range(padding // 33))
        report["description"] = f"{first} {filling}{last}"
        common = {"spec_version": "2.1", "created": STAMP, "modified": STAMP}
        bundle = {"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": [author | common, report | common]}
        path = self.root / "items" / f"{len(self.shares):02}-{name.replace(' ', '-')}.json"
        path.write_text(json.dumps(bundle))
        share = Share(name, path, canary("title"), [first, last])
        self.shares.append(share)
        return share

    def hide(self, name: str, tag: str, members: set[str]) -> None:
        """A group that nobody but these, who are or were inside, may know of."""
        self.groups[tag] = (name, members)

    def save(self) -> None:
        """Writes the two lists."""
        canaries = []
        for share in self.shares:
            entitled = [EVERYBODY] if share.is_plain else sorted(share.readers)
            # A plain item is opened by no key; that it stands somewhere is required all the same.
            item = "" if share.is_plain else share.item
            for text, place in zip((share.title, *share.inside), ("title", "first", "last")):
                canaries.append({"canary": text, "item": item, "entitled": entitled, "label": f"{share.name}: {place}"})
        groups = [{"name": name, "tag": tag, "members": sorted(members)} for tag, (name, members) in self.groups.items()]
        (self.root / "canaries.json").write_text(json.dumps(canaries, indent=1) + "\n")
        (self.root / "hidden.json").write_text(json.dumps(groups, indent=1) + "\n")
