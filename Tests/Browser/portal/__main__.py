"""Starts three organisations with a portal each, and lets people do whole tasks in browsers."""

from __future__ import annotations

import os
import sys
import time
import traceback
from pathlib import Path

import members
from federation.voice import GivenUp
from federation.wiretap import free_ports

from .people import Person
from .stories import STORIES
from .window import Window, axe_source


class Stage:
    """The nodes, the people and the browsers that stories are played with."""

    def __init__(self, home: Path, tool: str) -> None:
        self.screens = home / "screens"
        self.screens.mkdir(parents=True, exist_ok=True)
        for old in self.screens.glob("*.png"):
            old.unlink()
        self.root = Path(__file__).parents[3]
        self.members = members.Members(home, tool)
        *ports, zone = free_ports(len(members.NAMES) + 1)
        self.zone = f"http://127.0.0.1:{zone}"
        # Items of the examples that stories have shared with everyone, by name.
        self.public_items: dict[str, str] = {}
        self.origins = {name: f"http://localhost:{port}" for name, port in zip(members.NAMES, ports, strict=True)}
        settings = {name: {"portal": f"127.0.0.1:{port}"} for name, port in zip(members.NAMES, ports, strict=True)}
        settings["coordinator"]["public-zone"] = f"127.0.0.1:{zone}"
        self.members.start(settings)
        Window.axe = axe_source()
        self.windows: list[Window] = []
        self.ana = self.person("bank", "Ana Lo", "ana@bank.example", "analyst", "operator")
        self.ben = self.person("bank", "Ben Ng", "ben@bank.example", "analyst", "approver")
        self.tess = self.person("telco", "Tess Ip", "tess@telco.example", "analyst", "approver", "operator")
        self.cora = self.person("coordinator", "Cora Yu", "cora@cert.example", "operator", "staff")

    def person(self, node: str, name: str, address: str, *roles: str) -> Person:
        return Person(self.members.nodes[node], self.origins[node], name, address, roles)

    def window(self, name: str, scripted: bool = True, dark: bool = False) -> Window:
        window = Window(self.screens, name, scripted, dark)
        self.windows.append(window)
        return window

    def close_windows(self) -> None:
        for window in self.windows:
            window.close()
        self.windows = []


def main(home: Path, tool: str, wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in STORIES]
    if unknown:
        print(f"No story is called {', '.join(unknown)}. There are: {', '.join(STORIES)}")
        return 2
    stage = Stage(home, tool)
    try:
        for name, play in STORIES.items():
            if wanted and name not in wanted and name != "first-login":
                continue
            print(f"\n{name}")
            began = time.monotonic()
            try:
                play(stage)
            except GivenUp as given_up:
                members.judge(False, str(given_up))
            except Exception:  # noqa: BLE001 - a story that breaks off is a check that did not hold
                members.judge(False, traceback.format_exc(limit=4))
            finally:
                stage.close_windows()
            print(f"   {time.monotonic() - began:.0f} s")
        if os.environ.get("KEEP"):
            print("\n".join(f"{name}: {origin}" for name, origin in stage.origins.items()))
            for person in (stage.ana, stage.ben, stage.tess, stage.cora):
                print(f"{person.address}  {person.password}  {person.secret}")
            input("Enter ends them. ")
    finally:
        stage.members.stop()
    print(f"\n{len(list(stage.screens.glob('*.png')))} photographs in {stage.screens}")
    if members.failures:
        print(f"{members.failures} checks did not hold")
    return min(members.failures, 1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
