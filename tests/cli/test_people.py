"""Patrols, duties, nearest workers and workload on the command line."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
import shapely

from gridmap.domain import LineClass, Street, Worker
from gridmap.services.dividing import Wish, divide_communities
from gridmap.store import open_store
from tests import towns
from tests.cli.running import run

MIDDLE = 30.602


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "town.gpkg"
    store = towns.town_store(path)
    divide_communities(store, Wish(cells=3))
    line = shapely.LineString([(114.3, MIDDLE), (114.312, MIDDLE)])
    with store.writing() as work:
        work.put_streets([Street("s1", "中街", LineClass.MAIN_ROAD, line)])
        work.put_workers(
            [Worker("W9", "网格员 9", towns.WEST, base=shapely.Point(114.301, MIDDLE))]
        )
    store.close()
    return path


@pytest.fixture
def town(published, tmp_path):
    copy = tmp_path / "town.gpkg"
    copy.write_bytes(published.read_bytes())
    return copy


@pytest.fixture
def staffed(town, capsys):
    assert run("assign", "--store", town, "--from", "2026-01-01") == 0
    assert run("publish", "--store", town, "--from", "2026-01-01") == 0
    capsys.readouterr()
    return town


def write_csv(path, head, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def track(path, lon=(114.3, 114.306), head=("worker", "time", "lon", "lat")):
    begin = np.datetime64("2026-03-02T08:00:00")
    places = np.linspace(*lon, 80)
    rows = [
        ("W1", str(begin + np.timedelta64(5 * step, "s")), f"{place:.7f}", f"{MIDDLE}")
        for step, place in enumerate(places)
    ]
    return write_csv(path, head, rows)


def test_assign_prints_the_open_posts_with_their_reason(town, capsys):
    assert run("assign", "--store", town) == 0
    said = capsys.readouterr().out
    assert "Assigned 6 leaders" in said
    assert "Proved to be the best choice" in said
    assert "no worker has this duty" in said


def test_assign_takes_locks(town, capsys):
    store = open_store(town)
    with store.reading() as reader:
        cell = reader.cells(reader.plans()[0].id)[0].code
    store.close()
    assert run("assign", "--store", town, "--lock", f"{cell}=W2", "--duty", "leader") == 0
    store = open_store(town)
    with store.reading() as reader:
        (who,) = [item.worker_code for item in reader.assignments() if item.cell_code == cell]
    store.close()
    assert who == "W2"


def test_a_lock_of_another_form_is_a_fault_of_use(town, capsys):
    assert run("assign", "--store", town, "--lock", "W2") == 2
    assert "CELL=WORKER" in capsys.readouterr().err


def test_assign_reads_skills(town, tmp_path, capsys):
    store = open_store(town)
    with store.reading() as reader:
        cell = reader.cells(reader.plans()[0].id)[0].code
    store.close()
    needs = write_csv(tmp_path / "needs.csv", ("cell", "skill"), [(cell, "diving")])
    assert run("assign", "--store", town, "--needs", needs) == 0
    assert "has the skills needed" in capsys.readouterr().out


def test_patrol_prints_bands_and_writes_cells(staffed, tmp_path, capsys):
    output = tmp_path / "cells.geojson"
    fixes = track(tmp_path / "fixes.csv")
    assert run("patrol", fixes, "--store", staffed, "--noise", 3, "-o", output) == 0
    said = capsys.readouterr().out
    assert "Matched 80 of 80 fixes" in said
    rows = [feature["properties"] for feature in json.loads(output.read_text())["features"]]
    assert len(rows) == 6
    assert sum(row["covered_m"] for row in rows) == pytest.approx(575, rel=0.01)


def test_patrol_reads_streets_and_cells_from_files(staffed, tmp_path, capsys):
    cells = tmp_path / "cells.geojson"
    assert run("export", "cells", "--store", staffed, "-o", cells) == 0
    street = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "s"},
                "geometry": {
                    "type": "LineString",
                    "coordinates": [[114.3, MIDDLE], [114.312, MIDDLE]],
                },
            }
        ],
    }
    streets = tmp_path / "streets.geojson"
    streets.write_text(json.dumps(street))
    fixes = track(tmp_path / "fixes.csv")
    assert run("patrol", fixes, "--streets", streets, "--cells", cells) == 0


def test_patrol_without_layers_is_a_fault_of_use(tmp_path, capsys):
    assert run("patrol", track(tmp_path / "fixes.csv")) == 2


def test_swapped_axes_are_a_clear_error(staffed, tmp_path, capsys):
    fixes = track(tmp_path / "fixes.csv", head=("worker", "time", "lat", "lon"))
    assert run("patrol", fixes, "--store", staffed) == 1
    assert capsys.readouterr().err


def test_tracks_of_another_town_are_a_clear_error(staffed, tmp_path, capsys):
    fixes = track(tmp_path / "fixes.csv", lon=(120.0, 120.006))
    assert run("patrol", fixes, "--store", staffed) == 1
    assert "lies within" in capsys.readouterr().err


def test_bands_that_are_no_hours_are_a_clear_error(staffed, tmp_path, capsys):
    fixes = track(tmp_path / "fixes.csv")
    assert run("patrol", fixes, "--store", staffed, "--bands", "six,18") == 1
    assert "do not divide a day" in capsys.readouterr().err


def test_nearest_orders_workers_by_street(staffed, capsys):
    assert run("nearest", "114.303", MIDDLE, "--store", staffed) == 0
    assert "W9" in capsys.readouterr().out


def test_nearest_leaves_out_who_is_busy(staffed, capsys):
    assert run("nearest", "114.303", MIDDLE, "--store", staffed, "--busy", "W9") == 0
    assert "W9" not in capsys.readouterr().out


def test_workload_prints_spread_and_cycle(staffed, capsys):
    assert run("workload", "--store", staffed) == 0
    said = capsys.readouterr().out
    assert "Gini" in said
    assert "15 a week" in said


def test_workload_fits_weights_of_a_file(tmp_path, capsys):
    rng = np.random.default_rng(1)
    counts = rng.poisson(9, (40, 2))
    rows = [(a, b, 2 * a + 5 * b) for a, b in counts.tolist()]
    history = write_csv(tmp_path / "history.csv", ("shops", "cases", "hours"), rows)
    asked = ("--effort", "hours", "--counts", "shops,cases")
    assert run("workload", history, *asked) == 0
    assert "R² on cells not fitted on: 1.000" in capsys.readouterr().out


def test_workload_without_columns_is_a_fault_of_use(tmp_path, capsys):
    history = write_csv(tmp_path / "history.csv", ("shops",), [(1,)])
    assert run("workload", history) == 2
