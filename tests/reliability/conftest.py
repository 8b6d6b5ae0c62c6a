"""A service that is killed while many redraw, shared by the tests that look at what is left."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from gridmap.domain import PlanStatus
from tests.concurrency.sheet import settled
from tests.reliability import planner
from tests.reliability.service import Service, admit

SPAWNING = multiprocessing.get_context("forkserver")
SPAWNING.set_forkserver_preload(["__main__", planner.__name__])


@dataclass
class Crowd:
    """Clients at work on one service."""

    folder: Path
    clients: int
    pause_s: float = 0.0
    drafts: int | None = None
    service: Service = field(init=False)
    tokens: dict[str, str] = field(init=False)
    plans: list[str] = field(init=False)
    processes: list[ForkServerProcess] = field(default_factory=list)

    def __post_init__(self) -> None:
        store = settled(self.path)
        with store.reading() as reader:
            plans = [plan.id for plan in reader.plans(status=PlanStatus.DRAFT)]
        self.plans = plans[: self.drafts]
        names = (f"planner{number}" for number in range(self.clients))
        self.tokens = admit(store, self.path, *names)
        store.close()
        self.service = Service(self.path, self.folder / "service.log")

    @property
    def path(self) -> Path:
        return self.folder / "store.gpkg"

    def begin(self) -> None:
        self.service.start()
        for number, token in enumerate(self.tokens.values()):
            log = self.folder / f"planner{number}.log"
            run = planner.Run(
                self.service.port, token, self.plans, log, self.stop, number, self.pause_s
            )
            process = SPAWNING.Process(target=planner.main, args=(run,))
            process.start()
            self.processes.append(process)

    @property
    def stop(self) -> Path:
        return self.folder / "stop"

    def lines(self, kind: str) -> list[list[str]]:
        """Return the whole lines of a kind in the logs of all clients."""
        text = [log.read_text() for log in sorted(self.folder.glob("planner*.log"))]
        lines = [line.split() for one in text for line in one.split("\n")[:-1]]
        return [words for words in lines if words[0] == kind]

    def await_lines(self, kind: str, count: int, within_s: float) -> None:
        """Wait until there are so many lines of a kind."""
        deadline = time.monotonic() + within_s
        while len(self.lines(kind)) < count:
            self.require_all()
            assert time.monotonic() < deadline, "the machine is too slow for this run"
            time.sleep(0.1)

    def require_all(self) -> None:
        for number, process in enumerate(self.processes):
            if process.exitcode is not None:
                errors = (self.folder / f"planner{number}.err").read_text()
                pytest.fail(f"client {number} ended by itself:\n{errors}")

    def end(self) -> None:
        """Let every client have its answer, then stop the service."""
        self.stop.touch()
        for process in self.processes:
            process.join(60)
        self.service.stop()

    def clear(self) -> None:
        for process in self.processes:
            process.kill()
            process.join()
        self.service.kill()


@pytest.fixture(scope="module")
def crowd_of(tmp_path_factory) -> Iterator[object]:
    """Return a function that makes a crowd; whatever is left of it is cleared away."""
    made: list[Crowd] = []

    def make(clients: int, **options: object) -> Crowd:
        made.append(Crowd(tmp_path_factory.mktemp("crowd"), clients, **options))
        return made[-1]

    yield make
    for crowd in made:
        crowd.clear()
