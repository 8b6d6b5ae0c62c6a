"""Cells that were in force before, on a town that can be drawn."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.domain import FeatureTable, Territory
from gridmap.errors import InputError
from gridmap.formats import read
from gridmap.services.exporting import export_layer
from gridmap.services.importing_cells import import_cells
from gridmap.store import create
from tests import towns

EAST_OF_TOWN = towns.box(114.32, 30.6, 114.321, 30.601)


def cells_table(codes, homes, shapes=None) -> FeatureTable:
    shapes = shapes or [block.geometry for block in towns.blocks()]
    columns = {
        "code": codes,
        "community_code": homes,
        "name": [f"网格 {n}" for n in range(len(codes))],
    }
    return FeatureTable(
        columns, np.array(shapes, dtype=object), "EPSG:4326", "cells", np.arange(1, len(codes) + 1)
    )


HOMES = [towns.WEST] * 6 + [towns.EAST] * 6
CODES = [f"{home}{number:03d}" for home in (towns.WEST, towns.EAST) for number in range(1, 7)]


@pytest.fixture
def store(tmp_path):
    store = create(tmp_path / "town.gpkg", Territory("试验镇"))
    yield store
    store.close()


def codes_of(store):
    with store.reading() as reader:
        return [cell.code for cell in reader.published_cells()]


def test_good_codes_are_kept(store):
    imported = import_cells(store, cells_table(CODES, HOMES), towns.DAY)
    assert codes_of(store) == CODES
    assert imported.notes == ()


def test_doubled_and_missing_codes_get_new_ones(store):
    codes = [CODES[0], CODES[0], "", *CODES[3:]]
    imported = import_cells(store, cells_table(codes, HOMES), towns.DAY)
    new = set(codes_of(store)) - set(CODES)
    assert new == {f"{towns.WEST}{number:03d}" for number in (7, 8, 9)}
    assert len(imported.notes) == 3


def test_a_cell_without_community_joins_its_longest_border(store):
    homes = ["", *HOMES[1:]]
    imported = import_cells(store, cells_table(["", *CODES[1:]], homes), towns.DAY)
    with store.reading() as reader:
        assert len(reader.published_cells(towns.WEST)) == 6
    assert any(towns.WEST in note for note in imported.notes)


def test_exclaves_are_kept_and_listed(store):
    shapes = [block.geometry for block in towns.blocks()]
    shapes[-1] = shapely.MultiPolygon([shapes[-1], EAST_OF_TOWN])
    imported = import_cells(store, cells_table(CODES, HOMES, shapes), towns.DAY)
    with store.reading() as reader:
        parts = [shapely.get_num_geometries(cell.geometry) for cell in reader.published_cells()]
    assert max(parts) == 2
    assert any(CODES[-1] in note for note in imported.notes)


def test_no_community_at_all_is_refused_and_changes_nothing(store):
    before = store.digest()
    with pytest.raises(InputError):
        import_cells(store, cells_table([""] * 12, [""] * 12), towns.DAY)
    assert store.digest() == before


def test_export_and_import_change_no_byte(store, tmp_path):
    import_cells(store, cells_table(CODES, HOMES), towns.DAY)
    export_layer(store, "cells", tmp_path / "first.geojson")
    again = create(tmp_path / "again.gpkg", Territory("试验镇"))
    import_cells(again, read(tmp_path / "first.geojson"), towns.DAY)
    export_layer(again, "cells", tmp_path / "again.geojson")
    again.close()
    first = (tmp_path / "first.geojson").read_bytes()
    assert (tmp_path / "again.geojson").read_bytes() == first


def test_a_plan_is_called_as_the_file_that_it_came_from(store):
    import_cells(store, cells_table(CODES, HOMES), towns.DAY)
    with store.reading() as reader:
        assert {plan.name for plan in reader.plans()} == {"cells"}
