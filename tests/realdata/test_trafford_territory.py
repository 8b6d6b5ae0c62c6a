"""Trafford published as one territory, compared with geopandas and the council's figures."""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

import gridmap
from gridmap.domain import PointKind
from gridmap.geometry import area_m2, double_area_units
from tests.realdata import trafford

pytestmark = pytest.mark.realdata

PEOPLE = 241_025


@pytest.fixture(scope="module")
def built(realdata, tmp_path_factory):
    built = trafford.build(realdata, tmp_path_factory.mktemp("trafford") / "trafford.gpkg")
    yield built
    built.store.close()


@pytest.fixture(scope="module")
def cells(built):
    with built.store.reading() as reader:
        rows = [(cell.code, cell.load, cell.geometry) for cell in reader.published_cells()]
    frame = pd.DataFrame(rows, columns=["code", "load", "geometry"])
    return geopandas.GeoDataFrame(frame, crs="EPSG:4326")


@pytest.fixture(scope="module")
def wards(realdata):
    return geopandas.read_file(realdata / "trafford/boundaries.gpkg", layer="wards")


def test_all_cells_are_one_valid_coverage(cells):
    assert shapely.coverage_is_valid(cells.geometry.to_numpy())


def test_their_union_is_that_of_the_wards(cells, wards):
    union = shapely.coverage_union_all(cells.geometry.to_numpy())
    outline = shapely.union_all(wards.geometry.to_numpy(), grid_size=1e-7)
    assert shapely.symmetric_difference(union, outline).area < 1e-7 * union.length


def test_their_integer_areas_sum_to_that_of_the_union(cells):
    shapes = cells.geometry.to_numpy()
    union = shapely.coverage_union_all(shapes)
    assert sum(map(double_area_units, shapes)) == double_area_units(union)


def test_the_council_s_own_district_polygon_differs_by_what_is_known(cells, realdata):
    district = geopandas.read_file(realdata / "trafford/boundaries.gpkg", layer="district")
    union = shapely.coverage_union_all(cells.geometry.to_numpy())
    difference = shapely.symmetric_difference(union, district.geometry.iloc[0])
    assert float(area_m2([difference])[0]) == pytest.approx(95_807, rel=0.02)


def test_people_are_conserved(cells):
    assert cells["load"].sum() == pytest.approx(PEOPLE)


def test_every_ward_is_balanced_within_a_tenth(built):
    worst = {
        item.plan.community_code: float(
            np.abs(item.division.load / item.division.load.mean() - 1).max()
        )
        for item in built.drafted
        if not any(note.code.endswith("components") for note in item.division.notes)
    }
    assert len(worst) >= 19
    assert {code: value for code, value in worst.items() if value > 0.10} == {}


def test_cells_hold_about_fifteen_hundred_people(cells):
    assert 1300 < cells["load"].median() < 1700


@pytest.mark.parametrize("kind", [PointKind.CAMERA, PointKind.SHOP, PointKind.INCIDENT])
def test_counts_equal_those_of_geopandas(built, cells, kind):
    with built.store.reading() as reader:
        points = reader.points(kind)
        stored = {key: count for key, count in reader.tally().items() if key[1] is kind}
    frame = geopandas.GeoDataFrame(
        geometry=geopandas.points_from_xy(
            [point.lon for point in points], [point.lat for point in points]
        ),
        crs="EPSG:4326",
    )
    joined = geopandas.sjoin(frame, cells, predicate="within")
    expected = joined.groupby("code").size().to_dict()
    # No point of these sets lies exactly on a border, so that within is the whole answer.
    assert {key[0]: count for key, count in stored.items() if key[0]} == expected


def test_totals_are_conserved(built):
    with built.store.reading() as reader:
        total = sum(reader.tally().values())
    assert total == sum(imported.count for imported in built.points.values()) == 163 + 291 + 20_435


def test_casualties_in_the_district_are_those_of_the_council(built, realdata):
    with built.store.reading() as reader:
        points = reader.points(PointKind.INCIDENT)
    district = geopandas.read_file(realdata / "trafford/boundaries.gpkg", layer="district")
    lonlat = np.array([(point.lon, point.lat) for point in points])
    assert int((gridmap.locate(lonlat, district) >= 0).sum()) == 1_429


def test_what_the_rule_for_blocks_moved_is_in_the_report(built):
    assert any("load" in note for note in built.blocks.notes)
