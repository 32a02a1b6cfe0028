"""Starts a coordinator and two members, and asks the HTTP API of one for everything that its description promises: python -m api HOME TOOL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import requests
from openapi_spec_validator import validate

from federation.processes import wait_for
from federation.voice import GivenUp
from members import GROUP, NAMES, Members, conclude, indicator, judge

STIX = "application/stix+json;version=2.1"


class Machine:
    """A program with a token."""

    def __init__(self, members: Members, node: str, *options: str) -> None:
        self.root = members.url(node) + "/v1"
        self.token = members.token(node, f"machine-{uuid.uuid4().hex}", *options)
        self.head = {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str, head: dict | None = None, **query) -> requests.Response:
        return requests.get(self.root + path, params=query, headers=self.head | (head or {}), timeout=30)

    def share(self, objects: list[dict], to: dict | str, path: str = "/items", **request) -> requests.Response:
        body = json.dumps({"type": "bundle", "id": "bundle--1f4f9fcf-6e4e-4b3e-8f0a-0b8f5b3c2d11", "objects": objects})
        return requests.post(
            self.root + path, params={"request": json.dumps({"to": to, **request})}, data=body,
            headers=self.head | {"Content-Type": STIX}, timeout=60,
        )  # fmt: skip

    def post(self, path: str, document: dict) -> requests.Response:
        return requests.post(self.root + path, json=document, headers=self.head, timeout=60)

    def items(self, **query) -> list[dict]:
        """All items, page by page."""
        found, cursor = [], None
        while True:
            page = self.get("/items", limit=2, **({"cursor": cursor} if cursor else {}), **query).json()
            found += page["items"]
            cursor = page["next"]
            if not cursor:
                return found


def description(members: Members) -> dict:
    """Anybody may read how to ask; it is OpenAPI by the judgement of another program."""
    answer = requests.get(members.url("bank") + "/v1/openapi.json", timeout=30)
    judge(answer.status_code == 200, "the description is there without a token")
    validate(answer.json())
    judge(True, f"openapi-spec-validator: {len(answer.json()['paths'])} addresses in {answer.json()['openapi']}")
    return answer.json()


def reads(members: Members) -> None:
    """What a machine reads is what its token allows."""
    bank = Machine(members, "bank", "--tlp-max", "amber+strict")
    titles = {item["title"] for item in bank.items()}
    judge(titles == {"clear", "green", "amber"}, f"items, two a page: {sorted(titles)}")
    low = Machine(members, "bank", "--tlp-max", "clear")
    judge({item["title"] for item in low.items()} == {"clear"}, "a token for CLEAR reads CLEAR")
    judge(low.get("/search", query="amber").json()["hits"] == [], "and finds nothing else")
    judge([hit["name"] for hit in bank.get("/search", query="amber").json()["hits"]] == ["amber"], "what is allowed is found")
    amber = next(item for item in bank.items() if item["title"] == "amber")
    for path in ("", "/content", "/proof", "/history", "/audience"):
        judge(low.get(f"/items/{amber['id']}{path}").status_code == 404, f"a token for CLEAR: items/ID{path} is not there")
        judge(bank.get(f"/items/{amber['id']}{path}").status_code == 200, f"items/ID{path} is there with the right token")
    content = bank.get(f"/items/{amber['id']}/content")
    judge(content.json()["objects"] == members.shared["amber"], "content comes octet for octet")
    again = bank.get(f"/items/{amber['id']}/content", {"If-None-Match": content.headers["ETag"]})
    judge(again.status_code == 304 and not again.content, "and is not sent again to whoever has it")
    found = bank.get("/correlation", value="198[.]51[.]100[.]7").json()
    judge(found["items"] == 3, "a value stands in three items")
    judge(low.get("/correlation", value="198.51.100.7").json()["items"] == 1, "and for the other token in one")
    identifier = members.shared["green"][0]["id"]
    versions = bank.get(f"/objects/{identifier}").json()
    judge(json.loads(versions[0]["object"]) == members.shared["green"][0], "an object comes as its author wrote it")
    judge(bank.get(f"/objects/{identifier}/graph").json()["nodes"][0]["id"] == identifier, "with what is around it")
    people = bank.get("/items", **{"as": "Ng"})
    judge(people.status_code == 400, "a machine is nobody by name")


def writes(members: Members) -> None:
    """A machine shares, corrects and takes back."""
    telco = Machine(members, "telco", "--scope", "read", "--scope", "write", "--tlp-max", "amber")
    reader = Machine(members, "bank", "--tlp-max", "amber")
    first = telco.share([indicator("first", "amber")], {"group": GROUP}, title="first")
    judge(first.status_code == 200 and first.json()["state"] == "shared", f"shared with a group: {first.status_code} {first.json().get('reason', '')}")
    wait_for("it is at the bank", lambda: any(item["title"] == "first" for item in reader.items()))
    second = telco.share([indicator("second", "amber")], {"group": GROUP}, path=f"/items/{first.json()['id']}/correction", title="second")
    judge(second.status_code == 200, "corrected")
    wait_for("the correction alone is shown", lambda: {"second"} == {i["title"] for i in reader.items()} & {"first", "second"})
    over = telco.share([indicator("r", "red")], {"group": GROUP})
    judge(over.status_code == 403 and over.json()["code"] == "above-token", f"refused above the token's mark: {over.json()['remedy']}")
    asked = telco.share([indicator("a", "amber")], {"group": GROUP}, path="/audience")
    judge(asked.json()["organisations"] == sorted([NAMES["bank"], NAMES["telco"]]), "who would get it is told before")
    gone = telco.post(f"/items/{second.json()['id']}/retraction", {"reason": "wrong"})
    judge(gone.status_code == 200, "taken back")
    wait_for("it is gone at the bank", lambda: all(item["title"] != "second" for item in reader.items()))
    deaf = Machine(members, "telco", "--scope", "read", "--tlp-max", "amber")
    judge(deaf.share([indicator("x", "clear")], "everyone").status_code == 403, "a token that may not write is refused")


def generated(members: Members, home: Path) -> None:
    """Requests made from the description, right and wrong ones: what is answered is what the description says."""
    machine = Machine(members, "bank", "--scope", "read", "--scope", "write", "--tlp-max", "amber+strict")
    program = Path(sys.executable).with_name("schemathesis")
    settings = Path(__file__).with_name("schemathesis.toml")
    log = home / "schemathesis.txt"
    with log.open("w") as out:
        ended = subprocess.run(
            [program, "--config-file", settings, "run", f"{machine.root}/openapi.json", "--seed", os.environ.get("SEED", "1"), "--no-color"],
            stdout=out, stderr=subprocess.STDOUT, cwd=home, env=os.environ | {"CAUSEWAY_TOKEN": machine.token}, check=False,
        )  # fmt: skip
    said = log.read_text().splitlines()
    judge(ended.returncode == 0, f"schemathesis: {next((line.strip() for line in said if 'generated,' in line), said[-1])}")
    if ended.returncode:
        print("\n".join(said[-200:]))


def main(home: Path, tool: str) -> None:
    members = Members(home, tool)
    try:
        members.start()
        members.nodes["telco"].run("group", "create", GROUP, "--with", NAMES["bank"], "--json")
        members.share("telco", "clear", [indicator("clear", "clear")], "--everyone")
        members.share("telco", "green", [indicator("green", "green")], "--members")
        members.share("telco", "amber", [indicator("amber", "amber")], "--group", GROUP)
        members.share("telco", "red", [indicator("red", "red")], "--with", NAMES["bank"])
        wait_for("all of it is at the bank", lambda: len(members.nodes["bank"].ask("list")) == 4)
        wait_for("and indexed", lambda: members.nodes["bank"].ask("correlate", "198.51.100.7")["items"] == 4)
        description(members)
        reads(members)
        writes(members)
        generated(members, home)
    finally:
        members.stop()
    conclude()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2])
    except GivenUp as given_up:
        sys.exit(f" ✗ {given_up}")
