"""The registry: records, their rules, and the fold that says who has which keys (chapter 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .cbor import U16, U32, Reader, cbor, read
from .derivation import sha256
from .merkle import leaf_hash
from .refusal import CBORRefusal, Refusal
from .signatures import RECORD, accepts, check_key, signed_message

RECORD_MAX = 61_440
NODES_MAX, KEYS_MAX, ENDPOINTS_MAX, ENDPOINT_OCTETS_MAX = 256, 64, 8, 259
GENESIS, ORGANISATION, CERTIFICATE, ADMISSION, STANDING, REVOCATION, AUTHORITY, SECTOR = range(1, 9)
APPLIED, ADMITTED, SUSPENDED, EXPELLED = "applied", "admitted", "suspended", "expelled"
CHANGES = (SUSPENDED, ADMITTED, EXPELLED)

SPACES = "\u0020\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
OUTER_SPACE = re.compile(f"^[{SPACES}]|[{SPACES}]$")
NONCHARACTERS = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(16))
FORBIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e-\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufdd0-\ufdef\ufeff"
    "\ufff0-\ufffb\U000e0000-\U000e0fff\U000f0000-\U0010ffff" + NONCHARACTERS + "]"
)
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DNS_NAME = re.compile(rf"(?:{LABEL}\.)*(?!\d+$){LABEL}")
NUMBER = r"(?:0|[1-9]\d{0,2})"
IPV4 = re.compile(rf"{NUMBER}(?:\.{NUMBER}){{3}}")
GROUPS = r"[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*"


def is_text(text: str, least: int, most: int) -> bool:
    """The rule of names and sectors."""
    return least <= len(text.encode()) <= most and not OUTER_SPACE.search(text) and not FORBIDDEN.search(text)


def is_endpoint(text: str) -> bool:
    """The rule of endpoints, `host:port`."""
    host, colon, port = text.rpartition(":")
    if not colon or len(text.encode()) > ENDPOINT_OCTETS_MAX or not re.fullmatch(r"[1-9][0-9]{0,4}", port) or int(port) > 65_535:
        return False
    if host.startswith("[") and host.endswith("]"):
        return _is_ipv6(host[1:-1])
    if re.fullmatch(r"[0-9.]+", host):
        return bool(IPV4.fullmatch(host)) and all(int(number) <= 255 for number in host.split("."))
    return len(host) <= 253 and bool(DNS_NAME.fullmatch(host)) and not host.split(".")[-1].isdigit()


def _is_ipv6(text: str) -> bool:
    left, gap, right = text.partition("::")
    if not gap:
        return bool(re.fullmatch(GROUPS, text)) and text.count(":") == 7
    parts = [part for part in (left, right) if part]
    return all(re.fullmatch(GROUPS, part) for part in parts) and sum(part.count(":") + 1 for part in parts) < 8


@dataclass(frozen=True)
class Payload:
    """A record's kind and fields, in the order of its section."""

    kind: int
    fields: tuple


@dataclass(frozen=True)
class Record:
    """A record: a payload, the octets that were signed, and the signatures."""

    payload: Payload
    signed: bytes
    signatures: tuple[bytes, ...]


def parse_record(octets: bytes) -> Record:
    """Reads a record and its payload by themselves."""
    if len(octets) > RECORD_MAX:
        raise Refusal("tooLong")

    def outer(reader: Reader) -> tuple[bytes, list[bytes]]:
        reader.array(2)
        return reader.byte_string(RECORD_MAX), reader.list_of(4, lambda: reader.octets(64))

    signed, signatures = read(octets, outer, "malformed")
    return Record(parse_payload(signed), signed, tuple(signatures))


def parse_payload(octets: bytes) -> Payload:
    """Reads a payload, with every field inside its range."""
    reader = Reader(octets)
    try:
        count = reader.array(*range(1, 17))
        kind = reader.unsigned()
        form = FORMS.get(kind)
        if form is None:
            raise Refusal("unknownKind")
        counts, fields = form
        if count not in counts:
            raise Refusal("malformed")
        values = fields(reader, count)
        reader.end()
    except CBORRefusal:
        raise Refusal("malformed") from None
    payload = Payload(kind, values)
    _check_fields(payload)
    return payload


def _one_of(reader: Reader, most: int) -> int:
    return reader.unsigned(most)


def _genesis(reader: Reader, _: int) -> tuple:
    version, origin, name = reader.unsigned(255), reader.text(RECORD_MAX), reader.text(RECORD_MAX)
    key, created = reader.octets(32), reader.unsigned(U32)
    reader.array(3)
    return version, origin, name, key, created, (reader.unsigned(U32), reader.unsigned(U16), reader.unsigned(U16))


def _certificate(reader: Reader, _: int) -> tuple:
    organisation, node, key, role = reader.octets(16), reader.octets(16), reader.octets(32), _one_of(reader, 1)
    endpoints = reader.list_of(ENDPOINTS_MAX, lambda: reader.text(RECORD_MAX))
    return organisation, node, key, role, tuple(endpoints), reader.unsigned(U32), reader.unsigned(U32)


def _admission(reader: Reader, count: int) -> tuple:
    organisation, sector = reader.octets(16), reader.text(RECORD_MAX)
    if count == 3:
        return organisation, sector, 0
    admitted = reader.unsigned(U32)
    if admitted == 0:
        raise Refusal("malformed")
    return organisation, sector, admitted


FORMS: dict[int, tuple[tuple[int, ...], Callable[[Reader, int], tuple]]] = {
    GENESIS: ((7,), _genesis),
    ORGANISATION: ((5,), lambda r, _: (r.octets(32), r.text(RECORD_MAX), r.text(RECORD_MAX), r.unsigned(U32))),
    CERTIFICATE: ((8,), _certificate),
    ADMISSION: ((3, 4), _admission),
    STANDING: ((3,), lambda r, _: (r.octets(16), _one_of(r, 2))),
    REVOCATION: ((3,), lambda r, _: (r.octets(16), r.octets(32))),
    AUTHORITY: ((4,), lambda r, _: (r.octets(16), r.octets(32), r.octets(32))),
    SECTOR: ((3,), lambda r, _: (r.octets(16), r.text(RECORD_MAX))),
}


def _check_fields(payload: Payload) -> None:
    fields = payload.fields
    if payload.kind == GENESIS:
        version, origin, name, _, _, (_, threshold, count) = fields
        if version != 1:
            raise Refusal("unknownVersion")
        if not re.fullmatch(r"[!-*,-~]{1,160}", origin):
            raise Refusal("originUnacceptable")
        if not is_text(name, 1, 200):
            raise Refusal("nameUnacceptable")
        if (threshold, count) != (0, 0) and not 2 * threshold > count >= threshold:
            raise Refusal("parametersUnacceptable")
    elif payload.kind == ORGANISATION:
        if not is_text(fields[1], 1, 200):
            raise Refusal("nameUnacceptable")
        if not is_text(fields[2], 0, 64):
            raise Refusal("sectorUnacceptable")
    elif payload.kind == CERTIFICATE:
        if not all(is_endpoint(endpoint) for endpoint in fields[4]):
            raise Refusal("endpointUnacceptable")
        if len(set(fields[4])) != len(fields[4]):
            raise Refusal("endpointRepeated")
        if fields[6] < fields[5]:
            raise Refusal("validityEmpty")
    elif payload.kind in (ADMISSION, SECTOR) and not is_text(fields[1], 0, 64):
        raise Refusal("sectorUnacceptable")


@dataclass
class Organisation:
    """What the registry says of an organisation."""

    id: bytes
    root_key: bytes
    name: str
    sector: str
    standing: str = APPLIED
    recovery_key: bytes | None = None
    admitted_at: int | None = None
    admitted_minute: int | None = None
    nodes: list[bytes] = field(default_factory=list)


@dataclass
class Node:
    """What the registry says of a node; keys newest first."""

    id: bytes
    organisation: bytes
    role: int
    endpoints: tuple[str, ...]
    not_before: int
    not_after: int
    keys: list[bytes]
    revoked: set[bytes] = field(default_factory=set)


class Registry:
    """The state after some records. A refused record is counted and changes nothing else."""

    def __init__(self, genesis: bytes) -> None:
        record = parse_record(genesis)
        if record.payload.kind != GENESIS:
            raise Refusal("genesisMissing")
        _, self.origin, self.name, key, _, (self.admission_delay, *_) = record.payload.fields
        self.coordinator_key = _introduced(key)
        self.network = b""
        self._verify(record, [key])
        self.network = leaf_hash(genesis)
        self.size = 1
        self.refused: list[int] = []
        self.organisations: dict[bytes, Organisation] = {}
        self.nodes: dict[bytes, Node] = {}
        self._holder_of_key: dict[bytes, bytes] = {}
        # Every root key and recovery key that an organisation has or had.
        self._authority_keys: set[bytes] = set()

    def organisation_id(self, root_key: bytes) -> bytes:
        """The identifier that a first root key makes."""
        return sha256(cbor("causeway/organisation/1", self.network, root_key))[:16]

    def node_id(self, operation_key: bytes) -> bytes:
        """The identifier that a first operation key makes."""
        return sha256(cbor("causeway/node/1", self.network, operation_key))[:16]

    def operation_keys(self, node: bytes) -> list[bytes]:
        """All keys the node ever held."""
        known = self.nodes.get(node)
        return list(known.keys) if known else []

    def organisation_of(self, node: bytes) -> bytes | None:
        """The organisation of a node."""
        known = self.nodes.get(node)
        return known.organisation if known else None

    def apply(self, octets: bytes) -> str | None:
        """Folds the next record in; gives the name of the refusal, or `None`."""
        try:
            record = self.judge(octets)
            self._commit(record.payload)
            return None
        except Refusal as refusal:
            self.refused.append(self.size)
            return refusal.name
        finally:
            self.size += 1

    def judge(self, octets: bytes) -> Record:
        """Refuses what `apply` would refuse; changes nothing."""
        record = parse_record(octets)
        kind, fields = record.payload.kind, record.payload.fields
        if kind == GENESIS:
            raise Refusal("genesisRepeated")
        self._verify(record, self._authorities(record))
        PLACES[kind](self, fields)
        return record

    def _verify(self, record: Record, authorities: Sequence[bytes | tuple[bytes, ...]]) -> None:
        if len(record.signatures) != len(authorities):
            raise Refusal("signatureCount")
        message = signed_message(RECORD, self.network, record.signed)
        for keys, signature in zip(authorities, record.signatures):
            if not any(accepts(key, signature, message) for key in ((keys,) if isinstance(keys, bytes) else keys)):
                raise Refusal("signatureInvalid")

    def _authorities(self, record: Record) -> list[bytes | tuple[bytes, ...]]:
        kind, fields = record.payload.kind, record.payload.fields
        if kind == ORGANISATION:
            return [_introduced(fields[0])]
        if kind == CERTIFICATE:
            root, key = self._known(fields[0]).root_key, fields[2]
            if key not in self.operation_keys(fields[1]):
                _introduced(key)
            return [root, key] + ([self.coordinator_key] if fields[3] == 1 else [])
        if kind == REVOCATION:
            node = self.nodes.get(fields[0])
            if node is None:
                raise Refusal("nodeUnknown")
            return [self._known(node.organisation).root_key]
        if kind == AUTHORITY:
            organisation = self._known(fields[0])
            present = tuple(key for key in (organisation.root_key, organisation.recovery_key) if key)
            root, _ = _introduced(fields[1]), _introduced(fields[2])
            return [present, root]
        return [self.coordinator_key]

    def _known(self, organisation: bytes) -> Organisation:
        known = self.organisations.get(organisation)
        if known is None:
            raise Refusal("organisationUnknown")
        return known

    def _place_organisation(self, fields: tuple) -> None:
        if self.organisation_id(fields[0]) in self.organisations:
            raise Refusal("organisationRepeated")
        if fields[0] in self._authority_keys:
            raise Refusal("rootKeyOfAnother")

    def _place_certificate(self, fields: tuple) -> None:
        owner, id_, key, _, _, not_before, not_after = fields
        organisation = self._known(owner)
        if organisation.standing == EXPELLED:
            raise Refusal("expelled")
        if self._holder_of_key.get(key, id_) != id_:
            raise Refusal("operationKeyOfAnother")
        node = self.nodes.get(id_)
        if node is None:
            if self.node_id(key) != id_:
                raise Refusal("nodeIdentifierMismatch")
            if len(organisation.nodes) >= NODES_MAX:
                raise Refusal("nodesTooMany")
            return
        if node.organisation != owner:
            raise Refusal("nodeOfAnother")
        if key in node.revoked:
            raise Refusal("operationKeyRevoked")
        if (not_before, not_after) <= (node.not_before, node.not_after):
            raise Refusal("certificateNotLater")
        if key not in node.keys and len(node.keys) >= KEYS_MAX:
            raise Refusal("keysTooMany")

    def _place_admission(self, fields: tuple) -> None:
        organisation = self._known(fields[0])
        if organisation.standing == EXPELLED:
            raise Refusal("expelled")
        if organisation.standing != APPLIED:
            raise Refusal("admissionRepeated")

    def _place_standing(self, fields: tuple) -> None:
        organisation = self._known(fields[0])
        if organisation.standing == APPLIED:
            raise Refusal("neverAdmitted")
        if organisation.standing == EXPELLED:
            raise Refusal("expelled")
        if organisation.standing == CHANGES[fields[1]]:
            raise Refusal("standingUnchanged")

    def _place_revocation(self, fields: tuple) -> None:
        node = self.nodes[fields[0]]
        if fields[1] not in node.keys:
            raise Refusal("operationKeyUnknown")
        if fields[1] in node.revoked:
            raise Refusal("revocationRepeated")

    def _place_authority(self, fields: tuple) -> None:
        organisation = self._known(fields[0])
        if organisation.standing == EXPELLED:
            raise Refusal("expelled")
        _, root, recovery = fields
        if root != organisation.root_key and root in self._authority_keys:
            raise Refusal("rootKeyOfAnother")
        if recovery != organisation.recovery_key and (recovery in self._authority_keys or recovery == root):
            raise Refusal("recoveryKeyOfAnother")
        if (root, recovery) == (organisation.root_key, organisation.recovery_key):
            raise Refusal("authorityUnchanged")

    def _place_sector(self, fields: tuple) -> None:
        organisation = self._known(fields[0])
        if organisation.standing == APPLIED:
            raise Refusal("neverAdmitted")
        if organisation.standing == EXPELLED:
            raise Refusal("expelled")
        if organisation.sector == fields[1]:
            raise Refusal("sectorUnchanged")

    def _commit(self, payload: Payload) -> None:
        kind, fields = payload.kind, payload.fields
        if kind == ORGANISATION:
            id_ = self.organisation_id(fields[0])
            self.organisations[id_] = Organisation(id_, fields[0], fields[1], fields[2])
            self._authority_keys.add(fields[0])
        elif kind == CERTIFICATE:
            self._commit_certificate(fields)
        elif kind == ADMISSION:
            organisation = self.organisations[fields[0]]
            organisation.sector, organisation.standing = fields[1], ADMITTED
            organisation.admitted_at, organisation.admitted_minute = self.size, fields[2]
        elif kind == STANDING:
            self.organisations[fields[0]].standing = CHANGES[fields[1]]
        elif kind == REVOCATION:
            self.nodes[fields[0]].revoked.add(fields[1])
        elif kind == AUTHORITY:
            organisation = self.organisations[fields[0]]
            organisation.root_key, organisation.recovery_key = fields[1], fields[2]
            self._authority_keys |= {fields[1], fields[2]}
        elif kind == SECTOR:
            self.organisations[fields[0]].sector = fields[1]

    def _commit_certificate(self, fields: tuple) -> None:
        owner, id_, key, role, endpoints, not_before, not_after = fields
        self._holder_of_key[key] = id_
        node = self.nodes.get(id_)
        if node is None:
            self.nodes[id_] = Node(id_, owner, role, endpoints, not_before, not_after, [key])
            self.organisations[owner].nodes.append(id_)
            self.organisations[owner].nodes.sort()
            return
        node.keys = [key] + [held for held in node.keys if held != key]
        node.role, node.endpoints, node.not_before, node.not_after = role, endpoints, not_before, not_after


PLACES: dict[int, Callable[[Registry, tuple], None]] = {
    ORGANISATION: Registry._place_organisation,
    CERTIFICATE: Registry._place_certificate,
    ADMISSION: Registry._place_admission,
    STANDING: Registry._place_standing,
    REVOCATION: Registry._place_revocation,
    AUTHORITY: Registry._place_authority,
    SECTOR: Registry._place_sector,
}


def _introduced(key: bytes) -> bytes:
    try:
        return check_key(key)
    except Refusal:
        raise Refusal("keyUnacceptable") from None


def fold(records: Sequence[bytes]) -> Registry:
    """The registry that these records make, the genesis first."""
    registry = Registry(records[0])
    for record in records[1:]:
        registry.apply(record)
    return registry
