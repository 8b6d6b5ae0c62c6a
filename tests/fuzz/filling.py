"""Whether cells fill what an outline bounds, but for the bends that edits may make in its edge."""

from __future__ import annotations

import numpy as np
import shapely

from tests.fuzz.oracle import UNITS_PER_DEGREE, Edge, require, units_of
from tests.fuzz.survey import meeting

# An edit inside a boundary may bend it by a unit, and a node of its own by another one.
_OUTLINE_UNITS = 2.0


def require_same_outline(outline: shapely.Geometry, cells: np.ndarray) -> None:
    """Require cells to fill what an outline bounds, but for bends of its edge."""
    corner = units_of(np.array(shapely.bounds(outline)[:2]))
    wanted, filled = (
        shapely.transform(shape, lambda xy: units_of(xy) - corner)
        for shape in (outline, shapely.coverage_union_all(cells))
    )
    _require_filled(wanted, filled, corner)


def require_outline_near(outline: shapely.Geometry, cells: np.ndarray, changed: set[Edge]) -> None:
    """Require the same where outer edges changed, knowing that it held before.

    What changed hands lies between the edges that went and those that came.
    """
    if not changed:
        return
    ends = np.array(sorted(changed)).reshape(-1, 2)
    low, high = ends.min(axis=0), ends.max(axis=0)
    size, slack = high - low, 4 * _OUTLINE_UNITS
    near = np.concatenate([low - slack, high + slack])[np.newaxis] / UNITS_PER_DEGREE
    there = cells[meeting(shapely.bounds(cells), near)]
    wanted, *filled = shapely.transform([outline, *there], lambda xy: units_of(xy) - low)
    box, wider = (shapely.box(-by, -by, *(size + by)) for by in (_OUTLINE_UNITS, slack))
    wanted, filled = (
        shapely.intersection(shape, wider) for shape in (wanted, shapely.union_all(filled))
    )
    _require_filled(wanted, filled, low, box)


def _require_filled(
    wanted: shapely.Geometry,
    filled: shapely.Geometry,
    corner: np.ndarray,
    box: shapely.Geometry | None = None,
) -> None:
    """Require two areas in local units to be the same but for bends, inside a box if given."""
    bare = shapely.difference(wanted, shapely.buffer(filled, _OUTLINE_UNITS))
    beyond = shapely.difference(filled, shapely.buffer(wanted, _OUTLINE_UNITS))
    if box is not None:
        bare, beyond = shapely.intersection([bare, beyond], box)
    require(bare.is_empty, f"no cell holds {bare} from {corner.tolist()}")
    require(beyond.is_empty, f"cells reach over {beyond} from {corner.tolist()}")
