"""Asks the tool and three other programs the same: `compare.py TOOL SEED`. Prints what they agree on, and each disagreement."""

import collections
import contextlib
import io
import json
import logging
import random
import re
import subprocess
import sys
import tempfile

import stix2  # noqa: F401  (fills the registry)
from stix2patterns.validator import run_validator
from stix2validator import ValidationOptions, validate_instance

import made_up

OBJECTS, PATTERNS = 350, 150
logging.disable(logging.CRITICAL)


def findings(tool, objects):
    """What the tool finds in each object."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d", "objects": objects}, file)
        file.flush()
        report = json.loads(subprocess.run([tool, "stix", "check", file.name, "--json"], capture_output=True, check=False).stdout)
    assert len(report["findings"]) == report["faults"] + report["warnings"], "more findings than are listed: compare fewer objects"
    found = collections.defaultdict(list)
    for finding in report["findings"]:
        if number := re.match(r"objects\[(\d+)\]", finding["path"]):
            found[int(number[1])].append(finding)
    return [found[number] for number in range(len(objects))]


def judged(made):
    """The errors that stix2-validator finds in an object."""
    with contextlib.redirect_stdout(io.StringIO()):
        return [str(error) for error in validate_instance(made, ValidationOptions(version="2.1")).errors]


def compare_objects(tool, dice):
    good = [made_up.good(dice, made_up.TYPES[number % len(made_up.TYPES)]) for number in range(OBJECTS)]
    bad = [made_up.damaged(dice, made_up.good(dice, made["type"])) for made in good]
    wrong = 0
    for made, found in zip(good, findings(tool, good)):
        ours = [finding["path"] + ": " + finding["reason"] for finding in found if finding["level"] == "fault"]
        if ours or (theirs := judged(made)):
            wrong += 1
            print("good, but refused:", ours or theirs, json.dumps(made))
    for (made, what), found in zip(bad, findings(tool, [made for made, _ in bad])):
        if not any(finding["level"] == "fault" for finding in found) or not judged(made):
            wrong += 1
            print("damaged, but taken by one of the two:", what, json.dumps(made))
    print(f"   {2 * OBJECTS} objects, of which stix2-validator judges {2 * OBJECTS - wrong} as we do")
    return wrong


def compare_identifiers(tool, dice):
    objects, wanted = [], []
    for number in range(OBJECTS):
        made = made_up.good(dice, made_up.OBSERVABLES[number % len(made_up.OBSERVABLES)])
        library = made_up.TABLES[made["type"]](**{name: made[name] for name in made if name != "id"})
        objects.append(made)
        wanted.append(library._generate_id())
    wrong = 0
    for made, want, found in zip(objects, wanted, findings(tool, objects)):
        ours = [finding["reason"].split()[-1] for finding in found if finding["code"] == "otherDeterministicID"]
        if ours != ([want] if want else []):
            wrong += 1
            print("identifier:", ours, "or", want, json.dumps(made))
    print(f"   {OBJECTS} observables, of which stix2 names {OBJECTS - wrong} as we do")
    return wrong


def compare_patterns(tool, dice):
    wrong = 0
    for _ in range(PATTERNS):
        text = made_up.pattern(dice)
        place = dice.randrange(len(text))
        for written in (text, text[:place] + text[place + 1:]):
            answer = subprocess.run([tool, "stix", "pattern", "-", "--json"], input=written.encode(), capture_output=True, check=False)
            theirs = run_validator(written, "2.1") if written else ["empty"]
            # One object of two types is grammatical and can never be; only we say so.
            if b"one object cannot be of the types" in answer.stderr:
                continue
            same = (answer.returncode == 0) == (not theirs)
            if same and not theirs:
                same = not run_validator(json.loads(answer.stdout)["pattern"], "2.1")
            if not same:
                wrong += 1
                print("pattern:", written, answer.stderr.decode(), theirs)
    print(f"   {2 * PATTERNS} patterns, of which stix2-patterns reads {2 * PATTERNS - wrong} as we do")
    return wrong


def main():
    tool, seed = sys.argv[1], int(sys.argv[2])
    print(f"   seed {seed}")
    dice = random.Random(seed)
    sys.exit(1 if compare_identifiers(tool, dice) + compare_objects(tool, dice) + compare_patterns(tool, dice) else 0)


main()
