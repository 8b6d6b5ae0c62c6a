"""The library's front door: GeoDataFrames in and out, nothing guessed."""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

import gridmap
from gridmap.domain import PointKind
from tests import towns


@pytest.fixture(scope="module")
def boundary():
    area = towns.communities()[0]
    return geopandas.GeoDataFrame({"code": [area.code]}, geometry=[area.boundary], crs="EPSG:4326")


@pytest.fixture(scope="module")
def blocks():
    own = [block for block in towns.blocks() if block.community_code == towns.WEST]
    return geopandas.GeoDataFrame(
        {"households": [block.load for block in own]},
        geometry=[block.geometry for block in own],
        crs="EPSG:4326",
    )


@pytest.fixture(scope="module")
def division(boundary, blocks):
    return gridmap.divide(boundary, method="balanced", cells=3, blocks=blocks, load="households")


@pytest.fixture(scope="module")
def shops():
    points = towns.shops()
    return geopandas.GeoDataFrame(
        {"kind": [point.kind.value for point in points], "name": [point.name for point in points]},
        geometry=geopandas.points_from_xy([p.lon for p in points], [p.lat for p in points]),
        crs="EPSG:4326",
    )


def test_cells_have_code_load_area_and_geometry(division):
    assert list(division.cells.columns) == ["code", "load", "area_m2", "geometry"]
    assert division.cells.crs == "EPSG:4326"


def test_codes_continue_that_of_the_community(division):
    assert division.cells["code"].tolist() == [f"{towns.WEST}00{number}" for number in (1, 2, 3)]


def test_cells_cover_the_boundary(division, boundary):
    assert gridmap.check(division.cells).valid
    assert shapely.equals(division.cells.union_all(), boundary.geometry.iloc[0])


def test_the_same_seed_gives_the_same_cells(boundary, blocks, division):
    again = gridmap.divide(
        boundary, method="balanced", cells=3, blocks=blocks, load="households", seed=0
    )
    assert again.cells.geometry.to_wkb().equals(division.cells.geometry.to_wkb())


def test_the_score_speaks_of_the_four_principles(division):
    assert {metric.principle for metric in division.score.metrics} == {
        *("completeness", "convenience", "balance", "differentiation")
    }


def test_other_systems_come_in_by_their_name(boundary, blocks, division):
    projected = gridmap.divide(
        boundary.to_crs("EPSG:4547"), method="balanced", cells=3, blocks=blocks, load="households"
    )
    assert projected.cells["load"].sum() == division.cells["load"].sum()


def test_streets_make_blocks(boundary):
    street = geopandas.GeoSeries(
        [shapely.LineString([(114.2999, 30.602), (114.3061, 30.602)])], crs="EPSG:4326"
    )
    cells = gridmap.divide(boundary, method="blocks", blocks=street).cells
    assert len(cells) == 2
    assert gridmap.check(cells).valid


@pytest.mark.parametrize("call", ["divide", "locate", "check", "tally"])
def test_a_table_without_crs_is_an_error(call, boundary, shops):
    bare = boundary.set_crs(None, allow_override=True)
    calls = {
        "divide": lambda: gridmap.divide(bare, method="lattice"),
        "locate": lambda: gridmap.locate(shops, bare),
        "check": lambda: gridmap.check(bare),
        "tally": lambda: gridmap.tally(shops, bare),
    }
    with pytest.raises(gridmap.InputError, match="coordinate reference system"):
        calls[call]()


def test_an_unknown_column_is_named(boundary, blocks):
    with pytest.raises(gridmap.InputError, match="people"):
        gridmap.divide(boundary, method="balanced", cells=2, blocks=blocks, load="people")


def test_something_else_than_a_table_is_refused():
    with pytest.raises(gridmap.UsageError, match="list"):
        gridmap.check([])


def test_points_find_the_row_of_their_cell(division, shops):
    found = gridmap.locate(shops, division.cells)
    joined = geopandas.sjoin(shops, division.cells, how="left", predicate="within")
    expected = joined["index_right"].fillna(-1).astype(int).to_numpy()
    assert (found == expected).all()


def test_an_array_of_positions_does_too(division, shops):
    lonlat = np.column_stack([shops.geometry.x, shops.geometry.y])
    assert (gridmap.locate(lonlat, division.cells) == gridmap.locate(shops, division.cells)).all()


def test_a_tally_conserves_the_total(division, shops):
    counts = gridmap.tally(shops, division.cells)
    assert isinstance(counts, pd.DataFrame)
    assert counts.index.tolist() == [*division.cells["code"], "outside"]
    assert counts[PointKind.SHOP.value].sum() == counts["total"].sum() == len(shops)


def test_a_shifted_cell_is_reported_with_its_place(division):
    shapes = division.cells.geometry.to_numpy().copy()
    shapes[0] = shapely.transform(shapes[0], lambda xy: xy + np.array([1e-4, 0.0]))
    report = gridmap.check(geopandas.GeoSeries(shapes, crs="EPSG:4326"))
    assert not report.valid
    assert len(report.overlaps) + len(report.gaps) + len(report.mismatches) > 0
    assert report.overlaps.crs == "EPSG:4326"


def test_every_cell_gets_a_worker(division):
    workers = geopandas.GeoDataFrame(
        {"name": ["甲", "乙"]},
        geometry=geopandas.points_from_xy([114.301, 114.305], [30.602, 30.602]),
        crs="EPSG:4326",
    )
    assigned = gridmap.assign(division.cells, workers)
    assert set(assigned["worker"]) == {"甲", "乙"}
    assert assigned["worker"].notna().all()


def test_a_map_is_written(division, shops, tmp_path):
    path = gridmap.to_map(division.cells, tmp_path / "map.html", points=shops, title="试验")
    page = path.read_text(encoding="utf-8")
    assert "<script src=" not in page
    assert "试验" in page
