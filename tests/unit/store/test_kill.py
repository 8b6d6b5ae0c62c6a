"""A writer that is killed: what was acknowledged stays, what was not is wholly absent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from gridmap.store.dialects import sqlite
from tests.contract.worlds import shop

ROOT = Path(__file__).parents[3]
UNIT = 5

OPEN_UNIT = """
import sys, time
from gridmap.store import open_store
from tests.contract.worlds import shop
store = open_store(sys.argv[1])
with store.writing() as work:
    work.put_points([shop(f"k{n}", 114.301) for n in range(3000)])
    print("written", flush=True)
    time.sleep(60)
"""

MANY_UNITS = """
import itertools, sys
from gridmap.store import open_store
from tests.contract.worlds import shop
store = open_store(sys.argv[1])
for unit in itertools.count():
    with store.writing() as work:
        work.put_points([shop(f"u{unit}-{part}", 114.301) for part in range(5)])
    print(unit, flush=True)
"""


def start(script: str, path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, cwd=ROOT
    )


def kill(writer: subprocess.Popen[bytes]) -> list[bytes]:
    """Kill a writer and return what it still had to say."""
    os.kill(writer.pid, signal.SIGKILL)
    rest = writer.stdout.read().splitlines()
    writer.wait()
    writer.stdout.close()
    return rest


def integrity(store) -> str:
    with sqlite.transaction(store.engine, store.path, writer=False) as connection:
        return connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()


def test_unit_of_work_of_a_killed_writer_is_absent(store, path):
    before = store.digest()
    writer = start(OPEN_UNIT, path)
    assert writer.stdout.readline() == b"written\n"
    kill(writer)
    assert (store.digest(), integrity(store)) == (before, "ok")
    with store.writing() as work:
        work.put_points([shop("s3", 114.303)])


@pytest.mark.parametrize("delay_s", [0.013, 0.117])
def test_acknowledged_units_of_a_killed_writer_stay(store, path, delay_s):
    writer = start(MANY_UNITS, path)
    acknowledged = [writer.stdout.readline().strip() for _ in range(10)]
    time.sleep(delay_s)
    acknowledged += kill(writer)
    with store.reading() as reader:
        kept = Counter(point.id.split("-")[0] for point in reader.points() if "-" in point.id)
    assert {f"u{number.decode()}" for number in acknowledged} <= kept.keys()
    assert set(kept.values()) == {UNIT}
    assert len(kept) - len(acknowledged) <= 1
    assert integrity(store) == "ok"
