"""Commands that name streets, blocks or a rough line say all themselves once they are kept."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.domain import Block, LineClass, Street
from gridmap.errors import InputError
from gridmap.services.drafting import Desk
from gridmap.store import MemoryStore
from tests import squares
from tests.squares import WEST, box, branch, code, place

CELL = code(WEST, 1, 1)


@pytest.fixture
def store():
    made = MemoryStore()
    squares.settle(made)
    bow = shapely.LineString([place(0, 1), place(1, 1), place(1.5, 1.2), place(2, 1), place(4, 1)])
    lane = shapely.LineString([place(1.7, 0), place(1.7, 3)])
    with made.writing() as work:
        work.put_streets(
            [
                Street("S1", "中山路", LineClass.MAIN_ROAD, bow),
                Street("S2", "后街", LineClass.LANE, lane),
            ]
        )
        work.put_blocks(
            [
                Block(f"K{k}", WEST, box(0, 0, 1, 1).intersection(half), load=5.0)
                for k, half in enumerate(
                    [
                        shapely.box(*place(0, 0), *place(0.5, 1)),
                        shapely.box(*place(0.5, 0), *place(1, 1)),
                    ]
                )
            ]
        )
    return made


@pytest.fixture
def edit(store):
    draft = branch(store)
    desk = Desk(store)

    def call(**values):
        return desk.edit(draft.id, values).edits[0]

    return call


def _line(entry):
    return shapely.LineString(entry.command["line"])


def test_a_rough_line_goes_along_the_lane(edit):
    rough = [list(place(1.72, 0.9)), list(place(1.66, 1.5)), list(place(1.73, 2.1))]
    entry = edit(op="split", code=CELL, line=rough, snap=15)
    inside = _line(entry).intersection(box(1, 1, 2, 2))
    assert np.abs(shapely.get_coordinates(inside)[:, 0] - place(1.7, 0)[0]).max() < 2e-7


def test_a_rough_line_goes_around_a_house(edit):
    rough = [list(place(1.55, 0.9)), list(place(1.55, 2.1))]
    house = shapely.box(*place(1.4, 1.4), *place(1.6, 1.6))
    assert not _line(edit(op="split", code=CELL, line=rough, snap=True)).crosses(house)


def test_without_snap_the_line_is_as_drawn(edit):
    rough = [list(place(1.57, 0.9)), list(place(1.58, 2.1))]
    assert edit(op="split", code=CELL, line=rough).command["line"] == rough


def test_equal_households_are_shared_out(edit):
    entry = edit(op="split_equal", code=code(WEST, 3, 2), parts=2, by="area")
    assert len(entry.command["lines"]) == 1
    areas = [cell.area_m2 for cell in entry.placed if cell.code in {code(WEST, 3, 2), _new(entry)}]
    assert max(areas) / min(areas) < 1.05


def _new(entry):
    return next(cell.code for cell in entry.placed if cell.code.startswith("D"))


def test_a_border_follows_a_street(edit):
    entry = edit(op="follow", between=[list(place(1, 1)), list(place(2, 1))], street="中山路")
    assert entry.command["op"] == "reshape_arc"
    assert entry.command["along"] == "中山路"
    assert shapely.Point(place(1.5, 1.2)).distance(_line(entry)) < 2e-7


def test_a_border_follows_a_line(edit):
    drawn = [list(place(1.1, 0.9)), list(place(1.5, 0.8)), list(place(1.9, 0.9))]
    entry = edit(op="follow", between=[list(place(1, 1)), list(place(2, 1))], line=drawn)
    assert shapely.Point(place(1.5, 0.8)).distance(_line(entry)) < 2e-7


def test_whole_blocks_are_handed_over(edit):
    entry = edit(op="transfer", blocks=["K1"], from_code=code(WEST, 0, 0), to_code=code(WEST, 1, 0))
    assert entry.command["piece"]["type"] == "Polygon"
    areas = {cell.code: cell.area_m2 for cell in entry.placed}
    assert areas[code(WEST, 1, 0)] == pytest.approx(3 * areas[code(WEST, 0, 0)], rel=1e-3)


@pytest.mark.parametrize(
    "values",
    [
        {"op": "split", "code": CELL, "line": [list(place(1.5, 0.9)), [0, 0]], "snap": -1},
        {"op": "split_equal", "code": CELL, "parts": 2, "by": "beauty"},
        {"op": "follow", "between": [list(place(1, 1)), list(place(2, 1))]},
        {"op": "follow", "between": [list(place(1, 1)), list(place(2, 1))], "street": "无名路"},
        {"op": "follow", "street": "中山路"},
        {"op": "transfer", "blocks": ["K9"], "from_code": CELL, "to_code": code(WEST, 0, 1)},
        {"op": "transfer", "blocks": [], "from_code": CELL, "to_code": code(WEST, 0, 1)},
    ],
)
def test_what_is_not_there_is_refused(edit, store, values):
    before = store.digest()
    with pytest.raises(InputError):
        edit(**values)
    assert store.digest() == before


def test_what_is_kept_can_be_replayed_without_the_base_map(store, edit):
    entry = edit(op="follow", between=[list(place(1, 1)), list(place(2, 1))], street="中山路")
    other = MemoryStore()
    squares.settle(other)
    again = Desk(other).edit(branch(other).id, dict(entry.command)).edits[0]
    assert [cell.geometry.wkb for cell in again.placed] == [
        cell.geometry.wkb for cell in entry.placed
    ]


@pytest.mark.parametrize("blocks", [None, 2, "K0", {"K0": 1}, [{"a": 1}], []])
def test_blocks_that_are_no_list_of_ids_are_refused(store, blocks):
    command = {"op": "transfer", "blocks": blocks, "from_code": CELL, "to_code": CELL}
    with pytest.raises(InputError) as refused:
        Desk(store).edit(branch(store).id, command)
    assert refused.value.code == "commands.blocks"


@pytest.mark.parametrize(
    "way", [{"street": "中山路"}, {"line": [list(place(0, 1)), [114.3, 30.6]]}]
)
def test_a_stretch_without_length_follows_nothing(store, way):
    command = {"op": "follow", "between": [list(place(1, 1)), list(place(1, 1))], **way}
    with pytest.raises(InputError) as refused:
        Desk(store).edit(branch(store).id, command)
    assert refused.value.code == "commands.value.places"


@pytest.mark.parametrize("parts", [0, 1, 51, 1 << 40])
def test_too_many_parts_are_refused_at_once(store, parts):
    command = {"op": "split_equal", "code": CELL, "parts": parts}
    with pytest.raises(InputError) as refused:
        Desk(store).edit(branch(store).id, command)
    assert refused.value.code == "commands.parts"
