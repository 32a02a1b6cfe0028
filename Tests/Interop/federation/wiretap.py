"""Between the nodes: every port of theirs stands behind the recorder, and it is looked after that nothing goes past it."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
from pathlib import Path

from .processes import HOST, Node, Place, wait_for

PORT_FIRST, PORT_LAST, PORTS_MAX = 21_000, 31_000, 24
LISTEN, ESTABLISHED = "0A", "01"


def free_ports(count: int) -> list[int]:
    """Ports below those that the system gives to outgoing connections, which nobody holds now."""
    ports: list[int] = []
    candidates = list(range(PORT_FIRST, PORT_LAST))
    random.SystemRandom().shuffle(candidates)
    for port in candidates:
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
                ports.append(port)
            except OSError:
                continue
        if len(ports) == count:
            return ports
    raise OSError(f"there are no {count} free ports")


class Wiretap:
    """The recorder's process, and which ports are on which side of it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._pairs: list[Place] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._free = free_ports(PORTS_MAX)

    def place(self) -> Place:
        """Two ports: one to listen on, one to tell others."""
        place = Place(self._free.pop(), self._free.pop())
        self._pairs.append(place)
        return place

    def start(self) -> None:
        """Records from now on."""
        ports = [f"{place.advertise}:{place.listen}" for place in self._pairs]
        proxy = Path(__file__).resolve().parents[1] / "proxy.py"
        self._process = subprocess.Popen([sys.executable, proxy, self._directory, *ports], stdout=subprocess.DEVNULL, start_new_session=True)
        wait_for("the recorder listens", lambda: any(state == LISTEN for state, *_ in self._sockets(self._process.pid)))

    def stop(self) -> None:
        """Ends all connections."""
        if self._process:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait()
            self._process = None

    def stray(self, node: Node) -> list[str]:
        """Connections and ports of a node that the recorder does not stand between."""
        if node.process is None:
            return []
        before, behind = {place.advertise for place in self._pairs}, {place.listen for place in self._pairs}
        found = []
        for state, own, far in self._sockets(node.process.pid):
            if state == LISTEN and own not in behind:
                found.append(f"{node.name} listens on {own}")
            elif state == ESTABLISHED and own not in behind and far not in before:
                found.append(f"{node.name} has a connection from {own} to {far}")
        return found

    @staticmethod
    def _sockets(pid: int) -> list[tuple[str, int, int]]:
        """State, own and far port of a process's TCP sockets."""
        inodes = set()
        for entry in os.scandir(f"/proc/{pid}/fd"):
            try:
                target = os.readlink(entry.path)
            except OSError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
        sockets = []
        for table in ("tcp", "tcp6"):
            for line in Path(f"/proc/{pid}/net/{table}").read_text("ascii").splitlines()[1:]:
                fields = line.split()
                if fields[9] in inodes:
                    sockets.append((fields[3], int(fields[1].rpartition(":")[2], 16), int(fields[2].rpartition(":")[2], 16)))
        return sockets
