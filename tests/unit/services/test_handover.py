"""Who hands what to whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gridmap.catalogue import text
from gridmap.formats import read
from gridmap.services.handover import Direction, handover
from gridmap.services.handover_sheet import sheet, write_sheets
from gridmap.services.impact import impact
from gridmap.services.publishing import publish
from tests import town_plans
from tests.town_plans import LATER, code
from tests.towns import WEST


@pytest.fixture
def store():
    return town_plans.town()


@pytest.fixture
def shifted(store):
    """Cell 1 of W1 takes the part of 2 with everything in it that has a place."""
    town_plans.put_draft(store, 2, [code(WEST, n) for n in (1, 2, 3)], 114.3035, 114.304)
    return handed(store)


def handed(store):
    with store.reading() as reader:
        return handover(reader, [f"{WEST}-2"], LATER)


def test_points_leave_one_worker_for_the_other(shifted):
    first, second = shifted
    assert {move.point.id for move in first.points} == {"s2", "h2", "i2"}
    assert [move.point for move in first.points] == [move.point for move in second.points]
    assert {move.other_worker for move in second.points} == {"W1"}


def test_directions_are_those_of_the_worker(shifted):
    first, second = shifted
    assert {move.direction for move in first.points} == {Direction.COMES}
    assert {move.direction for move in second.points} == {Direction.GOES}


def test_each_point_names_both_cells(shifted):
    move = shifted[0].points[0]
    assert (move.old_code, move.new_code) == (code(WEST, 2), code(WEST, 1))


def test_open_tasks_are_listed(shifted):
    assert {move.point.id for move in shifted[0].open_tasks} == {"h2", "i2"}


def test_a_cell_that_keeps_its_leader_changes_shape(shifted):
    first, second = shifted
    assert [(move.direction, move.code) for move in first.cells] == [
        (Direction.CHANGES, code(WEST, 1))
    ]
    assert [move.code for move in second.cells] == [code(WEST, 2)]


def test_a_cell_that_goes_names_nobody_who_takes_it(store):
    town_plans.redrawn(store)
    (second,) = (one for one in handed(store) if one.worker_code == "W2")
    gone = [move for move in second.cells if move.direction is Direction.GOES]
    assert [(move.code, move.other_worker) for move in gone] == [(code(WEST, 3), None)]


def test_a_new_cell_comes_under_its_official_code(store):
    new = f"D{WEST}-2-001"
    codes = [code(WEST, 1), code(WEST, 2), code(WEST, 3), new]
    town_plans.put_draft(store, 2, codes, 114.302, 114.304, 114.3045)
    with store.writing() as work:
        work.put_assignments([town_plans.led(new, "W1", LATER)])
    first = handed(store)[0]
    assert [(m.direction, m.code) for m in first.cells] == [(Direction.COMES, code(WEST, 4))]
    assert {move.point.id for move in first.points} == {"s3", "h3", "i3"}


def test_counts_agree_with_the_impact(store, shifted):
    with store.reading() as reader:
        workers = {one.code: one for one in impact(reader, [f"{WEST}-2"], LATER).workers}
    figures = workers["W1"].gained
    assert figures.shops + figures.hazards + figures.incidents == len(shifted[0].points)
    assert figures.open_tasks == len(shifted[0].open_tasks)


def test_nothing_is_handed_over_where_nothing_moves(store):
    town_plans.put_draft(store, 2, [code(WEST, n) for n in (1, 2, 3)], 114.302, 114.304)
    assert handed(store) == ()


def test_publishing_moves_what_the_sheet_says(store, shifted):
    publish(store, LATER, [f"{WEST}-2"])
    with store.reading() as reader:
        cells = {point.id: point.cell_code for point in reader.points()}
    assert all(cells[move.point.id] == move.new_code for move in shifted[0].points)


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_a_sheet_speaks_the_language(shifted, locale):
    table = sheet(shifted[0], locale)
    assert text("handover.column.direction", locale) in table.columns
    assert (
        text("handover.direction.comes", locale)
        in table.columns[text("handover.column.direction", locale)]
    )


def test_a_sheet_names_the_other_worker(shifted):
    table = sheet(shifted[0], "en")
    names = table.columns[text("handover.column.other_name", "en")]
    assert names == [None, "网格员 2", "网格员 2", "网格员 2"]


def test_sheets_are_files_that_a_spreadsheet_opens(shifted, tmp_path):
    paths = write_sheets(shifted, tmp_path / "sheets", "zh_CN")
    assert [path.name for path in paths] == ["handover-001-W1.csv", "handover-002-W2.csv"]
    assert paths[0].read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(read(paths[0])) == 4


def test_a_code_with_slashes_stays_in_the_folder(shifted, tmp_path):
    (path,) = write_sheets([replace(shifted[0], worker_code="../a/b")], tmp_path)
    assert path.parent == tmp_path
    assert path.is_file()
