"""Two plans side by side."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import shapely

from gridmap.errors import InputError
from gridmap.formats import read, write
from gridmap.services.comparing import compare
from gridmap.services.comparing_arcs import ArcChange, changed_arcs
from gridmap.services.comparing_features import (
    arc_table,
    change_table,
    crosswalk_table,
    to_geojson,
)
from gridmap.services.crosswalks import crosswalk
from tests import town_plans
from tests.town_plans import code
from tests.towns import EAST, WEST, box


@pytest.fixture
def store():
    return town_plans.town()


@pytest.fixture
def comparison(store):
    draft = town_plans.redrawn(store)
    return compared(store, draft.id)


def compared(store, draft_id):
    with store.reading() as reader:
        return compare(reader, f"{WEST}-1", draft_id)


def test_cells_are_sorted_into_new_gone_changed_and_unchanged(comparison):
    assert comparison.new_codes == ()
    assert comparison.gone_codes == (code(WEST, 3),)
    assert comparison.changed_codes == (code(WEST, 1), code(WEST, 2))
    assert comparison.unchanged_codes == ()


def test_each_moved_ground_names_both_cells_and_workers(comparison):
    rows = [(c.old_code, c.new_code, c.old_worker, c.new_worker) for c in comparison.changes]
    assert rows == [
        (code(WEST, 2), code(WEST, 1), "W2", "W1"),
        (code(WEST, 3), code(WEST, 2), "W2", "W2"),
    ]


def test_workers_whose_cells_change_are_listed(comparison):
    (worker,) = comparison.workers
    assert (worker.worker_code, worker.old_cells) == ("W2", (code(WEST, 2), code(WEST, 3)))
    assert worker.new_cells == (code(WEST, 2),)


def test_borders_are_removed_and_added_with_both_sides(comparison):
    found = [(arc.change, arc.left_code, arc.right_code) for arc in comparison.arcs]
    assert sorted(found) == [
        (ArcChange.ADDED, code(WEST, 1), code(WEST, 2)),
        (ArcChange.REMOVED, code(WEST, 1), code(WEST, 2)),
        (ArcChange.REMOVED, code(WEST, 2), code(WEST, 3)),
    ]


def test_lengths_are_those_on_the_ellipsoid(comparison):
    added = next(arc for arc in comparison.arcs if arc.change is ArcChange.ADDED)
    assert added.length_m == pytest.approx(443.4, abs=0.5)
    assert added.line.equals(shapely.LineString([(114.303, 30.6), (114.303, 30.604)]))


def test_a_plan_against_itself_shares_all(store):
    same = compared(store, f"{WEST}-1")
    assert (same.changes, same.arcs, same.workers) == ((), (), ())
    assert len(same.unchanged_codes) == 3


def test_a_node_more_is_no_change_of_border(store):
    before = town_plans.first_cells(WEST)
    node = (114.3020001, 30.602)
    west = shapely.Polygon(
        [(114.3, 30.6), (114.302, 30.6), node, (114.302, 30.604), (114.3, 30.604)]
    )
    east = shapely.Polygon(
        [(114.302, 30.6), (114.304, 30.6), (114.304, 30.604), (114.302, 30.604), node]
    )
    bent = [replace(before[0], geometry=west), replace(before[1], geometry=east), before[2]]
    assert changed_arcs(before, bent) == ()


def test_a_detour_of_two_units_is_a_change(store):
    before = town_plans.first_cells(WEST)
    node = (114.3020002, 30.602)
    west = shapely.Polygon(
        [(114.3, 30.6), (114.302, 30.6), node, (114.302, 30.604), (114.3, 30.604)]
    )
    east = shapely.Polygon(
        [(114.302, 30.6), (114.304, 30.6), (114.304, 30.604), (114.302, 30.604), node]
    )
    moved = [replace(before[0], geometry=west), replace(before[1], geometry=east), before[2]]
    assert {arc.change for arc in changed_arcs(before, moved)} == set(ArcChange)


def test_plans_of_different_communities_are_refused(store):
    with pytest.raises(InputError, match="communit"):
        compared(store, f"{EAST}-1")


def test_geojson_has_areas_and_arcs(comparison):
    collection = json.loads(json.dumps(to_geojson(comparison)))
    kinds = [feature["properties"]["kind"] for feature in collection["features"]]
    assert kinds == ["area", "area", "arc", "arc", "arc"]
    ground = shapely.geometry.shape(collection["features"][0]["geometry"])
    assert ground.equals(box(114.302, 30.6, 114.303, 30.604))


def test_tables_go_into_files(comparison, tmp_path):
    write(change_table(comparison), tmp_path / "changes.geojson")
    write(arc_table(comparison), tmp_path / "arcs.geojson")
    assert len(read(tmp_path / "changes.geojson")) == 2
    assert read(tmp_path / "arcs.geojson").columns["change"].count("removed") == 2


def test_a_crosswalk_is_a_table_with_shares(store):
    draft = town_plans.redrawn(store)
    with store.reading() as reader:
        table = crosswalk_table(crosswalk(reader, [f"{WEST}-1"], [draft.id]))
    assert table.columns["old_share_ratio"] == [1.0, 0.5, 0.5, 1.0]
    assert table.columns["households"] == [50, 0, 70, 90]
