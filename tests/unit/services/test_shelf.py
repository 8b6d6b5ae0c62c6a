"""What a process keeps ready is what was committed, and nothing else."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from gridmap.services.shelf import Shelf


def draft(plan_id="d", revision=1):
    return SimpleNamespace(plan=SimpleNamespace(id=plan_id, revision=revision))


@pytest.fixture
def shelf():
    shelf = Shelf()
    shelf.keep(draft())
    return shelf


def test_a_trial_sees_the_shelf_beneath(shelf):
    assert shelf.trial().find("d").plan.revision == 1


def test_the_shelf_sees_nothing_of_a_trial_that_failed(shelf):
    shelf.trial().keep(draft(revision=2))
    assert shelf.find("d").plan.revision == 1


def test_the_shelf_takes_what_was_settled(shelf):
    trial = shelf.trial()
    trial.keep(draft(revision=2))
    trial.settle()
    assert shelf.find("d").plan.revision == 2


def test_a_later_commit_that_settled_first_stays(shelf):
    slow, fast = shelf.trial(), shelf.trial()
    slow.keep(draft(revision=2))
    fast.keep(draft(revision=3))
    fast.settle()
    slow.settle()
    assert shelf.find("d").plan.revision == 3


def test_what_a_trial_forgot_is_gone_for_it_alone_until_it_is_settled(shelf):
    trial = shelf.trial()
    trial.forget("d")
    assert (trial.find("d"), shelf.find("d").plan.revision) == (None, 1)
    trial.settle()
    assert shelf.find("d") is None


def test_the_least_used_draft_is_dropped(shelf):
    for number in range(8):
        shelf.keep(draft(str(number)))
    assert shelf.find("d") is None
    assert shelf.find("0") is not None
