"""The runner of many walks goes on where its log ends."""

from __future__ import annotations

import json

import pytest

from tests.fuzz.walk import OPERATIONS
from tests.fuzz.walks import left_of, read_log, run, tally_of


def line(seed, *, passed=True, **values):
    accepted = dict.fromkeys(OPERATIONS, 2)
    refused = [["split", "edits.parts", 1]]
    known = {"seed": seed, "walk": f"walk {seed}", "everywhere": True, "passed": passed}
    return known | {"accepted": accepted, "refused": refused} | values


PASSED = [line(0), line(1, passed=False), line(1)]


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "walks.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in PASSED))
    return path


def test_walks_that_have_passed_are_not_gone_again(log, capsys):
    assert run(range(2), 1, log, everywhere=False)
    assert "2 of 2 walks passed" in capsys.readouterr().out


@pytest.mark.parametrize(("everywhere", "left"), [(False, []), (True, [1])])
def test_a_walk_that_looked_near_is_none_that_looked_everywhere(log, everywhere, left):
    with log.open("a") as file:
        print(json.dumps(line(1, everywhere=False)), file=file)
    assert left_of(range(2), log, everywhere=everywhere) == left


def test_the_last_line_of_a_walk_counts(log):
    assert [each["passed"] for each in read_log(log).values()] == [True, True]


def test_the_counts_of_walks_are_put_together():
    tally = tally_of([line(0), line(1)])
    assert (tally.accepted["split"], tally.refused["split", "edits.parts"]) == (4, 2)


def test_too_few_accepted_edits_fail_the_run(log, capsys):
    with log.open("a") as file:
        print(json.dumps(line(1, refused=[["split", "edits.parts", 99]])), file=file)
    assert not run(range(2), 1, log, everywhere=False)
    assert "too few accepted: split" in capsys.readouterr().out
