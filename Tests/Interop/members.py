"""A coordinator and two members with the interface for machines, for the checks that come as clients."""

from __future__ import annotations

import json
import shutil
import uuid
from pathlib import Path

from federation.processes import Node, Place, wait_for
from federation.voice import GivenUp
from federation.wiretap import free_ports

GROUP = "Quiet Harbour Circle"
NAMES = {"coordinator": "Example City CERT", "bank": "Harbour Bank", "telco": "City Telecom"}
TLP = {
    "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
failures = 0


def judge(holds: bool, said: str) -> None:
    """Notes whether a check held."""
    global failures
    failures += not holds
    print(f" {'✓' if holds else '✗'} {said}")


def conclude() -> None:
    """Gives up if a check did not hold."""
    if failures:
        raise GivenUp(f"{failures} checks did not hold")


def indicator(name: str, mark: str, modified: str = "2026-01-01T00:00:00.000Z", identifier: str = "") -> dict:
    """An indicator; its name says where it belongs."""
    return {
        "type": "indicator", "spec_version": "2.1", "id": identifier or f"indicator--{uuid.uuid4()}", "created": "2026-01-01T00:00:00.000Z",
        "modified": modified, "name": name, "indicator_types": ["benign"], "pattern": "[ipv4-addr:value = '198.51.100.7']",
        "pattern_type": "stix", "valid_from": "2026-01-01T00:00:00Z", "object_marking_refs": [TLP[mark]],
    }  # fmt: skip


class Members:
    """The nodes, and what was shared by whom with whom."""

    def __init__(self, home: Path, tool: str) -> None:
        self.home = home / "nodes"
        shutil.rmtree(self.home, ignore_errors=True)
        for folder in ("keys", "items", "home", "tmp", "backups"):
            (self.home / folder).mkdir(parents=True)
        free = iter(free_ports(2 * len(NAMES)))
        self.ports = {name: (next(free), next(free)) for name in NAMES}
        self.nodes = {name: Node(self.home, Path(tool), name, NAMES[name], "finance", Place()) for name in NAMES}
        self.shared: dict[str, list[dict]] = {}

    def start(self, more: dict[str, dict] | None = None) -> None:
        """`more` holds further settings by node."""
        settings = {
            name: {
                "listen": f"127.0.0.1:{peer}", "advertise": [f"127.0.0.1:{peer}"], "api": f"127.0.0.1:{api}",
                "api-url": f"http://127.0.0.1:{api}", "api-requests-per-minute": 100_000,
            } | (more or {}).get(name, {})
            for name, (peer, api) in self.ports.items()
        }  # fmt: skip
        coordinator = self.nodes["coordinator"]
        report = coordinator.initialise(settings["coordinator"], "--coordinator", "--origin", "registry.example/t", "--network-name", "T")
        coordinator.start()
        for name in ("bank", "telco"):
            node = self.nodes[name]
            node.initialise(settings[name])
            applied = node.ask("join", f"127.0.0.1:{self.ports['coordinator'][0]}", "--network", report["network"], "--contact", "duty desk")
            coordinator.run("registry", "admit", applied["application"])
            node.start()
        for name in ("bank", "telco"):
            wait_for(f"{name} knows all keys", lambda name=name: self.nodes[name].keys_known() == len(NAMES))

    def share(self, by: str, key: str, objects: list[dict], *to: str) -> str:
        """Shares objects as a bundle and remembers them under a key."""
        path = self.home / "items" / f"{key}.json"
        path.write_text(json.dumps({"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": objects}, indent=1))
        self.shared[key] = objects
        return self.nodes[by].ask("share", str(path), *to)["id"]

    def token(self, node: str, name: str, *options: str) -> str:
        return self.nodes[node].ask("token", "create", name, *options)["token"]

    def url(self, node: str) -> str:
        return f"http://127.0.0.1:{self.ports[node][1]}"

    def stop(self) -> None:
        for node in self.nodes.values():
            node.stop()
