"""What new border nodes mean for neighbours that are not in force: open drafts, and no plan yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain import Area, Cell, PlanStatus
from gridmap.domain.locking import difference_beyond_bend
from gridmap.errors import CoverageError
from gridmap.geometry import area_m2
from gridmap.services.publishing_borders import meet, near
from gridmap.services.publishing_preparing import Prepared, nearby

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

Nodes = frozenset[tuple[float, float]]


@dataclass(frozen=True)
class Adoptions:
    """What neighbours take over.

    Parameters
    ----------
    cells
        Cells of open drafts with the new nodes.
    areas
        Communities without a plan in force, with the new nodes in their boundaries.
    adopting, waiting
        Ids of the drafts that change to take all nodes, and of those that moved the border
        themselves: they stay as they are and meet the border when they are published.
    """

    cells: tuple[Cell, ...]
    areas: tuple[Area, ...]
    adopting: tuple[str, ...]
    waiting: tuple[str, ...]


def adoptions(reader: Reader, ready: Prepared) -> Adoptions:
    """Return what the neighbours of a publication take over.

    Parameters
    ----------
    reader
        The store before the publication.
    ready
        What is about to be published.

    Returns
    -------
    adoptions
        Changed cells of open drafts, and changed boundaries where no plan is in force.
    """
    official = _array([cell.geometry for cell in ready.official])
    in_force = {plan.community_code for plan in reader.plans(status=PlanStatus.PUBLISHED)}
    drafts = reader.plans(status=PlanStatus.DRAFT)
    cells: list[Cell] = []
    areas: list[Area] = []
    adopting: list[str] = []
    waiting: list[str] = []
    for area in nearby(reader, official.tolist()):
        if area.code in ready.communities:
            continue
        if area.code in in_force:
            nodes = _brought(ready, area.code, reader)
        else:
            bent = _with_nodes(area, official)
            nodes = frozenset() if bent is None else _nodes([bent]) - _nodes([area.boundary])
            areas.extend([replace(area, boundary=bent)] if nodes else [])
        for plan in drafts if nodes else ():
            if plan.community_code == area.code:
                changed = _adopted(reader.cells(plan.id), official, nodes)
                if changed is None:
                    waiting.append(plan.id)
                elif changed:
                    adopting.append(plan.id)
                    cells.extend(changed)
    return Adoptions(tuple(cells), tuple(areas), tuple(adopting), tuple(waiting))


def _brought(ready: Prepared, community_code: str, reader: Reader) -> Nodes:
    """Return the nodes that a publication brings to the plan in force in a community."""
    plans = {plan.id for plan in reader.plans(community_code, PlanStatus.PUBLISHED)}
    pairs = [pair for pair in ready.touched.values() if pair[0].plan_id in plans]
    old, new = ([pair[side].geometry for pair in pairs] for side in (0, 1))
    return _nodes(new) - _nodes(old)


def _with_nodes(area: Area, official: NDArray[np.object_]) -> shapely.Geometry | None:
    """Return the boundary of an area with the nodes of cells on it, None where it stays.

    A boundary that overlaps the cells, or would bend by more than a lattice unit, stays as it is:
    its own plan will have to meet the border.
    """
    if area.boundary is None:
        return None
    try:
        meeting = meet(_array([area.boundary]), official, tolerance_m=0.0)
    except CoverageError:
        return None
    bent = meeting.free.get(0)
    if bent is None or not difference_beyond_bend(area.boundary, bent).is_empty:
        return None
    return bent


def _adopted(
    cells: Sequence[Cell], official: NDArray[np.object_], nodes: Nodes
) -> list[Cell] | None:
    """Return the cells of a draft that change to take nodes in, None where it cannot take all."""
    frames = shapely.bounds(_array([cell.geometry for cell in cells])).reshape(-1, 4)
    close = near(frames, shapely.bounds(official).reshape(-1, 4))
    if not len(close):
        return None
    around = near(frames, frames[close])
    chosen = [cells[position] for position in around]
    try:
        meeting = meet(_array([cell.geometry for cell in chosen]), official)
    except CoverageError:
        return None
    after = [meeting.free.get(position, cell.geometry) for position, cell in enumerate(chosen)]
    parts = [shapely.get_num_geometries(cell.geometry) for cell in chosen]
    fits = shapely.is_valid(after) & (shapely.get_num_geometries(after) == parts)
    if not fits.all() or not nodes <= _nodes(after):
        return None
    return [
        replace(chosen[position], geometry=geometry, area_m2=float(area_m2([geometry])[0]))
        for position, geometry in meeting.free.items()
    ]


def _nodes(shapes: Sequence[shapely.Geometry]) -> Nodes:
    return frozenset(map(tuple, shapely.get_coordinates(shapes).tolist()))


def _array(shapes: Sequence[shapely.Geometry | None]) -> NDArray[np.object_]:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array
