"""Filing points anew after a publication: only those whose cell may have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.analysis.locating import CellIndex
from gridmap.domain import Cell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store.unit import Unit

_REACH_DEG: Final = 1e-6


@dataclass(frozen=True)
class Turnover:
    """Cells in force, as a publication changes them.

    Parameters
    ----------
    gone, fresh
        Cells that are in force no more, and those that come.
    staying
        All other cells in force, with the border nodes that they gained.
    """

    gone: Sequence[Cell]
    fresh: Sequence[Cell]
    staying: Sequence[Cell]


def refile(unit: Unit, turnover: Turnover) -> None:
    """Store the cell of every point that a publication may have moved to another.

    A point stays in its cell unless that cell, or one that touches it, changed: who owns a place
    on a border is decided by the cells around that place alone.
    """
    around = _around([*turnover.gone, *turnover.fresh], turnover.staying)
    cells = [*turnover.fresh, *around]
    affected = sorted({cell.code for cell in (*turnover.gone, *around)})
    ids, lonlat, stored = unit.places_of_points(affected)
    if not ids:
        return
    codes = [*(cell.code for cell in cells), None]
    found = CellIndex(_shapes(cells)).locate(lonlat).tolist()
    unit.refile(
        {
            name: codes[position]
            for name, position, before in zip(ids, found, stored, strict=True)
            if codes[position] != before
        }
    )


def _around(changed: Sequence[Cell], staying: Sequence[Cell]) -> list[Cell]:
    """Return the cells whose frame touches that of a changed one."""
    if not staying:
        return []
    frames = shapely.bounds(_shapes(changed)).reshape(-1, 4)
    wide = frames + np.array([-_REACH_DEG, -_REACH_DEG, _REACH_DEG, _REACH_DEG])
    boxes = shapely.box(*shapely.bounds(_shapes(staying)).reshape(-1, 4).T)
    found = np.unique(shapely.STRtree(boxes).query(shapely.box(*wide.T))[1])
    return [staying[position] for position in found.tolist()]


def _shapes(cells: Sequence[Cell]) -> NDArray[np.object_]:
    array = np.empty(len(cells), dtype=object)
    array[:] = [cell.geometry for cell in cells]
    return array
