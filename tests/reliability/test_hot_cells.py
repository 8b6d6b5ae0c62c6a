"""R4: many clients redraw the same few cells at once; every acknowledged edit counts once.

The short form sends 1,000 edits, ``make test-long`` 10,000; most of them come too late.
"""

from __future__ import annotations

import pytest

from tests.longer import is_long
from tests.reliability.town import faults, journals

EDITS = 10_000 if is_long() else 1_000
CLIENTS, DRAFTS = 32, 2  # of 12 cells each
PATIENCE_S = 3600 if is_long() else 400


@pytest.fixture(scope="module")
def crowd(crowd_of):
    """A crowd that has made its edits, at rest."""
    crowd = crowd_of(CLIENTS, drafts=DRAFTS)
    crowd.begin()
    crowd.await_lines("send", EDITS, PATIENCE_S)
    crowd.end()
    return crowd


def test_acknowledged_edits_are_the_growth_of_the_journals(crowd):
    grown = sum(map(len, journals(crowd.path).values()))
    assert grown == len(crowd.lines("done")) >= EDITS // 50


def test_each_revision_was_given_once(crowd):
    given = [(words[2], words[4]) for words in crowd.lines("done")]
    assert len(set(given)) == len(given)


def test_somebody_was_told_to_look_again(crowd):
    assert len(crowd.lines("stale")) >= 1


def test_nothing_failed_on_the_side_of_the_service(crowd):
    assert crowd.lines("wrong") == []
    assert crowd.lines("broken") == []


def test_the_store_is_whole(crowd):
    assert faults(crowd.path) == []
