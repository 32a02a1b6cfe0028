"""Starts a coordinator and two members, and lets TAXII clients read and write: python -m taxii HOME TOOL."""

from __future__ import annotations

import json
import shutil
import sys
import uuid
from pathlib import Path

import requests
from cytaxii2.cytaxii2 import cytaxii2
from taxii2client.v21 import Collection, Server, as_pages

from federation.processes import Node, Place, wait_for
from federation.voice import GivenUp
from federation.wiretap import free_ports

MEDIA = "application/taxii+json;version=2.1"
GROUP = "Quiet Harbour Circle"
NAMES = {"coordinator": "Example City CERT", "bank": "Harbour Bank", "telco": "City Telecom"}
TLP = {
    "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
failures = 0


def judge(holds: bool, said: str) -> None:
    """Notes whether a check held."""
    global failures
    failures += not holds
    print(f" {'✓' if holds else '✗'} {said}")


def indicator(name: str, mark: str, modified: str = "2026-01-01T00:00:00.000Z", identifier: str = "") -> dict:
    """An indicator; its name says where it belongs."""
    return {
        "type": "indicator", "spec_version": "2.1", "id": identifier or f"indicator--{uuid.uuid4()}", "created": "2026-01-01T00:00:00.000Z",
        "modified": modified, "name": name, "indicator_types": ["benign"], "pattern": "[ipv4-addr:value = '198.51.100.7']",
        "pattern_type": "stix", "valid_from": "2026-01-01T00:00:00Z", "object_marking_refs": [TLP[mark]],
    }  # fmt: skip


class Members:
    """The nodes, what was shared by whom with whom, and clients with tokens."""

    def __init__(self, home: Path, tool: str) -> None:
        self.home = home / "nodes"
        shutil.rmtree(self.home, ignore_errors=True)
        for folder in ("keys", "items", "home", "tmp", "backups"):
            (self.home / folder).mkdir(parents=True)
        free = iter(free_ports(2 * len(NAMES)))
        self.ports = {name: (next(free), next(free)) for name in NAMES}
        self.nodes = {name: Node(self.home, Path(tool), name, NAMES[name], "finance", Place()) for name in NAMES}
        self.shared: dict[str, list[dict]] = {}

    def start(self) -> None:
        settings = {
            name: {
                "listen": f"127.0.0.1:{peer}", "advertise": [f"127.0.0.1:{peer}"], "api": f"127.0.0.1:{api}",
                "api-url": f"http://127.0.0.1:{api}", "api-requests-per-minute": 100_000,
            }
            for name, (peer, api) in self.ports.items()
        }  # fmt: skip
        coordinator = self.nodes["coordinator"]
        report = coordinator.initialise(settings["coordinator"], "--coordinator", "--origin", "registry.example/t", "--network-name", "T")
        coordinator.start()
        for name in ("bank", "telco"):
            node = self.nodes[name]
            node.initialise(settings[name])
            applied = node.ask("join", f"127.0.0.1:{self.ports['coordinator'][0]}", "--network", report["network"], "--contact", "duty desk")
            coordinator.run("registry", "admit", applied["application"])
            node.start()
        for name in ("bank", "telco"):
            wait_for(f"{name} knows all keys", lambda name=name: self.nodes[name].keys_known() == len(NAMES))

    def share(self, by: str, key: str, objects: list[dict], *to: str) -> str:
        """Shares objects as a bundle and remembers them under a key."""
        path = self.home / "items" / f"{key}.json"
        path.write_text(json.dumps({"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": objects}, indent=1))
        self.shared[key] = objects
        return self.nodes[by].ask("share", str(path), *to)["id"]

    def token(self, node: str, name: str, *options: str) -> str:
        return self.nodes[node].ask("token", "create", name, *options)["token"]

    def url(self, node: str) -> str:
        return f"http://127.0.0.1:{self.ports[node][1]}"

    def server(self, node: str, token: str | None) -> Server:
        """A client as its documentation shows: user and password, or nobody."""
        who = {} if token is None else {"user": "token", "password": token}
        return Server(f"{self.url(node)}/taxii2/", **who)

    def collections(self, node: str, token: str | None) -> dict[str, Collection]:
        return {collection.title: collection for collection in self.server(node, token).default.collections}

    def stop(self) -> None:
        for node in self.nodes.values():
            node.stop()


def everything(collection: Collection, **filters) -> list[dict]:
    """All objects of a collection, page by page as the client's own helper does it."""
    return [found for page in as_pages(collection.get_objects, per_request=3, **filters) for found in page.get("objects", [])]


def by_time_alone(url: str, token: str) -> list[dict]:
    """The same for a client that knows no `next`: it goes on from the time of the last object."""
    found, after = [], None
    while True:
        answer = requests.get(
            url, params={"limit": 4, **({"added_after": after} if after else {})}, timeout=30,
            headers={"Accept": MEDIA, "Authorization": f"Bearer {token}"},
        )  # fmt: skip
        page = answer.json()
        found += page.get("objects", [])
        if not page.get("more"):
            return found
        after = answer.headers["X-TAXII-Date-Added-Last"]


def same(left: list[dict], right: list[dict]) -> bool:
    """Whether two lists hold the same objects, each once."""

    def order(objects: list[dict]) -> list[str]:
        return sorted(json.dumps(found, sort_keys=True) for found in objects)

    return order(left) == order(right)


def read(members: Members, token: str) -> None:
    """What the bank reads is what was shared with it, and nothing else."""
    shared = members.shared
    allowed = shared["clear"] + shared["green"] + shared["amber"]
    collections = members.collections("bank", token)
    judge(set(collections) == {"Everything", "Public", "All members", "Sector: finance", GROUP}, f"collections: {sorted(collections)}")
    for title, wanted in (("Everything", allowed), ("Public", shared["clear"]), ("All members", shared["green"]), (GROUP, shared["amber"])):
        found = everything(collections[title])
        judge(same(found, wanted), f"taxii2-client: {title} holds its {len(wanted)} objects and nothing else")
        url = f"{members.url('bank')}/taxii2/api/collections/{collections[title].id}/objects/"
        judge(same(by_time_alone(url, token), wanted), f"by the time of the last object alone: {title}")
    judge(same([], everything(collections["Sector: finance"])), "an empty collection is empty")

    manifest = [row for page in [collections["Everything"].get_manifest(limit=1000)] for row in page["objects"]]
    judge({row["id"] for row in manifest} == {found["id"] for found in allowed}, "the manifest names them")
    added = [row["date_added"] for row in manifest]
    judge(len(set(added)) == len(added) and added == sorted(added), "each was added at a time of its own, in order")
    middle = added[len(added) // 2]
    rest = everything(collections["Everything"], added_after=middle)
    judge([found["id"] for found in rest] == [row["id"] for row in manifest if row["date_added"] > middle], "added_after is exact")

    client = cytaxii2(f"{members.url('bank')}/taxii2/", "token", token)
    listed = client.collection_request()
    judge(listed["status"] and len(listed["response"]["collections"]) == len(collections), "cytaxii2 lists the collections")
    polled = client.poll_request(collections["Everything"].id)
    judge(polled["status"] and same(polled["response"]["objects"], allowed), "cytaxii2 reads the same objects")
    one = client.poll_request(collections["Everything"].id, object_id=shared["green"][0]["id"])
    judge(same(one["response"].get("objects", []), shared["green"][:1]), "cytaxii2 finds one by its identifier")
    judge(client.poll_request(collections["Everything"].id, object_type="malware")["response"] == {}, "a type that is not there is {}")


def versions(members: Members, token: str) -> None:
    """A newer version stands for an older one, which can be asked for."""
    old = members.shared["green"][0]
    new = old | {"modified": "2026-02-01T00:00:00.000Z", "name": "newer"}
    members.share("telco", "newer", [new], "--members", "--tlp", "green")
    collection = members.collections("bank", token)["All members"]
    wait_for("the newer version is there", lambda: any(found["name"] == "newer" for found in everything(collection)))
    judge(sum(found["id"] == old["id"] for found in everything(collection)) == 1, "the newest version alone is given")
    found = collection.object_versions(old["id"])["versions"]
    judge(found == [old["modified"], new["modified"]], f"versions: {found}")
    first = collection.get_object(old["id"], version="first")["objects"]
    judge(same(first, [old]), "the first version is given when it is asked for")
    every = collection.get_object(old["id"], version=["all"])["objects"]
    judge(same(every, [old, new]), "and all of them")
    members.shared["green"] = [new, *members.shared["green"][1:]]


def ceilings(members: Members) -> None:
    """A token's mark, scope and bounds hold."""
    low = members.token("bank", "low", "--tlp-max", "clear")
    judge(same(everything(members.collections("bank", low)["Everything"]), members.shared["clear"]), "a token for CLEAR reads CLEAR")
    judge(everything(members.collections("bank", low)[GROUP]) == [], "and nothing of a group that shares AMBER")
    bounded = members.token("bank", "bounded", "--tlp-max", "amber", "--group", GROUP)
    judge(set(members.collections("bank", bounded)) == {GROUP}, "a token that is confined sees nothing else")
    members.nodes["bank"].run("token", "revoke", "low")
    answer = requests.get(f"{members.url('bank')}/taxii2/", headers={"Accept": MEDIA, "Authorization": f"Bearer {low}"}, timeout=30)
    judge(answer.status_code == 401 and "WWW-Authenticate" in answer.headers, "a revoked token is refused at once")


def write(members: Members, token: str) -> None:
    """What a client adds is shared, and its status follows."""
    collection = members.collections("telco", token)[GROUP]
    added = [indicator("added", "amber") for _ in range(5)]
    status = collection.add_objects({"objects": added}, wait_for_completion=True, poll_interval=0.2, timeout=30)
    judge(status.status == "complete" and status.success_count == 5 and len(status.successes) == 5, "taxii2-client adds five objects")
    reader = members.token("bank", "reader", "--tlp-max", "amber")
    theirs = members.collections("bank", reader)[GROUP]
    wait_for("they are at the bank", lambda: sum(found["name"] == "added" for found in everything(theirs)) == 5)
    judge(same([found for found in everything(theirs) if found["name"] == "added"], added), "and the bank reads the same objects")
    members.shared["amber"] += added
    client = cytaxii2(f"{members.url('telco')}/taxii2/", "token", token)
    extra = indicator("more", "amber")
    posted = client.inbox_request(collection.id, json.dumps({"objects": [extra]}))
    judge(posted["status_code"] == 202 and posted["response"]["success_count"] == 1, "cytaxii2 adds one")
    members.shared["amber"].append(extra)
    head = {"Accept": MEDIA, "Content-Type": MEDIA, "Authorization": f"Bearer {token}"}
    for body, wanted in (("{", 422), ('{"objects":[{"type":"x"}]}', 422), (json.dumps({"objects": [indicator("r", "red")]}), 403)):
        answer = requests.post(collection.objects_url, data=body, headers=head, timeout=30)
        judge(answer.status_code == wanted and answer.json()["description"] != "", f"refused with {wanted}: {answer.json()['title'][:60]}")
    answer = requests.delete(f"{collection.objects_url}{extra['id']}/", headers=head, timeout=30)
    judge(answer.status_code == 403, "a deletion is refused with 403")


def public(members: Members) -> None:
    """Anybody reads what is public at the coordinator, and nothing at a member."""
    collections = members.collections("coordinator", None)
    judge(set(collections) == {"Public"}, f"anonymous discovery lists the public collection: {sorted(collections)}")
    wanted = members.shared["clear"]
    wait_for("it is there", lambda: len(everything(collections["Public"])) == len(wanted))
    judge(same(everything(collections["Public"]), wanted), "the public reads what is CLEAR and nothing else")
    answer = requests.get(f"{members.url('bank')}/taxii2/", headers={"Accept": MEDIA}, timeout=30)
    judge(answer.status_code == 401, "a member's node asks for a token")


def main(home: Path, tool: str) -> None:
    members = Members(home, tool)
    try:
        members.start()
        telco = members.nodes["telco"]
        telco.run("group", "create", GROUP, "--with", NAMES["bank"], "--json")
        members.share("telco", "clear", [indicator(f"clear {number}", "clear") for number in range(4)], "--everyone")
        retracted = members.share("telco", "retracted", [indicator("retracted", "clear")], "--everyone")
        members.share("telco", "green", [indicator(f"green {number}", "green") for number in range(10)], "--members")
        members.share("telco", "amber", [indicator(f"amber {number}", "amber") for number in range(7)], "--group", GROUP)
        members.share("telco", "red", [indicator("red", "red")], "--with", NAMES["bank"])
        members.share("coordinator", "elsewhere", [indicator("elsewhere", "amber")], "--with", NAMES["telco"])
        members.nodes["telco"].run("retract", retracted, "--reason", "wrong")
        token = members.token("bank", "siem", "--scope", "read", "--tlp-max", "amber+strict")
        # RED is listed and not given; so five items, of which four go through a token.
        wait_for(
            "all of it is at the bank, and what was retracted is not",
            lambda: len(everything(members.collections("bank", token)["Everything"])) == 21 and len(members.nodes["bank"].ask("list")) == 4,
        )
        read(members, token)
        versions(members, token)
        ceilings(members)
        write(members, members.token("telco", "feed", "--scope", "read", "--scope", "write", "--tlp-max", "amber"))
        public(members)
    finally:
        members.stop()
    if failures:
        raise GivenUp(f"{failures} checks did not hold")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2])
    except GivenUp as given_up:
        sys.exit(f" ✗ {given_up}")
