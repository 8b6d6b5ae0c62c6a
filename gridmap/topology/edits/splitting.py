"""Split a cell along a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import CoverageError, InputError, Place
from gridmap.topology.edits.coverage import Coverage
from gridmap.topology.edits.cutting import Cut
from gridmap.topology.edits.exact import ExactCut
from gridmap.topology.edits.pieces import by_size, require_positions
from gridmap.topology.edits.places import line_points
from gridmap.topology.edits.result import Change, Edited, Proposal, carried_out, proposed
from gridmap.topology.edits.soundness import is_crowded
from gridmap.topology.edits.trying import first_clear
from gridmap.topology.edits.verdict import is_certain, judged

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely import MultiPolygon, Polygon

_TWO = 2


def split(
    cells: ArrayLike | Coverage,
    position: int,
    line: ArrayLike,
    *,
    boundary: Polygon | MultiPolygon | None = None,
) -> Edited:
    """Split a cell in two along a line.

    The larger part stays at the cell's position and keeps its exclaves; the other part comes last.

    Parameters
    ----------
    cells
        Polygons and multipolygons of shape (N,) in WGS 84 lon/lat: a valid coverage.
    position
        The cell to split.
    line
        A line string or points of shape (M, 2). It may reach beyond the cell, and may cross holes.
    boundary
        The community that the cells must fill and not leave.

    Returns
    -------
    edited
        The cells afterwards. Neighbours that got a node where the line ends are among the touched.

    Raises
    ------
    InputError
        When there is no such cell, or the line does not divide it.
    CoverageError
        When the partition would break or the cell fall into more than two pieces, with the place.
    """
    coverage = Coverage.of(cells)
    require_positions(coverage, [position])
    path = shapely.LineString(line_points(line))
    proposal = first_clear(
        coverage,
        position,
        path,
        lambda made, *, explain: _split_change(coverage, made, path, boundary, explain=explain),
        lambda made: _divided(coverage, made, path, boundary),
    )
    return carried_out(coverage, proposal)


def _split_change(
    coverage: Coverage,
    made: Cut,
    path: shapely.LineString,
    boundary: Polygon | MultiPolygon | None,
    *,
    explain: bool,
) -> Proposal | None:
    """Split a cell; None where a cut surely comes too near to something, and nobody asks why.

    Raises
    ------
    InputError
        When the cut does not divide the cell.
    CoverageError
        When the partition would break.
    """
    position, halves = made.position, made.halves()
    if halves is not None:
        large, small = by_size(halves)
        proposal = proposed(coverage, Change({**made.replaced, position: large}, (small,)))
        if is_certain(coverage, proposal, boundary):
            return proposal
        if not explain and is_crowded(coverage, proposal):
            return None
    return _divided(coverage, made, path, boundary)


def _divided(
    coverage: Coverage,
    made: Cut | ExactCut,
    path: shapely.LineString,
    boundary: Polygon | MultiPolygon | None,
) -> Proposal:
    """Split a cell in the two pieces that a cut makes of it.

    Raises
    ------
    InputError
        When the cut does not divide the cell.
    CoverageError
        When the partition would break.
    """
    position, cell, faces = made.position, coverage.cell(made.position), made.faces()
    parts = shapely.get_num_geometries(cell)
    if len(faces) <= parts:
        raise InputError("edits.no_split", Place(geometry=path), position=position + 1)
    pieces = by_size(_cut_pieces(cell, faces))
    if len(faces) > parts + 1 or len(pieces) != _TWO:
        raise CoverageError("edits.parts", Place(geometry=pieces[-1]))
    rest = [face for face in faces if not any(face is piece for piece in pieces)]
    large = shapely.MultiPolygon([pieces[0], *rest]) if rest else pieces[0]
    change = Change({**made.replaced, position: large}, (pieces[1],))
    return judged(coverage, change, boundary)


def _cut_pieces(cell: shapely.Geometry, faces: NDArray[np.object_]) -> list[shapely.Geometry]:
    """Return the faces that share a part of the cell with another face."""
    parts = shapely.get_parts(cell)
    inside = shapely.point_on_surface(faces)
    owner = np.argmin(shapely.distance(inside[:, np.newaxis], parts), axis=1)
    shared = np.bincount(owner, minlength=len(parts))[owner] > 1
    return list(faces[shared])
