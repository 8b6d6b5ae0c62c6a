"""Cells of communities that were divided separately become one coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import CoverageError, Place
from gridmap.geometry import area_m2
from gridmap.geometry.arrangement import (
    Arrangement,
    Borders,
    arrange,
    borders_of,
    to_degrees,
    widths_units,
)
from gridmap.geometry.ownership import NOBODY, OverlapRule, fill_voids, settle_overlaps
from gridmap.geometry.rings import as_polygons
from gridmap.geometry.snapping import Snapped, restored
from gridmap.topology.merging import merge_border_nodes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

MERGE_TOLERANCE_M = 0.5

# Two roundings of one line and a node beside it are together less than three units apart.
THIN_UNITS = 4.0
_MAX_PASSES = 10


@dataclass(frozen=True)
class StitchChange:
    """What happened to one cell.

    Parameters
    ----------
    position
        Its position in the input.
    area_change_m2
        New area less old, on the ellipsoid.
    nodes_added
        How many more nodes its outline has; negative where nodes were merged.
    """

    position: int
    area_change_m2: float
    nodes_added: int


@dataclass(frozen=True)
class Stitched:
    """Cells that form one coverage.

    Parameters
    ----------
    geometries
        Object array of shape (N,); cells that did not change are the objects that came in.
    report
        Every cell that changed, in order of position.
    merged
        How many new border nodes were merged with one across the border.
    """

    geometries: NDArray[np.object_]
    report: tuple[StitchChange, ...]
    merged: int


def stitch(
    geometries: ArrayLike,
    fixed: ArrayLike | None = None,
    *,
    tolerance_m: float = MERGE_TOLERANCE_M,
) -> Stitched:
    """Make cells that meet along borders share every node there.

    A node on, or less than one lattice unit from, another cell's edge is put into that edge; where
    both sides have a new node within the tolerance, one of them moves to the other; slivers of a
    few centimetres that separate roundings left are given to a neighbour. Nothing else moves.

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,) in lon/lat: all cells of a territory, or those of
        some communities with all their neighbours.
    fixed
        Boolean array of shape (N,): cells that may take nodes in but whose nodes do not move.
    tolerance_m
        Up to which distance two new nodes on opposite sides become one.

    Returns
    -------
    stitched
        The cells, and what changed in each. A second run changes nothing.

    Raises
    ------
    InputError
        When something else than polygons is among them, or a coordinate is not finite.
    CoverageError
        When cells overlap by more than slivers.
    """
    cells = as_polygons(geometries)
    held = np.zeros(len(cells), dtype=np.bool_)
    if fixed is not None:
        held |= np.asarray(fixed, dtype=np.bool_)
    stitched, total = cells, 0
    # One pass is the rule. A sliver that is given away may bring two more nodes face to face.
    for _ in range(_MAX_PASSES):
        snapped, merged = _pass(stitched, held, tolerance_m)
        total += merged
        stitched = snapped.geometries
        if not len(snapped.changed):
            break
    same = shapely.to_wkb(stitched) == shapely.to_wkb(cells)
    final = np.where(same, cells, stitched)
    return Stitched(final, _changes(cells, final, np.flatnonzero(~same)), total)


def _pass(
    cells: NDArray[np.object_], held: NDArray[np.bool_], tolerance_m: float
) -> tuple[Snapped, int]:
    moved, merged = merge_border_nodes(cells, held, tolerance_m)
    arrangement = arrange(moved)
    borders = borders_of(arrangement.faces)
    owner = _owners(arrangement, borders, held)
    face = np.flatnonzero(owner != NOBODY)
    return restored(cells, arrangement, face, owner[face]), merged


def _owners(
    arrangement: Arrangement, borders: Borders, held: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Settle slivers: a contested one goes to a fixed claimant, a void one to a cell that is not.

    So the outline of a fixed cell stays where it is.
    """
    thin = widths_units(arrangement.faces) < THIN_UNITS
    _refuse_wide_overlaps(arrangement, thin)
    owner = settle_overlaps(arrangement, borders, OverlapRule.LONGEST_BORDER)
    contested = (arrangement.claims > 1)[arrangement.face] & held[arrangement.claimant]
    owner[arrangement.face[contested][::-1]] = arrangement.claimant[contested][::-1]
    for allowed in (~held, np.ones_like(held)):
        owner = fill_voids(arrangement, borders, owner, thin, allowed)
    return owner


def _refuse_wide_overlaps(arrangement: Arrangement, thin: NDArray[np.bool_]) -> None:
    wide = np.flatnonzero((arrangement.claims > 1) & ~thin)
    if not len(wide):
        return
    faces = to_degrees(arrangement, arrangement.faces[wide])
    claimants = arrangement.claimant[arrangement.face == wide[0]]
    raise CoverageError(
        "coverage.overlaps",
        Place(geometry=faces[0]),
        count=len(wide),
        cells=", ".join(str(cell + 1) for cell in claimants),
        area_m2=float(area_m2(faces[:1])[0]),
    )


def _changes(
    before: NDArray[np.object_], after: NDArray[np.object_], changed: NDArray[np.int64]
) -> tuple[StitchChange, ...]:
    gained = area_m2(after[changed]) - area_m2(before[changed])
    added = shapely.get_num_coordinates(after[changed]) - shapely.get_num_coordinates(
        before[changed]
    )
    return tuple(
        StitchChange(int(position), float(area), int(nodes))
        for position, area, nodes in zip(changed, gained, added, strict=True)
    )
