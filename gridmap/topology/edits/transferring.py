"""Hand a piece of one cell over to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import CoverageError, InputError, Place
from gridmap.geometry import UNITS_PER_DEGREE
from gridmap.geometry.rings import as_polygons
from gridmap.topology.edits.coverage import Coverage, as_array
from gridmap.topology.edits.cutting import Cut, in_units
from gridmap.topology.edits.exact import ExactCut
from gridmap.topology.edits.pieces import require_positions
from gridmap.topology.edits.result import Change, Edited, Proposal, carried_out, proposed
from gridmap.topology.edits.soundness import is_crowded
from gridmap.topology.edits.trying import first_clear
from gridmap.topology.edits.verdict import is_certain, judged

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely import MultiPolygon, Polygon


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
    require_positions(coverage, [source, target])
    area = as_polygons([piece])[0]
    if source == target or not area.is_valid:
        raise InputError("edits.no_piece", Place(geometry=area))
    proposal = first_clear(
        coverage,
        source,
        shapely.boundary(area),
        lambda made, *, explain: _transfer_change(
            coverage, made, area, target, boundary, explain=explain
        ),
        lambda made: _exact_change(coverage, made, area, target, boundary),
    )
    return carried_out(coverage, proposal)


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
    _require_some(given, area, coverage.cell(made.position))
    change = _handed_over(coverage, made, target, faces, given)
    if change is None:
        raise CoverageError("edits.clearance", Place(geometry=area))
    return judged(coverage, change, boundary)


def _exact_change(
    coverage: Coverage,
    made: ExactCut,
    area: shapely.Geometry,
    target: int,
    boundary: Polygon | MultiPolygon | None,
) -> Proposal:
    """Hand a piece over that is cut off exactly.

    Raises
    ------
    InputError
        When the piece covers nothing of the cell.
    CoverageError
        When the partition would break.
    """
    faces = made.local_faces
    given = _mostly_within(faces, made.local(area))
    _require_some(given, area, coverage.cell(made.position))
    taker = in_units(made.replaced.get(target, coverage.cell(target)), made.origin)
    kept, grown = made.joined(faces[~given]), made.joined([taker, *faces[given]])
    change = Change({**made.replaced, made.position: kept, target: grown})
    return judged(coverage, change, boundary)


def _require_some(given: NDArray[np.bool_], area: shapely.Geometry, cell: shapely.Geometry) -> None:
    """Refuse to give nothing or all.

    Raises
    ------
    InputError
        For nothing.
    CoverageError
        For all.
    """
    if not given.any():
        raise InputError("edits.no_piece", Place(geometry=area))
    if given.all():
        raise CoverageError("edits.empty", Place(geometry=cell))


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
    taker = made.replaced.get(target, coverage.cell(target))
    try:
        grown = shapely.coverage_union_all(as_array([taker, *faces[given]]))
        left = faces[~given]
        kept = left[0] if len(left) == 1 else shapely.coverage_union_all(left)
    except shapely.errors.GEOSException:
        return None
    return Change({**made.replaced, made.position: kept, target: grown})


def _mostly_in(faces: NDArray[np.object_], area: shapely.Geometry) -> NDArray[np.bool_]:
    origin = np.array(area.bounds[:2])

    def to_local(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        units: NDArray[np.float64] = (xy - origin) * UNITS_PER_DEGREE
        return units

    return _mostly_within(shapely.transform(faces, to_local), shapely.transform(area, to_local))


def _mostly_within(faces: NDArray[np.object_], area: shapely.Geometry) -> NDArray[np.bool_]:
    covered = shapely.area(shapely.intersection(faces, area))
    mostly: NDArray[np.bool_] = 2.0 * covered > shapely.area(faces)
    return mostly
