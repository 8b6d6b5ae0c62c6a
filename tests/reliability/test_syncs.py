"""R2: an acknowledged edit is on the disk: at least one sync for each, counted by the kernel."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from gridmap.store import open_store
from tests.reliability.service import Client
from tests.reliability.town import Copy, Planner

EDITS = 200


@pytest.fixture(scope="module")
def crowd(crowd_of):
    crowd = crowd_of(1)
    yield crowd
    crowd.service.kill()


def edit(crowd, count):
    """Make edits one after the other; return how many were acknowledged."""
    (token,) = crowd.tokens.values()
    planner = Planner(Client(crowd.service.port, token), np.random.default_rng(5))
    copy, done = Copy(crowd.plans[0]), 0
    copy.load(planner.client)
    while done < count:
        said = planner.send(copy, *planner.wish(copy), key=f"{done}-{planner.rng.random()}")
        if said.status == 200:
            copy.follow(said.json)
            done += 1
    return done


def test_every_connection_syncs_before_it_acknowledges(crowd):
    store = open_store(crowd.path)
    connections = [store.engine.raw_connection() for _ in range(5)]
    levels = [one.cursor().execute("PRAGMA synchronous").fetchone()[0] for one in connections]
    for one in connections:
        one.close()
    store.close()
    assert levels == [2] * 5


def test_each_acknowledged_edit_was_synced(crowd, tmp_path):
    counted = tmp_path / "syncs"
    watch = shutil.which("strace")
    assert watch is not None, "this test counts with strace, which is not installed"
    only = ("-f", "--seccomp-bpf", "-qq", "-e", "trace=fdatasync,fsync", "-o", str(counted))
    crowd.service.under = (watch, *only)
    crowd.service.start()
    before = len(counted.read_text().splitlines())
    done = edit(crowd, EDITS)
    after = len(counted.read_text().splitlines())
    assert after - before >= done == EDITS
