"""Who shares what with whom: every kind of audience, removal, newcomers, suspension, and what is refused."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from pathlib import Path

from .expectations import Expectations, Share
from .processes import HOST, Node, Place, Refused, wait_for
from .voice import GivenUp, Voice
from .wiretap import Wiretap

ORGANISATIONS = {
    "coordinator": ("Example City CERT", "government"),
    "bank": ("Harbour Bank", "finance"),
    "telco": ("City Telecom", "communications"),
    "agency": ("Water Agency", "water"),
    "university": ("City University", "education"),
    "firm": ("Lighthouse Security", "communications"),
    "outsider": ("Curious Trading", ""),
}
# They listen on no port, as behind a firewall, and reach each other through the coordinator's relay.
SILENT = ("university", "firm", "outsider")
# They end as in a power failure, so that what stands in logs of the database is still there.
KILLED = ("coordinator", "university")
ADMITTED = tuple(name for name in ORGANISATIONS if name != "outsider")
ANALYST = "ana@lighthouse.example"
PIECES_OCTETS = 300_000
HOUR_SECONDS, HOUR_MARGIN_SECONDS = 3_600, 60


class Story:
    """A federation from its founding to its end."""

    def __init__(self, root: Path, tool: Path) -> None:
        self.voice, self.root, self.expectations = Voice(), root, Expectations(root)
        self.wiretap = Wiretap(root / "captures")
        self.public = self.wiretap.place()
        self.nodes = {
            name: Node(root, tool, name, organisation, sector, Place() if name in SILENT else self.wiretap.place())
            for name, (organisation, sector) in ORGANISATIONS.items()
        }

    def tell(self) -> int:
        """Everything in order; gives how many checks did not hold."""
        try:
            self.found()
            self.share_with_every_audience()
            self.refuse()
            self.settle("midway")
            self.look_at_public_pages()
            self.stop_and_copy()
            self.remove()
            self.let_newcomers_in()
            self.suspend()
            self.settle("at the end")
            self.try_everywhere()
            self.end()
        finally:
            for node in self.nodes.values():
                node.stop()
            self.wiretap.stop()
            self.expectations.save()
        return self.voice.failed

    # ── founding ───────────────────────────────────────────────────────────────────────────────────────────────────

    def settings(self, node: Node) -> dict[str, object]:
        """A node's settings file."""
        place, coordinator = node.place, self.nodes["coordinator"]
        settings: dict[str, object] = {"log-level": "debug"}
        settings["health"] = "" if node.name in SILENT else f"{HOST}:{self.wiretap.place().listen}"
        settings["listen"] = f"{HOST}:{place.listen}" if place.listen else ""
        settings["advertise"] = [f"{HOST}:{place.advertise}"] if place.advertise else []
        if node is coordinator:
            return settings | {"mailbox": True, "relay": True, "public-zone": f"{HOST}:{self.public.listen}"}
        return settings | {"peers": [f"{HOST}:{coordinator.place.advertise}"]}

    def found(self) -> None:
        """A network, its members, and one who is never admitted."""
        self.voice.heading("A coordinator, five members, and one who applied and was not admitted")
        coordinator = self.nodes["coordinator"]
        settings = {name: self.settings(node) for name, node in self.nodes.items()}
        founding = ("--coordinator", "--origin", "registry.example/causeway", "--network-name", "Example City")
        network = coordinator.initialise(settings["coordinator"], *founding)["network"]
        self.wiretap.start()
        coordinator.start()
        for name, node in self.nodes.items():
            if node is coordinator:
                continue
            node.initialise(settings[name])
            address = f"{HOST}:{coordinator.place.advertise}"
            application = node.ask("join", address, "--network", network, "--contact", f"duty desk <duty@{name}.example>")["application"]
            if name in ADMITTED:
                coordinator.ask("registry", "admit", application)
            node.start()
        for name in ADMITTED:
            wait_for(f"{name} finds itself admitted", lambda node=self.nodes[name]: node.status("standing") == "admitted")
        for name in ADMITTED:
            wait_for(f"{name} knows everybody's key", lambda node=self.nodes[name]: node.keys_known() >= len(ADMITTED))
        self.voice.held(f"{len(self.nodes)} processes, all their ports behind the recorder; {', '.join(SILENT)} listen nowhere")
        standing = self.nodes["outsider"].status("standing")
        self.voice.check(standing != "admitted", f"the outsider's application waits: {standing}", f"the outsider is {standing}")

    # ── sharing ────────────────────────────────────────────────────────────────────────────────────────────────────

    def share(self, author: str, name: str, readers: str, *audience: str, padding: int = 0) -> Share:
        """Shares a new file, and notes whose keys may open it."""
        share = self.expectations.write(name, padding)
        report = self.nodes[author].ask("share", str(share.path), "--title", share.title, *audience)
        share.item, share.readers, share.is_plain = report["id"], set(readers.split()), "--everyone" in audience
        self.voice.held(f"{report['tlp']} “{name}” from {author} to {report['group']}; for {readers}")
        return share

    def group(self, founder: str, name: str, members: str, *options: str) -> str:
        """Founds a group whose name has random text; gives its tag."""
        label = f"{name} {self.root.stat().st_ino:x}-{time.time_ns() & 0xFFFFFF:06x}"
        others = [option for member in members.split() for option in ("--with", self.nodes[member].organisation)]
        report = self.nodes[founder].ask("group", "create", label, *others, *options)
        inside = {founder, *members.split()}
        self.expectations.hide(label, report["tag"], inside)
        self.voice.held(f"{founder} founds “{label}” with {members}")
        return report["tag"]

    def change(self, verb: str, founder: str, tag: str, member: str) -> None:
        """Adds a member or removes one; whoever was inside once may know the group's name for ever."""
        self.nodes[founder].ask("group", verb, tag, self.nodes[member].organisation)
        self.expectations.groups[tag][1].add(member)
        self.voice.held(f"{founder}$ causeway group {verb} … “{self.nodes[member].organisation}”")

    def share_with_every_audience(self) -> None:
        """One item for each kind of audience, each with text of its own in title and body."""
        self.voice.heading("Every audience")
        organisation = {name: node.organisation for name, node in self.nodes.items()}
        everybody = " ".join(ADMITTED)
        self.harbour = self.group("bank", "Harbour Exchange", "telco agency")
        self.hidden = self.group("firm", "Lantern Street", "university", "--no-mailbox")
        self.quay = self.group("bank", "Quay Circle", "firm")
        self.pier = self.group("bank", "Pier Circle", "firm agency")
        self.history = self.group("bank", "Archive Circle", "firm", "--history")
        self.share("telco", "Advice for everybody", everybody, "--everyone", "--tlp", "clear")
        self.share("university", "For all members", everybody, "--members", "--tlp", "green")
        self.share("telco", "For the sector", "telco firm", "--sector", "--tlp", "green")
        self.share("bank", "For the group", "bank telco agency", "--group", self.harbour, "--tlp", "amber")
        self.share("agency", "In several pieces", "bank telco agency", "--group", self.harbour, "--tlp", "amber+strict", padding=PIECES_OCTETS)
        self.share("firm", "Through the relay", "firm university", "--group", self.hidden, "--tlp", "amber+strict")
        self.share("bank", "For the named", "bank telco university", "--with", organisation["telco"], "--with", organisation["university"],
                   "--tlp", "amber")  # fmt: skip
        red = self.share("bank", "For one analyst", "bank firm", "--for", f"{organisation['firm']}:{ANALYST}", "--tlp", "red", "--pap", "red")
        red.person["firm"] = ANALYST
        self.share("bank", "Before the newcomer", "bank firm", "--group", self.quay, "--tlp", "amber")
        self.before_history = self.share("firm", "Before the newcomer with history", "bank firm", "--group", self.history, "--tlp", "amber")

    def refuse(self) -> None:
        """What may not be shared so: nobody has it, and it stands nowhere but in the file that was typed."""
        self.voice.heading("What is refused")
        for name, audience in (
            ("RED to a group", ("--group", self.harbour, "--tlp", "red")),
            ("AMBER to everyone", ("--everyone", "--tlp", "amber")),
            ("Without a mark", ("--group", self.harbour)),
            ("To nobody", ("--group", "No such group", "--tlp", "amber")),
        ):
            share = self.expectations.write(f"Refused {name}")
            try:
                self.nodes["bank"].ask("share", str(share.path), "--title", share.title, *audience)
                self.voice.broken(f"{name} was shared")
            except Refused as refusal:
                self.voice.held(f"{name}: {refusal.code}")

    # ── changes ────────────────────────────────────────────────────────────────────────────────────────────────────

    def stop_and_copy(self) -> None:
        """Backups from before the removals; the nodes then start anew, each with new incarnations of its journals."""
        self.voice.heading("Backups, before anybody is removed")
        for name in ("bank", "firm", "telco"):
            node = self.nodes[name]
            self.voice.check(node.stop() == 0, f"{name} ends in good order")
            node.back_up("midway")
            node.start()

    def remove(self) -> None:
        """Removal makes a new key at once: whoever was removed reads nothing that comes after."""
        self.voice.heading("Removal")
        self.change("remove", "bank", self.harbour, "telco")
        self.share("bank", "After the removal", "bank agency", "--group", self.harbour, "--tlp", "amber")
        wait_for("the telco knows that it was removed", lambda: (self.nodes["telco"].group(self.harbour) or {}).get("isMember") is False)
        share = self.expectations.write("Refused from outside")
        try:
            self.nodes["telco"].ask("share", str(share.path), "--title", share.title, "--group", self.harbour, "--tlp", "amber")
            self.voice.broken("the telco shares into a group that it was removed from")
        except Refused as refusal:
            self.voice.held(f"the telco shares into the group no more: {refusal.code}")

    def let_newcomers_in(self) -> None:
        """A newcomer is given the key of the present hour on; with history, everything; after a removal, the new key."""
        self.voice.heading("Newcomers")
        self.change("remove", "bank", self.quay, "firm")
        self.change("add", "bank", self.quay, "telco")
        self.share("bank", "To the newcomer and not the removed", "bank telco", "--group", self.quay, "--tlp", "amber")
        self.wait_for_a_fresh_hour()
        same_hour = self.share("bank", "In the hour of the newcomer", "bank firm agency", "--group", self.pier, "--tlp", "amber")
        self.change("add", "bank", self.pier, "university")
        # Keys step by the hour: the one that the newcomer is given also leads to what was shared under it in the same hour.
        same_hour.readers.add("university")
        self.change("add", "bank", self.history, "university")
        self.before_history.readers.add("university")
        self.share("firm", "After the newcomer with history", "bank firm university", "--group", self.history, "--tlp", "amber")

    def wait_for_a_fresh_hour(self) -> None:
        """From an item to the newcomer it must be the same hour, else the newcomer is entitled to less."""
        left = HOUR_SECONDS - time.time() % HOUR_SECONDS
        if left < HOUR_MARGIN_SECONDS:
            self.voice.held(f"the hour ends in {left:.0f} s, which are waited for")
            wait_for("an hour begins", lambda: HOUR_SECONDS - time.time() % HOUR_SECONDS > HOUR_MARGIN_SECONDS, HOUR_MARGIN_SECONDS + 10)

    def suspend(self) -> None:
        """Who is suspended is given no key of anything that comes after."""
        self.voice.heading("Suspension")
        self.nodes["coordinator"].ask("registry", "suspend", self.nodes["agency"].organisation)
        for name in ("bank", "university"):
            wait_for(f"{name} knows of the suspension", lambda node=self.nodes[name]: '"suspended"' in node.run("members", "--json").decode())
        others = " ".join(name for name in ADMITTED if name != "agency")
        self.share("university", "For members after the suspension", others, "--members", "--tlp", "green")
        # A member of two groups of one steward, which makes new keys for both.
        self.share("bank", "For the group after the suspension", "bank", "--group", self.harbour, "--tlp", "amber")
        self.share("bank", "For the other group after the suspension", "bank firm university", "--group", self.pier, "--tlp", "amber")

    # ── looking ────────────────────────────────────────────────────────────────────────────────────────────────────

    def reads(self, name: str, share: Share) -> bool:
        """Whether a node gives the item out, byte for byte."""
        return self.nodes[name].content(share.item, share.person.get(name, "")) == share.octets

    def settle(self, when: str) -> None:
        """Everybody reads what is for them."""
        self.voice.heading(f"Who may read, reads ({when})")
        shared = [share for share in self.expectations.shares if share.item]
        for share in shared:
            for name in sorted(share.readers):
                wait_for(f"{name} reads “{share.name}”", lambda: self.reads(name, share))
        self.voice.held(f"{len(shared)} items, {sum(len(share.readers) for share in shared)} readers, byte for byte")
        self.look_for_strays()

    def look_for_strays(self) -> None:
        """No octet goes past the recorder."""
        strays = sorted({stray for node in self.nodes.values() for stray in self.wiretap.stray(node)})
        self.voice.check(not strays, "every connection of every process goes through the recorder", "; ".join(strays))

    def try_everywhere(self) -> None:
        """The nodes themselves give nothing to anybody else."""
        self.voice.heading("Nobody else is given anything by their own node")
        tried, given = 0, []
        for share in (share for share in self.expectations.shares if share.item and not share.is_plain):
            for name, node in self.nodes.items():
                if name not in share.readers:
                    tried += 1
                    given += [f"{name} gives out “{share.name}”"] if node.content(share.item) is not None else []
            for name in share.person:
                given += [f"{name} gives “{share.name}” to anybody"] if self.nodes[name].content(share.item) is not None else []
        self.voice.check(not given, f"{tried} times refused", "; ".join(given))
        outsider = self.nodes["outsider"].ask("status")
        self.voice.check(outsider["entries"] == outsider["registrySize"], "the outsider holds the registry and no entry of anybody")

    def look_at_public_pages(self) -> None:
        """What is for everyone is on the public pages, through the recorder as everything else."""
        clear = next(share for share in self.expectations.shares if share.is_plain)
        content = f"/items/{clear.item}/bundle.json"
        coordinator = self.nodes["coordinator"]
        wait_for("it waits for a moderator", lambda: any(item["id"] == clear.item for item in coordinator.ask("zone", "queue")["items"]))
        early = [path for path in ("/en/index.html", "/feeds/all.atom", content) if clear.title in self.fetch(path) or clear.inside[0] in self.fetch(path)]
        self.voice.check(not early, "the public sees nothing of what waits for a moderator", f"public before its time: {early}")
        coordinator.run("zone", "approve", clear.item)
        for path in ("/en/index.html", "/feeds/all.atom", content):
            text = clear.inside[0] if path == content else clear.title
            wait_for(f"the public page {path} shows what is for everyone", lambda: text in self.fetch(path))
        closed = [share for share in self.expectations.shares if share.item and not share.is_plain and self.fetch(f"/items/{share.item}/bundle.json")]
        self.voice.check(not closed, "the public pages show the one item that is for everyone, and no other")

    def fetch(self, path: str) -> str:
        """A page; empty when there is none."""
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.public.advertise}{path}", timeout=10) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError:
            return ""

    def end(self) -> None:
        """Backups of nodes while they run, a proof for third parties, and the end of all processes."""
        self.voice.heading("The end")
        for name in ("coordinator", "bank", "university", "outsider"):
            self.nodes[name].back_up_running("at-the-end")
        members = next(share for share in self.expectations.shares if share.name == "For all members")
        self.nodes["bank"].run("export", members.item, "--proof", "--output", str(self.root / "proof-for-anybody.json"))
        self.look_for_strays()
        for name, node in self.nodes.items():
            if name in KILLED:
                node.kill()
            else:
                self.voice.check(node.stop() == 0, f"{name} ended in good order")
        self.wiretap.stop()
        sizes = [path.stat().st_size for path in (self.root / "captures").iterdir()]
        self.voice.held(f"{len(sizes)} captures of {sum(sizes):,} octets, {len(self.expectations.shares)} files, {len(self.expectations.groups)} groups")


def tell(root: Path, tool: Path) -> int:
    """Runs the whole story in a fresh directory; the exit code."""
    story = Story(root, tool)
    try:
        failed = story.tell()
    except GivenUp as reason:
        story.voice.broken(str(reason))
        return 1
    except Refused as refusal:
        story.voice.broken(f"refused: {refusal}")
        return 1
    return 1 if failed else 0
