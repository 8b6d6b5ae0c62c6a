"""From one set of cells to another: which old cell gave how much ground to which new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.geometry import UNITS_PER_DEGREE, area_m2, canonical, to_units
from gridmap.geometry.rings import as_polygons, only_polygons

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

NOBODY: Final = -1
# An adopted node bends a border by less than one unit, so what it moves is thinner than that.
_BEND_UNITS: Final = 1.0
# An overlay in local units errs by less than this share of a cell, or by this much at all.
_NOISE_RATIO: Final = 1e-8
_NOISE_UNITS2: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Passage:
    """The ground that one old cell gave to one new cell.

    Parameters
    ----------
    old_code, new_code
        Codes of the cells; None where no cell was, or is.
    area_m2
        How much, on the ellipsoid.
    old_share_ratio, new_share_ratio
        The same as a share of the old and of the new cell; None where there is no such cell.
    is_bend
        Whether it is a sliver narrower than a lattice unit, as a node leaves that a border took
        over from the neighbour. It counts in every total, but nobody moved it.
    geometry
        The ground itself, WGS 84 lon/lat, not rounded to the lattice.
    """

    old_code: str | None
    new_code: str | None
    area_m2: float
    old_share_ratio: float | None
    new_share_ratio: float | None
    is_bend: bool
    geometry: shapely.Polygon | shapely.MultiPolygon


@dataclass(frozen=True)
class Overlay:
    """Two sets of cells laid over each other.

    Parameters
    ----------
    old, new
        Arrays of shape (P,): positions of the two cells that share a piece, `NOBODY` for none.
    pieces
        Object array of shape (P,): the pieces, in lon/lat.
    area_m2
        Array of shape (P,): their areas on the ellipsoid.
    is_bend
        Boolean array of shape (P,): pieces narrower than a lattice unit, between cells that differ.
    """

    old: NDArray[np.int64]
    new: NDArray[np.int64]
    pieces: NDArray[np.object_]
    area_m2: NDArray[np.float64]
    is_bend: NDArray[np.bool_]


def crosswalk(
    old_codes: Sequence[str],
    old_geometries: ArrayLike,
    new_codes: Sequence[str],
    new_geometries: ArrayLike,
) -> tuple[Passage, ...]:
    """Tell for each old cell to which new cells its ground went.

    Parameters
    ----------
    old_codes, old_geometries
        N codes, and the polygons and multipolygons of these cells in lon/lat on the lattice; a
        coverage.
    new_codes, new_geometries
        The same of M cells.

    Returns
    -------
    passages
        One for each pair with common ground, by old code, then new code, None last. The areas of
        each old and of each new cell sum to its own area within a millionth.

    Raises
    ------
    InputError
        When something else than polygons is among them.
    """
    old, new = as_polygons(old_geometries), as_polygons(new_geometries)
    laid = overlay(old, new)
    old_area_m2 = np.append(area_m2(old), np.nan)
    new_area_m2 = np.append(area_m2(new), np.nan)
    # One more entry at the end, so that position -1 stands for "no cell".
    names, titles = [*old_codes, None], [*new_codes, None]
    passages = [
        Passage(
            names[before],
            titles[after],
            float(area),
            None if before == NOBODY else float(area / old_area_m2[before]),
            None if after == NOBODY else float(area / new_area_m2[after]),
            bool(bend),
            piece,
        )
        for before, after, area, bend, piece in zip(
            laid.old, laid.new, laid.area_m2, laid.is_bend, laid.pieces, strict=True
        )
    ]
    return tuple(sorted(passages, key=lambda one: (*_last(one.old_code), *_last(one.new_code))))


def overlay(old: NDArray[np.object_], new: NDArray[np.object_]) -> Overlay:
    """Lay new cells over old ones; cells that did not change are paired without an overlay.

    Parameters
    ----------
    old, new
        Object arrays of polygons in lon/lat on the lattice, each a coverage.

    Returns
    -------
    overlay
        Pieces with the cells that share them, among them those that only one side covers.
    """
    same_old, same_new = _equal(old, new)
    rest_old = np.setdiff1d(np.arange(len(old)), same_old)
    rest_new = np.setdiff1d(np.arange(len(new)), same_new)
    origin = _origin(old[rest_old], new[rest_new])
    left, right = _local(old[rest_old], origin), _local(new[rest_new], origin)
    one, other, common = _common(left, right)
    lost_by, lost = _uncovered(left, one, common)
    got_by, got = _uncovered(right, other, common)
    pieces = np.concatenate([common, lost, got])
    in_degrees = shapely.transform(pieces, lambda xy: (xy + origin) / UNITS_PER_DEGREE)
    nobody = [np.full(len(part), NOBODY, np.int64) for part in (lost, got)]
    whole = np.concatenate([new[same_new], in_degrees])
    return Overlay(
        np.concatenate([same_old, rest_old[one], rest_old[lost_by], nobody[1]]),
        np.concatenate([same_new, rest_new[other], nobody[0], rest_new[got_by]]),
        whole,
        area_m2(whole),
        np.concatenate([np.zeros(len(same_new), np.bool_), _narrow(pieces)]),
    )


def _last(code: str | None) -> tuple[bool, str]:
    return code is None, code or ""


def _equal(
    old: NDArray[np.object_], new: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions of the cells that are the same on both sides, node for node."""
    place = {wkb: position for position, wkb in enumerate(shapely.to_wkb(canonical(old)))}
    pairs = [
        (place[wkb], position)
        for position, wkb in enumerate(shapely.to_wkb(canonical(new)))
        if wkb in place
    ]
    both = np.array(pairs, np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _origin(old: NDArray[np.object_], new: NDArray[np.object_]) -> NDArray[np.int64]:
    corners = shapely.bounds(np.concatenate([old, new])).reshape(-1, 4)[:, :2]
    return to_units(corners.min(axis=0)) if len(corners) else np.zeros(2, np.int64)


def _local(geometries: NDArray[np.object_], origin: NDArray[np.int64]) -> NDArray[np.object_]:
    """Bring cells to whole lattice units near their corner, where an overlay rounds least."""
    local: NDArray[np.object_] = shapely.transform(
        geometries, lambda xy: (to_units(xy) - origin).astype(np.float64)
    )
    return local


def _common(
    old: NDArray[np.object_], new: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.object_]]:
    one, other = shapely.STRtree(new).query(old, predicate="intersects")
    common = only_polygons(shapely.intersection(old[one], new[other]))
    real = shapely.area(common) > 0
    return one[real].astype(np.int64), other[real].astype(np.int64), common[real]


def _uncovered(
    cells: NDArray[np.object_], owner: NDArray[np.int64], common: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Return what the other side does not cover: positions of the cells and the ground."""
    whole = shapely.area(cells)
    covered = np.bincount(owner, weights=shapely.area(common), minlength=len(cells))
    short = np.flatnonzero(whole - covered > np.maximum(_NOISE_RATIO * whole, _NOISE_UNITS2))
    rests = np.empty(len(short), dtype=object)
    rests[:] = [
        shapely.difference(cells[position], shapely.union_all(common[owner == position]))
        for position in short
    ]
    ground = only_polygons(rests)
    real = shapely.area(ground) > 0
    return short[real], ground[real]


def _narrow(pieces: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell which pieces are narrower than a bend: a strip's width is twice area over outline."""
    narrow: NDArray[np.bool_] = 2 * shapely.area(pieces) < _BEND_UNITS * shapely.length(pieces)
    return narrow
