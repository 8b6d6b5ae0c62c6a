"""Snap rounding of cells: whatever comes in leaves as a matched coverage on the lattice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry.arrangement import Arrangement, arrange, borders_of, chains_of, to_degrees
from gridmap.geometry.lattice import is_on_lattice
from gridmap.geometry.long_edges import has_long_edges
from gridmap.geometry.noding import has_splits
from gridmap.geometry.ownership import NOBODY, OverlapRule, assemble, settle_overlaps
from gridmap.geometry.rings import as_polygons, rings_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Snapped:
    """Cells after snap rounding.

    Parameters
    ----------
    geometries
        Object array of shape (N,) on the lattice. Cells that did not change are the objects that
        came in; a cell that lost all its area is an empty polygon.
    changed
        Positions of the cells that are not as they came in.
    """

    geometries: NDArray[np.object_]
    changed: NDArray[np.int64]


def snap_round(
    geometries: ArrayLike, overlaps: OverlapRule = OverlapRule.LONGEST_BORDER
) -> Snapped:
    """Bring cells to the lattice as one coverage with matched edges and clearance.

    The outlines of all cells are rounded and noded together until nothing changes, and each face
    that they enclose goes to the cell that claims it. A coverage that already is as it should be
    comes back as it is, object for object, so that a second run changes no byte.
    Voids between cells stay; they are closed by a repair of their own.

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,) in lon/lat, valid or not.
    overlaps
        Who gets a face that several cells claim.

    Returns
    -------
    snapped
        The cells, and which of them changed.

    Raises
    ------
    InputError
        When something else than polygons is among them, or a coordinate is not finite.
    CoverageError
        When snap rounding finds no fixed point.
    """
    cells = as_polygons(geometries)
    if is_snapped(cells):
        return Snapped(cells, np.zeros(0, dtype=np.int64))
    arrangement = arrange(cells)
    owner = settle_overlaps(arrangement, borders_of(arrangement.faces), overlaps)
    face = np.flatnonzero(owner != NOBODY)
    return restored(cells, arrangement, face, owner[face])


def is_snapped(cells: NDArray[np.object_]) -> bool:
    """Tell whether cells are a valid coverage on the lattice with clearance already."""
    return bool(
        is_on_lattice(cells).all()
        and not has_long_edges(cells)
        and not shapely.has_z(cells).any()
        and shapely.is_valid(cells).all()
        and shapely.coverage_is_valid(cells)
        and not has_splits(chains_of(rings_of(cells)))
    )


def restored(
    cells: NDArray[np.object_],
    arrangement: Arrangement,
    face: NDArray[np.int64],
    cell: NDArray[np.int64],
) -> Snapped:
    """Make cells of the faces that they own, keeping every object that means the same as before.

    Parameters
    ----------
    cells
        Object array of shape (N,): the cells that were arranged.
    arrangement
        Their faces.
    face, cell
        Arrays of equal length: which face belongs to which cell.

    Returns
    -------
    snapped
        The cells, and which of them changed.
    """
    made = canonical(to_degrees(arrangement, assemble(arrangement, face, cell)))
    same = is_on_lattice(cells) & ~shapely.has_z(cells)
    same &= shapely.equals_exact(canonical(cells), made, 0.0)
    return Snapped(np.where(same, cells, made), np.flatnonzero(~same))


def canonical(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Write equal polygons alike: sorted parts, rings from their least node, shells leftwards.

    A multipolygon of one part becomes a polygon.
    """
    single = shapely.get_num_geometries(geometries) == 1
    plain = geometries.copy()
    plain[single] = shapely.get_geometry(geometries[single], 0)
    turned: NDArray[np.object_] = shapely.orient_polygons(shapely.normalize(plain))
    return turned
