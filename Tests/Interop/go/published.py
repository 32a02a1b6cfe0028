"""Starts a coordinator that publishes its registry and a member, and has the Go program read what they publish and export.

`published.py DIRECTORY TOOL READER`. Exit code 0 when everything true is accepted and every change is noticed.
"""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from causeway_reader import keyfile, tiles  # noqa: E402
from causeway_reader.derivation import sha256  # noqa: E402
from causeway_reader.signatures import public_key, sign  # noqa: E402
from federation.processes import HOST, Node, Place, Refused, wait_for  # noqa: E402
from federation.voice import GivenUp, Voice  # noqa: E402

FOLDERS = ("keys", "items", "backups", "home", "tmp")
# So many records that a full tile of 256 is among them, and a second row.
RECORDS_MIN = 280
SECONDS = 120.0
TIME = "2026-01-01T00:00:00.000Z"
BUNDLE = {
    "type": "bundle",
    "id": "bundle--00000000-0000-4000-8000-000000000001",
    "objects": [
        {
            "type": "identity",
            "spec_version": "2.1",
            "id": "identity--00000000-0000-4000-8000-000000000002",
            "created": TIME,
            "modified": TIME,
            "name": "Harbour Bank",
        }
    ],
}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class Published:
    """The two nodes, and what is read of them."""

    def __init__(self, root: Path, tool: Path, reader: Path) -> None:
        self.root, self.tool, self.reader, self.voice = root, tool, reader, Voice()
        port, self.port = free_port(), free_port()
        self.coordinator = Node(root, tool, "coordinator", "Example City CERT", "government", Place(port, port))
        self.bank = Node(root, tool, "bank", "Harbour Bank", "finance", Place())
        self.address = f"http://{HOST}:{self.port}/registry"
        self.network = ""

    def tell(self) -> int:
        """Everything in order; gives how many checks did not hold."""
        try:
            self.found()
            earlier = self.grow()
            self.read_registry(earlier)
            self.read_proof()
            self.audit_with_the_tool()
        finally:
            for node in (self.bank, self.coordinator):
                node.stop()
        return self.voice.failed

    def found(self) -> None:
        """A network of two."""
        address = f"{HOST}:{self.coordinator.place.listen}"
        settings = {"listen": address, "advertise": [address], "mailbox": True, "public-zone": f"{HOST}:{self.port}"}
        founding = ("--coordinator", "--origin", "registry.example/causeway", "--network-name", "Example City")
        self.network = self.coordinator.initialise(settings, *founding)["network"]
        self.coordinator.start()
        self.bank.initialise({"listen": "", "peers": [address]})
        application = self.bank.ask("join", address, "--network", self.network, "--contact", "duty desk <duty@bank.example>")["application"]
        self.coordinator.ask("registry", "admit", application)
        self.bank.start()
        wait_for("the bank finds itself admitted", lambda: self.bank.status("standing") == "admitted")

    def grow(self) -> Path:
        """Many records, so that there are full tiles; gives a checkpoint from before."""
        earlier = self.root / "earlier-checkpoint"
        earlier.write_bytes(self.fetch("checkpoint"))
        size = self.coordinator.status("registrySize")
        for number in range(size, RECORDS_MIN):
            self.coordinator.ask("registry", "sector", "Harbour Bank", f"sector {number}")
        wait_for("the bank has every record", lambda: self.bank.status("registrySize") >= RECORDS_MIN)
        self.voice.held(f"a registry of {self.coordinator.status('registrySize')} records, and a checkpoint of {size}")
        return earlier

    def fetch(self, path: str) -> bytes:
        """What is published at an address."""
        with urllib.request.urlopen(f"{self.address}/{path}", timeout=10) as answer:
            return answer.read()

    # ── Go ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def go(self, *arguments: str) -> dict | None:
        """Runs the Go program; `None` when it refuses."""
        done = subprocess.run([self.reader, *arguments], capture_output=True, timeout=SECONDS, check=False)
        if done.returncode:
            self.voice.broken(f"{' '.join(arguments)}: {done.stderr.decode('utf-8', 'replace').strip()}")
            return None
        return json.loads(done.stdout)

    def read_registry(self, earlier: Path) -> None:
        """sumdb/note and sumdb/tlog on checkpoint, tiles and bundles."""
        self.voice.heading("Go reads the published registry")
        found = self.go("audit", self.address, self.network, str(earlier))
        if found:
            self.voice.held(
                f"note.Open, TileHashReader over {found['tiles']} tiles, every one of {found['size']} records, growth from {found['earlier']}"
            )
            self.voice.held(f"{found['cosignatures']} cosignatures verified, {found['unknown']} of keys that nobody is known to have")
            self.voice.check(found["size"] >= RECORDS_MIN and found["tiles"] >= 3, "more than one tile of row 0, and a second row")
            checkpoint, state, refused = tiles.audit(self.fetch, bytes.fromhex(self.network))
            same = (checkpoint.size, checkpoint.root.hex(), len(refused)) == (found["size"], found["root"], 0)
            self.voice.check(same and len(state.organisations) == 2, "the Python reader comes to the same size and root")
        noticed = self.go("tampered", self.address, self.network, str(earlier))
        if noticed:
            for name, words in sorted(noticed.items()):
                self.voice.held(f"noticed: {name} ({words[:90]})")
            self.voice.check(len(noticed) == 16, "16 changes were tried", f"{len(noticed)} changes were tried instead of 16")

    def read_proof(self) -> None:
        """A proof file that a member exports."""
        self.voice.heading("Go reads a proof file")
        item = self.root / "items" / "item.json"
        item.write_text(json.dumps(BUNDLE), "utf-8")
        shared = self.bank.ask("share", str(item), "--title", "For everyone", "--everyone", "--tlp", "clear")["id"]
        self.bank.ask("share", str(item), "--title", "A second entry", "--everyone", "--tlp", "clear")
        proof = self.root / "proof.json"
        self.bank.run("export", shared, "--proof", "--output", str(proof))
        proven = self.go("proof", str(proof), self.network)
        if proven:
            self.voice.check(proven["item"] == shared, f"entry of a journal of {proven['journalSize']}, registry of {proven['registrySize']}")
        noticed = self.go("forged", str(proof), self.network)
        if noticed:
            for name, words in sorted(noticed.items()):
                self.voice.held(f"noticed: {name} ({words[:90]})")
            self.voice.check(len(noticed) == 12, "12 changes were tried", f"{len(noticed)} changes were tried instead of 12")

    # ── the tool ───────────────────────────────────────────────────────────────────────────────────────────────────

    def audit_with_the_tool(self) -> None:
        """`causeway registry audit` as a stranger, as the owner, and against a member's own copy."""
        self.voice.heading("The tool audits the same registry")
        stranger = self.bank.ask("registry", "audit", self.address, "--network", self.network)
        owner = self.bank.ask("registry", "audit")
        member = self.bank.ask("registry", "audit", self.address, "--against", str(self.bank.directory))
        size, root = stranger["size"], stranger["root"]
        self.voice.check(all(report["size"] == size and report["root"] == root for report in (owner, member)), f"{size} records, one root")
        self.voice.check(owner["isOwn"] and not stranger["isOwn"] and member["comparedSize"] == size, "each says what it audited")
        copy = self.mirror(size)
        self.cosign(copy)
        audited = self.bank.ask("registry", "audit", str(copy), "--network", self.network)
        self.voice.check(audited["root"] == root, "a mirror in a folder is as good")
        bundle = copy / f"tile/entries/001.p/{size - 256}"
        octets = bytearray(bundle.read_bytes())
        octets[-1] ^= 1
        bundle.write_bytes(octets)
        code = self.refusal("registry", "audit", str(copy), "--network", self.network)
        self.voice.check(code == "bundleNotIncluded", "one bit of the mirror's last record is refused", f"refused with {code}")

    def mirror(self, size: int) -> Path:
        """The published files in a folder."""
        copy = self.root / "mirror"
        # Every row's tiles, and the bundles beside row 0.
        rows = [(level, tiles.row_length(level, size)) for level in range(8) if tiles.row_length(level, size)]
        wanted = [tiles.Tile(level, index, min(256, length - 256 * index)) for level, length in rows for index in range(-(-length // 256))]
        wanted += [tiles.Tile(None, tile.index, tile.width) for tile in wanted if tile.level == 0]
        for path in ["checkpoint", *(tile.path for tile in wanted)]:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes(self.fetch(path))
        return copy

    def cosign(self, copy: Path) -> None:
        """The bank's node as a witness: a line of type 4 below the mirror's checkpoint, true, then changed, then of a stranger."""
        note = (copy / "checkpoint").read_bytes()
        text = note[: note.rindex(b"\n\n") + 1]
        keys = keyfile.open_keys((self.bank.directory / "keys.sealed").read_bytes(), self.bank.passphrase.read_bytes().rstrip())
        seed, moment = keys.named()["operation"], 1_790_000_000
        public = public_key(seed)
        name = text.split(b"\n")[0] + b"/witness/" + self.bank.status("node").encode()
        signature = sign(seed, b"cosignature/v1\ntime %d\n" % moment + text)

        def count(key_name: bytes, octets: bytes) -> tuple[int, int] | None:
            label = sha256(key_name + b"\n\x04" + public)[:4]
            line = base64.b64encode(label + moment.to_bytes(8, "big") + octets)
            (copy / "checkpoint").write_bytes(note + b"\xe2\x80\x94 " + key_name + b" " + line + b"\n")
            done = subprocess.run([self.reader, "audit", copy, self.network], capture_output=True, timeout=SECONDS, check=False)
            found = json.loads(done.stdout) if done.returncode == 0 else None
            return (found["cosignatures"], found["unknown"]) if found else None

        before = self.go("audit", str(copy), self.network) or {"cosignatures": 0, "unknown": 0}
        seen = (before["cosignatures"], before["unknown"])
        self.voice.check(count(name, signature) == (seen[0] + 1, seen[1]), "a member's cosignature is verified by Go")
        self.voice.check(count(name, signature[:-1] + bytes([signature[-1] ^ 1])) is None, "noticed: a cosignature that does not fit")
        self.voice.check(count(b"other.example/w", signature) == (seen[0], seen[1] + 1), "a line of a stranger is counted and proves nothing")
        audited = self.bank.ask("registry", "audit", str(copy), "--network", self.network)
        self.voice.check(audited["linesUnproven"] == 1, "the tool counts a stranger's line and passes over it")
        (copy / "checkpoint").write_bytes(note)

    def refusal(self, *arguments: str) -> str:
        """The code by which the tool refuses."""
        done = subprocess.run([self.tool, *arguments, "--json"], env=self.bank.environment, capture_output=True, timeout=SECONDS, check=False)
        return json.loads(done.stderr)["code"] if done.returncode == 1 else f"exit code {done.returncode}"


def main(arguments: list[str]) -> int:
    """Reads the command line."""
    if len(arguments) != 3:
        print("usage: published.py DIRECTORY TOOL READER", file=sys.stderr)
        return 2
    root, tool, reader = (Path(argument).resolve() for argument in arguments)
    shutil.rmtree(root, ignore_errors=True)
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
    try:
        return 1 if Published(root, tool, reader).tell() else 0
    except (GivenUp, Refused) as reason:
        print(f" ✗ {reason}", flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
