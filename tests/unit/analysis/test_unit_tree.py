"""Units within units: levels, and no circles."""

from __future__ import annotations

import pytest

from gridmap.analysis.unit_tree import UnitTree
from gridmap.errors import InputError

# Cells 0 to 3 in communities 4 and 5 in the subdistrict 6; cell 7 stands alone.
PARENT = [4, 4, 5, 5, 6, 6, -1, -1]


def test_depth_counts_the_units_above():
    assert UnitTree.of(PARENT).depth.tolist() == [2, 2, 2, 2, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (0, [6, 6, 6, 6, 6, 6, 6, 7]),
        (1, [4, 4, 5, 5, 4, 5, -1, -1]),
        (2, [0, 1, 2, 3, -1, -1, -1, -1]),
    ],
)
def test_each_unit_knows_the_one_it_lies_in(level, expected):
    assert UnitTree.of(PARENT).at_level(level).tolist() == expected


def test_no_units_have_no_levels():
    assert UnitTree.of([]).level_count == 0


@pytest.mark.parametrize(
    ("parent", "row", "units"),
    [
        ([0], 1, "1 → 1"),
        ([1, 0], 1, "1 → 2 → 1"),
        ([4, 2, 3, 1, -1], 2, "2 → 3 → 4 → 2"),
        # A tail that leads into the circle is not named as part of it.
        ([1, 2, 1], 2, "2 → 3 → 2"),
    ],
)
def test_a_circle_is_refused_and_named(parent, row, units):
    with pytest.raises(InputError) as caught:
        UnitTree.of(parent)
    assert (caught.value.code, caught.value.place.row) == ("hierarchy.cycle", row)
    assert caught.value.params["units"] == units


@pytest.mark.parametrize("parent", [[2, -1], [-2, -1]])
def test_a_unit_that_does_not_exist_is_refused(parent):
    with pytest.raises(InputError) as caught:
        UnitTree.of(parent)
    assert caught.value.code == "hierarchy.no_such_unit"


def test_a_long_chain_is_no_circle():
    assert UnitTree.of([*range(1, 300), -1]).level_count == 300
