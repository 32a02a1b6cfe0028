"""Texts of ours in Chinese: no letter of one script stands in the other."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from federation.voice import GivenUp
from members import judge

LITERAL = r'"((?:[^"\\]|\\.)*)"'
PHRASE = re.compile(rf"Phrase\(\s*{LITERAL},\s*{LITERAL},\s*{LITERAL}\s*\)", re.DOTALL)
# Sentences that stand for English words of the node's own: Traditional, then Simplified.
SENTENCE = re.compile(rf"(?:phrase|\.init)\(\s*{LITERAL},\s*{LITERAL}\s*\)", re.DOTALL)
IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
PHRASES_MIN = 400
SENTENCES_MIN = 250


def pairs_of(table: str) -> list[tuple[str, list[str]]]:
    """A table of the converter: a letter, and what it becomes."""
    found = importlib.util.find_spec("opencc")
    if found is None or not found.submodule_search_locations:
        raise GivenUp("opencc-python-reimplemented is not installed")
    path = Path(found.submodule_search_locations[0]) / "dictionary" / table
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line]
    return [(letter, others.split()) for letter, others in lines]


def letters_of_one_script(table: str) -> set[str]:
    """Letters that the other script never uses: those for which the converter has others, and never the letter itself.

    How Hong Kong and Taiwan write a letter is Traditional, whichever form the converter begins with (羣, 群).
    """
    variants = {other for name in ("HKVariants.txt", "TWVariants.txt") for _, others in pairs_of(name) for other in others}
    return {letter for letter, others in pairs_of(table) if letter not in others and letter not in variants}


def scripts(root: Path) -> None:
    simplified_only, traditional_only = letters_of_one_script("STCharacters.txt"), letters_of_one_script("TSCharacters.txt")
    judge("门" in simplified_only and "門" in traditional_only and "后" not in simplified_only, "the converter's tables tell the scripts apart")
    sources = [path.read_text(encoding="utf-8") for path in sorted((root / "Node").rglob("*.swift"))]
    phrases = [match.groups() for source in sources for match in PHRASE.finditer(source)]
    judge(len(phrases) >= PHRASES_MIN, f"{len(phrases)} phrases were read")
    sentences = [match.groups() for source in sources for match in SENTENCE.finditer(source)]
    sentences = [("a sentence", *pair) for pair in sentences if all(IDEOGRAPH.search(text) for text in pair)]
    judge(len(sentences) >= SENTENCES_MIN, f"{len(sentences)} sentences were read")
    for english, traditional, simplified in phrases + sentences:
        wrong = [letter for letter in traditional if letter in simplified_only]
        if wrong:
            judge(False, f"“{english[:60]}”: simplified {''.join(wrong)} in Traditional text {traditional[:60]}")
        wrong = [letter for letter in simplified if letter in traditional_only]
        if wrong:
            judge(False, f"“{english[:60]}”: traditional {''.join(wrong)} in Simplified text {simplified[:60]}")
    judge(True, "no letter of one script was looked over in the other")
