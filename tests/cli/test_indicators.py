"""The command ``gridmap indicators`` on a small store."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest

from gridmap.domain import Point, PointKind, Territory
from gridmap.store import create
from tests.cli.running import run
from tests.unit.web import territory
from tests.unit.web.territory import CENTRE


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "town.gpkg"
    store = create(path, Territory("Sample"))
    with store.writing() as work:
        # Names in English, so that charts need no Chinese font.
        work.put_areas(replace(area, name=f"area {area.code}") for area in territory.areas())
        for plan, cells in territory.plans():
            work.add_plan(plan, [replace(cell, name="") for cell in cells])
        work.put_workers(replace(one, name=one.code) for one in territory.workers())
        work.put_assignments(territory.assignments())
        work.put_points(territory.points())
    with store.writing() as work:
        work.put_points(
            Point(
                f"H{number}",
                PointKind.HAZARD,
                "wiring",
                114.302 + 0.003 * number,
                30.605,
                happened_at=datetime(2026, 1 + number, 10, tzinfo=UTC),
                attributes={"level": "ordinary", "state": ("found", "closed")[number % 2]},
            )
            for number in range(8)
        )
    store.close()
    return path


def lines(capsys) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_figures_are_printed_with_what_they_are_made_of(town, capsys):
    assert run("indicators", "--store", town, "--key", "K-33") == 0
    row = lines(capsys)[1].split()
    assert row[-7:] == ["50.0", "%", "4", "8", "100.0", "%", "no"]


def test_what_cannot_be_computed_says_what_it_needs(town, capsys):
    run("indicators", "--store", town, "--key", "K-70")
    assert "needs the table warnings" in lines(capsys)[-1]


def test_a_table_from_a_file_makes_an_indicator(town, tmp_path, capsys):
    warnings = tmp_path / "warnings.csv"
    warnings.write_text("handled,raised_on\ntrue,2026-05-01\nfalse,2026-05-02\n", encoding="utf-8")
    run("indicators", "--store", town, "--key", "K-70", "--table", f"warnings={warnings}")
    assert "50.0 %" in lines(capsys)[1]


def test_opened_rows_are_written(town, tmp_path):
    output = tmp_path / "open.geojson"
    options = ("--rows", "K-33", "--side", "rest", "--scope", CENTRE, "-o", output)
    assert run("indicators", "--store", town, *options) == 0
    features = json.loads(output.read_text(encoding="utf-8"))["features"]
    assert {one["properties"]["state"] for one in features} == {"found"}
    assert len(features) == 4


def test_figures_of_every_cell_are_written(town, tmp_path):
    output = tmp_path / "figures.csv"
    run("indicators", "--store", town, "--level", "cell", "--key", "K-02", "-o", output)
    table = pd.read_csv(output, dtype={"code": str})
    assert (len(table), table.numerator.sum(), set(table.key)) == (10, 9, {"K-02"})


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_ranking_is_drawn(town, tmp_path, ending):
    chart = tmp_path / f"rank.{ending}"
    options = ("--rank", "K-33", "--level", "cell", "--chart", chart)
    assert run("indicators", "--store", town, *options) == 0
    assert chart.stat().st_size > 5000


def test_a_ranking_is_drawn_as_a_map(town, tmp_path):
    chart = tmp_path / "map.svg"
    options = ("--rank", "K-55", "--level", "cell", "--chart", chart, "--map")
    assert run("indicators", "--store", town, *options) == 0
    assert chart.read_bytes().startswith(b"<?xml")


def test_ranks_change_against_the_days_before(town, capsys):
    options = (
        "--rank",
        "K-33",
        "--level",
        "cell",
        "--since",
        "2026-05-01",
        "--until",
        "2026-08-31",
    )
    assert run("indicators", "--store", town, *options) == 0
    assert "change" in lines(capsys)[0]


def test_a_card_shows_score_and_rank(town, tmp_path, capsys):
    chart = tmp_path / "card.svg"
    assert run("indicators", "--store", town, "--card", CENTRE, "--chart", chart) == 0
    assert "of 2" in lines(capsys)[0]
    assert chart.exists()


def test_weak_links_are_listed(town, capsys):
    assert run("indicators", "--store", town, "--weak", "--level", "territory") == 0
    assert any("K-33" in line for line in lines(capsys))


def test_a_report_writes_a_card_for_every_community(town, tmp_path):
    assert run("report", "--store", town, "--cards", tmp_path / "cards") == 0
    assert sorted(path.name for path in (tmp_path / "cards").iterdir()) == [
        f"{CENTRE}.svg",
        "420100001002.svg",
    ]


def test_the_registry_needs_no_store(capsys):
    assert run("indicators", "--list", "--key", "K-61") == 0
    assert "80.0 %" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (("--rank", "score", "--weak"), 2),
        (("--chart", "x.svg"), 2),
        (("--rank", "score", "--chart", "x.svg", "--map"), 2),
        (("--table", "warnings"), 2),
        (("--key", "K-99"), 1),
        (("--card", "nowhere"), 2),
        (("--level", "province"), 1),
        (("--since", "2026-05-01", "--until", "2026-04-01"), 1),
        (("--rows", "K-63"), 1),
        (("--rank", "K-33", "--level", "worker", "--chart", "x.svg", "--map"), 2),
    ],
)
def test_options_that_do_not_go_together_are_refused(town, tmp_path, monkeypatch, options, status):
    monkeypatch.chdir(tmp_path)
    assert run("indicators", "--store", town, *options) == status
