"""Starts a coordinator with a public zone and two members, publishes some of what they share, and reads it: python -m zone HOME TOOL."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

from federation.processes import wait_for
from federation.voice import GivenUp
from federation.wiretap import free_ports
from members import TLP, Members, conclude, judge

from .place import Place
from .reading import read, taxii

SITE = "https://zone.example"
HOSTILE = "=1+1\"</title><script>alert(1)</script>]]>\u202e\u0007 & 'x'"


def thing(kind: str, **members) -> dict:
    """An object for everybody."""
    return {
        "type": kind, "spec_version": "2.1", "id": f"{kind}--{uuid.uuid4()}", "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z", "object_marking_refs": [TLP["clear"]], **members,
    }  # fmt: skip


def indicator(pattern: str, name: str = "seen", **members) -> dict:
    return thing("indicator", name=name, pattern=pattern, pattern_type="stix", valid_from="2026-01-01T00:00:00Z", **members)


def report(name: str, *objects: dict) -> list[dict]:
    about = [one["id"] for one in objects]
    return [
        thing("report", name=name, description=f"{name}\n\n- one\n- two", published="2026-01-01T00:00:00Z", object_refs=about, report_types=["threat-report"]),
        *objects,
    ]


SHARED = {
    "threat": report(
        "Phishing against banks", indicator("[ipv4-addr:value = '203.0.113.9' OR domain-name:value = 'evil.example']"),
        indicator("[email-addr:value = '=cmd@evil.example']"), indicator("[file:hashes.'SHA-256' = '" + "ab" * 32 + "']", confidence=85),
        indicator("[url:value = 'http://evil.example/a,\"b']"), indicator("[ipv4-addr:value ISSUBSET '203.0.113.0/24']"),
        indicator("[domain-name:value = 'never.example']", valid_until="2026-01-02T00:00:00Z"),
        indicator("[domain-name:value = 'harmless.example']", indicator_types=["benign"]), indicator("[ipv4-addr:value = '10.0.0.1']"),
        indicator("[domain-name:value = 'half.example'] AND [file:name = 'x']"),
    ),
    "advisory": report(
        HOSTILE,
        thing(
            "vulnerability", name="CVE-2026-12345", description=HOSTILE,
            external_references=[{"source_name": "cve", "external_id": "CVE-2026-12345"}, {"source_name": HOSTILE, "url": "https://vendor.example/a?b=1&c=2"}],
        ),
    ),
    "practice": report("Keep backups", thing("course-of-action", name="Backups", description="Off-line.")),
}  # fmt: skip
TOPIC = {"threat": "threats", "advisory": "mitigation", "practice": "best-practice"}
# Expired, harmless, private or half: none of these may be blocked.
BLOCKED = {
    "ipv4": {"203.0.113.9"}, "networks": {"203.0.113.0/24"}, "domains": {"evil.example"}, "urls": {"http://evil.example/a,\"b"},
    "email": {"=cmd@evil.example"}, "sha256": {"ab" * 32},
}  # fmt: skip


def main(home: Path, tool: str) -> None:
    members = Members(home, tool)
    (port,) = free_ports(1)
    zone = {"public-zone": f"127.0.0.1:{port}", "public-zone-url": SITE, "public-zone-contact": "https://zone.example/en/about.html"}
    try:
        members.start({"coordinator": zone})
        coordinator = members.nodes["coordinator"]
        items = {key: members.share("telco", key, objects, "--everyone") for key, objects in SHARED.items()}
        waiting = members.share("bank", "waiting", report("Not yet approved", indicator("[domain-name:value = 'waiting.example']")), "--everyone")
        members.share("bank", "green", [indicator("[domain-name:value = 'green.example']", object_marking_refs=[TLP["green"]])], "--members")

        def queue() -> set[str]:
            return {one["id"] for one in coordinator.ask("zone", "queue")["items"]}

        wait_for("everything for everybody waits for a moderator", lambda: queue() >= {waiting, *items.values()})
        place = Place(f"http://127.0.0.1:{port}", SITE)
        judge(place.json("/feeds/all.json")["items"] == [], "nothing is public before it is approved")
        for key, item in items.items():
            coordinator.run("zone", "approve", item, "--topic", TOPIC[key])
        wait_for("what was approved is public", lambda: len(place.json("/feeds/all.json")["items"]) == len(items))
        found, blocked = read(place)
        judge(found == set(items.values()), "public is what was approved, and nothing else")
        judge({kind: values for kind, values in blocked.items() if values} == BLOCKED, f"what may be blocked is what indicators in force name alone: {blocked}")
        named = {one["id"] for one in taxii(place)}
        judge(named == {one["id"] for objects in SHARED.values() for one in objects}, "TAXII gives their objects, and nothing else")
        conclude()
    finally:
        members.stop()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2])
    except GivenUp as given_up:
        sys.exit(f" ✗ {given_up}")
