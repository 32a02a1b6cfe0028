"""Proves that nobody else can read: `canaries.py DIRECTORY [--own NAME]... [--no-captures]`.

DIRECTORY holds a federation's files after it ran (`searcher/federation.py` says how they lie), and

    canaries.json  [{"canary": text, "item": its identifier, "entitled": [names of nodes, or "*"], "label": for the table}, ...]
    hidden.json    [{"name": the group's, "tag": hexadecimal, "members": [names of nodes]}, ...]

Three things are tried. Every octet of every file is searched for each canary, in many spellings, and for every secret of every node.
All keys of every node are tried on all slots, and all keys that come out on all items, wherever they were found. And each hidden group's
name, charter, roster and tag are looked for at outsiders. Exit code 0: only who is entitled can read. 1: somebody else can. 2: the
search proves nothing, since it did not find what it must find. 3: the command line is wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from causeway_reader import keyfile
from searcher import hidden, scan
from searcher.federation import EVERYBODY, WIRE, Canary, Federation, NothingProven, load
from searcher.needles import Needle, octet_needles, text_forms, text_needles
from searcher.opening import OpenedItem, Trials, try_everything
from searcher.scan import Hit
from searcher.secrets import Collected, collect

OPENS, HOLDS, NOTHING = "opens", "holds", "—"
SHOWN_MAX = 200


@dataclass
class Verdict:
    """What the search found: who opens and who holds each canary, what must not be, and what is missing."""

    opens: dict[tuple[str, str], bool] = field(default_factory=dict)
    holds: dict[tuple[str, str], bool] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def judge_files(federation: Federation, hits: list[Hit], verdict: Verdict) -> None:
    """Canaries stand in files of who is entitled only."""
    for hit in hits:
        if hit.needle.subject[0] != "canary":
            continue
        canary = federation.canaries[hit.needle.subject[1]]
        verdict.holds[canary.text, hit.owner] = True
        if not canary.may_be_at(hit.owner):
            verdict.violations.append(f"{hit.owner}: {canary.text} stands ({hit.needle.form}) in {hit.path} at {hit.offset}")


def judge_keys(federation: Federation, items: list[OpenedItem], verdict: Verdict) -> None:
    """Canaries come out with keys of who is entitled only."""
    for canary in federation.canaries:
        forms = [octets for _, octets in text_forms(canary.text)]
        for item in items:
            is_inside = item.content is not None and any(form in item.content for form in forms)
            if item.item == canary.item and item.content is not None and not is_inside:
                verdict.missing.append(f"{canary.text} is not in its item {item.item.hex()}")
            if not is_inside and item.item != canary.item:
                continue
            for node in item.nodes:
                verdict.opens[canary.text, node] = True
                if not canary.may_be_at(node):
                    verdict.violations.append(f"{node}: its keys open {canary.text} in item {item.item.hex()}")


def judge_presence(federation: Federation, verdict: Verdict) -> None:
    """A search that finds nothing where something is proves nothing."""
    for canary in federation.canaries:
        entitled = sorted(canary.entitled - {EVERYBODY})
        for node in entitled:
            if canary.item and not verdict.opens.get((canary.text, node)):
                verdict.missing.append(f"{node} is entitled to {canary.text}, and its keys do not open it")
        if canary.entitled and not any(verdict.holds.get((canary.text, owner)) for owner in (*federation.nodes, WIRE)):
            verdict.missing.append(f"{canary.text} stands in no file at all")


def secret_needles(federation: Federation, collected: Collected, trials: Trials) -> list[Needle]:
    """What must not stand anywhere in the clear: passphrases, seeds, subkeys, epoch keys, secrets of the items with canaries."""
    watched = {canary.item for canary in federation.canaries if EVERYBODY not in canary.entitled}
    needles: list[Needle] = []
    for name, holding in federation.holdings.items():
        needles += octet_needles(("secret", f"the passphrase of {name}"), keyfile.trimmed_passphrase(holding.passphrase))
        if holding.recovery_code:
            needles += octet_needles(("secret", f"the recovery code of {name}"), holding.recovery_code)
    for name, secrets in collected.secrets.items():
        for seed, kind in secrets.seeds.items():
            needles += octet_needles(("secret", f"the {kind} seed of {name}"), seed)
        for seed in secrets.subkeys:
            needles += octet_needles(("secret", f"a subkey of {name}"), seed)
    for key in trials.epoch_keys:
        needles += octet_needles(("secret", f"a key of epoch {key.epoch.hex()}"), key.key)
    for item in (item for item in trials.items if item.item in watched):
        needles += octet_needles(("secret", f"the secret of item {item.item.hex()}"), item.secret)
    return needles


def judge_captures(federation: Federation, verdict: Verdict) -> None:
    """There are captures, and something is in them."""
    captures = federation.captures()
    if not any(path.stat().st_size for path in captures):
        verdict.missing.append(f"{len(captures)} captures, and no octet in them")


def search(federation: Federation, needs_captures: bool = True) -> tuple[Verdict, list[str]]:
    """The whole search; gives a verdict and lines that say what was done."""
    verdict, began = Verdict(), time.monotonic()
    if needs_captures:
        judge_captures(federation, verdict)
    collected = collect(federation)
    for name, secrets in collected.secrets.items():
        # Who was never admitted has nothing but the key file.
        if secrets.is_empty and name in collected.node_ids:
            verdict.missing.append(f"{name} has no key that opens anything")
        for setting in sorted(secrets.closed):
            verdict.missing.append(f"the setting {setting} of {name} does not open under its key")
        for setting in sorted(secrets.unknown):
            verdict.missing.append(f"{name} has a sealed setting {setting} of a form that this program does not know")
    opened_at = time.monotonic()
    insides = hidden.look_inside(federation, collected)
    needles = hidden.needles(insides)
    for number, canary in enumerate(federation.canaries):
        needles += text_needles(("canary", number), canary.text)
    hits, found, octets = scan.scan(federation, needles)
    scanned_at = time.monotonic()
    trials = try_everything(collected, found)
    tried_at = time.monotonic()
    in_the_clear = secret_needles(federation, collected, trials)
    for hit in scan.find(federation, in_the_clear):
        what, form = hit.needle.subject[1], hit.needle.form
        verdict.violations.append(f"{hit.owner}: {what} stands in the clear ({form}) in {hit.path} at {hit.offset}")
    judge_files(federation, hits, verdict)
    judge_keys(federation, trials.items, verdict)
    verdict.violations += hidden.violations(federation, collected, insides, trials, hits)
    judge_presence(federation, verdict)
    ended = time.monotonic()
    captures = federation.captures()
    captured = sum(path.stat().st_size for path in captures)
    lines = [
        f"{len(federation.nodes)} nodes, {len(federation.files)} files, {octets:,} octets",
        f"{len(captures)} of the files are captures of {captured:,} octets",
        f"key files and databases: {opened_at - began:.1f} s",
        f"{len(needles):,} spellings looked for: {scanned_at - opened_at:.1f} s",
        f"{len(in_the_clear):,} spellings of secrets looked for: {ended - tried_at:.1f} s",
        f"{trials.slots:,} slots × {trials.subkeys:,} subkeys = {trials.decapsulations:,} decapsulations: {trials.slot_seconds:.1f} s",
        f"{len(trials.epoch_keys):,} epoch keys, {trials.step_keys:,} step keys, {trials.envelopes:,} sealed items, "
        f"{trials.derivations:,} trials: {trials.envelope_seconds:.1f} s",
        f"{len(trials.items):,} items open to somebody",
    ]
    return verdict, lines


def table(federation: Federation, verdict: Verdict) -> list[str]:
    """One line for each canary, one column for each node and one for what lies open."""
    owners = [*federation.nodes, WIRE]
    width = max(len(canary.label) for canary in federation.canaries)
    columns = [max(len(owner), 6) + 2 for owner in owners]
    lines = ["".ljust(width) + "".join(owner.rjust(column) for owner, column in zip(owners, columns))]
    for canary in federation.canaries:
        cells = [_cell(canary, owner, verdict).rjust(column) for owner, column in zip(owners, columns)]
        lines.append(canary.label.ljust(width) + "".join(cells))
    return lines


def _cell(canary: Canary, owner: str, verdict: Verdict) -> str:
    if verdict.opens.get((canary.text, owner)):
        text = OPENS
    else:
        text = HOLDS if verdict.holds.get((canary.text, owner)) else NOTHING
    return text if text == NOTHING or canary.may_be_at(owner) else text + "!"


def report(title: str, sentences: list[str]) -> None:
    """Prints each sentence once, and not more than a screen can take."""
    unique = list(dict.fromkeys(sentences))
    for sentence in unique[:SHOWN_MAX]:
        print(f"{title}: {sentence}")
    if len(unique) > SHOWN_MAX:
        print(f"{title}: and {len(unique) - SHOWN_MAX} more")


def main(arguments: list[str]) -> int:
    """Reads the command line, searches, prints."""
    parser = argparse.ArgumentParser(prog="canaries.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--own", action="append", default=[], metavar="NAME", help="a file or folder at the top that the test bench wrote")
    parser.add_argument("--no-captures", action="store_true", help="nothing was recorded")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return 3 if stop.code else 0
    try:
        federation = load(options.directory, frozenset(options.own))
        verdict, lines = search(federation, not options.no_captures)
    except NothingProven as reason:
        print(f"nothing is proven: {reason}")
        return 2
    for line in table(federation, verdict):
        print(line)
    for line in lines:
        print(line)
    report("violation", verdict.violations)
    report("nothing is proven", verdict.missing)
    if verdict.violations:
        return 1
    if verdict.missing:
        return 2
    print("nobody else can read")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
