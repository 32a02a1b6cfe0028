"""Hidden groups: what an outsider must not be able to find of their names, charters and rosters."""

from __future__ import annotations

from dataclasses import dataclass, field

from causeway_reader.contents import ROSTER, parse_content
from causeway_reader.refusal import Refusal
from causeway_reader.registry import Registry
from causeway_reader.rosters import Charter, RosterDocument, parse_charter, parse_document

from .federation import Federation, HiddenGroup, NothingProven
from .needles import Needle, base64_forms, octet_needles, short_text_needles, whole_octet_needles
from .opening import Trials
from .pages import SQLITE
from .scan import Hit
from .secrets import Collected

# Octets around a tag in which a member's name or identifier says that it belongs to the group.
NEIGHBOURHOOD = 256
TEXT_SUFFIXES = {".log", ".json", ".yaml", ".txt", ".out"}


@dataclass
class Insides:
    """What the members of a hidden group know of it."""

    group: HiddenGroup
    charter: Charter
    operations: set[bytes] = field(default_factory=set)
    mailboxes: set[str] = field(default_factory=set)

    def may_know_tag(self, owner: str) -> bool:
        """Members and mailboxes need the tag."""
        return owner in self.group.members or owner in self.mailboxes


def look_inside(federation: Federation, collected: Collected) -> list[Insides]:
    """Reads charter and roster of each hidden group at its members; each of them must know both."""
    insides = []
    for group in federation.hidden:
        known = {name: _documents(collected, name, group.tag) for name in group.members}
        missing = [name for name, documents in known.items() if not documents]
        if missing or not known:
            raise NothingProven(f"no roster of {group.name or group.tag.hex()} at its members {', '.join(sorted(missing))}")
        charters = {document.charter for documents in known.values() for document in documents}
        charter = parse_charter(sorted(charters)[0], collected.registry.network, collected.registry)
        if len(charters) > 1 or charter.name != group.name or charter.tag != group.tag:
            raise NothingProven(f"the charter at its members is not that of {group.name or group.tag.hex()}")
        inside = Insides(group, charter)
        inside.operations = {octets for documents in known.values() for document in documents for octets in document.operations}
        inside.mailboxes = {name for name, node in collected.node_ids.items() if node in charter.mailboxes}
        insides.append(inside)
    return insides


def _documents(collected: Collected, name: str, tag: bytes) -> list[RosterDocument]:
    documents = []
    for owner, database in collected.databases:
        if owner == name and tag in database.rosters():
            documents.append(parse_document(database.rosters()[tag]))
    return documents


def needles(insides: list[Insides]) -> list[Needle]:
    """What gives a group away: its name, its tag, and the signatures and hashes of charter and operations."""
    found = []
    for number, inside in enumerate(insides):
        if inside.group.name:
            found += short_text_needles(("name", number), inside.group.name)
        found += whole_octet_needles(("tag", number), inside.group.tag)
        for octets in (inside.charter.hash, inside.charter.signature):
            found += octet_needles(("charter", number), octets)
        for operation in sorted(inside.operations):
            found += octet_needles(("operation", number), operation[-64:])
    return found


def violations(federation: Federation, collected: Collected, insides: list[Insides], trials: Trials, hits: list[Hit]) -> list[str]:
    """What outsiders could find, in files and with their keys."""
    found, positive = [], set()
    for hit in hits:
        if hit.needle.subject[0] not in ("name", "tag", "charter", "operation"):
            continue
        what, number = hit.needle.subject
        inside = insides[number]
        if hit.owner in inside.group.members:
            positive.add((what, number))
        elif what != "tag" or not inside.may_know_tag(hit.owner):
            found.append(f"{hit.owner}: the {what} of hidden group {_label(inside)} stands ({hit.needle.form}) {_place(hit)}")
        else:
            found += _neighbours(collected, inside, hit)
    for number, inside in enumerate(insides):
        if inside.group.name and ("name", number) not in positive:
            raise NothingProven(f"the name of hidden group {_label(inside)} stands in no file of its members")
        found += _opened(federation, inside, trials)
    return found


def _label(inside: Insides) -> str:
    return f"“{inside.group.name}”" if inside.group.name else inside.group.tag.hex()


def _place(hit: Hit) -> str:
    return f"in {hit.path} at {hit.offset}"


def _neighbours(collected: Collected, inside: Insides, hit: Hit) -> list[str]:
    """Names and identifiers of members around a tag at a mailbox. Writers' nodes stand there by design; organisations do not."""
    with open(hit.path, "rb") as file:
        octets = file.read()
    begin, end = max(0, hit.offset - NEIGHBOURHOOD), hit.offset + len(hit.needle.octets) + NEIGHBOURHOOD
    if octets.startswith(SQLITE):
        size = int.from_bytes(octets[16:18], "big") or 65_536
        page = hit.offset // size * size
        begin, end = max(begin, page), min(end, page + size)
    elif any(hit.path.endswith(suffix) for suffix in TEXT_SUFFIXES):
        begin = octets.rfind(b"\n", 0, hit.offset) + 1
        line_end = octets.find(b"\n", hit.offset)
        end = len(octets) if line_end < 0 else line_end
    around, registry = octets[begin:end], collected.registry
    own = registry.organisation_of(collected.node_ids.get(hit.owner, b""))
    found = []
    for organisation in _members(collected, registry, inside):
        if organisation == own:
            continue
        name = registry.organisations[organisation].name.encode()
        forms = [organisation, organisation.hex().encode(), name, *base64_forms(organisation)]
        if any(form in around for form in forms):
            found.append(f"{hit.owner}: {name.decode()} stands beside the tag of hidden group {_label(inside)} {_place(hit)}")
    return found


def _members(collected: Collected, registry: Registry, inside: Insides) -> list[bytes]:
    nodes = (collected.node_ids.get(name, b"") for name in inside.group.members)
    return sorted({organisation for organisation in map(registry.organisation_of, nodes) if organisation})


def _opened(federation: Federation, inside: Insides, trials: Trials) -> list[str]:
    found = []
    name = inside.group.name.encode()
    for item in trials.items:
        outsiders = sorted(set(federation.nodes) & item.nodes - inside.group.members)
        if not outsiders or item.content is None:
            continue
        if name and name in item.content:
            found += [f"{node}: its keys open an item with the name of hidden group {_label(inside)}" for node in outsiders]
        try:
            content = parse_content(item.content)
        except Refusal:
            continue
        if content.kind == ROSTER and _is_roster_of(content.data, inside.charter):
            found += [f"{node}: its keys open a roster of hidden group {_label(inside)}" for node in outsiders]
    return found


def _is_roster_of(octets: bytes, charter: Charter) -> bool:
    try:
        return parse_document(octets).charter == charter.octets
    except Refusal:
        return False
