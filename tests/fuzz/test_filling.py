"""A look at the changed part of an outline finds what a look at all of it finds."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from tests.fuzz.filling import require_outline_near, require_same_outline
from tests.fuzz.oracle import BrokenError
from tests.fuzz.survey import Survey
from tests.strategies import from_local

LEFT = [(0, 0), (500, 0), (500, 500), (0, 500)]
BEYOND = [(500, 0), (1000, 0), (1000, 500), (500, 500)]
# What one node more on the southern edge may do, and what not.
BENT, BULGING, NOTCHED = ([*LEFT[:1], (250, y), *LEFT[1:]] for y in (-1, -3, 3))


def cells_of(*rings):
    return from_local(np.array([shapely.Polygon(ring) for ring in rings], dtype=object))


def look_near(outline, cells):
    survey = Survey(cells_of(LEFT, BEYOND))
    change = survey.advance(cells)
    require_outline_near(outline, cells, change.gone ^ change.come)


LOOKS = pytest.mark.parametrize("look", [require_same_outline, look_near])


@LOOKS
def test_a_bend_of_a_unit_passes(look):
    outline = shapely.coverage_union_all(cells_of(LEFT, BEYOND))
    look(outline, cells_of(BENT, BEYOND))


@LOOKS
@pytest.mark.parametrize(
    ("left", "reason"), [(BULGING, "cells reach over"), (NOTCHED, "no cell holds")]
)
def test_more_than_a_bend_is_found(look, left, reason):
    outline = shapely.coverage_union_all(cells_of(LEFT, BEYOND))
    with pytest.raises(BrokenError, match=reason):
        look(outline, cells_of(left, BEYOND))


def test_a_missing_cell_is_found_where_its_edges_were():
    outline = shapely.coverage_union_all(cells_of(LEFT, BEYOND))
    with pytest.raises(BrokenError, match="no cell holds"):
        look_near(outline, cells_of(LEFT))
