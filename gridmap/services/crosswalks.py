"""What moved from which cell to which: ground, load, households and points, each only once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis import CellIndex
from gridmap.domain import Cell, Plan
from gridmap.domain.crosswalk import NOBODY, Overlay, overlay
from gridmap.errors import ConflictError, InputError, Place
from gridmap.services.layers import published_plans
from gridmap.services.publishing_preparing import nearby
from gridmap.services.weighing import LoadUnit, Weighing
from gridmap.services.weighing_figures import COUNT_NAMES, Contents, Figures, figures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

_HOUSEHOLDS = COUNT_NAMES.index("households")


@dataclass(frozen=True, slots=True)
class Flow:
    """What one old cell gave to one new cell, or kept in it.

    `old_code` or `new_code` is None where no cell was, or is. `is_bend` marks slivers narrower
    than a lattice unit, which a node leaves that was taken over from the neighbour. `geometry` is
    the ground, empty where a point on a border changed its cell and no ground did.
    """

    old_code: str | None
    new_code: str | None
    figures: Figures
    is_bend: bool
    geometry: shapely.Polygon | shapely.MultiPolygon

    @property
    def moved(self) -> bool:
        """Whether it left its cell."""
        return self.old_code != self.new_code


@dataclass(frozen=True)
class Side:
    """Cells at one time, and the neighbours that share their borders with them."""

    cells: Sequence[Cell]
    beside: Sequence[Cell] = ()

    @property
    def geometries(self) -> NDArray[np.object_]:
        """Object array of shape (N,) of the cells without the neighbours."""
        return shapes(self.cells)

    def locate(self, lonlat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the cell of each point of shape (P, 2); -1 for none or one of the neighbours."""
        if not self.cells:
            return np.full(len(lonlat), NOBODY, np.int64)
        found = self._index.locate(lonlat)
        found[found >= len(self.cells)] = NOBODY
        return found

    @cached_property
    def _index(self) -> CellIndex:
        return CellIndex(shapes([*self.cells, *self.beside]))


@dataclass(frozen=True)
class Crosswalk:
    """Old cells against new ones.

    Attributes
    ----------
    flows
        One for each pair with something in common, by old code, then new code, None last.
    load_unit
        What the load counts.
    """

    flows: tuple[Flow, ...]
    load_unit: LoadUnit


def crosswalk(reader: Reader, old_plans: Sequence[str], new_plans: Sequence[str]) -> Crosswalk:
    """Tell for each cell of some plans where its ground and contents are in other plans.

    Parameters
    ----------
    reader
        A snapshot of the store.
    old_plans, new_plans
        Ids of plans of any status.

    Returns
    -------
    crosswalk
        Points and households are conserved exactly, area and load within a millionth.

    Raises
    ------
    InputError
        When no plan is named.
    ConflictError
        When there is no such plan.
    """
    old, new = plans_of(reader, old_plans), plans_of(reader, new_plans)
    communities = sorted({plan.community_code for plan in (*old, *new)})
    weighing = Weighing.of(reader, communities)
    sides = [side_of(reader, plans) for plans in (old, new)]
    found = flows(sides[0], sides[1], weighing, Contents.of(reader, weighing))
    return Crosswalk(found, weighing.unit)


def plans_of(reader: Reader, plan_ids: Sequence[str]) -> list[Plan]:
    """Return plans by id, in the order asked for.

    Raises
    ------
    InputError
        When no plan is named.
    ConflictError
        When there is no such plan.
    """
    if not plan_ids:
        raise InputError("crosswalk.no_plan")
    known = {plan.id: plan for plan in reader.plans()}
    for name in plan_ids:
        if name not in known:
            raise ConflictError("plan.unknown", Place(feature=name), id=name)
    return [known[name] for name in plan_ids]


def side_of(reader: Reader, plans: Sequence[Plan]) -> Side:
    """Return the cells of plans, with the published cells of other communities next to them."""
    cells = [cell for plan in plans for cell in reader.cells(plan.id)]
    return Side(cells, neighbours(reader, {plan.community_code for plan in plans}, cells))


def neighbours(reader: Reader, communities: set[str], cells: Sequence[Cell]) -> list[Cell]:
    """Return the published cells of other communities that touch the frame of some cells."""
    if not cells:
        return []
    around = {area.code for area in nearby(reader, [cell.geometry for cell in cells])}
    others = [
        cell
        for plan in published_plans(reader).values()
        if plan.community_code in around - communities
        for cell in reader.cells(plan.id)
    ]
    bounds = shapely.bounds(shapes(others)).reshape(-1, 4)
    west, south, east, north = shapely.total_bounds(shapes(cells))
    near = (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
    near &= (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    return [others[position] for position in np.flatnonzero(near)]


def shapes(cells: Sequence[Cell]) -> NDArray[np.object_]:
    """Return the geometries of cells as an object array."""
    array = np.empty(len(cells), dtype=object)
    array[:] = [cell.geometry for cell in cells]
    return array


def flows(old: Side, new: Side, weighing: Weighing, contents: Contents) -> tuple[Flow, ...]:
    """Tell what moved between two states of the same ground.

    Parameters
    ----------
    old, new
        The cells before and after, each side a coverage.
    weighing
        What the load is made of.
    contents
        What is counted.

    Returns
    -------
    flows
        By old code, then new code, None last; cells that did not change give to themselves.
    """
    laid = overlay(old.geometries, new.geometries)
    before, after = old.locate(contents.lonlat), new.locate(contents.lonlat)
    width = len(new.cells) + 1
    pairs = _pair(laid.old, laid.new, width)
    of_things = _pair(before, after, width)
    of_things[(before == NOBODY) & (after == NOBODY)] = -1
    # A point on a border may change its cell where no ground does: such pairs come last.
    lonely = np.setdiff1d(of_things[of_things >= 0], pairs)
    every = np.concatenate([pairs, lonely])
    if not len(every):
        return ()
    order = np.argsort(every)
    group = order[np.searchsorted(every[order], of_things).clip(max=len(every) - 1)]
    counts = contents.sums(np.where(of_things >= 0, group, -1), len(every))
    listed = _flows(old, new, _with_lonely(laid, lonely, width), weighing, counts)
    return tuple(sorted(listed, key=_by_codes))


def _pair(old: NDArray[np.int64], new: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """Return one number for each pair of positions, which begin at -1."""
    return (old + 1) * width + new + 1


def _with_lonely(laid: Overlay, lonely: NDArray[np.int64], width: int) -> Overlay:
    one, other = np.divmod(lonely, width)
    return Overlay(
        np.concatenate([laid.old, one - 1]),
        np.concatenate([laid.new, other - 1]),
        np.concatenate([laid.pieces, np.full(len(lonely), shapely.Polygon(), dtype=object)]),
        np.concatenate([laid.area_m2, np.zeros(len(lonely))]),
        np.concatenate([laid.is_bend, np.zeros(len(lonely), np.bool_)]),
    )


def _flows(
    old: Side, new: Side, laid: Overlay, weighing: Weighing, counts: NDArray[np.int64]
) -> list[Flow]:
    # One more entry at the end, so that position -1 stands for "no cell".
    names = [*(cell.code for cell in old.cells), None]
    titles = [*(cell.code for cell in new.cells), None]
    load = _loads(laid, weighing, counts)
    return [
        Flow(
            names[laid.old[row]],
            titles[laid.new[row]],
            figures(laid.area_m2[row], load[row], counts[row]),
            bool(laid.is_bend[row]),
            laid.pieces[row],
        )
        for row in range(len(laid.old))
    ]


def _loads(laid: Overlay, weighing: Weighing, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    if weighing.unit is LoadUnit.HOUSEHOLDS:
        return counts[:, _HOUSEHOLDS].astype(np.float64)
    if weighing.unit is LoadUnit.AREA:
        return laid.area_m2
    return weighing.block_load_of_pieces(laid.pieces)


def _by_codes(flow: Flow) -> tuple[bool, str, bool, str]:
    return flow.old_code is None, flow.old_code or "", flow.new_code is None, flow.new_code or ""
