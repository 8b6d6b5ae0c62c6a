"""R1: the whole service is killed again and again while clients redraw with If-Match and keys.

The short form kills 8 times; ``make test-long`` 40 times.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.longer import is_long
from tests.reliability.town import faults, journals

KILLS, CLIENTS = (40, 8) if is_long() else (8, 8)
BETWEEN = (3, 25)  # acknowledged edits between two kills
PATIENCE_S = 120


@pytest.fixture(scope="module")
def crowd(crowd_of):
    """A crowd whose service was killed many times, at rest."""
    crowd, rng = crowd_of(CLIENTS, pause_s=0.02), np.random.default_rng(1)
    crowd.begin()
    for _ in range(KILLS):
        wanted = len(crowd.lines("done")) + int(rng.integers(*BETWEEN))
        crowd.await_lines("done", wanted, PATIENCE_S)
        crowd.service.kill()
        crowd.service.start()
    crowd.await_lines("done", len(crowd.lines("done")) + BETWEEN[1], PATIENCE_S)
    crowd.end()
    return crowd


@pytest.fixture(scope="module")
def entries(crowd):
    return journals(crowd.path)


def test_it_was_killed_in_the_midst_of_work(crowd):
    assert crowd.service.starts == KILLS + 1
    assert len(crowd.lines("broken")) >= KILLS
    assert len(crowd.lines("done")) >= KILLS * BETWEEN[0]


def test_no_acknowledged_edit_is_lost(crowd, entries):
    acknowledged = [(words[2], int(words[3])) for words in crowd.lines("done")]
    kept = {(plan_id, number) for plan_id, journal in entries.items() for number, *_ in journal}
    assert [one for one in acknowledged if one not in kept] == []


def test_no_edit_is_doubled(crowd, entries):
    """Each entry of a journal was acknowledged to exactly one client, once; all others to none."""
    acknowledged = [(words[2], words[3]) for words in crowd.lines("done")]
    assert len(set(acknowledged)) == len(acknowledged)
    assert sum(map(len, entries.values())) == len(acknowledged)


def test_answers_that_were_lost_are_given_again(crowd):
    """Nothing in the store was done for a client that was told something else."""
    assert crowd.lines("wrong") == []


def test_the_store_is_whole(crowd):
    assert faults(crowd.path) == []
