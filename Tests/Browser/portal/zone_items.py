"""Items that members share with everyone, and what the public zone answers about them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid

import members
from federation.processes import wait_for

EXAMPLES = "deployments/example-federation/items/public"
# Whose each example is, and how a moderator approves it.
APPROVED = {
    "paper-lantern": ("bank", ("--topic", "threats", "--feature")), "mail-from-outside": ("telco", ("--topic", "mitigation")),
    "restored-backups": ("telco", ("--topic", "best-practice")), "alert-level": ("coordinator", ()), "alert-level-chinese": ("coordinator", ()),
}  # fmt: skip
MOMENT = "2026-11-01T00:00:00.000Z"


def thing(kind: str, **properties) -> dict:
    """An object of STIX with a new identifier."""
    common = {"type": kind, "spec_version": "2.1", "id": f"{kind}--{uuid.uuid4()}", "created": MOMENT, "modified": MOMENT}
    return common | {"object_marking_refs": [members.TLP["clear"]]} | properties


def report(name: str, description: str, objects: list[dict], **properties) -> list[dict]:
    """A report on objects, in front of them."""
    references = [one["id"] for one in objects] or [f"identity--{uuid.uuid4()}"]
    return [thing("report", name=name, description=description, published=MOMENT, object_refs=references, **properties), *objects]


def shared_example(stage, name: str) -> str:
    """An example, shared with everyone by its member; once, however often it is asked for."""
    if name not in stage.public_items:
        node = stage.members.nodes[APPROVED[name][0]]
        stage.public_items[name] = node.ask("share", str(stage.root / EXAMPLES / f"{name}.json"), "--everyone", "--tlp", "clear")["id"]
    return wait_in_queue(stage, stage.public_items[name])


def shared(stage, by: str, key: str, objects: list[dict], *options: str) -> str:
    return wait_in_queue(stage, stage.members.share(by, key, objects, "--everyone", "--tlp", "clear", *options))


def wait_in_queue(stage, item: str) -> str:
    """Until the coordinator's node knows it: it waits there, or was decided on."""
    wait_for(f"{item[:12]} is at the coordinator's", lambda: stage.members.nodes["coordinator"].succeeds("zone", "show", item))
    return item


def approved(stage, item: str, *options: str) -> str:
    """Approves an item that waits, with the tool."""
    coordinator = stage.members.nodes["coordinator"]
    if item in [one["id"] for one in coordinator.ask("zone", "queue")["items"]]:
        coordinator.run("zone", "approve", item, *options)
    wait_for(f"{item[:12]} is public", lambda: answer(f"{stage.zone}/en/items/{item}.html")[0] == 200)
    return item


def public_examples(stage) -> dict[str, str]:
    """All examples, public."""
    return {name: approved(stage, shared_example(stage, name), *options) for name, (_, options) in APPROVED.items()}


def answer(url: str) -> tuple[int, str]:
    """The status and the text of an answer."""
    try:
        with urllib.request.urlopen(url, timeout=20) as found:
            return found.status, found.read().decode("utf-8")
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode("utf-8", "replace")


def json_at(url: str):
    return json.loads(answer(url)[1])
