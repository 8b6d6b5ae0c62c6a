"""A client's process: redraws drafts over HTTP until told to stop, through every kill.

What was acknowledged is written to a log and synced; what is about to be sent as well. A request
without an answer is sent again under the same key until there is one.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.reliability.service import Client, Said
from tests.reliability.town import REFUSED, STALE, Copy, Planner

_AGAIN_S = 0.1


@dataclass
class Log:
    """Lines that are on the disk when the call returns."""

    path: Path

    def __post_init__(self) -> None:
        self._file = os.open(self.path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def write(self, *words: object) -> None:
        os.write(self._file, (" ".join(map(str, words)) + "\n").encode())
        os.fsync(self._file)


@dataclass
class Run:
    """One client's work."""

    port: int
    token: str
    plans: list[str]
    log_path: Path
    stop: Path
    number: int
    pause_s: float

    def go(self) -> None:
        self.log = Log(self.log_path)
        rng = np.random.default_rng(self.number)
        planner = Planner(Client(self.port, self.token), rng)
        copies = [Copy(plan_id) for plan_id in self.plans]
        count = 0
        while not self.stop.exists():
            copy = copies[rng.integers(len(copies))]
            try:
                copy.catch_up(planner.client)
            except (OSError, ValueError):
                self.log.write("broken")
                copy.cells.clear()
                time.sleep(_AGAIN_S)
                continue
            count += 1
            self.edit(planner, copy, f"{self.number}-{count}")
            if self.pause_s:
                time.sleep(rng.exponential(self.pause_s))

    def edit(self, planner: Planner, copy: Copy, key: str) -> None:
        path, body = planner.wish(copy)
        self.log.write("send", key, copy.plan_id)
        said = self.until_answered(planner, copy, path, body, key)
        if said is None:
            return
        replayed = said.headers.get("idempotent-replayed", "false")
        if said.status == 200:
            told = said.json
            (entry,) = told["entries"]
            self.log.write("done", key, copy.plan_id, entry["number"], said.revision, replayed)
            copy.follow(told)
        elif said.status == STALE:
            self.log.write("stale", key, copy.plan_id)
        elif said.status in REFUSED:
            self.log.write("refused", key, copy.plan_id)
        else:
            self.log.write("wrong", key, copy.plan_id, said.status, said.body[:400])

    def until_answered(
        self, planner: Planner, copy: Copy, path: str, body: dict, key: str
    ) -> Said | None:
        while True:
            try:
                return planner.send(copy, path, body, key)
            except OSError:
                self.log.write("broken", key)
                if self.stop.exists():
                    return None
                time.sleep(_AGAIN_S)


def main(run: Run) -> None:
    """Work until told to stop."""
    sys.stderr = run.log_path.with_suffix(".err").open("a")
    run.go()
