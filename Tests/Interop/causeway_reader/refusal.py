"""Why something was not accepted, by the name that the specification gives it."""

from __future__ import annotations


class Refusal(Exception):
    """A refusal; `name` is the word in `code` in the specification."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class CBORRefusal(Refusal):
    """A refusal of chapter 1.3. Other chapters call every one of them `encoding`, or `malformed`."""
