"""The drafts that a process keeps ready between edits."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gridmap.services.open_drafts import OpenDraft

_MOST_OPEN: Final = 8


@dataclass
class Shelf:
    """Keeps the drafts that were used last; threads may share it.

    What lies here is checked against the store at each use, so that several processes may work on
    one draft. It must have been committed, though: two states of one revision could not be told
    apart. A unit of work that may still fail uses a `trial` and settles it after the commit.
    """

    beneath: Shelf | None = None
    _open: OrderedDict[str, OpenDraft] = field(default_factory=OrderedDict)
    _gone: set[str] = field(default_factory=set)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def find(self, plan_id: str) -> OpenDraft | None:
        """Return a draft as it was kept last, None where it is not here."""
        with self._turn:
            kept = self._open.get(plan_id)
            if kept is not None or self.beneath is None or plan_id in self._gone:
                return kept
        return self.beneath.find(plan_id)

    def keep(self, draft: OpenDraft) -> None:
        """Keep a draft, and drop the least used one when there are too many."""
        with self._turn:
            self._gone.discard(draft.plan.id)
            self._open[draft.plan.id] = draft
            self._open.move_to_end(draft.plan.id)
            while len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)

    def forget(self, plan_id: str) -> None:
        """Drop a draft."""
        with self._turn:
            self._open.pop(plan_id, None)
            if self.beneath is not None:
                self._gone.add(plan_id)

    def trial(self) -> Shelf:
        """Return a shelf that sees this one and keeps its own until it is settled."""
        return Shelf(self)

    def settle(self) -> None:
        """Hand what a trial has kept and dropped to the shelf beneath it, after the commit."""
        if self.beneath is None:
            return
        with self._turn:
            gone, kept = sorted(self._gone), list(self._open.values())
        for plan_id in gone:
            self.beneath.forget(plan_id)
        for draft in kept:
            there = self.beneath.find(draft.plan.id)
            # A later commit may have been faster to settle.
            if there is None or there.plan.revision <= draft.plan.revision:
                self.beneath.keep(draft)
