"""Work shared among the processors: compiled functions that let go of the interpreter's lock."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def in_threads(
    work: Callable[..., T], *columns: Sequence[Any], threads: int | None = None
) -> list[T]:
    """Call a function once for each row of some columns, and keep the order of the answers.

    Parameters
    ----------
    work
        Takes a value of each column.
    *columns
        Its arguments, one after the other, all of one length.
    threads
        How many calls may run at once; as many as there are processors by default.

    Returns
    -------
    answers
        One for each row.
    """
    count = min(len(columns[0]), os.cpu_count() or 1 if threads is None else threads)
    if count <= 1:
        return list(map(work, *columns))
    # Threads start slowly, so that this one works as well, and none is handed every single row.
    answers: dict[int, T] = {}
    turns = deque(range(len(columns[0])))

    def take_turns(take: Callable[[], int]) -> None:
        while True:
            try:
                turn = take()
            except IndexError:
                return
            answers[turn] = work(*(column[turn] for column in columns))

    with ThreadPoolExecutor(count - 1) as pool:
        # From both ends: a new page of memory that two threads fill at once is cleared twice.
        helpers = [
            pool.submit(take_turns, turns.popleft if helper % 2 else turns.pop)
            for helper in range(count - 1)
        ]
        take_turns(turns.popleft)
        for helper in helpers:
            helper.result()
    return [answers[turn] for turn in range(len(answers))]


def even_ranges(count: int, parts: int) -> tuple[list[int], list[int]]:
    """Return where each of some even parts of `count` things begins, and where it ends."""
    ends = [count * k // parts for k in range(parts + 1)]
    return ends[:-1], ends[1:]
