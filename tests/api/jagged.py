"""The small territory with borders of many vertices, so that there is something to simplify."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import shapely

from gridmap.domain import PlanStatus
from gridmap.store import Store
from tests.unit.web.territory import CENTRE, SIDE, SOUTH, STEP, WEST

PIECES = 64


def bent(shape: shapely.Polygon) -> shapely.Polygon:
    """Return a cell whose inner borders wave, each the same for both cells beside it."""
    dense = shapely.segmentize(shape, STEP / 1e7 / PIECES)
    units = np.rint(shapely.get_coordinates(dense) * 1e7).astype(np.int64)
    local = units - (WEST, SOUTH)
    wave = np.rint(900 * np.sin(local / 1700.0)).astype(np.int64)
    # A side is bent across itself, and only inside the community, never at its corners.
    on_column, on_row = local[:, 0] % STEP == 0, local[:, 1] % STEP == 0
    inner_column = on_column & ~on_row & (local[:, 0] > 0) & (local[:, 0] < SIDE * STEP)
    inner_row = on_row & ~on_column & (local[:, 1] > 0) & (local[:, 1] < SIDE * STEP)
    outside = local[:, 0] > SIDE * STEP
    units[inner_column & ~outside, 0] += wave[inner_column & ~outside, 1]
    units[inner_row & ~outside, 1] += wave[inner_row & ~outside, 0]
    straight = ~(inner_column | inner_row)
    corner = on_column & on_row
    kept = units[(~straight) | corner]
    return shapely.Polygon(kept / 1e7)


def bend_borders(store: Store) -> None:
    """Publish the first community anew, with waving borders."""
    with store.reading() as reader:
        cells = [cell for cell in reader.published_cells() if cell.code.startswith(CENTRE)]
        plan = reader.plans(CENTRE, PlanStatus.PUBLISHED)[0]
    draft = replace(
        plan, id="centre-2", status=PlanStatus.DRAFT, valid_from=None, revision=1, based_on=plan.id
    )
    fresh = [replace(cell, plan_id=draft.id, geometry=bent(cell.geometry)) for cell in cells]
    with store.writing() as work:
        work.add_plan(draft, fresh)
    with store.writing() as work:
        work.publish({draft.id: work.cells(draft.id)}, date(2026, 2, 1))
