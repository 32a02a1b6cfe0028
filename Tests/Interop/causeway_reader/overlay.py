"""Who is whose neighbour in a group in a week (chapter 6.11)."""

from __future__ import annotations

from collections.abc import Iterable

from .cbor import cbor
from .derivation import sha256

FULL_MESH_MAX, LARGE_MIN, RINGS_SMALL, RINGS_LARGE = 9, 64, 3, 4


def neighbours(network: bytes, week: int, group: bytes, nodes: Iterable[bytes], of: bytes) -> list[bytes]:
    """The neighbours of one node, ascending."""
    everybody = sorted(set(nodes))
    if of not in everybody:
        return []
    if len(everybody) <= FULL_MESH_MAX:
        return [node for node in everybody if node != of]
    found: set[bytes] = set()
    for ring in range(RINGS_LARGE if len(everybody) >= LARGE_MIN else RINGS_SMALL):
        circle = sorted(everybody, key=lambda node: sha256(cbor("causeway/ring/1", network, week, group, ring, node)))
        place = circle.index(of)
        found |= {circle[place - 1], circle[(place + 1) % len(circle)]}
    return sorted(found)
