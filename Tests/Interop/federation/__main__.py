"""Starts a federation in a fresh directory, lets it live, and leaves everything there for the searcher."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from .story import tell

FOLDERS = ("keys", "items", "captures", "backups", "home", "tmp")


def main(arguments: list[str]) -> int:
    """Reads the command line."""
    if len(arguments) != 2:
        print("usage: python -m federation DIRECTORY TOOL", file=sys.stderr)
        return 3
    root, tool = (Path(argument).resolve() for argument in arguments)
    shutil.rmtree(root, ignore_errors=True)
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
    return tell(root, tool)


sys.exit(main(sys.argv[1:]))
