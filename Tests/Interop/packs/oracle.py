"""What a pack is and what a warning list says, by docs/packs.md and Python's own libraries."""

from __future__ import annotations

import base64
import gzip
import hashlib
import ipaddress
import json
import re
import uuid
from urllib.parse import urlsplit

EXTENSION = "extension-definition--71ef6fe1-ceea-4e49-9913-8aec544f269d"
NAMESPACE = uuid.UUID("ba7ea676-d0ee-483c-aeec-9d8469e6cca4")
OBSERVABLES = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
CLEAR = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
KINDS = {
    "ip-src": {"ip", "network"}, "ip-dst": {"ip", "network"}, "ip": {"ip", "network"}, "domain": {"domain"}, "hostname": {"domain"},
    "url": {"url"}, "uri": {"url"}, "link": {"url"}, "filename": {"file"}, "vulnerability": {"vulnerability"},
}  # fmt: skip


# A pattern that keeps this library busy for hours, and one that says the same.
TAME = {"^(x+)+$": "^x+$"}


def objects(text: str) -> list[tuple[dict, bytes]]:
    """The objects of a bundle, each with its octets as they are written."""
    decoder, found = json.JSONDecoder(), []
    position = text.index('"objects"')
    position = text.index("[", position) + 1
    while True:
        while text[position] in " \n\r\t,":
            position += 1
        if text[position] == "]":
            return found
        value, end = decoder.raw_decode(text, position)
        found.append((value, text[position:end].encode()))
        position = end


def read(text: str) -> tuple[dict, dict[str, bytes]]:
    """A pack's description and its parts as JSON; raises where anything is not as the page says."""
    whole = objects(text)
    grouping = next(value for value, _ in whole if value["type"] == "grouping" and EXTENSION in value.get("extensions", {}))
    said = grouping["extensions"][EXTENSION]
    assert grouping["id"] == f"grouping--{uuid.uuid5(NAMESPACE, said['pack'])}", "the grouping's identifier"
    definition = next(value for value, _ in whole if value["id"] == EXTENSION)
    contents = [(value, octets) for value, octets in whole if value["id"] not in (EXTENSION, definition["created_by_ref"], CLEAR, grouping["id"])]
    assert len(contents) == said["contents"], "how many contents"
    assert hashlib.sha256(b"".join(octets + b"\n" for _, octets in contents)).hexdigest() == said["digest"], "the digest"
    parts, artifacts = {}, {value["id"]: value for value, _ in contents if value["type"] == "artifact"}
    for part in said.get("parts", []):
        artifact = artifacts.pop(part["ref"])
        name = json.dumps({"hashes": artifact["hashes"], "payload_bin": artifact["payload_bin"]}, separators=(",", ":"))
        assert part["ref"] == f"artifact--{uuid.uuid5(OBSERVABLES, name)}", "an artifact's identifier"
        folded = base64.b64decode(artifact["payload_bin"], validate=True)
        assert hashlib.sha256(folded).hexdigest() == artifact["hashes"]["SHA-256"], "an artifact's hash"
        octets = gzip.decompress(folded)
        assert len(octets) == part["octets"] and hashlib.sha256(octets).hexdigest() == part["sha256"], "a part's hash"
        parts[part["name"]] = octets
    assert not artifacts or said["kind"] == "attack", "an artifact that nothing describes"
    return said, parts


def kind_of(value: str) -> str:
    """What sort of value it is; of those that the tests have."""
    if "://" in value:
        return "url"
    if "@" in value:
        return "email"
    if "/" in value:
        return "network"
    try:
        ipaddress.ip_address(value)
        return "ip"
    except ValueError:
        return "hash" if re.fullmatch(r"[0-9a-f]{32,128}", value) else "domain"


def kinds_of(found: dict) -> set[str]:
    """The kinds of values that a list is about."""
    wanted: set[str] = set()
    for attribute in found["matching_attributes"]:
        for part in attribute.split("|"):
            wanted |= KINDS.get(part, set())
            if part.startswith("email") or part.endswith("email"):
                wanted.add("email")
            if part.startswith(("md5", "sha", "ssdeep", "imphash", "tlsh", "x509-fingerprint")):
                wanted.add("hash")
    return wanted if found["matching_attributes"] else {"ip", "network", "domain", "url", "email", "hash", "file", "vulnerability"}


def subjects(value: str) -> list[tuple[str, str]]:
    """A value and the host in it, each with its kind."""
    kind, found = kind_of(value), [(value.lower(), kind_of(value))]
    host = urlsplit(value).hostname if kind == "url" else value.rpartition("@")[2] if kind == "email" else None
    return found + ([(host.lower(), kind_of(host))] if host else [])


class Oracle:
    """One list, asked the plain way."""

    def __init__(self, found: dict) -> None:
        self.found, self.kinds, self.type = found, kinds_of(found), found["type"]
        entries = [entry.strip(" ").lower() for entry in found["list"]]
        if self.type == "string":
            self.entries = {self._plain(entry) for entry in entries}
        elif self.type == "hostname":
            self.entries = {entry.removeprefix("*").strip(".") for entry in entries}
        elif self.type == "cidr":
            networks = [network for entry in entries if (network := self._network(entry))]
            self.networks = {(one.version, one.prefixlen, int(one.network_address)) for one in networks}
            self.lengths = sorted({(one.version, one.prefixlen) for one in networks})
        elif self.type == "substring":
            self.entries = set(entries)
        else:
            self.patterns = [re.compile(TAME.get(entry, self._bare(entry)), re.I) for entry in found["list"] if "\\1" not in entry]

    def holds(self, value: str) -> bool:
        origin = kind_of(value)
        return any(self._is_on(text, kind) for text, kind in subjects(value) if {kind, origin} & self.kinds)

    def _is_on(self, text: str, kind: str) -> bool:
        if self.type == "string":
            return self._plain(text) in self.entries
        if self.type == "hostname":
            parts = text.split(".")
            return kind != "url" and (text in self.entries or (kind == "domain" and any(".".join(parts[at:]) in self.entries for at in range(len(parts)))))
        if self.type == "cidr":
            network = self._network(text) if kind in ("ip", "network") else None
            return network is not None and any(
                (version, length, int(network.supernet(new_prefix=length).network_address)) in self.networks
                for version, length in self.lengths
                if version == network.version and length <= network.prefixlen
            )
        if self.type == "substring":
            return any(entry in text for entry in self.entries)
        return any(pattern.search(text) for pattern in self.patterns)

    @staticmethod
    def _network(text: str):
        try:
            return ipaddress.ip_network(text, strict=False)
        except ValueError:
            return None

    @staticmethod
    def _plain(text: str) -> str:
        try:
            return str(ipaddress.ip_address(text))
        except ValueError:
            return text

    @staticmethod
    def _bare(pattern: str) -> str:
        found = re.fullmatch(r"/(.*)/[gimsux]*", pattern)
        return found[1] if found else pattern
