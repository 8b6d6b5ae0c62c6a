"""Drafts that are redrawn at random, for the properties of publishing."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import shapely

from gridmap.domain.commands import Split
from gridmap.errors import GridmapError
from gridmap.services.drafting import Desk
from gridmap.services.open_drafts import new_draft, plan_in_force
from tests import separate


def split_at_random(store, code: str, rng, edits: int = 4) -> str:
    """Branch a draft and split cells at random, most of them at the rim; return it."""
    with store.writing() as work:
        draft = new_draft(work, plan_in_force(work, code).id)
        rim = shapely.boundary(work.area(code).boundary)
    desk = Desk(store)
    for _ in range(edits):
        with store.reading() as reader:
            cells = reader.cells(draft.id)
        weights = np.array([4.0 if shapely.dwithin(c.geometry, rim, 1e-7) else 1 for c in cells])
        cell = cells[rng.choice(len(cells), p=weights / weights.sum())]
        west, south, east, north = cell.geometry.bounds
        middle = rng.uniform((west, south), (east, north))
        turn = rng.uniform(0, np.pi)
        reach = (east - west + north - south) * np.array([np.cos(turn), np.sin(turn)])
        line = [tuple((middle + side * reach).tolist()) for side in (-1, 1)]
        with suppress(GridmapError):
            desk.edit(draft.id, Split(cell.code, tuple(line)))
    separate.lead(store, draft.id)
    return draft.id
