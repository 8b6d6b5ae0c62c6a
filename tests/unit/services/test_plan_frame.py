from __future__ import annotations

import json

import geopandas
import numpy as np
import pytest
import shapely

import gridmap
from tests.squares import COLUMNS, ROWS, WEST, box, code, place


def _frame(**columns):
    squares = [(x, y) for y in range(ROWS) for x in range(COLUMNS)]
    return geopandas.GeoDataFrame(
        {"code": [code(WEST, x, y) for x, y in squares], "load": 10.0, **columns},
        geometry=[box(x, y, x + 1, y + 1) for x, y in squares],
        crs="EPSG:4326",
    )


@pytest.fixture
def plan():
    return gridmap.Plan.from_cells(_frame(colour="green"))


def _state(plan):
    return [
        (row.code, row.geometry.wkb, str(row.load), row.area_m2) for row in plan.cells.itertuples()
    ]


CUT = [place(1.3, 0.9), place(1.3, 2.1)]
EDITS = {
    "move_node": lambda plan: plan.move_node(place(1, 1), place(1.2, 1.1)),
    "insert_node": lambda plan: plan.insert_node(place(1.5, 1), place(1.5, 1.1)),
    "reshape_arc": lambda plan: plan.reshape_arc(
        (place(1, 1), place(2, 1)), [place(1, 1), place(1.5, 1.2), place(2, 1)]
    ),
    "split": lambda plan: plan.split(code(WEST, 1, 1), CUT),
    "split_equal": lambda plan: plan.split_equal(code(WEST, 1, 1), 3),
    "merge": lambda plan: plan.merge([code(WEST, 1, 1), code(WEST, 2, 1)]),
    "transfer": lambda plan: plan.transfer(
        box(0, 0, 1, 1).buffer(0).intersection(shapely.box(*place(0, 0), *place(1, 0.4))),
        code(WEST, 0, 0),
        code(WEST, 1, 0),
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_every_edit_gives_a_new_valid_plan_and_leaves_the_old(plan, edit):
    before = _state(plan)
    after = edit(plan)
    assert _state(plan) == before
    assert _state(after) != before
    assert shapely.coverage_is_valid(after.cells.geometry.to_numpy())


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_undo_and_redo_lead_to_the_same_bytes(plan, edit):
    after = edit(plan)
    assert _state(after.undo()) == _state(plan)
    assert _state(after.undo().redo()) == _state(after)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_journal_replays_to_the_same_bytes(plan, edit):
    after = edit(plan)
    lines = [json.dumps(dict(entry.command)) for entry in after.journal]
    again = plan
    for line in lines:
        again = again.edit(json.loads(line))
    assert _state(again) == _state(after)


def test_a_node_that_was_inserted_is_deleted_again(plan):
    bent = plan.insert_node(place(1.5, 1), place(1.5, 1.1))
    straight = bent.delete_node(place(1.5, 1.1))
    assert straight.cells.geometry.geom_equals(plan.cells.geometry).all()


def test_the_area_as_a_whole_stays(plan):
    for edit in EDITS.values():
        assert edit(plan).cells.area_m2.sum() == pytest.approx(plan.cells.area_m2.sum(), abs=1e-6)


def test_a_split_numbers_like_a_publication(plan):
    assert plan.split(code(WEST, 1, 1), CUT).cells.code.iloc[-1] == f"{WEST}013"


def test_a_draft_gives_provisional_codes():
    draft = gridmap.Plan.from_cells(_frame(), draft="summer").split(code(WEST, 1, 1), CUT)
    assert "Dsummer-001" in set(draft.cells.code)


def test_a_retired_code_is_not_given_again(plan):
    merged = plan.split(code(WEST, 1, 1), CUT).merge([code(WEST, 1, 1), f"{WEST}013"])
    assert f"{WEST}014" in set(merged.split(code(WEST, 1, 1), CUT).cells.code)


def test_columns_go_along(plan):
    assert set(plan.split(code(WEST, 1, 1), CUT).cells.colour) == {"green"}


def test_load_is_summed_anew_from_points():
    spots = [place(x + 0.25, y + 0.5) for y in range(ROWS) for x in range(COLUMNS)]
    spots += [place(x + 0.75, y + 0.5) for y in range(ROWS) for x in range(COLUMNS)]
    load = geopandas.GeoDataFrame(
        {"load": 5.0}, index=range(len(spots)), geometry=shapely.points(spots), crs="EPSG:4326"
    )
    plan = gridmap.Plan.from_cells(_frame(), load=load).split(code(WEST, 1, 1), CUT)
    loads = plan.cells.set_index("code").load
    assert (loads[code(WEST, 1, 1)], loads[f"{WEST}013"]) == (5.0, 5.0)
    assert loads.sum() == 120.0


def test_equal_parts_of_a_load():
    places = [place(1 + share, 1.5) for share in (0.05, 0.1, 0.15, 0.2, 0.8, 0.9)]
    load = geopandas.GeoDataFrame(
        {"load": 1.0}, index=range(6), geometry=shapely.points(places), crs="EPSG:4326"
    )
    plan = gridmap.Plan.from_cells(_frame()).split_equal(code(WEST, 1, 1), 2, load)
    joined = geopandas.sjoin(load, plan.cells)
    assert sorted(joined.groupby("code").size()) == [3, 3]


def test_without_a_load_that_of_changed_cells_is_unknown(plan):
    loads = plan.move_node(place(1, 1), place(1.2, 1.1)).cells.load
    assert loads.isna().sum() == 4


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        (lambda plan: plan.move_node(place(0.5, 0.5), place(1, 1)), gridmap.InputError),
        (lambda plan: plan.move_node(place(1, 1), place(2.5, 2.5)), gridmap.CoverageError),
        (lambda plan: plan.move_node(place(0, 1), place(-0.5, 1)), gridmap.CoverageError),
        (lambda plan: plan.delete_node(place(1, 1)), gridmap.CoverageError),
        (lambda plan: plan.split("404", CUT), gridmap.InputError),
        (lambda plan: plan.merge([code(WEST, 0, 0)]), gridmap.InputError),
        (lambda plan: plan.merge([code(WEST, 0, 0), code(WEST, 2, 0)]), gridmap.CoverageError),
        (lambda plan: plan.undo(), gridmap.ConflictError),
        (lambda plan: plan.redo(), gridmap.ConflictError),
        (lambda plan: plan.edit({"op": "explode"}), gridmap.InputError),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(plan, edit, error):
    before = _state(plan)
    with pytest.raises(error) as refusal:
        edit(plan)
    assert isinstance(refusal.value, gridmap.GridmapError)
    assert _state(plan) == before


def test_a_place_names_a_node_within_a_unit_and_no_further(plan):
    lon, lat = place(1, 1)
    assert plan.move_node((lon + 0.9e-7, lat), place(1.2, 1.1)).journal
    with pytest.raises(gridmap.InputError):
        plan.move_node((lon + 2e-7, lat), place(1.2, 1.1))


def test_cells_that_overlap_are_refused():
    frame = _frame()
    frame.loc[0, "geometry"] = box(0, 0, 2, 1)
    with pytest.raises(gridmap.CoverageError):
        gridmap.Plan.from_cells(frame)


def test_codes_must_differ_and_be_there():
    twice, none = _frame(), _frame()
    twice.loc[1, "code"] = twice.loc[0, "code"]
    none.loc[1, "code"] = None
    for frame in (twice, none):
        with pytest.raises(gridmap.InputError):
            gridmap.Plan.from_cells(frame)


def test_cells_of_another_crs_come_to_the_lattice():
    plan = gridmap.Plan.from_cells(_frame().to_crs("EPSG:4547"))
    units = shapely.get_coordinates(plan.cells.geometry.to_numpy()) * 1e7
    assert np.abs(units - np.rint(units)).max() < 1e-5
    assert plan.move_node(place(1, 1), place(1.2, 1.1)).journal


def test_cells_must_fill_the_boundary_that_is_given():
    wide = geopandas.GeoSeries([box(0, 0, COLUMNS + 1, ROWS)], crs="EPSG:4326")
    with pytest.raises(gridmap.CoverageError):
        gridmap.Plan.from_cells(_frame(), boundary=wide)


def test_a_comparison_names_cells_ground_and_borders(plan):
    later = EDITS["move_node"](plan).split(code(WEST, 3, 2), [place(3.5, 1.9), place(3.5, 3.1)])
    found = plan.diff(later)
    assert dict(found.cells.groupby("change").size()) == {"changed": 6, "new": 1}
    assert set(found.arcs.change) == {"added", "removed"}
    gained = found.areas.groupby("to_code").area_m2.sum()
    lost = found.areas.groupby("from_code").area_m2.sum()
    grown = (later.cells.set_index("code").area_m2 - plan.cells.set_index("code").area_m2).dropna()
    assert gained.sub(lost, fill_value=0).drop(f"{WEST}013").to_dict() == pytest.approx(
        grown[grown.abs() > 1e-6].to_dict(), abs=1e-3
    )
