"""How the driver speaks: a heading for each act, and a line with a mark for each check, as `scripts/voice.bash` does."""

from __future__ import annotations


class GivenUp(Exception):
    """Nothing after this could be true."""


class Voice:
    """Counts what held and what did not."""

    def __init__(self) -> None:
        self.failed = 0

    def heading(self, text: str) -> None:
        """Begins an act."""
        print(f"\n── {text}", flush=True)

    def held(self, text: str) -> None:
        """A check that held."""
        print(f" ✓ {text}", flush=True)

    def broken(self, text: str) -> None:
        """A check that did not hold; the story goes on."""
        self.failed += 1
        print(f" ✗ {text}", flush=True)

    def check(self, holds: bool, text: str, otherwise: str = "") -> None:
        """Says one or the other."""
        if holds:
            self.held(text)
        else:
            self.broken(otherwise or f"not true: {text}")
