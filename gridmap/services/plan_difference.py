"""What two plans of a notebook do not share, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas
import pandas as pd

from gridmap.domain.crosswalk import crosswalk
from gridmap.services.comparing_arcs import changed_arcs
from gridmap.services.frames import LONLAT

if TYPE_CHECKING:
    from gridmap.domain import Cell


@dataclass(frozen=True)
class Difference:
    """What differs from a plan to a later one.

    Attributes
    ----------
    cells
        One row for each cell that is new, gone or changed: code, change, area and load before and
        after.
    areas
        The ground that changes its cell: GeoDataFrame with from_code, to_code and area_m2; bends
        narrower than a lattice unit left out.
    arcs
        Stretches of border removed and added: GeoDataFrame with change, left_code, right_code and
        length_m.
    """

    cells: pd.DataFrame
    areas: geopandas.GeoDataFrame
    arcs: geopandas.GeoDataFrame


def difference(old: Sequence[Cell], new: Sequence[Cell]) -> Difference:
    """Compare the cells of two plans.

    Parameters
    ----------
    old, new
        Cells before and after, each a coverage.

    Returns
    -------
    difference
        What they do not share.
    """
    before, after = ({cell.code: cell for cell in cells} for cells in (old, new))
    gone = [cell for cell in old if not _same(cell, after.get(cell.code))]
    come = [cell for cell in new if not _same(cell, before.get(cell.code))]
    return Difference(_cells(before, after, [*gone, *come]), _areas(gone, come), _arcs(old, new))


def _same(one: Cell, other: Cell | None) -> bool:
    return other is not None and bool(one.geometry.wkb == other.geometry.wkb)


def _cells(
    before: dict[str, Cell], after: dict[str, Cell], changed: Sequence[Cell]
) -> pd.DataFrame:
    rows = []
    for code in sorted({cell.code for cell in changed}):
        old, new = before.get(code), after.get(code)
        word = "new" if old is None else "gone" if new is None else "changed"
        rows.append(
            {
                "code": code,
                "change": word,
                "old_area_m2": None if old is None else old.area_m2,
                "new_area_m2": None if new is None else new.area_m2,
                "old_load": None if old is None else old.load,
                "new_load": None if new is None else new.load,
            }
        )
    names = ["code", "change", "old_area_m2", "new_area_m2", "old_load", "new_load"]
    return pd.DataFrame(rows, columns=names)


def _areas(gone: Sequence[Cell], come: Sequence[Cell]) -> geopandas.GeoDataFrame:
    passages = [
        passage
        for passage in crosswalk(
            [cell.code for cell in gone],
            [cell.geometry for cell in gone],
            [cell.code for cell in come],
            [cell.geometry for cell in come],
        )
        if passage.old_code != passage.new_code and not passage.is_bend
    ]
    return geopandas.GeoDataFrame(
        {
            "from_code": [passage.old_code for passage in passages],
            "to_code": [passage.new_code for passage in passages],
            "area_m2": [passage.area_m2 for passage in passages],
        },
        geometry=[passage.geometry for passage in passages],
        crs=LONLAT,
    )


def _arcs(old: Sequence[Cell], new: Sequence[Cell]) -> geopandas.GeoDataFrame:
    arcs = changed_arcs(old, new)
    return geopandas.GeoDataFrame(
        {
            "change": [arc.change.value for arc in arcs],
            "left_code": [arc.left_code for arc in arcs],
            "right_code": [arc.right_code for arc in arcs],
            "length_m": [arc.length_m for arc in arcs],
        },
        geometry=[arc.line for arc in arcs],
        crs=LONLAT,
    )
