"""Starts a coordinator and two members, and lets TAXII clients read and write: python -m taxii HOME TOOL."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import requests
from cytaxii2.cytaxii2 import cytaxii2
from taxii2client.v21 import Collection, Server, as_pages

from federation.processes import wait_for
from federation.voice import GivenUp
from members import GROUP, NAMES, Members, conclude, indicator, judge

MEDIA = "application/taxii+json;version=2.1"


class Clients(Members):
    """The nodes, and clients with tokens."""

    def server(self, node: str, token: str | None) -> Server:
        """A client as its documentation shows: user and password, or nobody."""
        who = {} if token is None else {"user": "token", "password": token}
        return Server(f"{self.url(node)}/taxii2/", **who)

    def collections(self, node: str, token: str | None) -> dict[str, Collection]:
        return {collection.title: collection for collection in self.server(node, token).default.collections}


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


def read(members: Clients, token: str) -> None:
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


def versions(members: Clients, token: str) -> None:
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


def ceilings(members: Clients) -> None:
    """A token's mark, scope and bounds hold."""
    low = members.token("bank", "low", "--tlp-max", "clear")
    judge(same(everything(members.collections("bank", low)["Everything"]), members.shared["clear"]), "a token for CLEAR reads CLEAR")
    judge(everything(members.collections("bank", low)[GROUP]) == [], "and nothing of a group that shares AMBER")
    bounded = members.token("bank", "bounded", "--tlp-max", "amber", "--group", GROUP)
    judge(set(members.collections("bank", bounded)) == {GROUP}, "a token that is confined sees nothing else")
    members.nodes["bank"].run("token", "revoke", "low")
    answer = requests.get(f"{members.url('bank')}/taxii2/", headers={"Accept": MEDIA, "Authorization": f"Bearer {low}"}, timeout=30)
    judge(answer.status_code == 401 and "WWW-Authenticate" in answer.headers, "a revoked token is refused at once")


def write(members: Clients, token: str) -> None:
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


def public(members: Clients, approved: str) -> None:
    """Anybody reads what is public at the coordinator, and nothing at a member."""
    collections = members.collections("coordinator", None)
    judge(set(collections) == {"Public"}, f"anonymous discovery lists the public collection: {sorted(collections)}")
    wanted = members.shared["clear"]
    coordinator = members.nodes["coordinator"]
    wait_for("it waits for a moderator", lambda: [item["id"] for item in coordinator.ask("zone", "queue")["items"]] == [approved])
    judge(everything(collections["Public"]) == [], "what waits for a moderator is not there")
    coordinator.run("zone", "approve", approved)
    wait_for("it is there", lambda: len(everything(collections["Public"])) == len(wanted))
    judge(same(everything(collections["Public"]), wanted), "the public reads what is CLEAR and nothing else")
    answer = requests.get(f"{members.url('bank')}/taxii2/", headers={"Accept": MEDIA}, timeout=30)
    judge(answer.status_code == 401, "a member's node asks for a token")


def main(home: Path, tool: str) -> None:
    members = Clients(home, tool)
    try:
        members.start()
        telco = members.nodes["telco"]
        telco.run("group", "create", GROUP, "--with", NAMES["bank"], "--json")
        clear = members.share("telco", "clear", [indicator(f"clear {number}", "clear") for number in range(4)], "--everyone")
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
        public(members, clear)
    finally:
        members.stop()
    conclude()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2])
    except GivenUp as given_up:
        sys.exit(f" ✗ {given_up}")
