"""Runs many walks on several processors: ``python -m tests.fuzz.walks --seeds 0:400 --jobs 2``.

All cells are known to be right after each step; with ``--everywhere`` shapely looks at the coverage
of all of them each time, not only where two rings around new cells could have failed. Each walk
leaves a line in the log, and a walk that the log has as passed is not gone again, so that a run may
be broken off at any time.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path

from tests.conftest import data_folder
from tests.fuzz import territories
from tests.fuzz.tally import Tally
from tests.fuzz.walk import OPERATIONS, Walk

STEPS = 200
LEAST_ACCEPTED = 0.4


def names_of(data: Path) -> tuple[str, ...]:
    """Return the territories that this machine can build."""
    return (*territories.REAL, *territories.SYNTHETIC) if data.is_dir() else territories.SYNTHETIC


def walk_of(seed: int, names: tuple[str, ...], territory_of, *, everywhere: bool) -> Walk:
    """Return the walk of a seed; the walks go round the territories."""
    name = names[seed % len(names)]
    # Each second walk of a territory may not leave it.
    bounded = seed // len(names) % 2 == 1
    partition = territory_of(name).partition(bounded=bounded)
    return Walk(f"{name}, walk {seed}", partition, seed, everywhere=everywhere)


@cache
def _territory(name: str) -> territories.Territory:
    return territories.build(name, data_folder())


def gone(seed: int, *, everywhere: bool) -> dict[str, object]:
    """Go the walk of a seed; return what the log keeps of it."""
    began = time.process_time()
    walk = walk_of(seed, names_of(data_folder()), _territory, everywhere=everywhere)
    # What lasts as long as the walk need not be looked through for garbage again and again.
    gc.freeze()
    fault = ""
    try:
        with tempfile.TemporaryDirectory() as folder:
            walk.run(STEPS, Path(folder))
    except AssertionError as broken:
        fault = str(broken)
    gc.unfreeze()
    refused = [[*what, count] for what, count in sorted(walk.tally.refused.items())]
    return {
        "seed": seed,
        "walk": walk.name,
        "everywhere": everywhere,
        "passed": not fault,
        "fault": fault,
        "seconds": round(time.process_time() - began, 1),
        "accepted": dict(walk.tally.accepted),
        "refused": refused,
    }


def read_log(log: Path) -> dict[int, dict[str, object]]:
    """Return the last line of each walk in a log."""
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return {line["seed"]: line for line in map(json.loads, lines)}


def tally_of(lines: list[dict[str, object]]) -> Tally:
    """Return the counts of some walks together."""
    total = Tally()
    for line in lines:
        refused = Counter({(op, why): count for op, why, count in line["refused"]})
        total += Tally(Counter(line["accepted"]), refused)
    return total


def left_of(seeds: range, log: Path, *, everywhere: bool) -> list[int]:
    """Return the walks that have not passed yet, looking everywhere if that is asked for."""
    known = read_log(log).values()
    done = {line["seed"] for line in known if line["passed"] and line["everywhere"] >= everywhere}
    return [seed for seed in seeds if seed not in done]


def run(seeds: range, jobs: int, log: Path, *, everywhere: bool) -> bool:
    """Go the walks that the log lacks; print the counts of all, and return whether all passed."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool, log.open("a") as file:
        left = left_of(seeds, log, everywhere=everywhere)
        going = [pool.submit(gone, seed, everywhere=everywhere) for seed in left]
        for done in as_completed(going):
            line = done.result()
            print(json.dumps(line), file=file, flush=True)
            what = "passed" if line["passed"] else f"FAILED {line['fault']}"
            print(f"{line['walk']}: {what}, {line['seconds']} s", flush=True)
    known = read_log(log)
    lines = [known[seed] for seed in seeds]
    tally = tally_of(lines)
    passed = [line for line in lines if line["passed"]]
    print(*tally.lines(), f"{len(passed)} of {len(lines)} walks passed", sep="\n")
    rare = [op for op in OPERATIONS if tally.share(op) < LEAST_ACCEPTED]
    print(*(f"too few accepted: {op}" for op in rare), sep="\n", end="")
    return len(passed) == len(lines) and not rare


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="0:400", help="first:end")
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--log", type=Path, help="goes on where this file ends")
    parser.add_argument("--everywhere", action="store_true", help="look at all cells each time")
    options = parser.parse_args()
    seeds = range(*map(int, options.seeds.split(":")))
    with tempfile.TemporaryDirectory() as folder:
        log = options.log or Path(folder) / "walks.jsonl"
        passed = run(seeds, options.jobs, log, everywhere=options.everywhere)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
