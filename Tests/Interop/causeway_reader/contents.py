"""What is inside an envelope, its terms, and the data of withdrawals, receipts and contributions (chapters 4.11 and 9)."""

from __future__ import annotations

from dataclasses import dataclass

from .cbor import U64, Reader, encode, is_ascending, read
from .envelopes import BODY_MAX
from .plaintext import is_free_of_forbidden
from .refusal import Refusal

BUNDLE, ROSTER, WITHDRAWAL, RESHARE, RECEIPT, CONTRIBUTION = range(6)
TLP_CLEAR, TLP_GREEN, TLP_AMBER, TLP_AMBER_STRICT, TLP_RED = range(5)
AS_MARKED, NEVER, ALLOWED = range(3)
RECEIPTS_MAX = 256


@dataclass(frozen=True)
class Recipient:
    """Whom an item marked TLP:RED names in an organisation."""

    organisation: bytes
    people: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """What an author says about an item's life; an empty `replaces` names nothing."""

    expires: int = 0
    reshare: int = AS_MARKED
    attribution: int = 0
    replaces: bytes = b""


NO_TERMS = Terms()


@dataclass(frozen=True)
class ItemContent:
    """What an envelope holds."""

    kind: int
    tlp: int
    pap: int
    title: str
    media_type: str
    created: int
    data: bytes
    recipients: tuple[Recipient, ...] = ()
    terms: Terms = NO_TERMS

    def encoded(self) -> bytes:
        """The array of seven, of eight with recipients, or of nine with terms."""
        fields: list = [self.kind, self.tlp, self.pap, self.title, self.media_type, self.created, self.data]
        if self.recipients or self.terms != NO_TERMS:
            fields.append([[recipient.organisation, list(recipient.people)] for recipient in self.recipients])
        if self.terms != NO_TERMS:
            fields.append([self.terms.expires, self.terms.reshare, self.terms.attribution, self.terms.replaces])
        return encode(fields)


def parse_content(octets: bytes) -> ItemContent:
    """Reads what an envelope held."""

    def recipient(reader: Reader) -> Recipient:
        reader.array(2)
        return Recipient(reader.octets(16), tuple(reader.list_of(64, lambda: reader.text(128))))

    def terms(reader: Reader) -> Terms:
        reader.array(4)
        return Terms(reader.unsigned(), reader.unsigned(255), reader.unsigned(255), reader.optional(32) or b"")

    def fields(reader: Reader) -> tuple[int, ItemContent]:
        count = reader.array(7, 8, 9)
        return count, ItemContent(
            reader.unsigned(),
            reader.unsigned(),
            reader.unsigned(),
            reader.text(512),
            reader.text(128),
            reader.unsigned(U64),
            reader.byte_string(BODY_MAX),
            tuple(reader.list_of(256, lambda: recipient(reader))) if count >= 8 else (),
            terms(reader) if count == 9 else NO_TERMS,
        )

    count, content = read(octets, fields)
    if content.kind > CONTRIBUTION:
        raise Refusal("unknownKind")
    if content.tlp > TLP_RED:
        raise Refusal("unknownTLP")
    if content.pap > 4:
        raise Refusal("unknownPAP")
    if not is_free_of_forbidden(content.title):
        raise Refusal("invalidTitle")
    if not all(" " <= character <= "~" for character in content.media_type):
        raise Refusal("invalidMediaType")
    _check_kind(content)
    if count == 8 or content.recipients:
        _check_recipients(content)
    if count == 9:
        _check_terms(content)
    _check_data(content)
    return content


def _check_kind(content: ItemContent) -> None:
    """Marks, title and media type that a kind must have, or must not."""
    is_bare = (content.pap, content.media_type) == (0, "")
    if content.kind == ROSTER and not (is_bare and (content.tlp, content.title) == (TLP_AMBER, "")):
        raise Refusal("unexpectedRosterFields")
    holds = {
        WITHDRAWAL: is_bare,
        RESHARE: not content.media_type,
        RECEIPT: is_bare and (content.tlp, content.title) == (TLP_AMBER, ""),
        CONTRIBUTION: is_bare and (content.tlp, content.title) == (TLP_AMBER_STRICT, ""),
    }
    if not holds.get(content.kind, True):
        raise Refusal("unexpectedFields")


def _check_recipients(content: ItemContent) -> None:
    if content.tlp != TLP_RED:
        raise Refusal("unexpectedRecipients")
    organisations = [recipient.organisation for recipient in content.recipients]
    if not organisations or not is_ascending(organisations):
        raise Refusal("invalidRecipients")
    for recipient in content.recipients:
        names = [name.encode() for name in recipient.people]
        if not names or not all(names) or not is_ascending(names) or not all(map(is_free_of_forbidden, recipient.people)):
            raise Refusal("invalidRecipients")


def _check_terms(content: ItemContent) -> None:
    terms = content.terms
    if terms == NO_TERMS or terms.reshare > ALLOWED or terms.attribution > 1:
        raise Refusal("invalidTerms")
    if content.kind not in (BUNDLE, RESHARE) or content.kind == RESHARE and (terms.reshare, terms.attribution) != (AS_MARKED, 0):
        raise Refusal("unexpectedTerms")
    if terms.reshare == ALLOWED and content.tlp == TLP_RED:
        raise Refusal("invalidTerms")
    if 0 < terms.expires <= content.created:
        raise Refusal("invalidExpiry")


def _check_data(content: ItemContent) -> None:
    if content.kind == WITHDRAWAL:
        parse_withdrawal(content.data)
    elif content.kind == RECEIPT:
        parse_receipts(content.data)
    elif content.kind == CONTRIBUTION:
        parse_contribution(content.data)


def parse_withdrawal(octets: bytes) -> tuple[bytes, bytes]:
    """Target and successor; an empty successor is none."""

    def fields(reader: Reader) -> tuple[bytes, bytes]:
        reader.array(2)
        return reader.octets(32), reader.optional(32) or b""

    target, successor = read(octets, fields, "invalidWithdrawal")
    if target == successor:
        raise Refusal("invalidWithdrawal")
    return target, successor


def parse_receipts(octets: bytes) -> list[tuple[bytes, int]]:
    """Each item with the second at which it was applied."""

    def receipt(reader: Reader) -> tuple[bytes, int]:
        reader.array(2)
        return reader.octets(32), reader.unsigned()

    receipts = read(octets, lambda reader: reader.list_of(RECEIPTS_MAX, lambda: receipt(reader)), "invalidReceipt")
    if not receipts or not is_ascending([item for item, _ in receipts]):
        raise Refusal("invalidReceipt")
    return receipts


def parse_contribution(octets: bytes) -> tuple[bytes, bytes]:
    """The wanted group, and the octets of the content."""

    def fields(reader: Reader) -> tuple[bytes, bytes]:
        reader.array(2)
        return reader.octets(16), reader.byte_string(BODY_MAX)

    wanted, inner = read(octets, fields, "invalidContribution")
    # Nothing nests: a bundle's content begins with an array's head and the number of its kind.
    if inner[1:2] != bytes([BUNDLE]):
        raise Refusal("invalidContribution")
    try:
        content = parse_content(inner)
    except Refusal:
        raise Refusal("invalidContribution") from None
    if content.terms.attribution != 1:
        raise Refusal("invalidContribution")
    return wanted, inner
