"""Work shared between two processes, or done at once where starting them would take longer than the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

WORKERS = 2


def share(
    work: Callable[[Task], Result], tasks: Sequence[Task], prepare: Callable[..., None], *context: object, is_small: bool = False
) -> list[Result]:
    """The results of all tasks, in their order. `prepare` is called with the context before, in each process."""
    if is_small or len(tasks) < 2:
        prepare(*context)
        return [work(task) for task in tasks]
    with ProcessPoolExecutor(WORKERS, initializer=prepare, initargs=context) as pool:
        return list(pool.map(work, tasks))
