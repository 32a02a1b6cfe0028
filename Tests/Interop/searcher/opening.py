"""Every key on everything: subkeys on slots, steps of what came out on items, wherever slot and item were found."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from causeway_reader import epochs
from causeway_reader.derivation import extract
from causeway_reader.entries import Entry, parse_compact
from causeway_reader.envelopes import SecretTrial, open_envelope
from causeway_reader.epochs import EpochKey, Sealed
from causeway_reader.refusal import Refusal
from causeway_reader.xwing import Context, PrivateKey

from .scan import Found
from .secrets import Collected
from .workers import share

SMALL_DECAPSULATIONS, SMALL_TRIALS = 300, 20_000
SLOTS_A_TASK = 64
ITEMS_A_TASK = 16


@dataclass(frozen=True)
class OpenedItem:
    """An item, the secret that opens it, its content if its body was found, and whose keys lead there."""

    item: bytes
    group: bytes | None
    secret: bytes
    content: bytes | None
    nodes: frozenset[str]


@dataclass
class Trials:
    """What was tried, how long it took, and what came out."""

    items: list[OpenedItem] = field(default_factory=list)
    epoch_keys: dict[EpochKey, set[str]] = field(default_factory=dict)
    slots: int = 0
    subkeys: int = 0
    decapsulations: int = 0
    slot_seconds: float = 0
    envelopes: int = 0
    step_keys: int = 0
    derivations: int = 0
    envelope_seconds: float = 0


@dataclass(frozen=True)
class Envelope:
    """A sealed item in a journal, with its body if some node has it."""

    entry: Entry
    group: bytes | None
    body: bytes | None


def try_everything(collected: Collected, found: Found) -> Trials:
    """Tries all keys of all nodes on all that was found."""
    trials = Trials()
    for name, secrets in collected.secrets.items():
        for key in secrets.epoch_keys:
            trials.epoch_keys.setdefault(key, set()).add(name)
    _try_slots(collected, found, trials)
    _try_envelopes(collected, found, trials)
    return trials


# ── slots ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_private_keys: list[PrivateKey] = []
_network = b""


def _set_seeds(seeds: list[bytes], network: bytes) -> None:
    global _private_keys, _network
    _private_keys, _network = [PrivateKey(seed) for seed in seeds], network


def _open_slots(task: tuple[Sealed, list[bytes]]) -> list[tuple[int, bytes]]:
    """The subkeys (by number) that open one of the slots, and what comes out."""
    sealed, slots = task
    context: Context = sealed.context(_network)
    opened = []
    for slot in slots:
        for number, private in enumerate(_private_keys):
            key = private.open(slot, context)
            if key is not None:
                opened.append((number, key))
    return opened


def _sealed(collected: Collected, found: Found) -> dict[tuple, Sealed]:
    whole = Found(set(), set(found.epochs), set(found.grants))
    for _, database in collected.databases:
        for _, _, _, compact in database.entries:
            whole.look(compact)
        for octets in (*database.bodies.values(), *database.settings.values()):
            whole.look(octets)
    found.items |= whole.items
    openings = [epochs.parse_epoch(body, None) for body in whole.epochs]
    openings += [epochs.parse_grant(body, None) for body in whole.grants]
    # One opening may come from a journal, from a setting and from a page: it counts once.
    return {(opening.epoch, opening.step, opening.slots): opening for opening in openings}


def _try_slots(collected: Collected, found: Found, trials: Trials) -> None:
    holders: dict[bytes, set[str]] = {}
    for name, secrets in collected.secrets.items():
        for seed in secrets.subkeys:
            holders.setdefault(seed, set()).add(name)
    seeds, tasks = sorted(holders), []
    for opening in _sealed(collected, found).values():
        trials.slots += len(opening.slots)
        for start in range(0, len(opening.slots), SLOTS_A_TASK):
            tasks.append((opening, list(opening.slots[start : start + SLOTS_A_TASK])))
    trials.subkeys, trials.decapsulations = len(seeds), len(seeds) * trials.slots
    began, network = time.monotonic(), collected.registry.network
    is_small = trials.decapsulations < SMALL_DECAPSULATIONS
    for (opening, _), opened in zip(tasks, share(_open_slots, tasks, _set_seeds, seeds, network, is_small=is_small)):
        for number, key in opened:
            if len(key) == 32:
                # Committed to or not: whatever came out of a slot is tried.
                trials.epoch_keys.setdefault(opening.accepted(network, key), set()).update(holders[seeds[number]])
    trials.slot_seconds = time.monotonic() - began


# ── items ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_steps: dict[tuple[bytes, int], list[bytes]] = {}
_step_keys: list[bytes] = []


def _set_steps(steps: dict[tuple[bytes, int], list[bytes]], keys: list[bytes], network: bytes) -> None:
    global _steps, _step_keys, _network
    _steps, _step_keys, _network = steps, keys, network


def _open_items(task: list[Entry]) -> list[tuple[bytes, bytes, int] | None]:
    """For each entry the step key (extracted), the secret, and how many keys were tried; `None` where no key fits."""
    results = []
    for entry in task:
        trial, result = SecretTrial(entry, _network), None
        named = _steps.get((entry.prefix.epoch or b"", entry.prefix.step), [])
        # What the entry says of its epoch may be false, so all other keys are tried too.
        for count, key in enumerate((*named, *_step_keys), 1):
            secret = trial.secret(key)
            if secret is not None:
                result = (key, secret, count)
                break
        results.append(result)
    return results


def _envelopes(collected: Collected, found: Found) -> list[Envelope]:
    bodies = {digest: body for _, database in collected.databases for digest, body in database.bodies.items()}
    known: dict[tuple[bytes, bytes], tuple[Entry, bytes | None]] = {}
    journals: dict[bytes, bytes | None] = {}
    seen = set()
    for _, database in collected.databases:
        journals |= {journal.id: journal.group for journal in database.journals.values()}
        for number, _, kind, compact in database.entries:
            journal = database.journals.get(number)
            if kind == 1 and journal:
                seen.add(compact)
                known[journal.id, compact] = (parse_compact(compact, journal.id), journal.group)
    for compact in found.items - seen:
        # Its journal is not known, and the key depends on it: all are tried.
        for id_, group in journals.items():
            known[id_, compact] = (parse_compact(compact, id_), group)
    return [
        Envelope(entry, group, entry.body if entry.body is not None else bodies.get(entry.body_hash))
        for entry, group in known.values()
        if entry.commitment is not None
    ]


def _try_envelopes(collected: Collected, found: Found, trials: Trials) -> None:
    steps: dict[tuple[bytes, int], list[bytes]] = {}
    holders: dict[bytes, set[str]] = {}
    for held, names in trials.epoch_keys.items():
        for step, key in enumerate(held.step_keys(), held.first_step):
            extracted = extract(b"", key)
            steps.setdefault((held.epoch, step), []).append(extracted)
            holders.setdefault(extracted, set()).update(names)
    envelopes = _envelopes(collected, found)
    keys = sorted(holders)
    trials.envelopes, trials.step_keys = len(envelopes), len(keys)
    tasks = [envelopes[start : start + ITEMS_A_TASK] for start in range(0, len(envelopes), ITEMS_A_TASK)]
    began = time.monotonic()
    parts = [[envelope.entry for envelope in task] for task in tasks]
    is_small = len(envelopes) * len(keys) < SMALL_TRIALS
    shared = share(_open_items, parts, _set_steps, steps, keys, collected.registry.network, is_small=is_small)
    for task, results in zip(tasks, shared):
        for envelope, result in zip(task, results):
            trials.derivations += len(keys) if result is None else result[2]
            if result:
                trials.items.append(_opened(envelope, result[1], frozenset(holders[result[0]])))
    trials.envelope_seconds = time.monotonic() - began


def _opened(envelope: Envelope, secret: bytes, nodes: frozenset[str]) -> OpenedItem:
    content = None
    if envelope.body is not None and envelope.entry.commitment is not None:
        try:
            content = open_envelope(envelope.body, envelope.entry.commitment, secret)
        except Refusal:
            content = None
    return OpenedItem(envelope.entry.leaf(), envelope.group, secret, content, nodes)
