"""Makes packs, reads them, installs them on running nodes and looks values up: python -m packs HOME TOOL [FOLDER-OF-WHEELS]."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from federation.processes import Node, Place, Refused, wait_for
from federation.voice import GivenUp
from federation.wiretap import free_ports

from . import made_up
from .oracle import Oracle, read

NAMES = {"coordinator": "Example City CERT", "bank": "Harbour Bank"}
failures = 0


def judge(holds: bool, said: str) -> None:
    """Notes whether a check held."""
    global failures
    failures += not holds
    print(f" {'✓' if holds else '✗'} {said}", flush=True)


class Bench:
    """The tool, two nodes, and a folder for what is made."""

    def __init__(self, home: Path, tool: str) -> None:
        shutil.rmtree(home, ignore_errors=True)
        self.home, self.tool = home / "nodes", tool
        for folder in ("keys", "items", "home", "tmp", "backups"):
            (self.home / folder).mkdir(parents=True)
        self.made = home / "made"
        self.made.mkdir()
        self.nodes = {name: Node(self.home, Path(tool), name, NAMES[name], "finance", Place()) for name in NAMES}

    def make(self, kind: str, *arguments: str | Path, **environment: str) -> dict:
        """`causeway pack make`; gives its report, or its refusal."""
        done = subprocess.run(
            [self.tool, "pack", "make", kind, *map(str, arguments), "--json"], capture_output=True, check=False, timeout=120,
            env={"PATH": os.environ["PATH"], "HOME": str(self.home / "home"), "TMPDIR": str(self.home / "tmp")} | environment,
        )  # fmt: skip
        return json.loads(done.stderr if done.returncode else done.stdout)

    def start(self) -> None:
        ports = dict(zip(NAMES, free_ports(len(NAMES)), strict=True))
        settings = {name: {"listen": f"127.0.0.1:{port}", "advertise": [f"127.0.0.1:{port}"]} for name, port in ports.items()}
        coordinator, bank = self.nodes["coordinator"], self.nodes["bank"]
        report = coordinator.initialise(settings["coordinator"], "--coordinator", "--origin", "registry.example/p", "--network-name", "P")
        coordinator.start()
        bank.initialise(settings["bank"])
        applied = bank.ask("join", f"127.0.0.1:{ports['coordinator']}", "--network", report["network"], "--contact", "duty desk")
        coordinator.run("registry", "admit", applied["application"])
        bank.start()
        wait_for("the bank knows all keys", lambda: bank.keys_known() == len(NAMES))

    def packs(self, node: str = "bank") -> dict[str, tuple[str, str]]:
        return {pack["name"]: (pack["version"], pack["state"]) for pack in self.nodes[node].ask("pack", "list")}

    def ready(self, name: str, version: str, seconds: float = 90) -> None:
        wait_for(f"{name} {version} is ready", lambda: self.packs().get(name) == (version, "ready"), seconds)

    def install(self, file: Path, *arguments: str, node: str = "coordinator") -> str:
        """The outcome, or the refusal's code."""
        try:
            return self.nodes[node].ask("pack", "install", str(file), *arguments)["outcome"]
        except Refused as refusal:
            return refusal.code

    def stands(self, value: str) -> set[str]:
        return {found["list"] for found in self.nodes["bank"].ask("correlate", value)["warnings"]}

    def rows(self, table: str) -> int:
        with sqlite3.connect(f"file:{self.nodes['bank'].directory / 'node.sqlite'}?mode=ro", uri=True) as database:
            return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def making(bench: Bench) -> None:
    """What is made is what the page says, whatever it is made from, and nothing of it was run."""
    lists, made = made_up.lists(1), bench.made
    wheel = made_up.wheel(made, lists)
    report = bench.make("warning-lists", wheel, "--out", made / "lists.json")
    said, parts = read((made / "lists.json").read_text())
    judge(said["pack"] == "warning-lists" and said["version"] == "1.2.3" and said["licence"] == "CC0-1.0", "a wheel's version and licence")
    with zipfile.ZipFile(wheel) as archive:
        judge(all(archive.read(f"made_up_lists/data/lists/{name}/list.json") == parts[name] for name in lists), "every list octet for octet")
        archive.extractall(made / "unpacked")
    judge(not (made / "imported").exists(), "nothing of the wheel was run")
    judge({one["name"]: one["leftOut"] for one in report["parts"] if one["leftOut"]} == {"networks": 1, "patterns": 1}, "entries that are none are counted")
    again = bench.make("warning-lists", made / "unpacked", "--out", made / "again.json")
    judge("code" not in again and read((made / "again.json").read_text())[0]["digest"] == said["digest"], "the same from the unpacked folder")
    made_up.vocabularies(made)
    bench.make("taxonomies", made / "taxonomies", "--out", made / "taxonomies.json")
    said, parts = read((made / "taxonomies.json").read_text())
    judge((said["version"], said["parts"][0]["entries"]) == ("20260101", 3), "a folder of taxonomies")
    bench.make("galaxies", made / "galaxies", "--pack-version", "7", "--out", made / "galaxies.json")
    said, parts = read((made / "galaxies.json").read_text())
    judge(set(json.loads(parts["actor"])) == {"galaxy", "cluster"} and said["parts"][0]["entries"] == 2, "a folder of galaxies")
    for version in ("17", "18"):
        (made / f"base-{version}").write_text(made_up.knowledge_base(version, 50))
        bench.make("attack", made / f"base-{version}", "--out", made / f"attack-{version}.json")
    said, _ = read((made / "attack-18.json").read_text())
    judge((said["pack"], said["version"], said["contents"]) == ("attack-ics", "18", 52), "a knowledge base by its collection")


def hostile(bench: Bench) -> None:
    """Sources that are broken or mean harm are refused by name, and nothing is written."""
    made, target = bench.made, bench.made / "refused.json"
    good = made_up.warning_list("string", ["a.example"])

    def folder(name: str, *files: tuple[str, str]) -> Path:
        for path, content in files:
            (made / name / path).parent.mkdir(parents=True, exist_ok=True)
            (made / name / path).write_text(content)
        return made / name

    def archive(name: str, *paths: str) -> Path:
        with zipfile.ZipFile(made / name, "w") as written:
            for path in paths:
                written.writestr(path, json.dumps(good))
        return made / name

    long = json.dumps(made_up.warning_list("string", ["x"])).replace('["x"]', "[" + '"x",' * 2_000_000 + '"x"]')
    whole = made_up.wheel(folder("w"), {"a": good}) if folder("w", ("x", "")) else made
    (made / "cut.whl").write_bytes(whole.read_bytes()[:-40])
    cases = {
        "broken JSON": (folder("broken", ("a/list.json", '{"name": "x", "list": [')), "pack-not-readable"),
        "a list of two million entries and one": (folder("long", ("a/list.json", long)), "pack-too-large"),
        "two lists of one name": (folder("twice", ("x/a/list.json", json.dumps(good)), ("y/a/list.json", json.dumps(good))), "pack-part-repeated"),
        "a path that leads out of an archive": (archive("out.zip", "lists/a/list.json", "../../escaped/list.json"), "archive-path"),
        "an absolute path in an archive": (archive("root.zip", "/lists/a/list.json"), "archive-path"),
        "an archive that is cut short": (made / "cut.whl", "bad-archive"),
        "a folder without lists": (folder("empty", ("README", "")), "pack-source-empty"),
        "a source that is not there": (made / "nowhere", "no-such-file"),
        "a source without a version": (folder("versionless", ("a/list.json", json.dumps(good))), "pack-version"),
    }
    for what, (source, code) in cases.items():
        refusal = bench.make("warning-lists", source, "--out", target)
        judge(refusal.get("code") == code and bool(refusal.get("remedy")) and not target.exists(), f"{what}: {refusal.get('code')}")
    with zipfile.ZipFile(made / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("a/list.json", b" " * 100_000_000)
    judge(bench.make("warning-lists", made / "bomb.zip", "--out", target).get("code") == "pack-too-large", "an archive that unfolds to 100 MB")
    refusal = bench.make("warning-lists", "--download", "--out", target, PATH="/nowhere")
    judge(refusal.get("code") == "not-downloaded" and "python3" in refusal["reason"] and "==" in refusal["remedy"], "no Python: what to do instead")
    refusal = bench.make("galaxies", "--download", "--out", target, PIP_INDEX_URL="http://127.0.0.1:9/simple")
    judge(refusal.get("code") == "not-downloaded" and "pip" in refusal["reason"], f"no network: {refusal.get('reason', '')[-90:]}")
    judge(bench.make("attack", "--download").get("code") == "no-package", "no package has ATT&CK")
    judge(list((bench.home / "tmp").iterdir()) == [], "nothing is left in the temporary folder")


def looked_up(bench: Bench, lists: dict[str, dict], values: list[str], said: str) -> None:
    """Every value stands at the bank on exactly those lists on which Python finds it."""
    oracles = {name: Oracle(found) for name, found in lists.items()}
    wrong, hits = [], 0
    for value in values:
        wanted, found = {name for name, oracle in oracles.items() if oracle.holds(value)}, bench.stands(value)
        hits += len(wanted)
        if wanted != found:
            wrong.append(f"{value}: {sorted(found)}, by Python {sorted(wanted)}")
    judge(hits > len(values) / 4 and not wrong, f"{said}: {len(values)} values on {hits} lists as Python finds them{'; ' + wrong[0] if wrong else ''}")


def nodes(bench: Bench) -> None:
    """Packs on running nodes: there, corrected, from nobody else, and whole whatever is interrupted."""
    made, bank, coordinator = bench.made, bench.nodes["bank"], bench.nodes["coordinator"]
    judge(bench.install(made / "lists.json", node="bank") == "not-the-coordinator", "a member installs nothing")
    for name, version in (("lists", "1.2.3"), ("taxonomies", "20260101"), ("galaxies", "7"), ("attack-17", "17")):
        outcome = bench.install(made / f"{name}.json")
        judge(outcome == "shared", f"{name}: {outcome}")
        bench.ready({"lists": "warning-lists", "attack-17": "attack-ics"}.get(name, name), version)
    judge(bench.install(made / "lists.json") == "unchanged", "installed again: nothing changes")
    shown = bank.run("pack", "show", "taxonomies", "made-up")
    judge(shown == (made / "taxonomies/made-up/machinetag.json").read_bytes(), "a taxonomy comes out as it went in")
    looked_up(bench, made_up.lists(1), made_up.values(2, made_up.lists(1)), "made-up lists")

    judge(bank.ask("search", "wading", "--limit", "200")["hits"][0]["item"]["author"] == NAMES["coordinator"], "techniques are found")
    judge(bench.install(made / "attack-18.json") == "corrected", "a newer version corrects the older one")
    bench.ready("attack-ics", "18")
    found = bank.ask("search", "wading", "--limit", "200")["hits"]
    judge(len(found) == 50 and all(hit["name"].endswith(" 18") for hit in found), "the bank finds the newer objects and no older ones")
    judge(bench.install(made / "attack-17.json") == "pack-older", "the older one is refused")
    cut = made / "cut.json"
    cut.write_bytes((made / "attack-18.json").read_bytes()[:-50])
    judge(bench.install(cut) == "pack-not-readable", "a pack that is cut short is refused")

    evil = made_up.wheel(made / "unpacked", {"names": made_up.warning_list("string", ["evil.example"])}, "9.9.9")
    bench.make("warning-lists", evil, "--out", made / "evil.json")
    bank.ask("share", str(made / "evil.json"), "--everyone", "--tlp", "clear")
    wait_for("the coordinator has it", lambda: len(coordinator.ask("list")) == 5)
    judge(bench.stands("evil.example") == set() and bench.packs()["warning-lists"][0] == "1.2.3", "what a member shares is no reference data")


def interrupted(bench: Bench) -> None:
    """Killed while it builds, and while it installs: afterwards everything is there once."""
    made, bank, coordinator = bench.made, bench.nodes["bank"], bench.nodes["coordinator"]
    many = {f"many-{number}": made_up.warning_list("hostname", [f"h{n}.n{number}.example" for n in range(20_000)]) for number in range(30)}
    bench.make("warning-lists", made_up.wheel(made, many, "2.0"), "--name", "many", "--out", made / "many.json")
    bench.install(made / "many.json")
    wait_for("the bank builds", lambda: bench.rows("warning_list") > 8)
    bank.kill()
    left = bench.rows("warning_list")
    bank.start()
    bench.ready("many", "2.0")
    judge(left < 36 and bench.rows("warning_list") == 36, f"killed after {left} lists of 36, it built the rest")
    judge(all(bench.stands(f"x.h{n}.n{n % 30}.example") == {f"many-{n % 30}"} for n in (0, 29, 4_321, 19_999)), "and finds what is in them")

    bench.make("warning-lists", made_up.wheel(made, many, "2.1"), "--name", "many", "--out", made / "many-2.json")
    installing = subprocess.Popen(
        [bench.tool, "pack", "install", str(made / "many-2.json"), "--json"], env=coordinator.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(0.3)
    coordinator.kill()
    installing.wait()
    coordinator.start()
    outcome = bench.install(made / "many-2.json")
    bench.ready("many", "2.1")
    judge(outcome in ("corrected", "unchanged"), f"killed while it installed, it installs when asked again: {outcome}")
    judge(len([pack for pack in bank.ask("pack", "list") if pack["name"] == "many"]) == 1, "and the pack is there once")

    item = next(pack["item"] for pack in bank.ask("pack", "list") if pack["name"] == "many")
    coordinator.run("retract", item, "--reason", "wrong")
    wait_for("it is gone", lambda: "many" not in bench.packs())
    judge(bench.rows("warning_list") == 6 and bench.stands("h1.n1.example") == set(), "a pack that is retracted takes its lists along")


def real(bench: Bench, folder: Path) -> None:
    """The same with real lists, and what they cost."""
    bank = bench.nodes["bank"]
    for kind, start in (("warning-lists", "pymispwarninglists"), ("taxonomies", "pytaxonomies"), ("galaxies", "pymispgalaxies")):
        wheel = next(folder.glob(f"{start}-*.whl"))
        began = time.monotonic()
        report = bench.make(kind, wheel, "--name", f"real-{kind}", "--out", bench.made / f"real-{kind}.json", "--all")
        if "code" in report:
            raise GivenUp(f"{kind}: {report}")
        made = time.monotonic()
        judge(bench.install(bench.made / f"real-{kind}.json") == "shared", f"{wheel.name} is shared")
        shared = time.monotonic()
        bench.ready(f"real-{kind}", report["version"], 900)
        print(f"   {report['octets']:,} octets, {report['entries']:,} entries: {made - began:.1f} s to make, {shared - made:.1f} s to install, "
              f"{time.monotonic() - shared:.1f} s until it was ready at the bank")  # fmt: skip
    _, parts = read((bench.made / "real-warning-lists.json").read_text())
    lists = {name: json.loads(octets) for name, octets in parts.items()}
    values = []
    for found in lists.values():
        for entry in found["list"][:: max(1, len(found["list"]) // 4)][:4]:
            host = entry.strip().strip("*").strip(".").lower()
            bare = host.split("/")[0]
            values += [bare, f"http://{bare}/x", f"www.{bare}"] if found["type"] != "regex" and "." in bare and ":" not in bare else []
    values = [value for value in values if value.count(".") < 9 and len(value) < 200 and value.isascii() and "@" not in value and " " not in value]
    known = {pack["name"] for pack in bank.ask("pack", "list") if pack["name"] != "real-warning-lists"}
    oracles = {name: Oracle(found) for name, found in lists.items()}
    wrong, hits, refused = [], 0, 0
    for value in values:
        try:
            answer = bank.ask("correlate", value)
        except Refused:
            refused += 1
            continue
        found = {one["list"] for one in answer["warnings"] if one["pack"] not in known}
        wanted = {name for name, oracle in oracles.items() if oracle.holds(answer["value"])}
        hits += len(wanted)
        if found != wanted:
            wrong.append(f"{value}: {sorted(found ^ wanted)}")
    judge(not wrong and hits > 0, f"real lists: {len(values) - refused} values on {hits} lists as Python finds them; {len(wrong)} not {wrong[:5]}")
    status = Path(f"/proc/{bank.process.pid}/status").read_text() if bank.process else ""
    memory = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    with sqlite3.connect(f"file:{bank.directory / 'node.sqlite'}?mode=ro", uri=True) as database:
        octets = database.execute("SELECT sum(length(octets)) FROM warning_block").fetchone()[0]
        entries = sum(len(found["list"]) for found in lists.values())
    print(f"   {entries:,} entries in {octets:,} octets; database {(bank.directory / 'node.sqlite').stat().st_size:,} octets; {memory}")


def main(home: Path, tool: str, folder: str = "") -> None:
    bench = Bench(home, tool)
    making(bench)
    hostile(bench)
    try:
        bench.start()
        nodes(bench)
        interrupted(bench)
        if folder:
            real(bench, Path(folder))
    finally:
        for node in bench.nodes.values():
            node.stop()
    if failures:
        raise GivenUp(f"{failures} checks did not hold")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), *sys.argv[2:])
    except GivenUp as reason:
        print(f" ✗ {reason}")
        sys.exit(1)
