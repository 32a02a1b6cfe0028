"""Where a zone is read: at a running node, or in the folder into which it was published."""

from __future__ import annotations

import json
from pathlib import Path

import requests

SECONDS = 60


class Missing(Exception):
    """There is nothing at an address."""


class Place:
    """`at` is where it is read, `site` the address that its documents name."""

    def __init__(self, at: str, site: str) -> None:
        self.at, self.site = at.rstrip("/"), site.rstrip("/")
        self.is_live = at.startswith(("http://", "https://"))

    def octets(self, path: str) -> bytes:
        """What stands at a path that begins with a slash."""
        if not self.is_live:
            file = Path(self.at + path)
            if not file.is_file():
                raise Missing(path)
            return file.read_bytes()
        answer = requests.get(self.at + path, timeout=SECONDS, allow_redirects=False)
        if answer.status_code != 200:
            raise Missing(f"{path}: {answer.status_code}")
        return answer.content

    def text(self, path: str) -> str:
        return self.octets(path).decode("utf-8", "strict")

    def json(self, path: str):
        return json.loads(self.octets(path))

    def is_there(self, path: str) -> bool:
        try:
            self.octets(path)
        except Missing:
            return False
        return True

    def path(self, address: str) -> str:
        """The path of an address that a document names; one of another site is a fault."""
        if not address.startswith(self.site + "/"):
            raise Missing(f"{address} is not of {self.site}")
        return address[len(self.site) :]
