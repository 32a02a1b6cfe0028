"""Other people's programs on everything that a zone has for machines: python -m zone.reading URL|FOLDER SITE.

SITE is the address that the documents name. Each function takes a place and gives the items, by identifier, that the format tells of.
"""

from __future__ import annotations

import csv
import hashlib
import ipaddress
import json
import re
import subprocess
import sys
import tempfile
import urllib.robotparser
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timedelta, timezone
from pathlib import Path

import feedparser
import requests
import stix2
from openapi_spec_validator import validate
from pymisp import MISPEvent
from sectxt import Parser
from taxii2client.v21 import Server, as_pages

from federation.voice import GivenUp
from members import conclude, judge

from .place import SECONDS, Place

TOPICS = ("topic-threats", "topic-mitigation", "topic-best-practice")
KINDS = ("ipv4", "ipv6", "networks", "domains", "urls", "email", "md5", "sha1", "sha256", "sha512")
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def ids(text: str) -> set[str]:
    """Identifiers of items in addresses."""
    return set(re.findall(r"/items/([0-9a-f]{64})[./]", text))


def feeds(place: Place) -> set[str]:
    """Atom by feedparser; JSON Feed by the rules of version 1.1, with the same entries."""
    found: set[str] = set()
    for name in ("all", *TOPICS):
        atom = feedparser.parse(place.octets(f"/feeds/{name}.atom"))
        judge(not atom.bozo, f"feedparser: {name}.atom has {len(atom.entries)} entries and no fault")
        feed = place.json(f"/feeds/{name}.json")
        judge(feed["version"] == "https://jsonfeed.org/version/1.1" and bool(feed["title"]), f"{name}.json is JSON Feed 1.1")
        judge(place.path(feed["feed_url"]) == f"/feeds/{name}.json", "it names itself")
        items = feed["items"]
        for item in items:
            whole = all(isinstance(item[key], str) and item[key] for key in ("id", "url", "content_text", "date_published"))
            if not whole or datetime.fromisoformat(item["date_published"]).tzinfo is None:
                judge(False, f"{name}.json: {item['id']} lacks something")
        judge([entry.id for entry in atom.entries] == [item["id"] for item in items], "both formats have the same entries")
        judge(len({item["id"] for item in items}) == len(items) <= 50, "each once, fifty at most")
        for item, entry in zip(items, atom.entries):
            attached = item["attachments"][0]
            linked = {link.href for link in entry.links if link.rel == "enclosure"}
            judge(linked == {attached["url"]}, "both attach the same file")
            judge(len(place.octets(place.path(attached["url"]))) == attached["size_in_bytes"], "which is as long as they say")
            found |= ids(item["url"])
    return found


def bundles(place: Place, items: set[str]) -> None:
    """Bundles by stix2; a proof beside each. What is no bundle of objects is its author's own."""
    read = 0
    for item in sorted(items):
        octets = place.octets(f"/items/{item}/bundle.json")
        place.json(f"/items/{item}/proof.json")
        try:
            holds = json.loads(octets).get("objects")
        except (ValueError, AttributeError):
            holds = None
        if holds:
            stix2.parse(octets.decode(), allow_custom=True)
            read += 1
    judge(read > 0 or not items, f"stix2 reads {read} bundles of {len(items)} items, and each has a proof")


def misp(place: Place) -> set[str]:
    """Every event of the manifest by PyMISP, whose own feed has to be the same."""
    manifest = place.json("/misp/manifest.json")
    lines = set(place.text("/misp/hashes.csv").split())
    found, wanted = set(), set()
    for uuid, said in manifest.items():
        document = place.json(f"/misp/{uuid}.json")
        event = MISPEvent()
        event.load(json.loads(json.dumps(document)))
        feed = event.to_feed(with_meta=True)["Event"]
        ours = document["Event"]
        entry = feed["_manifest"][uuid]
        same = all(str(entry[key]) == said[key] for key in ("info", "date", "analysis", "threat_level_id", "timestamp"))
        tags = [tag["name"] for tag in said["Tag"]]
        judge(same and entry["Orgc"] == said["Orgc"] and tags == [tag["name"] for tag in entry["Tag"]], f"PyMISP: {uuid} is in the manifest as it is")
        judge("tlp:clear" in tags and all(isinstance(said[key], str) for key in ("analysis", "timestamp", "threat_level_id")), "marked, and numbers are texts")

        def values(attributes: list[dict]) -> list[tuple]:
            return sorted((one["uuid"], one["type"], one["category"], one["value"], one["to_ids"]) for one in attributes)

        judge(values(ours["Attribute"]) == values(feed.get("Attribute", [])), f"its {len(ours['Attribute'])} attributes are read as they are written")
        inner = [[values(one["Attribute"]) for one in holder.get("Object", [])] for holder in (ours, feed)]
        judge(inner[0] == inner[1], f"and its {len(inner[0])} objects")
        wanted |= {f"{one},{uuid}" for one in feed["_hashes"]}
        found |= ids(json.dumps(ours["Attribute"]))
    judge(lines == wanted, f"hashes.csv has the {len(wanted)} hashes that PyMISP makes")
    return found


def csaf(place: Place) -> set[str]:
    """The provider's metadata by the rules of CSAF 2.0 chapter 7; every document by the validator of the package `csaf`, mandatory and optional tests."""
    metadata = place.json("/.well-known/csaf/provider-metadata.json")
    judge(place.path(metadata["canonical_url"]) == "/.well-known/csaf/provider-metadata.json", "the provider names itself")
    judge(metadata["role"] == "csaf_provider" and metadata["metadata_version"] == "2.0", "role and version")
    judge({"category", "name", "namespace"} <= set(metadata["publisher"]), "the publisher has category, name and namespace")
    (listed,) = metadata["distributions"][0]["rolie"]["feeds"]
    judge(listed["tlp_label"] == "WHITE", "its feed is TLP:WHITE")
    feed = place.json(place.path(listed["url"]))["feed"]
    entries = {place.path(entry["content"]["src"]): entry for entry in feed["entry"]}
    judge(feed["category"] == [{"scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf"}], "the feed is ROLIE for CSAF")
    index = [f"/csaf/white/{line}" for line in place.text("/csaf/white/index.txt").splitlines()]
    changes = list(csv.reader(place.text("/csaf/white/changes.csv").splitlines(), strict=True))
    judge(index == list(entries) == [f"/csaf/white/{row[0]}" for row in changes], f"feed, index and changes have the same {len(index)} documents")
    times = [datetime.fromisoformat(row[1]) for row in changes]
    judge(times == sorted(times, reverse=True), "the newest first")
    found: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        for path, entry in entries.items():
            octets = place.octets(path)
            for ending, name in ((".sha256", "sha256"), (".sha512", "sha512")):
                digest, _, file = place.text(path + ending).strip().partition("  ")
                judge(digest == hashlib.new(name, octets).hexdigest() and file == path.rpartition("/")[2], f"{name} of {file[:24]}…")
            tracking = json.loads(octets)["document"]["tracking"]
            judge(entry["id"] == tracking["id"] and path.split("/")[3] == tracking["initial_release_date"][:4], "its year and identifier")
            local = Path(folder) / path.rpartition("/")[2]
            local.write_bytes(octets)
            found |= ids(octets.decode())
            for command in (["validate", "--spec-version", "v20", "--preset", "extended", "--no-network"], ["relate", "filename"]):
                done = subprocess.run(
                    [Path(sys.executable).parent / "csaf", *command, local], capture_output=True, text=True, timeout=SECONDS, check=False)
                failed = [line for line in done.stdout.splitlines() if "[FAIL]" in line or "[WARN]" in line]
                judge(done.returncode == 0 and not failed, f"csaf {' '.join(command[:1])}: {failed or 'holds'}")
    return found


def indicators(place: Place) -> dict[str, set[str]]:
    """Lists line by line, and the same values in the table, read by the rule that docs/public-zone.md gives."""
    lists = {kind: place.text(f"/indicators/{kind}.txt").split("\n")[:-1] for kind in KINDS}
    for kind, values in lists.items():
        good = len(set(values)) == len(values) and values == sorted(values) and all(value and value.isascii() and value.split() == [value] for value in values)
        if kind in ("ipv4", "ipv6", "networks"):
            good &= all(ipaddress.ip_network(value, strict=False).num_addresses < 2**97 for value in values)
        judge(good, f"{kind}.txt has {len(values)} values, one a line, in order and each once")
    text = place.octets("/indicators/all.csv").decode("ascii")
    rows = list(csv.reader(text.splitlines(), strict=True))
    judge(text.count("\r\n") == text.count("\n") == len(rows) and {len(row) for row in rows} == {7}, "all.csv is a table with a head")
    judge(not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row if cell), "no cell is a formula")
    table: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for kind, value, *_ in rows[1:]:
        table[kind].add(value[1:] if value.startswith("'") else value)
    judge(table == {kind: set(values) for kind, values in lists.items()}, "the table has the values of the lists")
    return table


def site(place: Place) -> set[str]:
    """robots.txt, security.txt, the site map and the description."""
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(place.text("/robots.txt").splitlines())
    judge(robots.can_fetch("any", f"{place.site}/en/index.html") and not robots.can_fetch("any", f"{place.site}/en/search.html?q=a"), "robots may read all but searches")
    (mapped,) = robots.site_maps() or [""]
    parts = [place.path(node.text or "") for node in ElementTree.fromstring(place.octets(place.path(mapped))).iter(f"{NAMESPACE}loc")]
    pages: list[str] = []
    for part in parts:
        octets = place.octets(part)
        addresses = [place.path(node.text or "") for node in ElementTree.fromstring(octets).iter(f"{NAMESPACE}loc")]
        judge(len(addresses) <= 50_000 and len(octets) <= 50_000_000, f"{part} has {len(addresses)} addresses")
        pages += addresses
    missing = [path for path in pages if not place.is_there(path)]
    judge(len(set(pages)) == len(pages) and not missing, f"every page of the site map is there, once: {missing[:3]}")

    security = Parser(place.octets("/.well-known/security.txt"))
    judge(security.is_valid(), f"sectxt: {[error['code'] for error in security.errors] or 'no error'}")
    ends = datetime.fromisoformat(re.findall(r"(?m)^Expires: (.*)$", place.text("/.well-known/security.txt"))[0])
    judge(timedelta(days=30) < ends - datetime.now(timezone.utc) < timedelta(days=365), f"security.txt ends {ends.date()}")

    description = place.json("/openapi.json")
    validate(description)
    judge(True, f"openapi-spec-validator: {len(description['paths'])} addresses")
    return ids("\n".join(pages))


def taxii(place: Place) -> list[dict]:
    """What an anonymous client finds; it begins where it is told nothing but the address."""
    server = Server(f"{place.at}/taxii2/")
    judge(len(server.api_roots) == 1, f"taxii2-client finds {[root.url for root in server.api_roots]}")
    # The site's own address leads to its reverse proxy, which is not here.
    root = server.default
    if not root.url.startswith(place.at):
        from taxii2client.v21 import ApiRoot

        root = ApiRoot(place.at + place.path(root.url))
    objects: list[dict] = []
    for collection in root.collections:
        judge(collection.can_read and not collection.can_write, f"{collection.title} can be read and not written")
        objects += [found for page in as_pages(collection.get_objects, per_request=3) for found in page.get("objects", [])]
        answer = requests.post(collection.objects_url, data=b"{}", headers={"Content-Type": "application/taxii+json;version=2.1"}, timeout=SECONDS)
        judge(answer.status_code == 405, "nothing can be written")
    return objects


def read(place: Place) -> tuple[set[str], dict[str, set[str]]]:
    """Everything that is a file. Gives the items and the values that may be blocked."""
    items = feeds(place)
    bundles(place, items)
    judge(misp(place) == items, "the MISP feed has the items of the feed of all")
    judge(csaf(place) <= items, "advisories are among them")
    judge(site(place) == items, "and the site map has them")
    return items, indicators(place)


if __name__ == "__main__":
    try:
        there = Place(sys.argv[1], sys.argv[2])
        read(there)
        if there.is_live:
            taxii(there)
        conclude()
    except GivenUp as given_up:
        sys.exit(f" ✗ {given_up}")
