"""The rule for names of groups and titles of items (chapter 4.4)."""

from __future__ import annotations

import re

FORBIDDEN = re.compile("[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\u200b\u2060-\u2064\ufeff]")
NAME_SCALARS_MAX = 80


def is_free_of_forbidden(text: str) -> bool:
    """Whether none of the scalars stands in the text that would make it look like another."""
    return not FORBIDDEN.search(text)


def is_group_name(text: str) -> bool:
    """The rule of a group's name."""
    return 1 <= len(text) <= NAME_SCALARS_MAX and text.strip(" ") == text and is_free_of_forbidden(text)
