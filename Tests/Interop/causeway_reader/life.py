"""What becomes of items: lines of versions, withdrawals, and re-shares with their proofs (chapter 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import entries, proofs
from .contents import ALLOWED, AS_MARKED, BUNDLE, TLP_CLEAR, TLP_GREEN, TLP_RED, ItemContent, parse_content
from .refusal import Refusal
from .registry import Registry
from .rosters import public_tag

EVERYONE, COMMUNITY, SECTOR, CLOSED, NAMED = range(5)
# By TLP, the widest kind of audience.
WIDEST = [EVERYONE, COMMUNITY, CLOSED, CLOSED, NAMED]
CURRENT, EXPIRED, REPLACED, WITHDRAWN, MOVED = range(5)


@dataclass(frozen=True)
class Version:
    """An item in its line; empty octets name nothing."""

    id: bytes
    organisation: bytes
    replaces: bytes
    expires: int
    original: bytes


@dataclass(frozen=True)
class Withdrawal:
    """A withdrawal and who issued it."""

    id: bytes
    organisation: bytes
    target: bytes
    successor: bytes


@dataclass(frozen=True)
class State:
    """What has become of a version, by which item, and where it lives on."""

    kind: int
    by: bytes = b""
    to: bytes = b""


class Lines:
    """The fold of 9.3, written as the rules stand there and without regard to time."""

    def __init__(self, versions: Sequence[Version], withdrawals: Sequence[Withdrawal]) -> None:
        self.versions = {version.id: version for version in versions}
        self.withdrawals = set(withdrawals)

    def _owner(self, organisation: bytes, item: bytes) -> bytes:
        """Whose an item is: known, or taken to be that of the organisation that names it."""
        known = self.versions.get(item)
        return known.organisation if known else organisation

    def _path(self, organisation: bytes, item: bytes) -> list[tuple[bytes, bytes]]:
        """From an item of this organisation to the first of its line."""
        path = [(organisation, item)]
        while (known := self.versions.get(path[-1][1])) and known.replaces:
            if self._owner(organisation, known.replaces) != organisation:
                break
            path.append((organisation, known.replaces))
        return path

    def _line(self, organisation: bytes, item: bytes) -> tuple[bytes, bytes]:
        return self._path(organisation, item)[-1]

    def _state_in_line(self, version: Version, second: int) -> State:
        line = self._line(version.organisation, version.id)
        counting = [
            issued
            for issued in self.withdrawals
            if self._owner(issued.organisation, issued.target) == issued.organisation
            and self._line(issued.organisation, issued.target) == line
        ]
        if counting:
            first = min(counting, key=lambda issued: (issued.successor != b"", issued.id))
            return State(MOVED, first.id, first.successor) if first.successor else State(WITHDRAWN, first.id)
        members = [other for other in self.versions.values() if self._line(other.organisation, other.id) == line]
        last = max(members, key=lambda other: (len(self._path(other.organisation, other.id)), other.id))
        if last.id != version.id:
            return State(REPLACED, last.id)
        return State(EXPIRED if 0 < version.expires <= second else CURRENT)

    def state(self, item: bytes, second: int) -> State:
        """What has become of a version that is here."""
        version = self.versions[item]
        own = self._state_in_line(version, second)
        if own.kind == CURRENT and version.original in self.versions:
            return self._state_in_line(self.versions[version.original], second)
        return own

    @property
    def foreign(self) -> list[bytes]:
        """What is about items of others, ascending."""
        versions = [
            version.id
            for version in self.versions.values()
            if version.replaces and self._owner(version.organisation, version.replaces) != version.organisation
        ]
        withdrawals = [one.id for one in self.withdrawals if self._owner(one.organisation, one.target) != one.organisation]
        return sorted(versions + withdrawals)

    @property
    def waiting(self) -> list[bytes]:
        """Withdrawals of items of which nothing is here, ascending."""
        named = {(version.organisation, version.replaces) for version in self.versions.values()}
        return sorted(
            one.id for one in self.withdrawals if one.target not in self.versions and (one.organisation, one.target) not in named
        )


@dataclass(frozen=True)
class Reshared:
    """Somebody's item as somebody else shared it again."""

    item: bytes
    author: bytes
    original: ItemContent


def open_reshare(content: ItemContent, audience: int, registry: Registry) -> Reshared:
    """Goes through a re-share in the order of 9.6."""
    findings = proofs.verify(content.data, registry.network)
    known = registry.nodes.get(findings.node)
    if known is None or known.organisation != findings.organisation.id or findings.signer not in known.keys:
        raise Refusal("authorUnknown")
    if findings.signer in known.revoked:
        raise Refusal("authorKeyRevoked")
    if findings.content is None:
        raise Refusal("originalNotShown")
    original = _original(findings, registry.network)
    _check_audience(original, audience)
    if content.tlp < original.tlp or content.pap < original.pap:
        raise Refusal("weakerThanOriginal")
    if content.title != original.title:
        raise Refusal("anotherTitle")
    end = original.terms.expires
    if end and not 0 < content.terms.expires <= end:
        raise Refusal("laterExpiry")
    return Reshared(findings.item, findings.organisation.id, original)


def _original(findings: proofs.Findings, network: bytes) -> ItemContent:
    if findings.entry.prefix.kind != entries.ITEM:
        raise Refusal("notShareable")
    original = parse_content(findings.content or b"")
    if original.kind != BUNDLE:
        raise Refusal("notShareable")
    is_public, is_sealed = findings.group == public_tag(network), findings.entry.commitment is not None
    if not is_sealed and not is_public:
        raise Refusal("plainItem")
    if is_sealed and is_public:
        raise Refusal("sealedPublicItem")
    if is_public and original.tlp != TLP_CLEAR:
        raise Refusal("notClear")
    return original


def _check_audience(original: ItemContent, audience: int) -> None:
    if original.terms.attribution == 1:
        raise Refusal("attributionForbidden")
    strictest = {AS_MARKED: TLP_GREEN, ALLOWED: TLP_RED - 1}.get(original.terms.reshare, -1)
    if original.tlp > strictest or audience < WIDEST[original.tlp]:
        raise Refusal("reshareForbidden")
