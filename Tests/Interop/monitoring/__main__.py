"""Starts a coordinator and a member, lets them share, and judges their metrics: python -m monitoring HOME TOOL PROMTOOL ROOT."""

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from federation.processes import Node, Place, Refused, wait_for
from federation.voice import GivenUp
from federation.wiretap import free_ports
from monitoring.exposition import Family, Malformed, read

SCRAPE_SECONDS_MAX = 2.0
SHARED = "Harbour gate outage, not for outsiders"
GROUP = "Quiet Harbour Circle"
NAMES = {"coordinator": "Example City CERT", "member": "Harbour Bank"}
failures = 0


def judge(holds: bool, said: str) -> None:
    """Notes whether a check held."""
    global failures
    failures += not holds
    print(f" {'✓' if holds else '✗'} {said}")


def fetch(port: int, path: str, method: str = "GET") -> tuple[int, str, str]:
    """Asks the health address; status, media type and text."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers["Content-Type"] or "", answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, "", error.read().decode()


def bundle() -> bytes:
    """A bundle of one report, marked AMBER."""
    stamp = "2026-01-01T00:00:00.000Z"
    mark = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
    report = {
        "type": "report", "spec_version": "2.1", "id": "report--5d6f6a34-5d0f-4c0a-9a6c-0c3b5a0d7a11", "created": stamp, "modified": stamp,
        "published": stamp, "name": SHARED, "object_refs": [mark], "object_marking_refs": [mark],
    }  # fmt: skip
    return json.dumps({"type": "bundle", "id": "bundle--0d2a4b1e-6a57-4d6b-8a6e-3a3f0c1b2d44", "objects": [report]}).encode()


def documented(page: str) -> dict[str, tuple[str, set[str]]]:
    """The metrics of the page: type and labels by name."""
    rows = re.findall(r"^\| `((?:causeway|process)_[a-z_]+)` \| (\w+) \| ([^|]*) \|", page, re.MULTILINE)
    return {name: (kind, set(re.findall(r"`([a-z_]+)`", labels))) for name, kind, labels in rows}


def asked(expressions: list[str]) -> set[str]:
    """The metrics that expressions ask for."""
    return {name for text in expressions for name in re.findall(r"\b(?:causeway|process)_[a-z_]+", text)}


def compare(families: dict[str, Family], root: Path, promtool: str, home: Path) -> None:
    """Page, rules and dashboard against what the node gives."""
    page = documented((root / "docs/monitoring.md").read_text("utf-8"))
    given = set(families)
    # Failures have a line only once there was one.
    judge(given | {"causeway_store_failures_total"} == set(page), f"the page lists what there is: {sorted(given ^ set(page))}")
    wrong = [name for name in given & set(page) if (families[name].kind, families[name].labels()) != page[name]]
    judge(not wrong, f"with its types and labels: {wrong}")

    rules = (root / "deployments/monitoring/causeway.rules.yml").read_text("utf-8")
    dashboard = json.loads((root / "deployments/monitoring/causeway-dashboard.json").read_text("utf-8"))
    panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    shown = [target["expr"] for panel in panels for target in panel["targets"]]
    samples = {name + suffix for name, family in families.items() for suffix, _ in family.samples} | {"causeway_store_failures_total"}
    for what, names in (("rules", asked(re.findall(r"expr: '(.*)'", rules))), ("the dashboard", asked(shown))):
        judge(bool(names) and names <= samples, f"{what} ask for {len(names)} metrics that there are: {sorted(names - samples)}")
    missing = set(page) - {name.removesuffix("_bucket").removesuffix("_count") for name in asked(shown)}
    judge(not missing, f"the dashboard shows every metric: {sorted(missing)}")
    judge(all(panel["fieldConfig"]["defaults"].get("unit") for panel in panels), "every panel has a unit")
    judge(len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"]), "no two panels have one id")
    judge(dashboard["uid"] == "causeway-node", "the dashboard keeps its uid")

    # Grafana's own variables are put in before Prometheus sees the expression.
    plain = [text.replace("$__rate_interval", "5m").replace("$job", ".*").replace("$instance", ".*") for text in shown]
    lines = [f"      - record: dashboard:{index}\n        expr: '{text}'" for index, text in enumerate(plain)]
    path = home / "dashboard.rules.yml"
    path.write_text("groups:\n  - name: dashboard\n    rules:\n" + "\n".join(lines) + "\n", "utf-8")
    done = subprocess.run([promtool, "check", "rules", str(path)], capture_output=True, text=True, check=False)
    judge(done.returncode == 0, f"promtool takes all {len(shown)} expressions of the dashboard {done.stderr}")


def look(node: Node, port: int, promtool: str, secrets: list[str]) -> dict[str, Family]:
    """One node's page: its form, its time, and whether it names anybody."""
    began = time.monotonic()
    status, media, text = fetch(port, "/metrics")
    judge(status == 200 and media == "text/plain; version=0.0.4; charset=utf-8", f"{node.name}: {status}, {media}")
    judge(time.monotonic() - began < SCRAPE_SECONDS_MAX, f"{node.name}: {len(text)} octets in {time.monotonic() - began:.3f} s")
    families = read(text)
    lint = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    judge(lint.returncode == 0 and not lint.stderr, f"{node.name}: promtool check metrics {lint.stderr}")
    named = [secret for secret in secrets if secret in text]
    judge(not named, f"{node.name}: names nobody: {named}")
    judge(not re.search(r"\b(?=\w*[a-f])(?=\w*[0-9])[0-9a-f]{16,}\b", text), f"{node.name}: holds no identifier")
    again = read(fetch(port, "/metrics")[2])
    judge(list(again) == list(families), f"{node.name}: the order stays")
    for name, family in families.items():
        if family.kind == "counter":
            shrunk = [key for key, value in family.samples.items() if again[name].samples[key] < value]
            if shrunk:
                judge(False, f"{node.name}: {name} shrank")
    for method, path in (("POST", "/metrics"), ("GET", "/metrics/all"), ("GET", "/ready"), ("GET", "/v1/status")):
        judge(fetch(port, path, method)[0] == 404, f"{node.name}: {method} {path} is not there")
    return families


def main(home: Path, tool: str, promtool: str, root: Path) -> None:
    nodes = home / "nodes"
    shutil.rmtree(nodes, ignore_errors=True)
    for folder in ("keys", "items", "home", "tmp", "backups"):
        (nodes / folder).mkdir(parents=True)
    free = iter(free_ports(2 * len(NAMES)))
    ports = {name: (next(free), next(free)) for name in NAMES}
    made = {name: Node(nodes, Path(tool), name, NAMES[name], "finance", Place()) for name in NAMES}
    coordinator, member = made["coordinator"], made["member"]
    try:
        settings = {
            name: {"listen": f"127.0.0.1:{peer}", "advertise": [f"127.0.0.1:{peer}"], "health": f"127.0.0.1:{health}"}
            for name, (peer, health) in ports.items()
        }
        report = coordinator.initialise(settings["coordinator"], "--coordinator", "--origin", "registry.example/m", "--network-name", "M")
        coordinator.start()
        member.initialise(settings["member"])
        applied = member.ask("join", f"127.0.0.1:{ports['coordinator'][0]}", "--network", report["network"], "--contact", "duty desk")
        coordinator.run("registry", "admit", applied["application"])
        member.start()
        wait_for("the member is admitted and knows two keys", lambda: member.status("standing") == "admitted" and member.keys_known() > 1)
        member.run("group", "create", GROUP, "--json")
        path = nodes / "items" / "report.json"
        path.write_bytes(bundle())
        shared = member.ask("share", str(path), "--group", GROUP)
        for node in made.values():
            node.run("backup", str(nodes / "backups" / node.name))
        secrets = [SHARED, GROUP, *NAMES.values(), shared["id"], report["network"], "127.0.0.1", str(nodes)]
        for node in made.values():
            families = look(node, ports[node.name][1], promtool, secrets)
        wanted = {("", (("outcome", "shared"),)): 1.0, ("", (("outcome", "refused"),)): 0.0, ("", (("outcome", "failed"),)): 0.0}
        judge(families["causeway_shares_total"].samples == wanted, "the member counted its share")
        judge(families["causeway_items"].samples == {("", ()): member.status("items")}, "and holds the item that status tells of")
        findings = member.status("findings")
        counts = {dict(labels)["severity"]: value for (_, labels), value in families["causeway_findings"].samples.items()}
        judge(sum(counts.values()) == len(findings), f"findings are those of status: {[finding['code'] for finding in findings]}")
        member.directory.chmod(0o755)
        opened = [finding for finding in member.status("findings") if finding["code"] == "directory-open"]
        judge(len(opened) == 1 and opened[0]["severity"] == "warning", "a directory that others may enter is found")
        checked = subprocess.run(
            [tool, "status", "--check"], env=member.environment, capture_output=True, text=True, timeout=60, check=False
        )
        first = checked.stdout.split("\n")[0]
        judge(checked.returncode == 1 and first.endswith(" you."), f"status --check ends with {checked.returncode}: {first}")
        judge(max(map(len, checked.stdout.split("\n"))) <= 80, "and no line of it is wider than 80 columns")
        compare(families, root, promtool, home)
    finally:
        for node in reversed(list(made.values())):
            node.stop()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    except (GivenUp, Malformed, Refused) as error:
        judge(False, str(error))
    sys.exit(failures > 0)
