"""Groups from the inside: charters, operations on rosters, their documents and their fold (chapters 4.4 to 4.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from .cbor import U32, Reader, cbor, is_ascending, read
from .derivation import sha256
from .merkle import leaf_hash
from .plaintext import is_group_name
from .refusal import Refusal
from .signatures import CHARTER, ROSTER, any_accepts, signed_message
from .subkeys import signed_pair

CLOSED, NAMED = 1, 2
ADD, REMOVE, APPOINT, DISMISS = range(4)
CHARTER_MAX, OPERATION_MAX, SEEN_MAX, OPERATIONS_MAX = 6_144, 3_072, 64, 16_384
# Of those: what nobody may exceed, how much further present stewards may go, and what is not borne, in all and of one organisation.
BORNE_MAX, RESERVED_MAX, LOOSE_MAX, LOOSE_PER_SIGNER_MAX = 14_336, 1_024, 1_024, 64
NAMED_MAX = 256
# Fields of a charter's statement, by its version.
COUNTS = {1: 7, 2: 11, 3: 12}


def community_tag(network: bytes) -> bytes:
    """The tag of the group of all members."""
    return sha256(cbor("causeway/community/1", network))[:16]


def public_tag(network: bytes) -> bytes:
    """The tag under which plain items are published."""
    return sha256(cbor("causeway/public/1", network))[:16]


def sector_tag(network: bytes, sector: str) -> bytes:
    """The tag of the group of one sector's members."""
    return sha256(cbor("causeway/sector/1", network, sector))[:16]


class Directory(Protocol):
    """What rosters ask of the registry."""

    def operation_keys(self, node: bytes) -> list[bytes]:
        """All keys the node ever held."""

    def organisation_of(self, node: bytes) -> bytes | None:
        """The organisation of a node."""


@dataclass(frozen=True)
class Charter:
    """What founds a closed or a named group. Version 1 has no organisations and the terms that are given here; versions before 3 ask for no receipts."""

    octets: bytes
    signature: bytes
    founding_node: bytes
    version: int
    kind: int
    tag: bytes
    name: str
    founder: bytes
    mailboxes: tuple[bytes, ...]
    created: int
    history: int = 0
    mailbox_days: int = 30
    electing: int = 50
    organisations: tuple[bytes, ...] = ()
    receipts: int = 0

    @property
    def hash(self) -> bytes:
        """By which operations name it."""
        return leaf_hash(self.octets)


def parse_charter(octets: bytes, network: bytes | None = None, directory: Directory | None = None) -> Charter:
    """Reads a charter; verifies it too when a network and a directory are given."""

    def outer(reader: Reader) -> tuple[bytes, bytes, bytes]:
        reader.array(3)
        return reader.byte_string(CHARTER_MAX), reader.octets(16), reader.octets(64)

    statement, node, signature = read(octets, outer, limit=CHARTER_MAX)

    def fields(reader: Reader) -> Charter:
        count = reader.any_array()
        version = reader.unsigned()
        if version not in COUNTS:
            raise Refusal("unknownVersion")
        if count != COUNTS[version]:
            raise Refusal("encoding")
        kind, tag, name = reader.unsigned(), reader.octets(16), reader.text(320)
        founder, mailboxes = reader.octets(16), tuple(reader.list_of(16, lambda: reader.octets(16)))
        created = reader.unsigned(U32)
        head = (octets, signature, node, version, kind, tag, name, founder, mailboxes, created)
        if version == 1:
            return Charter(*head)
        terms = reader.unsigned(), reader.unsigned(), reader.unsigned()
        organisations = tuple(reader.list_of(NAMED_MAX, lambda: reader.octets(16)))
        return Charter(*head, *terms, organisations, reader.unsigned() if version == 3 else 0)

    charter = read(statement, fields)
    _check_charter(charter)
    if network is not None and charter.tag in (public_tag(network), community_tag(network)):
        raise Refusal("reservedTag")
    if directory is not None and network is not None:
        if directory.organisation_of(node) != charter.founder:
            raise Refusal("notOfFounder")
        message = signed_message(CHARTER, network, statement)
        if not any_accepts(directory.operation_keys(node), signature, message):
            raise Refusal("wrongSignature")
    return charter


def _check_charter(charter: Charter) -> None:
    kinds = (CLOSED,) if charter.version == 1 else (CLOSED, NAMED)
    if charter.kind not in kinds:
        raise Refusal("unknownKind")
    if not is_ascending(charter.mailboxes):
        raise Refusal("invalidMailboxes")
    is_named = charter.kind == NAMED
    if charter.name if is_named else not is_group_name(charter.name):
        raise Refusal("invalidName")
    if charter.history > 1:
        raise Refusal("unknownHistory")
    if not 1 <= charter.mailbox_days <= 366:
        raise Refusal("invalidMailboxDays")
    if not 50 <= charter.electing <= 99:
        raise Refusal("invalidElecting")
    if is_named:
        if not is_ascending(charter.organisations) or charter.founder not in charter.organisations:
            raise Refusal("invalidOrganisations")
    elif charter.organisations:
        raise Refusal("invalidOrganisations")
    if charter.version == 3 and charter.receipts != 1:
        raise Refusal("unknownReceipts")


@dataclass(frozen=True)
class Operation:
    """One change of a roster."""

    octets: bytes
    charter: bytes
    verb: int
    organisation: bytes
    seen: tuple[bytes, ...]
    signer: bytes
    time: int
    signer_organisation: bytes | None = None

    @property
    def hash(self) -> bytes:
        """By which later operations name it."""
        return leaf_hash(self.octets)


def parse_operation(octets: bytes, charter: Charter, network: bytes, directory: Directory) -> Operation:
    """Reads and verifies an operation: its form, its charter, and that its signer is known and signed."""
    statement, signature = read(octets, lambda reader: signed_pair(reader, OPERATION_MAX), limit=OPERATION_MAX)

    def fields(reader: Reader) -> tuple:
        reader.array(6)
        named, verb, organisation = reader.octets(32), reader.unsigned(), reader.octets(16)
        seen = tuple(reader.list_of(SEEN_MAX, lambda: reader.octets(32)))
        return named, verb, organisation, seen, reader.octets(16), reader.unsigned(U32)

    named, verb, organisation, seen, signer, time = read(statement, fields)
    if verb > DISMISS:
        raise Refusal("unknownVerb")
    if named != charter.hash:
        raise Refusal("anotherCharter")
    if charter.kind == NAMED:
        raise Refusal("immutable")
    if not is_ascending(seen):
        raise Refusal("unorderedSeen")
    owner = directory.organisation_of(signer)
    if owner is None:
        raise Refusal("unknownSigner")
    if not any_accepts(directory.operation_keys(signer), signature, signed_message(ROSTER, network, statement)):
        raise Refusal("wrongSignature")
    return Operation(octets, named, verb, organisation, seen, signer, time, owner)


@dataclass(frozen=True)
class RosterDocument:
    """A charter and operations on its roster, as they travel."""

    charter: bytes
    operations: tuple[bytes, ...]


def parse_document(octets: bytes) -> RosterDocument:
    """Reads a roster document."""

    def fields(reader: Reader) -> RosterDocument:
        reader.array(2)
        charter = reader.byte_string(CHARTER_MAX)
        return RosterDocument(charter, tuple(reader.list_of(OPERATIONS_MAX, lambda: reader.byte_string(OPERATION_MAX))))

    document = read(octets, fields)
    if not is_ascending([leaf_hash(operation) for operation in document.operations]):
        raise Refusal("unordered")
    return document


@dataclass(frozen=True)
class State:
    """Members and stewards, as a set of operations makes them."""

    members: frozenset[bytes]
    stewards: frozenset[bytes]


class Roster:
    """A function of a charter and a set of operations; the order in which they came is no input."""

    def __init__(self, charter: Charter) -> None:
        self.charter = charter
        self.operations: dict[bytes, Operation] = {}
        self._refold()

    def merge(self, document: RosterDocument, network: bytes, directory: Directory) -> None:
        """Takes what verifies of another member's document."""
        if leaf_hash(document.charter) != self.charter.hash:
            raise Refusal("anotherCharter")
        added = {}
        for octets in document.operations:
            try:
                operation = parse_operation(octets, self.charter, network, directory)
            except Refusal:
                continue
            added[operation.hash] = operation
        stewards, held = self.state.stewards, set(self.operations)
        self.operations |= added
        self._refold()
        kept = self._kept(held, stewards)
        if len(kept) < len(self.operations):
            self.operations = {hash_: operation for hash_, operation in self.operations.items() if hash_ in kept}
            self._refold()

    def _is_stewards(self, hash_: bytes) -> bool:
        operation = self.operations[hash_]
        is_leaving = operation.verb == REMOVE and operation.organisation == operation.signer_organisation
        return self._authority.get(hash_) == "steward" and not is_leaving

    def _kept(self, held: set[bytes], stewards: frozenset[bytes]) -> set[bytes]:
        """Which operations there is room for (4.6, "What is kept")."""
        borne: set[bytes] = set()
        given_up: set[bytes] = set()
        own = [hash_ for hash_ in self._past if self._is_stewards(hash_)]
        for hash_ in [h for h in own if h in held] + [h for h in own if h not in held]:
            with_past = borne | self._past[hash_] | {hash_}
            room = BORNE_MAX + (RESERVED_MAX if self.operations[hash_].signer_organisation in stewards else 0)
            if hash_ in held or len(with_past) <= room:
                borne = with_past
            else:
                given_up |= (self._past[hash_] | {hash_}) - held
        signed: dict[bytes | None, int] = {}
        for hash_ in borne:
            if not self._is_stewards(hash_):
                signer = self.operations[hash_].signer_organisation
                signed[signer] = signed.get(signer, 0) + 1
        kept: dict[bytes | None, int] = {}
        chosen: list[bytes] = []
        rest = sorted(set(self.operations) - borne - given_up)
        for hash_ in [h for h in rest if h in self._authority] + [h for h in rest if h not in self._authority]:
            signer = self.operations[hash_].signer_organisation
            if kept.get(signer, 0) + (signed.get(signer, 0) if hash_ in self._authority else 0) < LOOSE_PER_SIGNER_MAX:
                kept[signer] = kept.get(signer, 0) + 1
                chosen.append(hash_)
        return borne | set(chosen[:LOOSE_MAX])

    def _refold(self) -> None:
        self._past: dict[bytes, frozenset[bytes]] = {}
        waiting = set(self.operations)
        while ready := sorted(h for h in waiting if all(seen in self._past for seen in self.operations[h].seen)):
            for hash_ in ready:
                seen = self.operations[hash_].seen
                self._past[hash_] = frozenset(seen).union(*(self._past[earlier] for earlier in seen))
            waiting -= set(ready)
        # Dictionaries keep the order of insertion: an operation comes after its past.
        self._authority: dict[bytes, str] = {}
        self._state_of: dict[frozenset[bytes], State] = {}
        for hash_ in self._past:
            authority = self._authority_of(self.operations[hash_], self._state(self._past[hash_]))
            if authority:
                self._authority[hash_] = authority
        self.waiting_count = len(waiting)
        self.state = self._state(frozenset(self._past))
        built_upon = {earlier for hash_ in self._past for earlier in self.operations[hash_].seen}
        self.heads = sorted(set(self._past) - built_upon)

    @property
    def organisations(self) -> list[bytes]:
        """Members, ascending."""
        return sorted(self.charter.organisations) if self.charter.kind == NAMED else sorted(self.state.members)

    @property
    def stewards(self) -> list[bytes]:
        """Stewards, ascending."""
        return sorted(self.state.stewards)

    @property
    def without_effect(self) -> list[bytes]:
        """The counting operations that are not authorised, or void, ascending."""
        void = self._void(frozenset(self._past))
        return sorted(hash_ for hash_ in self._past if hash_ not in self._authority or hash_ in void)

    @property
    def frontier(self) -> bytes:
        """The hash over charter and heads."""
        return sha256(cbor(*sorted([self.charter.hash, *self.heads])))

    def _authority_of(self, operation: Operation, before: State) -> str | None:
        signer = operation.signer_organisation
        if signer in before.stewards:
            return "steward"
        if operation.verb == REMOVE and operation.organisation == signer:
            return "self"
        if operation.verb == APPOINT and not before.stewards and signer in before.members:
            return "vote"
        return None

    def _ended(self, within: frozenset[bytes], organisation: bytes | None, verbs: Iterable[int]) -> list[bytes]:
        """The authorised operations among these that end an organisation's membership or stewardship."""
        return [
            hash_
            for hash_ in self._authority
            if hash_ in within and self.operations[hash_].verb in verbs and self.operations[hash_].organisation == organisation
        ]

    def _state(self, within: frozenset[bytes]) -> State:
        known = self._state_of.get(within)
        if known is None:
            known = self._state_of[within] = self._fold(within, self._void(within))
        return known

    def _void(self, within: frozenset[bytes]) -> frozenset[bytes]:
        """The authorised additions and appointments of a history that are void in it (rule 5)."""
        void: frozenset[bytes] = frozenset()
        for hash_ in self._authority:
            if hash_ in within and self.operations[hash_].verb in (ADD, APPOINT) and self._is_void(hash_, within, void):
                void |= {hash_}
        return void

    def _is_void(self, hash_: bytes, within: frozenset[bytes], void: frozenset[bytes]) -> bool:
        signer, past = self.operations[hash_].signer_organisation, self._past[hash_]
        for ender in self._ended(within, signer, (REMOVE, DISMISS)):
            if ender not in past and hash_ not in self._past[ender]:
                return True
        before = self._fold(past, void)
        return signer not in (before.members if self._authority[hash_] == "vote" else before.stewards)

    def _fold(self, within: frozenset[bytes], void: frozenset[bytes]) -> State:
        """Members and stewards of a history, with these operations left out (rules 1 to 3)."""
        members = self._members(within, void)
        standing = self._standing(within, void, APPOINT)
        stewards = {self.operations[h].organisation for h in standing if self._authority[h] == "steward"}
        if not self._ended(within, self.charter.founder, (REMOVE, DISMISS)):
            stewards.add(self.charter.founder)
        votes: dict[bytes, list[bytes]] = {}
        for hash_ in standing:
            if self._authority[hash_] == "vote":
                votes.setdefault(self.operations[hash_].organisation, []).append(hash_)
        for candidate, cast in votes.items():
            before = frozenset().union(*(self._past[h] for h in cast))
            electorate = self._members(before, self._void(before) | void)
            voters = {self.operations[h].signer_organisation for h in cast} & electorate
            if 100 * len(voters) > self.charter.electing * len(electorate):
                stewards.add(candidate)
        return State(frozenset(members), frozenset(stewards & members))

    def _members(self, within: frozenset[bytes], void: frozenset[bytes]) -> set[bytes]:
        members = {self.operations[h].organisation for h in self._standing(within, void, ADD)}
        if not self._ended(within, self.charter.founder, (REMOVE,)):
            members.add(self.charter.founder)
        return members

    def _standing(self, within: frozenset[bytes], void: frozenset[bytes], verb: int) -> list[bytes]:
        enders = (REMOVE,) if verb == ADD else (REMOVE, DISMISS)
        return [
            hash_
            for hash_ in self._authority
            if hash_ in within
            and hash_ not in void
            and self.operations[hash_].verb == verb
            and set(self._ended(within, self.operations[hash_].organisation, enders)) <= self._past[hash_]
        ]


def fold(documents: Sequence[RosterDocument], charter: Charter, network: bytes, directory: Directory) -> Roster:
    """The roster that these documents make together."""
    roster = Roster(charter)
    for document in documents:
        roster.merge(document, network, directory)
    return roster
