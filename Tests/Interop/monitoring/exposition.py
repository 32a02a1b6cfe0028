"""The Prometheus text format, read strictly from its description; https://prometheus.io/docs/instrumenting/exposition_formats/."""

import re
from dataclasses import dataclass, field

NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"')
SUFFIXES = {"histogram": ("_bucket", "_sum", "_count")}


class Malformed(Exception):
    """The page breaks the format, or a rule that every page of a node keeps."""


@dataclass
class Family:
    """One metric with its samples, by their suffix and labels."""

    help: str
    kind: str = ""
    samples: dict[tuple[str, tuple[tuple[str, str], ...]], float] = field(default_factory=dict)

    def labels(self) -> set[str]:
        return {name for _, labels in self.samples for name, _ in labels}


def read(text: str) -> dict[str, Family]:
    """Reads a page; every metric has one HELP, then one TYPE, then its samples, and nothing of another metric between them."""
    families: dict[str, Family] = {}
    current = ""
    if not text.endswith("\n"):
        raise Malformed("the last line does not end")
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("# HELP "):
            _, _, current, words = line.split(" ", 3)
            if current in families:
                raise Malformed(f"line {number}: {current} comes a second time")
            families[current] = Family(words)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            if name != current or families[name].kind or families[name].samples:
                raise Malformed(f"line {number}: this TYPE belongs elsewhere")
            families[name].kind = kind
        else:
            sample(line, number, current, families)
    for name, family in families.items():
        if not family.samples:
            raise Malformed(f"{name} has a heading and no sample")
    return families


def sample(line: str, number: int, current: str, families: dict[str, Family]) -> None:
    """Reads one sample of the present metric."""
    match = NAME.match(line)
    if not match or not current or not families[current].kind:
        raise Malformed(f"line {number} is no sample: {line}")
    name, rest = match.group(), line[match.end() :]
    suffix = name.removeprefix(current)
    allowed = SUFFIXES.get(families[current].kind, ("",))
    if not name.startswith(current) or suffix not in allowed:
        raise Malformed(f"line {number}: {name} is no sample of {current}")
    labels: list[tuple[str, str]] = []
    if rest.startswith("{"):
        inside, _, rest = rest[1:].rpartition("}")
        position = 0
        while position < len(inside):
            found = LABEL.match(inside, position)
            if not found:
                raise Malformed(f"line {number}: labels cannot be read")
            labels.append((found.group(1), found.group(2)))
            position = found.end()
            if position < len(inside) and inside[position] != ",":
                raise Malformed(f"line {number}: labels cannot be read")
            position += 1
    value = float(rest.strip())
    if not abs(value) < float("inf"):
        raise Malformed(f"line {number}: {rest} is no number that means something")
    key = (suffix, tuple(labels))
    if key in families[current].samples:
        raise Malformed(f"line {number}: {name} comes a second time with the same labels")
    families[current].samples[key] = value
