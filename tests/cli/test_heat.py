"""``gridmap density`` and ``gridmap hotspots``, on a store and on files."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from gridmap.cli import main
from gridmap.domain import Point, PointKind, class_table
from gridmap.store import open_store
from tests import squares
from tests.squares import place

CLASS = next(iter(class_table(PointKind.INCIDENT)))
CROWDS = 240


def _incidents() -> list[Point]:
    """Incidents everywhere and twice as many around one corner, at 12 and at 23 by the clock."""
    random = np.random.default_rng(0)
    x = np.concatenate([random.uniform(0, 8, CROWDS), random.uniform(0, 2, 2 * CROWDS)])
    y = random.uniform(0, 3, 3 * CROWDS)
    return [
        Point(
            f"I{k}",
            PointKind.INCIDENT,
            CLASS,
            *place(x[k], y[k]),
            happened_at=datetime(2026, 1 + k % 3, 10, 4 if k % 2 else 15, tzinfo=UTC),
        )
        for k in range(len(x))
    ]


@pytest.fixture(scope="module")
def store_path(tmp_path_factory):
    found = tmp_path_factory.mktemp("heat") / "town.gpkg"
    store = open_store(found, create=True)
    squares.settle(store)
    with store.writing() as work:
        work.put_points(_incidents())
    store.close()
    return found


@pytest.fixture
def run(capsys):
    def call(*arguments, status=0):
        with pytest.raises(SystemExit) as left:
            main(["--locale", "en", *map(str, arguments)])
        assert left.value.code == status
        return capsys.readouterr()

    return call


@pytest.fixture(scope="module")
def files(store_path, tmp_path_factory):
    folder = tmp_path_factory.mktemp("layers")
    for layer in ("incidents", "cells", "communities"):
        with pytest.raises(SystemExit):
            main(["export", layer, "--store", str(store_path), "-o", f"{folder}/{layer}.geojson"])
    return folder


@pytest.fixture
def known(store_path, files, tmp_path):
    incidents, cells = files / "incidents.geojson", files / "cells.geojson"
    return {"STORE": store_path, "FILE": incidents, "CELLS": cells, "OUTPUT": tmp_path / "heat.tif"}


def test_density_of_a_store_says_its_integral_and_its_legend(run, store_path, tmp_path):
    said = run("density", "--store", store_path, "-o", tmp_path / "heat.tif").out
    assert "of 720 events inside" in said
    assert "Legend (events per km²)" in said
    assert (tmp_path / "heat.tif").stat().st_size > 500


def test_density_of_a_file_is_that_of_the_store(run, store_path, files, tmp_path):
    run("density", "--store", store_path, "-o", tmp_path / "store.png")
    within = ("--within", files / "communities.geojson")
    run("density", files / "incidents.geojson", *within, "-o", tmp_path / "file.png")
    first, second = (np.asarray(Image.open(tmp_path / f"{name}.png")) for name in ("store", "file"))
    assert np.array_equal(first, second)


def test_hours_choose_events_by_the_clock_of_the_territory(run, store_path, tmp_path):
    arguments = ("density", "--store", store_path, "-o", tmp_path / "heat.geojson")
    assert "of 360 events inside" in run(*arguments, "--hours", "22-6").out
    assert "of 360 events inside" in run(*arguments, "--hours", "8-18").out


def test_period_and_weekday_choose_events(run, store_path, tmp_path):
    arguments = ("density", "--store", store_path, "-o", tmp_path / "heat.geojson")
    february = run(*arguments, "--since", "2026-02-01", "--until", "2026-02-28").out
    assert "of 240 events inside" in february
    assert "of 480 events inside" in run(*arguments, "--weekday", 2).out


def test_one_density_for_each_month(run, store_path, tmp_path):
    said = run("density", "--store", store_path, "--by", "month", "-o", tmp_path / "heat.tif").out
    assert "January: 240 events" in said
    assert Image.open(tmp_path / "heat.tif").n_frames == 12


def test_one_picture_for_each_weekday_with_one_legend(run, store_path, tmp_path):
    run("density", "--store", store_path, "--by", "weekday", "-o", tmp_path / "heat.png")
    legends = [json.loads((tmp_path / f"heat-0{k}.json").read_text()) for k in range(7)]
    assert len({tuple(legend["class_bounds"]) for legend in legends}) == 1


def test_rates_are_drawn_where_they_apply(run, store_path, tmp_path):
    outputs = ("-o", tmp_path / "rate.png", "-o", tmp_path / "rate.geojson")
    run("density", "--store", store_path, "--per", "households", "--bandwidth", 30, *outputs)
    rows = json.loads((tmp_path / "rate.geojson").read_text())["features"]
    assert {row["properties"]["unit"] for row in rows} == {"events per 1,000 households"}


def test_density_per_household_and_with_an_adapting_bandwidth(run, store_path, tmp_path):
    arguments = ("density", "--store", store_path, "-o", tmp_path / "heat.tif")
    assert "events per 1,000 households" in run(*arguments, "--per", "households").out
    assert "of 720 events inside" in run(*arguments, "--adaptive").out


@pytest.mark.parametrize(
    ("status", "word", "arguments"),
    [
        (2, "Name a file of points", ()),
        (1, "bandwidth is 0", ("--store", "STORE", "--bandwidth", "0")),
        (1, "bandwidth is nan", ("--store", "STORE", "--bandwidth", "nan")),
        (2, "no span of hours", ("--store", "STORE", "--hours", "8")),
        (1, "no part of a day", ("--store", "STORE", "--hours", "8-25")),
        (1, "None of the 720 events", ("--store", "STORE", "--since", "2030-01-01")),
        (1, "before it", ("--store", "STORE", "--since", "2026-03-01", "--until", "2026-01-01")),
        (2, "--adaptive goes", ("--store", "STORE", "--adaptive", "--by", "hour")),
        (1, "not the column", ("FILE", "--hours", "8-18")),
        (1, "no column absent", ("FILE", "--time-column", "absent")),
        (1, "no household", ("FILE", "--per", "households")),
    ],
)
def test_bad_options_are_named(run, known, status, word, arguments):
    given = [known.get(one, one) for one in (*arguments, "-o", "OUTPUT")]
    assert word in run("density", *given, status=status).err


def test_hot_cells_of_a_store_are_printed_and_written(run, store_path, tmp_path):
    said = run("hotspots", "--store", store_path, "--q", "0.2", "-o", tmp_path / "hot.geojson").out
    rows = json.loads((tmp_path / "hot.geojson").read_text())["features"]
    states = [row["properties"]["state"] for row in rows]
    assert len(rows) == 24
    assert f"{states.count('hot')} hot and" in said
    assert states.count("hot") > 0


def test_hot_cells_of_files_are_those_of_the_store(run, store_path, files, tmp_path):
    run("hotspots", "--store", store_path, "-o", tmp_path / "store.csv")
    points, cells = files / "incidents.geojson", files / "cells.geojson"
    run("hotspots", points, cells, "-o", tmp_path / "file.csv")
    assert (tmp_path / "store.csv").read_bytes() == (tmp_path / "file.csv").read_bytes()


def test_squares_stand_for_the_cells(run, store_path, tmp_path):
    run("hotspots", "--store", store_path, "--lattice", "50", "-o", tmp_path / "hot.geojson")
    rows = json.loads((tmp_path / "hot.geojson").read_text())["features"]
    assert len(rows) > 100
    assert sum(row["properties"]["events"] for row in rows) == 720


def test_accuracy_is_printed_beside_the_plain_count(run, store_path):
    said = run("hotspots", "--store", store_path, "--split", "2026-03-01").out
    heads = [line.split("  ")[0] for line in said.splitlines()]
    assert {"Hot spots", "Density", "Plain count"} <= set(heads)


def test_too_few_permutations_are_said(run, store_path):
    assert (
        "permutations are too few"
        in run("hotspots", "--store", store_path, "--permutations", "99").out
    )


@pytest.mark.parametrize(
    ("arguments", "status", "word"),
    [
        (("FILE",), 2, "Name a file of points and a file of cells"),
        (("FILE", "CELLS", "--q", "1.5"), 1, "false discovery rate is 1.5"),
        (("FILE", "CELLS", "--distance", "0"), 1, "distance between neighbours is 0"),
        (("FILE", "CELLS", "--per", "households"), 1, "how many households"),
        (("FILE", "CELLS", "--lattice", "5000"), 1, "too few to tell"),
        (("FILE", "CELLS", "--time-column", "happened_at", "--split", "2030-01-01"), 1, "Before"),
    ],
)
def test_bad_options_of_hot_spots_are_named(run, known, arguments, status, word):
    assert word in run("hotspots", *[known.get(one, one) for one in arguments], status=status).err
