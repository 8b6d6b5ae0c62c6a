"""The faces that noded outlines enclose, and the cells that lay claim to each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry.edges import incidence, pair_edges
from gridmap.geometry.kernels_chains import trace_chains
from gridmap.geometry.lattice import from_units, to_units
from gridmap.geometry.long_edges import divide_long_edges
from gridmap.geometry.noding import Chains, Segments, node_chains, skeleton_of
from gridmap.geometry.rings import as_polygons, only_polygons, rings_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.geometry.rings import Rings


@dataclass(frozen=True)
class Arrangement:
    """The plane divided by the noded outlines of cells.

    Parameters
    ----------
    origin
        Array of shape (2,): the lattice point, in units, from which local coordinates count.
    faces
        Object array of shape (F,): the bounded faces as polygons in local units. They form a
        valid coverage, whatever the cells were like.
    face, claimant
        Arrays of shape (C,): each face with each cell that contains it, sorted.
    cell_count
        How many cells there are.
    """

    origin: NDArray[np.int64]
    faces: NDArray[np.object_]
    face: NDArray[np.int64]
    claimant: NDArray[np.int64]
    cell_count: int

    @property
    def claims(self) -> NDArray[np.int64]:
        """Array of shape (F,): how many cells claim each face; 0 for a void."""
        return np.bincount(self.face, minlength=len(self.faces))


@dataclass(frozen=True)
class Borders:
    """Pairs of neighbouring faces with the length of their border in units, both ways round."""

    face: NDArray[np.int64]
    other: NDArray[np.int64]
    length_units: NDArray[np.float64]


def arrange(geometries: NDArray[np.object_]) -> Arrangement:
    """Node the outlines of cells on the lattice and find who claims each face.

    An outline that crosses itself is taken for all that its shells wind around, less its holes.

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,) in lon/lat; None and empty ones claim nothing.

    Returns
    -------
    arrangement
        Faces and claims.

    Raises
    ------
    InputError
        When something else than polygons is among them, or a coordinate is not finite.
    CoverageError
        When snap rounding finds no fixed point.
    """
    cells = as_polygons(geometries)
    rings = rings_of(divide_long_edges(_without_crossings(cells)))
    chains = node_chains(chains_of(rings))
    origin = chains.units.min(axis=0) if len(chains.units) else np.zeros(2, dtype=np.int64)
    faces = _faces(skeleton_of(chains), origin)
    outlines, cell = _outlines(rings, Chains(chains.units - origin, chains.starts))
    face, claimant = _claims(faces, outlines, cell)
    return Arrangement(origin, faces, face, claimant, len(cells))


def _without_crossings(cells: NDArray[np.object_]) -> NDArray[np.object_]:
    broken = ~shapely.is_valid(cells)
    if not broken.any():
        return cells
    mended = cells.copy()
    mended[broken] = shapely.make_valid(cells[broken], method="structure", keep_collapsed=False)
    return only_polygons(mended)


def _faces(skeleton: Segments, origin: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the faces that edges enclose; strung together first, they polygonize much faster."""
    first, incident = incidence(skeleton.start, skeleton.end, len(skeleton.nodes))
    ends = np.stack([skeleton.start, skeleton.end], axis=1)
    forks = np.diff(first) != 2  # noqa: PLR2004 - inside a chain a node has two edges
    nodes, starts, _ = trace_chains(ends, first, incident, forks)
    line = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    points = (skeleton.nodes[nodes] - origin).astype(np.float64)
    faces: NDArray[np.object_] = shapely.get_parts(
        shapely.polygonize(shapely.linestrings(points, indices=line))
    )
    return faces


def chains_of(rings: Rings) -> Chains:
    """Round rings to the lattice, point by point, leaving out the repeated closing points."""
    return Chains(
        to_units(rings.coordinates[rings.edge_starts]),
        rings.starts - np.arange(len(rings.starts)),
    )


def _outlines(rings: Rings, chains: Chains) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return every part whose shell still encloses something, and the cell that it belongs to."""
    encloses = np.diff(chains.starts) > 2  # noqa: PLR2004 - fewer points enclose nothing
    shells = np.flatnonzero(~rings.is_hole & encloses)
    place = np.full(int(rings.part.max(initial=-1)) + 1, -1)
    place[rings.part[shells]] = np.arange(len(shells))
    kept = np.flatnonzero(encloses & (place[rings.part] >= 0))
    if not len(kept):
        return np.zeros(0, dtype=object), np.zeros(0, dtype=np.int64)
    rank = np.full(len(rings), -1)
    rank[kept] = np.arange(len(kept))
    ring = rank[chains.ring]
    loops = shapely.linearrings(chains.units[ring >= 0].astype(np.float64), indices=ring[ring >= 0])
    outlines = shapely.polygons(loops, indices=place[rings.part[kept]])
    return outlines, rings.cell[shells]


def _claims(
    faces: NDArray[np.object_], outlines: NDArray[np.object_], cell: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    inside = shapely.point_on_surface(faces)
    face, outline = shapely.STRtree(outlines).query(inside, predicate="intersects")
    claims = np.unique(np.column_stack([face, cell[outline]]), axis=0).reshape(-1, 2)
    return claims[:, 0], claims[:, 1]


def borders_of(faces: NDArray[np.object_]) -> Borders:
    """Return which faces of an arrangement are neighbours, and along what length."""
    edges = pair_edges(rings_of(faces))
    both = (edges.left >= 0) & (edges.right >= 0)
    left, right = edges.left[both], edges.right[both]
    ends = edges.segments(both)
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    return Borders(
        np.concatenate([left, right]),
        np.concatenate([right, left]),
        np.concatenate([length, length]),
    )


def widths_units(faces: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the mean width of faces in units: the side of a long rectangle with that outline."""
    width: NDArray[np.float64] = 2.0 * shapely.area(faces) / shapely.length(faces)
    return width


def to_degrees(arrangement: Arrangement, local: NDArray[np.object_]) -> NDArray[np.object_]:
    """Bring geometries from the local units of an arrangement to lon/lat on the lattice."""
    origin = arrangement.origin
    moved: NDArray[np.object_] = shapely.transform(
        local, lambda units: from_units(np.rint(units).astype(np.int64) + origin)
    )
    return moved
