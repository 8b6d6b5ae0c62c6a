"""Hot spots from GeoDataFrames."""

from __future__ import annotations

import geopandas
import numpy as np
import pytest
import shapely

import gridmap
from gridmap.errors import InputError

SIDE = 12


def frame(shapes, crs="EPSG:4326", **columns) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def cells() -> geopandas.GeoDataFrame:
    lon, lat = (np.round(first + np.arange(SIDE + 1) / 1000, 7) for first in (114.3, 30.6))
    west, south = np.meshgrid(lon[:-1], lat[:-1])
    east, north = np.meshgrid(lon[1:], lat[1:])
    shapes = shapely.box(west, south, east, north).ravel()
    return frame(shapes, code=[f"{k:03d}" for k in range(SIDE**2)], households=np.full(SIDE**2, 40))


def events(seed: int = 0) -> geopandas.GeoDataFrame:
    """Events everywhere, and a crowd in nine cells in the north-east; the last third is later."""
    random = np.random.default_rng(seed)
    everywhere = random.uniform((114.3, 30.6), (114.312, 30.612), (400, 2))
    crowd = random.uniform((114.307, 30.607), (114.31, 30.61), (200, 2))
    places = random.permutation(np.concatenate([everywhere, crowd]))
    days = ["2025-01-15"] * 400 + ["2025-03-15"] * 200
    return frame(shapely.points(places), day=days)


@pytest.fixture(scope="module")
def found() -> geopandas.GeoDataFrame:
    return gridmap.hotspots(events(), cells())


def test_the_crowd_is_hot_and_the_rest_is_not(found):
    hot = found.geometry[found["state"] == "hot"]
    crowd = shapely.box(114.306, 30.606, 114.311, 30.611)
    assert len(hot) >= 5
    assert hot.within(crowd).all()


def test_counts_are_those_of_geopandas(found):
    joined = geopandas.sjoin(events()[["geometry"]], cells(), predicate="within")
    expected = joined.groupby("code").size().reindex(found["code"], fill_value=0)
    assert (expected.to_numpy() == found["events"].to_numpy()).all()


@pytest.mark.parametrize(
    "options",
    [
        {"per": "count"},
        {"per": "households", "households": "households"},
        {"neighbours": "rook"},
        {"distance_m": 180.0},
        {"permutations": 9999},
        {"lattice_m": 80.0},
    ],
)
def test_every_way_finds_the_middle_of_the_crowd(options):
    found = gridmap.hotspots(events(), cells(), **options)
    middle = found.geometry.contains(shapely.Point(114.3085, 30.6085))
    assert found.loc[middle, "state"].tolist() == ["hot"]


def test_lattice_covers_the_area_of_the_cells_exactly():
    squares = gridmap.hotspots(events(), cells(), lattice_m=80.0)
    metres = squares.to_crs("EPSG:4547").area.sum()
    assert metres == pytest.approx(cells().to_crs("EPSG:4547").area.sum(), rel=1e-6)
    assert squares["events"].sum() == 600


def test_accuracy_stands_beside_the_plain_count():
    found = gridmap.hotspot_accuracy(events(), cells(), moment="day", split="2025-02-01")
    assert found.index.tolist() == ["hotspots", "density", "count"]
    assert (found["pai"] > 3).all()
    assert found["area_ratio"].std() < 0.02


@pytest.mark.parametrize(
    ("code", "points", "sheet", "options"),
    [
        ("frame.crs", frame([shapely.Point(1, 1)], crs=None), cells(), {}),
        ("frame.crs", events(), frame(cells().geometry, crs=None), {}),
        ("hotspots.cells", events(), cells().iloc[:5], {}),
        ("hotspots.cells", events(), cells(), {"lattice_m": 5000.0}),
        ("hotspots.side", events(), cells(), {"lattice_m": 0.0}),
        ("hotspots.distance", events(), cells(), {"distance_m": -1.0}),
        ("hotspots.households", events(), cells(), {"per": "households"}),
        ("frame.column", events(), cells(), {"per": "households", "households": "absent"}),
        ("locate.not_finite", frame([None]), cells(), {}),
        ("frame.points", cells(), cells(), {}),
    ],
)
def test_bad_input_is_named(code, points, sheet, options):
    with pytest.raises(InputError) as caught:
        gridmap.hotspots(points, sheet, **options)
    assert caught.value.code == code


def test_no_events_make_nothing_hot():
    found = gridmap.hotspots(frame([]), cells())
    assert (found["state"] == "").all()


def test_a_split_that_parts_nothing_is_named():
    with pytest.raises(InputError) as caught:
        gridmap.hotspot_accuracy(events(), cells(), moment="day", split="2030-01-01")
    assert caught.value.code == "hotspots.split"


def test_a_day_that_is_none_is_named_with_its_row():
    bad = frame([shapely.Point(114.3, 30.6)] * 2, day=["2025-01-01", "soon"])
    with pytest.raises(InputError) as caught:
        gridmap.hotspot_accuracy(bad, cells(), moment="day", split="2025-02-01")
    assert (caught.value.code, caught.value.place.row) == ("value.date", 2)
