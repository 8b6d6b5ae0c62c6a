"""Points and cells in notebooks: cells found, doubts told, counts conserved, bad input named."""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

import gridmap

STEP = 0.001
WEST, SOUTH = 114.3, 30.6


@pytest.fixture(scope="module")
def cells() -> geopandas.GeoDataFrame:
    squares = [
        shapely.box(
            WEST + i * STEP, SOUTH + j * STEP, WEST + (i + 1) * STEP, SOUTH + (j + 1) * STEP
        )
        for j in range(3)
        for i in range(3)
    ]
    codes = [f"{number:03d}" for number in range(1, 10)]
    return geopandas.GeoDataFrame({"code": codes}, geometry=squares, crs="EPSG:4326")


@pytest.fixture(scope="module")
def points() -> geopandas.GeoDataFrame:
    generator = np.random.default_rng(3)
    lonlat = generator.uniform((WEST, SOUTH), (WEST + 3.2 * STEP, SOUTH + 3 * STEP), (400, 2))
    columns = {
        "kind": generator.choice(["shop", "hazard"], 400),
        "type": generator.choice(["a", "b", "c"], 400),
        "at": np.datetime64("2024-01-01T00:30") + generator.integers(0, 168, 400).astype("m8[h]"),
        "loss": generator.uniform(0, 5, 400),
    }
    return geopandas.GeoDataFrame(columns, geometry=shapely.points(lonlat), crs="EPSG:4326")


def test_an_index_that_is_kept_gives_the_same_cells(points, cells):
    index = gridmap.cell_index(cells)
    assert np.array_equal(gridmap.locate(points, index), gridmap.locate(points, cells))


def test_points_in_metres_find_the_cells_of_degrees(points, cells):
    metres = points.to_crs("EPSG:4547")
    assert np.array_equal(gridmap.locate(metres, cells), gridmap.locate(points, cells))


def test_the_nearest_cell_of_a_point_outside(cells):
    outside = geopandas.GeoSeries([shapely.Point(WEST - STEP, SOUTH + STEP / 2)], crs="EPSG:4326")
    found = gridmap.nearest(outside, cells)
    assert found["position"].tolist() == [0]
    assert found["distance_m"][0] == pytest.approx(95.8, abs=0.2)


def test_doubtful_points_name_all_cells_in_question(cells):
    places = [(WEST + STEP - 1e-5, SOUTH + STEP / 2), (WEST + STEP / 2, SOUTH + STEP / 2)]
    found = gridmap.doubtful(np.array(places), cells, 5.0)
    assert found.to_numpy().tolist() == [[0, 0], [0, 1]]


def test_counts_by_hour_of_the_week_sum_to_the_total(points, cells):
    counts = gridmap.tally(points, cells, time="at", band="week_hour")
    assert (
        counts["total"].sum() == counts["shop"].to_numpy().sum() + counts["hazard"].to_numpy().sum()
    )
    assert counts["total"].sum() == len(points)


def test_counts_by_class_equal_a_group_by(points, cells):
    counts = gridmap.tally(points, cells, classes="type")
    expected = points.groupby(["kind", "type"]).size()
    assert (counts.drop(columns="total").sum() == expected).all()


def test_weights_are_summed(points, cells):
    counts = gridmap.tally(points, cells, weight="loss")
    assert counts["total"].sum() == pytest.approx(points["loss"].sum())


def test_small_counts_are_missing_and_so_is_what_tells_them(points, cells):
    shown = gridmap.tally(points.iloc[:60], cells, classes="type", threshold=4)
    plain = gridmap.tally(points.iloc[:60], cells, classes="type")
    small = ((plain > 0) & (plain < 4)).to_numpy()
    withheld = shown.isna().to_numpy()
    assert withheld[small].all()
    assert withheld.sum() > small.sum()


def test_no_points_count_zero(points, cells):
    assert gridmap.locate(points.iloc[:0], cells).shape == (0,)
    assert gridmap.tally(points.iloc[:0], cells)["total"].sum() == 0


@pytest.mark.parametrize("call", [gridmap.locate, gridmap.tally, gridmap.nearest])
def test_an_empty_layer_of_cells_is_refused(call, points, cells):
    with pytest.raises(gridmap.InputError) as caught:
        call(points, cells.iloc[:0])
    assert caught.value.code == "locate.no_cells"


def replaced(points, shape):
    bad = points.geometry.iloc[:3].tolist()
    bad[1] = shape
    return geopandas.GeoDataFrame(geometry=bad, crs="EPSG:4326")


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (None, "locate.not_finite"),
        (shapely.Point(), "locate.not_finite"),
        (shapely.Point(np.inf, SOUTH), "locate.not_finite"),
        (shapely.box(0, 0, 1, 1), "frame.points"),
    ],
)
def test_a_row_without_a_point_is_named(points, cells, shape, code):
    with pytest.raises(gridmap.InputError) as caught:
        gridmap.locate(replaced(points, shape), cells)
    assert (caught.value.code, caught.value.place.row) == (code, 2)


def test_exchanged_axes_are_refused(points, cells):
    lonlat = np.column_stack([points.geometry.y, points.geometry.x])
    with pytest.raises(gridmap.InputError) as caught:
        gridmap.locate(lonlat, cells)
    assert caught.value.code == "locate.swapped"


def test_metres_without_a_crs_are_refused(cells):
    with pytest.raises(gridmap.InputError) as caught:
        gridmap.locate(np.array([[500_000.0, 3_386_000.0]]), cells)
    assert caught.value.code == "locate.not_lonlat"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"classes": "absent"}, "frame.column"),
        ({"time": "absent", "band": "hour"}, "frame.column"),
        ({"weight": "kind"}, "frame.numbers"),
        ({"band": "hour"}, "tally.no_moments"),
        ({"weight": "loss", "threshold": 3}, "tally.weighted_threshold"),
    ],
)
def test_columns_that_do_not_fit_are_named(points, cells, options, code):
    with pytest.raises(gridmap.InputError) as caught:
        gridmap.tally(points, cells, **options)
    assert caught.value.code == code


@pytest.mark.parametrize("error_m", [-1.0, np.nan, np.inf])
def test_an_error_that_makes_no_sense_is_refused(points, cells, error_m):
    with pytest.raises(gridmap.InputError) as caught:
        gridmap.doubtful(points, cells, error_m)
    assert caught.value.code == "locate.bad_error"


def test_a_table_is_what_a_tally_gives(points, cells):
    assert isinstance(gridmap.tally(points, cells), pd.DataFrame)
