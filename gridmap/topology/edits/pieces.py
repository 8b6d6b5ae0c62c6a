"""Split a cell, merge cells, and hand a piece over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import shapely

from gridmap.errors import CoverageError, InputError, Place
from gridmap.geometry import UNITS_PER_DEGREE
from gridmap.geometry.rings import as_polygons
from gridmap.topology.edits.coverage import Coverage, as_array
from gridmap.topology.edits.cutting import Cut, cut
from gridmap.topology.edits.outlines import double_areas, outlines_of
from gridmap.topology.edits.places import line_points
from gridmap.topology.edits.result import Change, Edited, Proposal, carried_out, proposed
from gridmap.topology.edits.soundness import is_crowded
from gridmap.topology.edits.verdict import concluded, is_certain, judge
from gridmap.topology.edits.ways import ways_across

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray
    from shapely import MultiPolygon, Polygon

_TWO = 2


class Carry(Protocol):
    """Makes a proposal of a cut."""

    def __call__(self, made: Cut, *, explain: bool) -> Proposal | None:
        """Return it, or None where it surely breaks the clearance and no one asks why."""


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
    _require_positions(coverage, [position])
    path = shapely.LineString(line_points(line))
    proposal = _first_clear(
        coverage,
        position,
        path,
        lambda made, *, explain: _split_change(coverage, made, path, boundary, explain=explain),
    )
    return carried_out(coverage, proposal)


def merge(
    cells: ArrayLike | Coverage,
    positions: Sequence[int],
    *,
    boundary: Polygon | MultiPolygon | None = None,
) -> Edited:
    """Merge cells that hang together into the one with the lowest position.

    Parameters
    ----------
    cells
        Polygons and multipolygons of shape (N,) in WGS 84 lon/lat: a valid coverage.
    positions
        Two cells or more.
    boundary
        The community that the cells must fill and not leave.

    Returns
    -------
    edited
        The cells afterwards, those behind the merged ones moved up.

    Raises
    ------
    InputError
        When there is no such cell, or fewer than two are named.
    CoverageError
        When they do not share a border, with the place.
    """
    coverage = Coverage.of(cells)
    chosen = sorted(set(positions))
    if len(chosen) < _TWO:
        raise InputError("edits.too_few")
    _require_positions(coverage, chosen)
    merged = shapely.coverage_union_all(coverage.geometries[chosen])
    change = Change({chosen[0]: merged}, removed=tuple(chosen[1:]))
    most = sum(shapely.get_num_geometries(coverage.geometries[k]) - 1 for k in chosen) + 1
    if shapely.get_num_geometries(merged) > most:
        raise CoverageError("edits.apart", Place(geometry=_by_size(shapely.get_parts(merged))[-1]))
    return concluded(coverage, change, boundary)


def transfer(
    cells: ArrayLike | Coverage,
    piece: Polygon | MultiPolygon,
    source: int,
    target: int,
    *,
    boundary: Polygon | MultiPolygon | None = None,
) -> Edited:
    """Hand what a piece covers of one cell over to another.

    Parameters
    ----------
    cells
        Polygons and multipolygons of shape (N,) in WGS 84 lon/lat: a valid coverage.
    piece
        The area in lon/lat; what of it lies outside the source counts for nothing.
    source, target
        Positions of the cell that gives and the cell that gets.
    boundary
        The community that the cells must fill and not leave.

    Returns
    -------
    edited
        The cells afterwards.

    Raises
    ------
    InputError
        When there is no such cell, the two are one, or the piece covers nothing of the source.
    CoverageError
        When the partition would break, a cell be empty or get more parts, with the place.
    """
    coverage = Coverage.of(cells)
    _require_positions(coverage, [source, target])
    area = as_polygons([piece])[0]
    if source == target or not area.is_valid:
        raise InputError("edits.no_piece", Place(geometry=area))
    proposal = _first_clear(
        coverage,
        source,
        shapely.boundary(area),
        lambda made, *, explain: _transfer_change(
            coverage, made, area, target, boundary, explain=explain
        ),
    )
    return carried_out(coverage, proposal)


def _first_clear(
    coverage: Coverage,
    position: int,
    lines: shapely.Geometry,
    carry: Carry,
) -> Proposal:
    """Try the ways to cut a cell along lines until one breaks nothing.

    Raises
    ------
    InputError
        When the lines do not divide the cell.
    CoverageError
        When nothing will do: the first refusal.
    """
    tried: list[Cut] = []
    refusal: CoverageError | InputError | None = None
    unexplained: Cut | None = None
    for way in ways_across(coverage.geometries[position], lines):
        try:
            made = cut(coverage, position, way)
            if any(made.is_as(other) for other in tried):
                continue
            tried.append(made)
            proposal = carry(made, explain=False)
        except (CoverageError, InputError) as error:
            refusal = refusal or error
            continue
        if proposal is not None:
            return proposal
        if refusal is None and unexplained is None:
            unexplained = made
    proposal = carry(unexplained, explain=True) if unexplained is not None else None
    if proposal is not None:
        return proposal
    raise refusal or CoverageError("edits.clearance", Place(geometry=lines))


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
        large, small = _by_size(halves)
        proposal = proposed(coverage, Change({**made.replaced, position: large}, (small,)))
        if is_certain(coverage, proposal, boundary):
            return proposal
        if not explain and is_crowded(coverage, proposal):
            return None
    cell, faces = coverage.geometries[position], made.faces()
    parts = shapely.get_num_geometries(cell)
    if len(faces) <= parts:
        raise InputError("edits.no_split", Place(geometry=path), position=position + 1)
    pieces = _by_size(_cut_pieces(cell, faces))
    if len(faces) > parts + 1 or len(pieces) != _TWO:
        raise CoverageError("edits.parts", Place(geometry=pieces[-1]))
    rest = [face for face in faces if not any(face is piece for piece in pieces)]
    large = shapely.MultiPolygon([pieces[0], *rest]) if rest else pieces[0]
    proposal = proposed(coverage, Change({**made.replaced, position: large}, (pieces[1],)))
    judge(coverage, proposal, boundary)
    return proposal


def _transfer_change(
    coverage: Coverage,
    made: Cut,
    area: shapely.Geometry,
    target: int,
    boundary: Polygon | MultiPolygon | None,
    *,
    explain: bool,
) -> Proposal | None:
    """Hand a piece over; None as for a split.

    Raises
    ------
    InputError
        When the piece covers nothing of the cell.
    CoverageError
        When the partition would break.
    """
    halves = made.halves()
    if halves is not None and shapely.is_valid(halves).all():
        given = _mostly_in(halves, area)
        change = _handed_over(coverage, made, target, halves, given)
        if change is not None:
            proposal = proposed(coverage, change)
            if is_certain(coverage, proposal, boundary):
                return proposal
            if not explain and is_crowded(coverage, proposal):
                return None
    faces = made.faces()
    given = _mostly_in(faces, area)
    if not given.any():
        raise InputError("edits.no_piece", Place(geometry=area))
    if given.all():
        raise CoverageError("edits.empty", Place(geometry=coverage.geometries[made.position]))
    change = _handed_over(coverage, made, target, faces, given)
    if change is None:
        raise CoverageError("edits.clearance", Place(geometry=area))
    proposal = proposed(coverage, change)
    judge(coverage, proposal, boundary)
    return proposal


def _handed_over(
    coverage: Coverage,
    made: Cut,
    target: int,
    faces: NDArray[np.object_],
    given: NDArray[np.bool_],
) -> Change | None:
    """Return the change that joins some faces to another cell; None where they do not fit."""
    if given.all() or not given.any():
        return None
    taker = made.replaced.get(target, coverage.geometries[target])
    try:
        grown = shapely.coverage_union_all(as_array([taker, *faces[given]]))
        left = faces[~given]
        kept = left[0] if len(left) == 1 else shapely.coverage_union_all(left)
    except shapely.errors.GEOSException:
        return None
    return Change({**made.replaced, made.position: kept, target: grown})


def _require_positions(cells: Coverage, positions: Sequence[int]) -> None:
    for position in positions:
        if not 0 <= position < len(cells):
            raise InputError("edits.no_cell", position=position + 1, count=len(cells))


def _by_size(polygons: Iterable[shapely.Geometry]) -> list[shapely.Geometry]:
    """Sort polygons by exact area, the largest first; of equals the one to the south-west."""
    listed = list(polygons)
    doubles = double_areas(outlines_of(as_array(listed)), len(listed))
    order = sorted(range(len(listed)), key=lambda k: (-doubles[k], listed[k].bounds))
    return [listed[k] for k in order]


def _cut_pieces(cell: shapely.Geometry, faces: NDArray[np.object_]) -> list[shapely.Geometry]:
    """Return the faces that share a part of the cell with another face."""
    parts = shapely.get_parts(cell)
    inside = shapely.point_on_surface(faces)
    owner = np.argmin(shapely.distance(inside[:, np.newaxis], parts), axis=1)
    shared = np.bincount(owner, minlength=len(parts))[owner] > 1
    return list(faces[shared])


def _mostly_in(faces: NDArray[np.object_], area: shapely.Geometry) -> NDArray[np.bool_]:
    origin = np.array(area.bounds[:2])

    def to_local(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        units: NDArray[np.float64] = (xy - origin) * UNITS_PER_DEGREE
        return units

    local, there = shapely.transform(faces, to_local), shapely.transform(area, to_local)
    covered = shapely.area(shapely.intersection(local, there))
    mostly: NDArray[np.bool_] = 2.0 * covered > shapely.area(local)
    return mostly
