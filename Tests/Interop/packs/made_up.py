"""Sources of packs: lists, taxonomies, galaxies and a knowledge base that nobody published."""

from __future__ import annotations

import json
import random
import zipfile
from pathlib import Path

STAMP = "2026-01-01T00:00:00.000Z"


def warning_list(kind: str, entries: list[str], attributes: list[str] | None = None, name: str = "", version: int = 1) -> dict:
    """A list as MISP's are written."""
    return {
        "name": name or f"Made-up {kind} list of {len(entries)}", "description": "made up", "version": version, "type": kind,
        "matching_attributes": attributes or [], "list": entries,
    }  # fmt: skip


def lists(seed: int) -> dict[str, dict]:
    """Lists of every kind, with what real ones have in them: capitals, space, dots in front, entries that are none."""
    draw = random.Random(seed)
    word = lambda: "".join(draw.choice("abcdefghij") for _ in range(draw.randint(2, 5)))  # noqa: E731
    names = lambda count: [f"{word()}.{word()}.example" for _ in range(count)]  # noqa: E731
    short = lambda: ".".join(str(draw.randint(0, 15)) for _ in range(4))  # noqa: E731
    return {
        "names": warning_list("string", [*names(400), " Spaced.Example ", "CAPITALS.example"]),
        "hosts": warning_list("hostname", [*names(300), "*.wild.example", ".dotted.example."], ["hostname", "domain", "url"]),
        "networks": warning_list("cidr", [f"{short()}/{draw.randint(6, 32)}" for _ in range(40)] + ["10.9.8.7", "2001:DB8:7::/48", "none"]),
        "parts": warning_list("substring", [word() + word() for _ in range(60)], ["domain", "email-src", "url"]),
        "patterns": warning_list("regex", [r"/^(noc|abuse)\@.*\..*$/i", r"/b[0-9]+\.example/", "(a)\\1", "^(x+)+$"], ["email-dst", "domain"]),
        "phones": warning_list("regex", ["/08|09|10/g"], ["phone-number"]),
    }


def values(seed: int, found: dict[str, dict]) -> list[str]:
    """Values of all kinds, many of them near the lists' entries."""
    draw = random.Random(seed)
    some: list[str] = []
    for entry in [entry for one in found.values() if one["type"] in ("string", "hostname") for entry in draw.sample(one["list"], 60)]:
        host = entry.strip().strip("*").strip(".").lower()
        some += [host, f"www.{host}", f"x{host}", f"https://{host}/path?q=1", f"noc@{host}", f"http://u@a.{host}:8080/#x"]
    for _ in range(300):
        address = ".".join(str(draw.randint(0, 15)) for _ in range(4))
        some += [address, f"http://{address}/x", f"{address}/{draw.randint(8, 31)}"]
    for entry in found["parts"]["list"][:20]:
        some += [f"a{entry}b.example", f"me@{entry}.example"]
    some += ["b12.example", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.example", "2001:db8:7::9", "2001:db8:8::9", "aa.example"]
    return sorted({value for value in some if "/" not in value or "://" in value or value.split("/")[1] != "32"})


def wheel(path: Path, found: dict[str, dict], version: str = "1.2.3") -> Path:
    """A wheel with lists in it and a module that must never run."""
    target = path / f"made_up_lists-{version}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("made_up_lists/__init__.py", f"open({str(path / 'imported')!r}, 'w')\n")
        archive.writestr(f"made_up_lists-{version}.dist-info/METADATA", f"Name: made-up\nVersion: {version}\nLicense-Expression: CC0-1.0\n\nText\n")
        for name, one in found.items():
            archive.writestr(f"made_up_lists/data/lists/{name}/list.json", json.dumps(one, indent=1))
    return target


def vocabularies(path: Path) -> None:
    """A folder with a taxonomy and a galaxy."""
    taxonomy = {
        "namespace": "made-up", "description": "d", "version": 3, "predicates": [{"value": "plain"}, {"value": "level", "expanded": "Level"}],
        "values": [{"predicate": "level", "entry": [{"value": "high", "expanded": "High"}, {"value": "low"}]}],
    }  # fmt: skip
    for place, content in {
        "taxonomies/made-up/machinetag.json": taxonomy,
        "taxonomies/MANIFEST.json": {"version": "20260101", "license": "CC-0"},
        "galaxies/galaxies/actor.json": {"type": "actor", "name": "Actor", "uuid": "1", "version": 2, "description": "d"},
        "galaxies/clusters/actor.json": {
            "type": "actor", "name": "Made-up actors", "version": 2, "values": [{"value": "Heron", "uuid": "2"}, {"value": "Ibis", "uuid": "3"}],
        },
    }.items():  # fmt: skip
        (path / place).parent.mkdir(parents=True, exist_ok=True)
        (path / place).write_text(json.dumps(content))


def knowledge_base(version: str, techniques: int) -> str:
    """A bundle as ATT&CK's are, written with white space of its own."""
    common = {"spec_version": "2.1", "created": STAMP, "modified": f"2026-01-{int(version):02d}T00:00:00.000Z"}
    patterns = [
        {
            "type": "attack-pattern", "id": f"attack-pattern--00000000-0000-4000-8000-{number:012x}", **common,
            "name": f"Wading {number} of {version}", "x_mitre_domains": ["ics-attack"],
            "external_references": [{"source_name": "mitre-attack", "external_id": f"T{9000 + number}"}],
        }
        for number in range(techniques)
    ]  # fmt: skip
    collection = {
        "type": "x-mitre-collection", "id": "x-mitre-collection--00000000-0000-4000-8000-00000000ffff", **common, "name": "Made-up ATT&CK",
        "x_mitre_version": version, "x_mitre_contents": [{"object_ref": one["id"], "object_modified": STAMP} for one in patterns],
    }  # fmt: skip
    matrix = {"type": "x-mitre-matrix", "id": "x-mitre-matrix--00000000-0000-4000-8000-00000000fffe", **common, "x_mitre_domains": ["ics-attack"]}
    return json.dumps({"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000001", "objects": [collection, matrix, *patterns]}, indent=3)
