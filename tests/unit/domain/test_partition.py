from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from gridmap.domain import Cell
from gridmap.domain.commands import Merge, MoveNode, Split, SplitEqual, Transfer
from gridmap.domain.numbering import Numbering
from gridmap.domain.partition import Partition, joined
from gridmap.domain.redrawing import carry_out
from gridmap.errors import ConflictError, CoverageError, InputError

SIDE = 1e-3


def _partition(columns=3, rows=3, **more):
    cells = [
        Cell(
            f"{k + 1:03d}",
            "p",
            shapely.box(x * SIDE, y * SIDE, (x + 1) * SIDE, (y + 1) * SIDE),
            name=f"cell {k + 1}",
            load=10.0,
        )
        for k, (y, x) in enumerate(np.ndindex(rows, columns))
    ]
    return Partition.of(cells, **more)


def _state(partition):
    return [(cell.code, cell.geometry.wkb, cell.load, cell.name) for cell in partition.cells]


MOVE = MoveNode((SIDE, SIDE), (1.2e-3, 1.1e-3))
SPLIT = Split("005", ((1.3e-3, SIDE), (1.3e-3, 2 * SIDE)))
MERGE = Merge(("005", "002"))
TRANSFER = Transfer(shapely.box(0, 0, SIDE, 0.4e-3), "001", "002")


@pytest.mark.parametrize("command", [MOVE, SPLIT, MERGE, TRANSFER], ids=lambda c: c.op)
def test_a_step_and_its_inverse_lead_back_to_the_byte(command):
    before = _partition()
    redrawn = carry_out(before, command)
    assert _state(redrawn.partition) != _state(before)
    assert _state(redrawn.partition.patched(redrawn.step.inverse)) == _state(before)


@pytest.mark.parametrize("command", [MOVE, SPLIT, MERGE, TRANSFER], ids=lambda c: c.op)
def test_the_cells_afterwards_are_a_valid_coverage(command):
    after = carry_out(_partition(), command).partition
    assert shapely.coverage_is_valid(after.coverage.geometries)
    assert list(after.codes) == sorted(after.codes)
    assert np.array_equal(after.coverage.bounds, shapely.bounds(after.coverage.geometries))


def test_the_partition_before_stays_as_it_was():
    before = _partition()
    state = _state(before)
    carry_out(before, SPLIT)
    assert _state(before) == state


def test_a_split_keeps_the_code_on_the_larger_part():
    step = carry_out(_partition(), SPLIT).step
    assert dict(step.parents) == {"010": ("005",)}
    areas = {cell.code: cell.area_m2 for cell in step.placed}
    assert areas["005"] > areas["010"]


def test_the_new_part_takes_over_all_but_the_name():
    placed = {cell.code: cell for cell in carry_out(_partition(), SPLIT).step.placed}
    assert (placed["010"].plan_id, placed["010"].name, placed["005"].name) == ("p", "", "cell 5")


def test_a_merge_keeps_the_lowest_code_and_sums_the_load():
    redrawn = carry_out(_partition(), MERGE)
    assert "005" not in redrawn.partition.codes
    assert redrawn.partition.cell("002").load == 20.0
    assert redrawn.step.parents == {"002": ("002", "005")}


def test_the_load_of_a_cell_that_changed_is_unknown_unless_it_is_weighed():
    assert carry_out(_partition(), MOVE).partition.cell("001").load is None
    weighed = carry_out(_partition(), MOVE, lambda cells, _: np.full(len(cells), 7.0))
    assert weighed.partition.cell("001").load == 7.0


def test_a_move_to_where_the_node_is_changes_nothing_though_loads_are_weighed():
    here = MoveNode((SIDE, SIDE), (SIDE, SIDE))
    redrawn = carry_out(_partition(), here, lambda shapes, _beside: np.ones(len(shapes)))
    assert redrawn.step.placed == ()


def test_a_merge_keeps_a_code_in_force_before_one_of_a_draft():
    cells = [replace(cell, code=f"E{cell.code}") for cell in _partition().cells]
    draft = Partition.of(cells, Numbering.after((), plan_id="p-1"))
    split = carry_out(draft, replace(SPLIT, code="E005")).partition
    merged = carry_out(split, Merge(("Dp-1-001", "E005"))).partition
    assert "E005" in merged.codes
    assert "Dp-1-001" not in merged.codes
    assert shapely.coverage_is_valid(merged.coverage.geometries)
    assert list(merged.codes) == sorted(merged.codes)
    assert all(
        cell.geometry is shape
        for cell, shape in zip(merged.cells, merged.coverage.geometries, strict=True)
    )


def test_a_new_cell_whose_code_comes_before_a_touched_neighbour_has_its_own_geometry():
    codes = ("330106001001001", "330106001002001")
    cells = [
        replace(cell, code=code) for cell, code in zip(_partition(2, 1).cells, codes, strict=True)
    ]
    line = ((-SIDE, 0.4 * SIDE), (1.5 * SIDE, 0.4 * SIDE))
    after = carry_out(Partition.of(cells), Split(codes[0], line)).partition
    assert after.codes == (codes[0], "330106001001002", codes[1])
    assert all(
        cell.geometry is shape
        for cell, shape in zip(after.cells, after.coverage.geometries, strict=True)
    )


def test_loads_elsewhere_stay():
    assert carry_out(_partition(), MOVE).partition.cell("009").load == 10.0


def test_splits_in_a_row_give_ever_new_codes():
    partition = _partition(numbering=Numbering.after(["009"], plan_id="p-1"))
    once = carry_out(partition, SplitEqual("005", 2, lines=(SPLIT.line,))).partition
    twice = carry_out(once, Split("001", ((0.3e-3, 0), (0.3e-3, SIDE)))).partition
    assert {"Dp-1-001", "Dp-1-002"} <= set(twice.codes)


def test_equal_parts_by_area():
    step = carry_out(_partition(), SplitEqual("005", 4)).step
    own = [cell for cell in step.placed if cell.code == "005" or cell.code > "009"]
    areas = np.array([cell.area_m2 for cell in own])
    assert len(own) == 4
    assert np.ptp(areas) / areas.mean() < 0.05


def test_equal_parts_keep_their_cuts_in_the_command():
    before = _partition()
    redrawn = carry_out(before, SplitEqual("005", 3))
    again = carry_out(before, redrawn.command)
    assert len(redrawn.command.lines) == 2
    assert _state(again.partition) == _state(redrawn.partition)


def test_several_steps_join_into_one():
    before = _partition()
    first = carry_out(before, MOVE)
    second = carry_out(first.partition, SPLIT)
    whole = joined([first.step, second.step])
    assert _state(before.patched(whole)) == _state(second.partition)
    assert _state(before.patched(whole).patched(whole.inverse)) == _state(before)


def test_a_step_on_cells_that_changed_since_is_refused():
    before = _partition()
    step = carry_out(before, SPLIT).step
    moved = carry_out(before, MOVE).partition
    with pytest.raises(ConflictError):
        moved.patched(step)


def test_a_cell_that_is_not_there_is_refused():
    with pytest.raises(InputError):
        carry_out(_partition(), Split("404", SPLIT.line))


def test_a_code_that_occurs_twice_is_refused():
    cells = list(_partition().cells)
    with pytest.raises(InputError):
        Partition.of([*cells, cells[0]])


def test_cells_do_not_leave_the_boundary():
    partition = _partition(boundary=shapely.box(0, 0, 3 * SIDE, 3 * SIDE))
    with pytest.raises(CoverageError) as refusal:
        carry_out(partition, MoveNode((0, SIDE), (-SIDE, SIDE)))
    assert refusal.value.code == "edits.outside"


@pytest.mark.parametrize("parts", [1, 0, 51])
def test_a_number_of_parts_that_makes_no_sense_is_refused(parts):
    with pytest.raises(InputError):
        carry_out(_partition(), SplitEqual("005", parts))
