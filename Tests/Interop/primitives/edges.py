"""Makes Ed25519 signatures at the edges of RFC 8032: every pair of a key and an R that some library takes and another refuses.

`edges.py FILE` writes `[{"key", "sig", "msg", "flags"}, ...]`, the same in every run. It is the family that C2SP/CCTV describes, made here from
the curve's equations alone: a point is one of low order in each of its spellings, or one of prime order plus one of low order.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
IDENTITY = (0, 1)
MESSAGE = "causeway edge"
# The chance of not finding one of two in so many is below 2^-80.
MESSAGES_TRIED = 400

Point = tuple[int, int]


def add(first: Point, second: Point) -> Point:
    """The sum of two points."""
    (x1, y1), (x2, y2) = first, second
    product = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P


def times(number: int, point: Point) -> Point:
    """A multiple of a point."""
    result = IDENTITY
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def decode(octets: bytes) -> Point:
    """A point by any of its spellings."""
    value = int.from_bytes(octets, "little")
    y, sign = value & (1 << 255) - 1, value >> 255
    y %= P
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if x * x % P != square:
        raise ValueError("no point of the curve")
    return (P - x if x & 1 != sign and x else x), y


def encode(point: Point) -> bytes:
    """The one canonical spelling."""
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def other_spellings(point: Point) -> list[bytes]:
    """The spellings of a point that RFC 8032 refuses: y not reduced, or a sign of x = 0."""
    x, y = point
    values = [encoded | sign << 255 for encoded in (y, y + P) if encoded < 2**255 for sign in (0, 1)]
    spellings = [value.to_bytes(32, "little") for value in values]
    return [octets for octets in spellings if octets != encode(point) and decode(octets) == point]


BASE = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def low_order_points() -> list[Point]:
    """The eight points whose order divides the cofactor."""
    y = 2
    while True:
        try:
            candidate = times(L, decode(y.to_bytes(32, "little")))
        except ValueError:
            candidate = IDENTITY
        if times(4, candidate) != IDENTITY:
            return [times(number, candidate) for number in range(8)]
        y += 1


class Part:
    """One spelling of a point: `scalar` times the base plus `torsion` times the point of order 8."""

    def __init__(self, octets: bytes, canonical: bytes, scalar: int, torsion: int) -> None:
        self.octets, self.canonical, self.scalar, self.torsion = octets, canonical, scalar, torsion

    @property
    def is_canonical(self) -> bool:
        """Whether it is the spelling that RFC 8032 has."""
        return self.octets == self.canonical

    def flags(self, name: str) -> list[str]:
        """What is particular about it."""
        found = {
            "low_order_": not self.scalar,
            "low_order_component_": bool(self.torsion),
            "non_canonical_": not self.is_canonical,
        }
        return [flag + name for flag, holds in found.items() if holds]


def parts(scalar: int, torsions: list[Point]) -> list[Part]:
    """Every low-order point in every spelling, and the multiple of the base plus each of them."""
    every = []
    for number, point in enumerate(torsions):
        spellings = [encode(point), *other_spellings(point)]
        every += [Part(octets, spellings[0], 0, number) for octets in spellings]
        mixed = encode(add(times(scalar, BASE), point))
        every.append(Part(mixed, mixed, scalar, number))
    return every


def hashed(nonce: bytes, key: bytes, message: str) -> int:
    """The number k of RFC 8032 5.1.7."""
    return int.from_bytes(hashlib.sha512(nonce + key + message.encode()).digest(), "little") % L


def signatures(key: Part, nonce: Part, is_reencoded: bool) -> list[dict]:
    """One signature whose low-order parts cancel out and one with some that stay, where there are such; each solves the equation with
    the cofactor. A reencoded one solves it for the k over the canonical spellings, as a library would have it that spells points anew."""
    found, wanted = [], [False, True]
    for number in range(MESSAGES_TRIED):
        message = f"{MESSAGE} {number}"
        k = hashed(nonce.octets, key.octets, message)
        used = hashed(nonce.canonical, key.canonical, message) if is_reencoded else k
        has_residue = (nonce.torsion + used * key.torsion) % 8 != 0
        if has_residue not in wanted:
            continue
        wanted.remove(has_residue)
        flags = nonce.flags("R") + key.flags("A")
        flags += ["low_order_residue"] if (nonce.torsion + k * key.torsion) % 8 else []
        flags += ["reencoded_k"] if is_reencoded else []
        s = (nonce.scalar + used * key.scalar) % L
        found.append({"key": key.octets.hex(), "sig": (nonce.octets + s.to_bytes(32, "little")).hex(), "msg": message, "flags": flags})
        if not wanted:
            break
    return found


def vectors() -> list[dict]:
    """Every pair; and again with another k where a point is spelt otherwise, unless both are of low order and S is 0 in any case."""
    torsions = low_order_points()
    seeds = [int.from_bytes(hashlib.sha512(f"{MESSAGE} {name}".encode()).digest(), "little") % L for name in ("key", "nonce")]
    keys, nonces = parts(seeds[0], torsions), parts(seeds[1], torsions)
    found = []
    for key in keys:
        for nonce in nonces:
            found += signatures(key, nonce, is_reencoded=False)
            if not (key.is_canonical and nonce.is_canonical) and (key.scalar or nonce.scalar):
                found += signatures(key, nonce, is_reencoded=True)
    return found


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(vectors(), indent=1) + "\n", "utf-8")
