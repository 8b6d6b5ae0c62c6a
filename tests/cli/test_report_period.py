"""Events of a period from the command line: as it was, and restated."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime

import pytest

from gridmap.cli import main
from gridmap.domain import Point, PointKind, class_table
from gridmap.store import open_store
from tests import squares
from tests.squares import WEST, code, place

CLASS = next(iter(class_table(PointKind.INCIDENT)))
MERGE = {"op": "merge", "codes": [code(WEST, 0, 0), code(WEST, 1, 0)]}


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "town.gpkg"
    store = open_store(found, create=True)
    squares.settle(store)
    days = [datetime(2026, month, 10, 4, tzinfo=UTC) for month in (1, 2, 3)]
    with store.writing() as work:
        work.put_points(
            [
                Point(f"I{k}", PointKind.INCIDENT, CLASS, *place(1.5, 0.5), happened_at=day)
                for k, day in enumerate(days)
            ]
        )
    store.close()
    return found


@pytest.fixture
def run(path):
    def call(*arguments, status=0):
        with pytest.raises(SystemExit) as left:
            main([*map(str, arguments), "--store", str(path)])
        assert left.value.code == status

    return call


def _counts(run, tmp_path, view, *more):
    target = tmp_path / f"{view}.csv"
    run(
        "report",
        "--view",
        view,
        "--since",
        "2026-01-01",
        "--until",
        "2026-03-31",
        *more,
        "-o",
        target,
    )
    with target.open(encoding="utf-8-sig") as file:
        rows = {row["code"]: int(row["incidents"]) for row in csv.DictReader(file)}
    return {cell: count for cell, count in rows.items() if count}


def test_both_views_keep_the_total(run, tmp_path, capsys):
    run("plan", "new", "--from", f"{WEST}-1")
    run("plan", "edit", f"{WEST}-2", json.dumps(MERGE))
    run("plan", "publish", f"{WEST}-2", "--from", "2026-02-01")
    as_was = _counts(run, tmp_path, "as-was")
    restated = _counts(run, tmp_path, "restated")
    before = _counts(run, tmp_path, "restated", "--on", "2026-01-15")
    assert as_was == {code(WEST, 1, 0): 1, code(WEST, 0, 0): 2}
    assert restated == {code(WEST, 0, 0): 3}
    assert before == {code(WEST, 1, 0): 3}


def test_a_period_needs_a_view(run):
    run("report", "--since", "2026-01-01", status=2)
