"""What is looked for in files, in every spelling that software gives to octets and text."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from urllib.parse import quote

from .federation import halves_of

BASE64_URL = bytes.maketrans(b"+/", b"-_")


@dataclass(frozen=True)
class Needle:
    """Octets to look for; `subject` is what finding them means."""

    subject: tuple
    form: str
    octets: bytes


def base64_forms(octets: bytes) -> list[bytes]:
    """The characters that stand for the octets wherever they begin in the encoded data."""
    forms: list[bytes] = []
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + octets)
        certain = encoded[(0, 2, 3)[before] : (before + len(octets)) * 8 // 6]
        forms += {certain, certain.translate(BASE64_URL)}
    return forms


def octet_forms(octets: bytes) -> list[tuple[str, bytes]]:
    """Octets as they are, in hexadecimal and in base 64."""
    forms = [("plain", octets), ("hexadecimal", octets.hex().encode()), ("hexadecimal", octets.hex().upper().encode())]
    return forms + [("base 64", form) for form in base64_forms(octets)]


def text_forms(text: str) -> list[tuple[str, bytes]]:
    """The same of text, and how UTF-16, JSON and addresses of pages spell it."""
    forms = octet_forms(text.encode())
    wide = text.encode("utf-16-be")
    units = [wide[place : place + 2].hex() for place in range(0, len(wide), 2)]
    forms += [("UTF-16", text.encode("utf-16-le")), ("UTF-16", wide)]
    for spelled in (units, [unit.upper() for unit in units]):
        forms.append(("JSON", "".join(f"\\u{unit}" for unit in spelled).encode()))
    forms += [("JSON", json.dumps(text)[1:-1].encode()), ("percent", quote(text, safe="").encode())]
    return list({octets: (form, octets) for form, octets in reversed(forms)}.values())


def text_needles(subject: tuple, text: str) -> list[Needle]:
    """Needles for a long text, by its halves."""
    middle = len(text) // 2
    return [Needle(subject, *form) for half in (text[:middle], text[middle:]) for form in text_forms(half)]


def short_text_needles(subject: tuple, text: str) -> list[Needle]:
    """Needles for a text too short to be halved."""
    return [Needle(subject, *form) for form in text_forms(text)]


def octet_needles(subject: tuple, octets: bytes) -> list[Needle]:
    """Needles for keys, hashes and signatures, by their halves."""
    return [Needle(subject, *form) for half in halves_of(octets) for form in octet_forms(half)]


def whole_octet_needles(subject: tuple, octets: bytes) -> list[Needle]:
    """Needles for identifiers, which are too short to be halved."""
    return [Needle(subject, *form) for form in octet_forms(octets)]
