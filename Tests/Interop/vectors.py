"""Judges every vector of the project with the independent reader: `vectors.py [DIRECTORY]`.

Prints how many were checked in each topic. Exit code 0 when all agree, 1 when one does not or has a topic that the reader does not cover.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from causeway_reader import (
    contents,
    cosignatures,
    entries,
    envelopes,
    epochs,
    forks,
    journals,
    legs,
    life,
    merkle,
    messages,
    notes,
    overlay,
    proofs,
    registry,
    rosters,
    subkeys,
    tiles,
)
from causeway_reader.refusal import Refusal
from causeway_reader.signatures import public_key
from causeway_reader.xwing import PrivateKey

DATA = Path(__file__).resolve().parents[2] / "Protocol" / "Vectors" / "Data"


class Disagreement(Exception):
    """The reader and a vector differ."""


@dataclass
class Vector:
    """One file: three header lines, then `key: hexadecimal`, a key perhaps several times."""

    name: str
    expect: str
    fields: list[tuple[str, bytes]] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)

    @staticmethod
    def read(path: Path) -> Vector:
        """Reads a file."""
        lines = path.read_text("utf-8").splitlines()
        header = [line.partition(": ") for line in lines[:3]]
        if [key for key, _, _ in header] != ["expect", "section", "comment"]:
            raise Disagreement("does not begin with expect, section and comment")
        pairs = [line.partition(":") for line in lines[3:]]
        return Vector(path.stem, header[0][2], [(key, bytes.fromhex(value)) for key, _, value in pairs])

    def all(self, key: str) -> list[bytes]:
        """All values of a key."""
        self.looked_at.add(key)
        return [value for name, value in self.fields if name == key]

    def has(self, key: str) -> bool:
        """Whether the key stands in the file."""
        self.looked_at.add(key)
        return any(name == key for name, _ in self.fields)

    def one(self, key: str) -> bytes:
        """The only value of a key."""
        values = self.all(key)
        if len(values) != 1:
            raise Disagreement(f"has {len(values)} values of {key}")
        return values[0]

    def number(self, key: str) -> int:
        """The only value of a key as a number."""
        return int.from_bytes(self.one(key), "big")

    def same(self, key: str, value: bytes | int | str) -> None:
        """Compares what was computed with the file."""
        if isinstance(value, int):
            equal = self.number(key) == value
        else:
            equal = self.one(key) == (value.encode() if isinstance(value, str) else value)
        if not equal:
            raise Disagreement(f"says another {key}")

    def same_if_there(self, key: str, value: bytes | int | str) -> None:
        """Compares what was computed with the file, if the file says anything."""
        if self.has(key):
            self.same(key, value)

    def same_list(self, key: str, values: list[bytes]) -> None:
        """Compares a list with the file."""
        if self.all(key) != values:
            raise Disagreement(f"says other values of {key}")


class VectorDirectory:
    """The registry of a roster vector: three parallel lists."""

    def __init__(self, vector: Vector) -> None:
        names = ("directory-node", "directory-organisation", "directory-key")
        self._rows = list(zip(*(vector.all(name) for name in names), strict=True))

    def operation_keys(self, node: bytes) -> list[bytes]:
        """All keys of a node."""
        return [key for own, _, key in self._rows if own == node]

    def organisation_of(self, node: bytes) -> bytes | None:
        """The organisation of a node."""
        return next((organisation for own, organisation, _ in self._rows if own == node), None)


def body(vector: Vector) -> None:
    """2.5"""
    octets = vector.one("fill") * vector.number("length")
    vector.same_list("chunk-hash", [merkle.leaf_hash(chunk) for chunk in entries.body_chunks(octets)])
    vector.same("root", entries.body_hash(octets))


def entry(vector: Vector) -> None:
    """2.4"""
    read = entries.parse_compact(vector.one("compact"), vector.one("journal"))
    vector.same("compact", read.compact())
    vector.same("prefix", read.prefix.encoded())
    vector.same("header", read.header())
    vector.same("leaf-hash", read.leaf())
    if entries.parse_header(read.header()).leaf() != read.leaf():
        raise Disagreement("has a header that reads otherwise")


def merkle_tree(vector: Vector) -> None:
    """2.2"""
    form = vector.name.partition("-")[0]
    if form == "root":
        vector.same("root", merkle.root_of([merkle.leaf_hash(leaf) for leaf in vector.all("leaf")]))
    elif form == "inclusion":
        merkle.check_inclusion(
            vector.one("leaf-hash"), vector.number("index"), vector.number("size"), vector.all("proof"), vector.one("root")
        )
    elif form == "consistency":
        old, new = vector.number("old-size"), vector.number("new-size")
        merkle.check_consistency(old, new, vector.one("old-root"), vector.one("new-root"), vector.all("proof"))
    else:
        start = merkle.Range(vector.number("first"), vector.all("frontier"))
        vector.same("root", start.root_completed(vector.number("size"), vector.all("completion")))


def journal_name(vector: Vector) -> None:
    """2.3"""
    if not vector.has("node"):
        vector.same("journal", journals.registry_id(vector.one("network")))
        return
    journal = journals.journal_id(*(vector.one(key) for key in ("network", "node", "group", "incarnation")))
    vector.same("journal", journal)
    vector.same("origin", journals.journal_origin(vector.one("registry-origin").decode(), journal))


def journal_batch(vector: Vector) -> None:
    """2.7"""
    network, origin = vector.one("network"), vector.one("registry-origin").decode()
    if vector.has("node"):
        journal = journals.journal_id(*(vector.one(key) for key in ("network", "node", "group", "incarnation")))
        reader = journals.JournalReader(journal, journals.journal_origin(origin, journal))
    else:
        reader = journals.JournalReader(journals.registry_id(network), origin, is_registry=True)

    def run(prefix: str) -> journals.Run:
        return journals.Run(
            vector.number(prefix + "start"),
            vector.all(prefix + "entry"),
            vector.all(prefix + "completion"),
            vector.number(prefix + "checkpoint-size"),
            vector.one(prefix + "checkpoint-signature"),
        )

    if vector.has("prior-start"):
        reader.accept(run("prior-"), vector.all("key"))
    accepted = reader.accept(run(""), vector.all("key"))
    vector.same("first", accepted.first)
    vector.same("end", accepted.end)
    vector.same_list("frontier", reader.range.hashes)
    vector.same("root", accepted.root)


def note(vector: Vector) -> None:
    """2.6"""
    name, key = vector.one("name").decode(), vector.one("key")
    if not vector.has("origin"):
        notes.parse_note(vector.one("note")).verify([(name, key)])
    else:
        checkpoint, _ = notes.verified_checkpoint(vector.one("note"), vector.one("origin").decode(), [key])
        vector.same("size", checkpoint.size)
        vector.same("root", checkpoint.root)
    vector.same("key-id", notes.key_id(name, key))
    lines = notes.parse_note(vector.one("note")).lines
    vector.same("signature", next(line.signature for line in lines if line.key_id == notes.key_id(name, key) and line.name == name))


def cosignature(vector: Vector) -> None:
    """3.12"""
    note = notes.parse_note(vector.one("note"))
    checkpoint = notes.parse_checkpoint(note.text)
    line = note.lines[vector.number("line")]
    read = cosignatures.verified(line, checkpoint, {vector.one("node") or None: vector.all("key")})
    vector.same("time", read.time)
    vector.same("signed", cosignatures.signed_octets(checkpoint, read.time))
    vector.same("name", line.name)
    vector.same("key-id", line.key_id)


def split(vector: Vector) -> None:
    """3.12"""
    cosignatures.check_split(vector.one("evidence"), vector.one("origin").decode(), vector.one("key"))


def fork(vector: Vector) -> None:
    """6.17"""
    judged = forks.check_evidence(
        vector.one("payload"), vector.one("network"), vector.one("registry-origin").decode(), vector.all("key")
    )
    vector.same("question", 0 if judged.is_proof else 1)
    if judged.signers != frozenset(vector.all("signer")):
        raise Disagreement("was signed by other keys")


def registry_record(vector: Vector) -> None:
    """3.1 to 3.8"""
    earlier = [(key, value) for key, value in vector.fields if key in ("record", "refused")]
    vector.looked_at |= {"record", "refused"}
    judged = vector.one("judged")
    if earlier:
        state = registry.Registry(earlier[0][1])
        for key, record in earlier[1:]:
            if (state.apply(record) is None) != (key == "record"):
                raise Disagreement("has an earlier record that ends otherwise")
        refusal = state.apply(judged)
        if refusal:
            raise Refusal(refusal)
    else:
        state = registry.Registry(judged)
        vector.same_if_there("network", state.network)
        vector.same_if_there("payload", registry.parse_record(judged).signed)
    for organisation in vector.all("organisation"):
        if organisation not in state.organisations:
            raise Disagreement("names an organisation that is not there")
    for node in vector.all("node"):
        if node not in state.nodes:
            raise Disagreement("names a node that is not there")
    for key in {key for key, _ in vector.fields if key.endswith("-seed")}:
        public = public_key(vector.one(key))
        if not any(public in record for record in (judged, *(record for _, record in earlier))):
            raise Disagreement(f"has a {key} of a key that stands nowhere")


def subkey(vector: Vector) -> None:
    """4.3"""
    read = subkeys.parse_subkey(vector.one("body"), vector.one("network"), vector.one("node"), vector.all("operation-key"))
    vector.same("public-key", read.public_key)
    vector.same("not-before", read.not_before)
    vector.same("not-after", read.not_after)


def epoch(vector: Vector) -> None:
    """4.8 and 4.9"""
    if vector.name.startswith("step-"):
        network, tag = vector.one("network"), vector.one("tag")
        held = epochs.EpochKey(bytes(16), network, tag, 0, vector.number("first-step"), vector.one("first-key"))
        vector.same("step-key", held.step_key(vector.number("step")))
        if held.step_keys()[vector.number("step") - held.first_step] != held.step_key(vector.number("step")):
            raise Disagreement("has a step that the list of steps does not have")
        return
    opening = epochs.parse_epoch(vector.one("body"), vector.one("tag"))
    for seed in vector.all("subkey-seed"):
        key = opening.receive(vector.one("network"), [PrivateKey(seed)])
        vector.same("epoch-id", key.epoch)
        vector.same("epoch-key", key.key)
        vector.same("start-hour", key.start_hour)
        if not opening.is_for(vector.all("node"), key):
            raise Disagreement("is for other nodes")


def grant(vector: Vector) -> None:
    """4.12"""
    network = vector.one("network")
    opening = epochs.parse_grant(vector.one("body"), vector.one("tag"))
    keys = [opening.receive(network, [PrivateKey(seed)]) for seed in vector.all("subkey-seed")]
    if vector.has("first-key"):
        start_hour, first_step = vector.number("start-hour"), vector.number("first-step")
        held = epochs.EpochKey(vector.one("epoch"), network, vector.one("tag"), start_hour, first_step, vector.one("first-key"))
        opening.check(held)
        keys.append(held)
    nodes = vector.all("node")
    for key in keys:
        vector.same("step-key", key.step_key(vector.number("step")))
        if opening.is_for(nodes, key) != bool(nodes):
            raise Disagreement("is for other nodes")


def complaint(vector: Vector) -> None:
    """4.13"""
    read = epochs.parse_complaint(vector.one("body"))
    vector.same("epoch", read.epoch)
    vector.same("subkey-hash", read.subkey)
    if sha256(PrivateKey(vector.one("subkey-seed")).public).digest() != read.subkey:
        raise Disagreement("is about another subkey")


def tag(vector: Vector) -> None:
    """4.2"""
    network = vector.one("network")
    if vector.has("sector"):
        vector.same("tag", rosters.sector_tag(network, vector.one("sector").decode()))
    else:
        vector.same("tag", (rosters.public_tag if vector.name == "public" else rosters.community_tag)(network))


def neighbours(vector: Vector) -> None:
    """6.11"""
    network, week, group = vector.one("network"), vector.number("week"), vector.one("group")
    found = overlay.neighbours(network, week, group, vector.all("node"), vector.one("of"))
    vector.same_list("neighbour", found)


def envelope(vector: Vector) -> None:
    """4.10 and 4.11"""
    if vector.name.startswith("content-"):
        content = contents.parse_content(vector.one("content"))
        vector.same("content", content.encoded())
        for key in ("kind", "tlp", "pap", "title", "media-type", "created", "data"):
            vector.same(key, getattr(content, key.replace("-", "_")))
        named = [(recipient.organisation, person.encode()) for recipient in content.recipients for person in recipient.people]
        vector.same_list("recipient", [organisation for organisation, _ in named])
        vector.same_list("person", [person for _, person in named])
        life_of_content(vector, content)
        return
    names = ("kind", "journal", "salt", "epoch", "step", "registry-size", "time", "keep-until")
    values = [vector.one(name) if name in ("journal", "salt", "epoch") else vector.number(name) for name in names]
    prefix = entries.Prefix(*values).encoded()  # type: ignore[arg-type]
    vector.same("prefix", prefix)
    secret = envelopes.item_secret(vector.one("step-key"), vector.one("network"), prefix)
    vector.same("item-secret", secret)
    opened = envelopes.open_envelope(vector.one("body"), vector.one("commitment"), secret)
    vector.same_if_there("content", opened)
    vector.same("content-hash", sha256(opened).digest())
    commitment, sealed = envelopes.seal_envelope(opened, secret)
    vector.same("commitment", commitment)
    vector.same("body", sealed)


def life_of_content(vector: Vector, content: contents.ItemContent) -> None:
    """Terms, and the data of kinds 2, 4 and 5"""
    if content.terms == contents.NO_TERMS:
        vector.same_list("expires", [])
    else:
        for key in ("expires", "reshare", "attribution", "replaces"):
            vector.same(key, getattr(content.terms, key))
    if content.kind == contents.WITHDRAWAL:
        target, successor = contents.parse_withdrawal(content.data)
        vector.same("target", target)
        vector.same("successor", successor)
    elif content.kind == contents.RECEIPT:
        receipts = contents.parse_receipts(content.data)
        vector.same_list("item", [item for item, _ in receipts])
        vector.same_list("applied", [applied.to_bytes(8, "big") for _, applied in receipts])
    elif content.kind == contents.CONTRIBUTION:
        wanted, inner = contents.parse_contribution(content.data)
        vector.same("wanted", wanted)
        vector.same("inner", inner)


def item_life(vector: Vector) -> None:
    """9.3 to 9.6"""
    if vector.name.startswith("reshare-"):
        content, known = contents.parse_content(vector.one("content")), registry.fold(vector.all("record"))
        reshared = life.open_reshare(content, vector.number("audience"), known)
        vector.same("item", reshared.item)
        vector.same("author", reshared.author)
        vector.same("original", reshared.original.encoded())
        return
    names = ("version", "version-organisation", "version-replaces", "version-expires", "version-original")
    rows = zip(*(vector.all(name) for name in names), strict=True)
    versions = [life.Version(id_, owner, replaces, int.from_bytes(expires, "big"), original) for id_, owner, replaces, expires, original in rows]
    names = ("withdrawal", "withdrawal-organisation", "withdrawal-target", "withdrawal-successor")
    withdrawals = [life.Withdrawal(*row) for row in zip(*(vector.all(name) for name in names), strict=True)]
    lines = life.Lines(versions, withdrawals)
    states = [lines.state(version.id, vector.number("second")) for version in versions]
    vector.same_list("state", [bytes([state.kind]) for state in states])
    vector.same_list("state-by", [state.by for state in states])
    vector.same_list("state-to", [state.to for state in states])
    vector.same_list("foreign", lines.foreign)
    vector.same_list("waiting", lines.waiting)


def roster(vector: Vector) -> None:
    """4.4 to 4.7"""
    form = vector.name.partition("-")[0]
    if form == "document":
        rosters.parse_document(vector.one("document"))
        return
    network, directory = vector.one("network"), VectorDirectory(vector)
    charter = rosters.parse_charter(vector.one("charter"), network, directory)
    if form == "charter":
        vector.same("charter-hash", charter.hash)
        vector.same("tag", charter.tag)
        vector.same("name", charter.name)
        vector.same("founder", charter.founder)
        for key in ("kind", "history", "mailbox-days", "electing"):
            vector.same_if_there(key, getattr(charter, key.replace("-", "_")))
        vector.same_if_there("receipts", charter.receipts)
        vector.same_list("organisation", list(charter.organisations))
    elif form == "operation":
        read = rosters.parse_operation(vector.one("operation"), charter, network, directory)
        vector.same("operation-hash", read.hash)
        vector.same("verb", read.verb)
        vector.same("organisation", read.organisation)
        vector.same_if_there("signer-organisation", read.signer_organisation or b"")
        vector.same_list("seen", list(read.seen))
    else:
        documents = [rosters.parse_document(octets) for octets in vector.all("document")]
        folded = rosters.fold(documents, charter, network, directory)
        vector.same_list("organisation", folded.organisations)
        vector.same_list("head", folded.heads)
        if vector.has("steward"):
            vector.same_list("steward", folded.stewards)
        if vector.has("without-effect"):
            vector.same_list("without-effect", folded.without_effect)
        vector.same("waiting", folded.waiting_count)
        vector.same("frontier", folded.frontier)


def proof(vector: Vector) -> None:
    """3.9"""
    findings = proofs.verify(vector.one("file"), vector.one("expected") if vector.has("expected") else None)
    vector.same("item", findings.item)
    vector.same("organisation", findings.organisation.id)
    if vector.has("content") or findings.content is not None:
        vector.same("content", findings.content or b"")


def message(vector: Vector) -> None:
    """6.3"""
    read = messages.parse_message(vector.one("payload"))
    vector.same("number", read.number)
    if vector.has("skipped") == read.is_known:
        raise Disagreement("is a message that the reader knows" if read.is_known else "is a message that the reader skips")


def relay(vector: Vector) -> None:
    """7.8"""
    read = legs.parse_leg_message(vector.one("payload"))
    vector.same("number", read.number)
    for key in ("node", "ticket", "code", "text"):
        value = getattr(read, key)
        if vector.has(key) != (value is not None):
            raise Disagreement(f"says otherwise whether there is a {key}")
        if value is not None:
            vector.same(key, value)


def tile(vector: Vector) -> None:
    """8.2 to 8.5"""
    form = vector.name.removeprefix("refused-").partition("-")[0]
    files = list(zip(vector.all("path"), vector.all("octets"))) if form in ("edge", "audit") else []
    if form in ("path", "address", "inside", "outside"):
        read = tiles.parse_path(vector.one("path").decode())
        if form in ("inside", "outside"):
            if read is None or not read.is_inside(vector.number("size")):
                raise Refusal("tileOutside")
        elif read is not None:
            if read.level is not None or vector.has("level"):
                vector.same("level", -1 if read.level is None else read.level)
            vector.same("index", read.index)
            vector.same("width", read.width)
    elif form == "edge":
        size = vector.number("size")
        if [path.decode() for path, _ in files] != [place.path for place in tiles.edge(size)]:
            raise Disagreement("has another edge")
        tiles.check_edge(size, vector.one("root"), [octets for _, octets in files])
    elif form == "full":
        tiles.check_full(vector.one("octets"), vector.one("above"))
    elif form == "bundle":
        bundle = tiles.parse_path(vector.one("path").decode())
        records = tiles.check_bundle(bundle, vector.one("octets"), vector.all("hash"))
        vector.same_list("record", records)
        vector.same("octets", tiles.bundle_of(records))
    else:
        published = {path.decode(): octets for path, octets in files}
        expected = vector.one("expected") if vector.has("expected") else None
        checkpoint, state, refused = tiles.audit(published.__getitem__, expected)
        vector.same("network", state.network)
        vector.same("size", checkpoint.size)
        vector.same("organisations", len(state.organisations))
        if [(int.from_bytes(position, "big"), name.decode()) for position, name in zip(vector.all("refused-position"), vector.all("refused"))] != list(
            refused.items()
        ):
            raise Disagreement("has other refused records")


ROW = "{:<16}{:>9}{:>10}{:>10}{:>11}"

TOPICS: dict[str, Callable[[Vector], None]] = {
    "body": body,
    "complaint": complaint,
    "cosignature": cosignature,
    "entry": entry,
    "envelope": envelope,
    "epoch": epoch,
    "fork": fork,
    "grant": grant,
    "journal-batch": journal_batch,
    "journal-name": journal_name,
    "life": item_life,
    "merkle": merkle_tree,
    "message": message,
    "note": note,
    "overlay": neighbours,
    "proof": proof,
    "registry": registry_record,
    "relay": relay,
    "roster": roster,
    "split": split,
    "subkey": subkey,
    "tag": tag,
    "tile": tile,
}


def judge(path: Path, check: Callable[[Vector], None]) -> tuple[str, str]:
    """What became of a vector (`agrees` or `disagrees`), and why."""
    try:
        vector = Vector.read(path)
    except (Disagreement, ValueError) as error:
        return "disagrees", str(error)
    try:
        check(vector)
        outcome = "success"
        unseen = {key for key, _ in vector.fields} - vector.looked_at
        if unseen and vector.expect == "success":
            return "disagrees", f"has fields that the reader does not look at: {', '.join(sorted(unseen))}"
    except Refusal as refusal:
        outcome = refusal.name
    except Disagreement as error:
        return "disagrees", str(error)
    if outcome != vector.expect:
        return "disagrees", f"expects {vector.expect}, the reader says {outcome}"
    return "agrees", outcome


def main(arguments: list[str]) -> int:
    """Goes through all topics."""
    data = Path(arguments[0]) if arguments else DATA
    topics = sorted(path.name for path in data.iterdir() if path.is_dir())
    disagreements, total = 0, 0
    table: list[tuple] = []
    remarks: list[str] = []
    for topic in topics:
        paths = sorted((data / topic).glob("*.txt"))
        if topic not in TOPICS:
            table.append((topic, len(paths), "", "", "uncovered"))
            disagreements += len(paths)
            continue
        counts = {"success": 0, "refusal": 0, "disagrees": 0}
        for path in paths:
            verdict, why = judge(path, TOPICS[topic])
            if verdict == "agrees":
                counts["success" if why == "success" else "refusal"] += 1
            else:
                counts[verdict] += 1
                remarks.append(f"{verdict}: {topic}/{path.stem}: {why}")
        disagreements += counts["disagrees"]
        total += counts["success"] + counts["refusal"]
        table.append((topic, len(paths), *counts.values()))
    print(ROW.format("topic", "vectors", "accepted", "refused", "disagree"))
    for row in table:
        print(ROW.format(*row))
    print(f"{total} vectors agree, {disagreements} do not")
    for remark in remarks:
        print(remark)
    return 1 if disagreements or not total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
