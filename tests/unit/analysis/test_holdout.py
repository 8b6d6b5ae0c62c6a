"""Accuracy on later events, with figures worked by hand."""

import numpy as np
import pytest

from gridmap.analysis.holdout import accuracy, compare, highest
from gridmap.errors import InputError

AREA = [100.0, 100, 100, 700]
EARLIER, LATER = [6, 2, 0, 2], [3, 5, 0, 2]


def test_indices_are_the_worked_ones():
    found = accuracy([True, False, False, False], AREA, EARLIER, LATER)
    assert found.pai == pytest.approx(0.3 / 0.1)
    assert found.rri == pytest.approx(0.3 / 0.6)


def test_all_cells_are_as_good_as_chance():
    assert accuracy([True] * 4, AREA, EARLIER, LATER).pai == 1.0


def test_no_cell_and_no_event_are_not_applicable():
    assert accuracy([False] * 4, AREA, EARLIER, LATER).pai is None
    assert accuracy([True] * 4, AREA, EARLIER, [0, 0, 0, 0]).rri is None


def test_the_highest_cells_fill_the_share_of_the_area():
    assert highest([9, 5, 3, 1], AREA, 0.2).tolist() == [True, True, False, False]


def test_one_cell_is_taken_at_least():
    assert highest([1, 5, 3, 9], AREA, 0.01).tolist() == [False, False, False, True]


def test_scores_are_compared_on_the_same_area():
    found = compare({"count": EARLIER, "oracle": LATER}, AREA, EARLIER, LATER, area_ratio=0.1)
    assert [round(one.pai, 6) for one in found.values()] == [3.0, 5.0]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("hotspots.lengths", {"area_m2": [1.0]}),
        ("hotspots.area", {"area_m2": np.zeros(4)}),
        ("hotspots.counts", {"later": [1, np.nan, 0, 0]}),
    ],
)
def test_wrong_input_is_refused(code, change):
    with pytest.raises(InputError) as caught:
        accuracy(
            **({"chosen": [True] * 4, "area_m2": AREA, "earlier": EARLIER, "later": LATER} | change)
        )
    assert caught.value.code == code
