"""The 605 real grids of Xihu come in as plans that were in force before, and go out unchanged."""

from __future__ import annotations

from datetime import date

import geopandas
import numpy as np
import pytest
import shapely

from gridmap.domain import Origin, PlanStatus
from gridmap.formats import read
from gridmap.geometry import area_m2
from gridmap.services.exporting import export_layer
from gridmap.services.importing_cells import import_cells
from gridmap.services.initialising import initialise, parse_levels
from gridmap.services.reporting import report

pytestmark = pytest.mark.realdata

COLUMNS = {"code": "XZQHBM", "community_code": "CS_XZQHBM", "community_name": "cunshe"}
DAY = date(2020, 1, 1)


def bring_in(path, table, columns):
    store = initialise(path, "西湖区", parse_levels(()), 3)
    return store, import_cells(store, table, DAY, columns=columns)


@pytest.fixture(scope="module")
def xihu(realdata, tmp_path_factory):
    folder = tmp_path_factory.mktemp("xihu")
    source = realdata / "hangzhou_xihu/boundaries.gpkg"
    store, imported = bring_in(folder / "xihu.gpkg", read(source, layer="grids"), COLUMNS)
    first = folder / "first.geojson"
    export_layer(store, "cells", first)
    yield store, imported, first, geopandas.read_file(source, layer="grids")
    store.close()


def published(store):
    with store.reading() as reader:
        return reader.published_cells()


def test_605_in_605_out(xihu):
    assert xihu[1].count == len(published(xihu[0])) == len(geopandas.read_file(xihu[2])) == 605


def test_they_are_one_valid_coverage(xihu):
    shapes = np.array([cell.geometry for cell in published(xihu[0])], dtype=object)
    assert shapely.coverage_is_valid(shapes)


def test_the_plans_are_in_force_and_imported(xihu):
    with xihu[0].reading() as reader:
        plans = reader.plans(status=PlanStatus.PUBLISHED)
    assert {plan.origin for plan in plans} == {Origin.IMPORTED}
    assert {plan.valid_from for plan in plans} == {DAY}


def test_missing_leaders_are_reported(xihu):
    with xihu[0].reading() as reader:
        led = report(reader)[0].rate("K-02")
    assert (led.numerator, led.denominator) == (0, 605)


def test_codes_are_kept_where_they_are_good(xihu):
    source = set(xihu[3]["XZQHBM"]) - {""}
    kept = source & {cell.code for cell in published(xihu[0])}
    assert len(source) == len(kept) == 596


def test_each_repair_is_reported(xihu):
    notes = xihu[1].notes
    renumbered = [note for note in notes if "could not be kept" in note or "无法沿用" in note]
    assert len(renumbered) == 9
    assert any("4 cells have no name" in note or "4 个网格没有名称" in note for note in notes)
    assert any("40 cells have exclaves" in note or "40 个网格带飞地" in note for note in notes)


def test_hardly_any_ground_moves(xihu):
    before = shapely.make_valid(xihu[3].geometry.to_numpy(), method="structure")
    after = np.array([cell.geometry for cell in published(xihu[0])], dtype=object)
    total = float(area_m2(before).sum()), float(area_m2(after).sum())
    assert total[0] == pytest.approx(total[1], abs=15_000)


def test_a_second_round_trip_changes_no_byte(xihu, tmp_path):
    store, imported = bring_in(tmp_path / "again.gpkg", read(xihu[2]), {})
    again = tmp_path / "again.geojson"
    export_layer(store, "cells", again)
    store.close()
    assert imported.count == 605
    assert again.read_bytes() == xihu[2].read_bytes()
