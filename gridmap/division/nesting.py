"""Bring blocks that do not nest in communities into them by a named rule, and say what moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely import STRtree

from gridmap.division.arrays import Areal, FloatArray, IntArray, ObjectArray, sums
from gridmap.division.assembly import assemble, faces_of_pieces
from gridmap.division.streets import slivers
from gridmap.errors import UsageError
from gridmap.geometry import area_m2

OUTSIDE = -1
OUTSIDE_RATIO = 0.01  # share of a block outside all boundaries that counts as a sliver
LEAST_MOVE_M2 = 1e-3  # below this an overlap is the rounding of an area


@dataclass(frozen=True)
class Move:
    """Ground and load of a block that a rule took from one boundary and gave to another.

    Parameters
    ----------
    block
        Position of the block.
    from_boundary, to_boundary
        Positions of the boundaries, -1 for outside all of them.
    area_m2
        How much of the block lies in `from_boundary`; the ground itself stays there.
    load
        The part of the load that goes with it, by area.
    """

    block: int
    from_boundary: int
    to_boundary: int
    area_m2: float
    load: float


@dataclass(frozen=True)
class Nesting:
    """Blocks that partition each boundary.

    Parameters
    ----------
    blocks
        Polygons on the lattice in WGS 84 lon/lat, shape (M,).
    load
        Their load, shape (M,).
    boundary
        Position of the boundary of each, shape (M,).
    source
        Position of the block that each comes from, shape (M,); -1 for a boundary without any.
    moves
        What the rule moved.
    load_outside
        Load that went to no boundary.
    """

    blocks: ObjectArray
    load: FloatArray
    boundary: IntArray
    source: IntArray
    moves: tuple[Move, ...]
    load_outside: float


@dataclass(frozen=True)
class _Overlaps:
    """Pairs of a block and a boundary with common ground, and the rest of each block outside.

    Each block has one entry with boundary -1 for what lies outside all boundaries.
    """

    block: IntArray
    boundary: IntArray
    area_m2: FloatArray
    pieces: ObjectArray
    whole_m2: FloatArray


# From the overlaps to the share of its block's load that each overlap gets, shape (P,).
Rule = Callable[[_Overlaps], FloatArray]


def nest(blocks: ArrayLike, load: ArrayLike, boundaries: ArrayLike, rule: str) -> Nesting:
    """Make blocks partition boundaries.

    Parameters
    ----------
    blocks
        Valid polygons in WGS 84 lon/lat, shape (N,).
    load
        Shape (N,).
    boundaries
        Boundaries on the lattice that do not overlap, shape (B,).
    rule
        ``share``: blocks are cut at the boundary and their load is shared by area.
        ``majority``: each block goes whole to the boundary that holds most of it, and is cut to it.
        Either way parts of a boundary that no block of it covers, and slivers, join the neighbour
        with the longest shared border.

    Returns
    -------
    nesting
        The blocks by boundary. Loads are those of `blocks` but for what lies outside.

    Raises
    ------
    UsageError
        When there is no such rule.
    """
    if rule not in RULES:
        raise UsageError("division.nesting_rule", rule=rule, known=", ".join(RULES))
    shapes = np.atleast_1d(np.asarray(blocks, dtype=object))
    loads = np.asarray(load, dtype=np.float64)
    areas = np.atleast_1d(np.asarray(boundaries, dtype=object))
    overlaps = _overlaps(shapes, areas)
    share = RULES[rule](overlaps)
    due = share * loads[overlaps.block]
    nested = [
        _nested_in(area, overlaps.block[held], shapes[overlaps.block[held]], due[held])
        for area, held in zip(areas, _held(overlaps, share, len(areas)), strict=True)
    ]
    return Nesting(
        blocks=np.concatenate([own.blocks for own in nested]),
        load=np.concatenate([own.load for own in nested]),
        boundary=np.repeat(np.arange(len(areas)), [len(own.blocks) for own in nested]),
        source=np.concatenate([own.source for own in nested]),
        moves=_moves(overlaps, share, loads),
        load_outside=float(due[overlaps.boundary == OUTSIDE].sum()),
    )


def _overlaps(blocks: ObjectArray, boundaries: ObjectArray) -> _Overlaps:
    block, boundary = STRtree(boundaries).query(blocks, predicate="intersects")
    pieces = _areal(shapely.intersection(blocks[block], boundaries[boundary]))
    area = area_m2(pieces)
    held = area > 0
    block, boundary, pieces, area = block[held], boundary[held], pieces[held], area[held]
    whole = area_m2(blocks)
    rest = whole - sums(block, area, len(blocks))
    everyone = np.arange(len(blocks))
    nothing = np.full(len(blocks), shapely.Polygon(), dtype=object)
    return _Overlaps(
        block=np.concatenate([block, everyone]),
        boundary=np.concatenate([boundary, np.full(len(blocks), OUTSIDE)]),
        area_m2=np.concatenate([area, np.maximum(rest, 0.0)]),
        pieces=np.concatenate([pieces, nothing]),
        whole_m2=whole,
    )


def _areal(geometries: ObjectArray) -> ObjectArray:
    """Return the polygons of intersections; where borders only touch there are none."""
    parts, owner = shapely.get_parts(geometries, return_index=True)
    areal = shapely.get_dimensions(parts) == 2  # noqa: PLR2004  polygons are of dimension two
    empty = np.full(len(geometries), shapely.Polygon(), dtype=object)
    if areal.any():
        shapely.multipolygons(parts[areal], indices=owner[areal], out=empty)
    return empty


def _majority(overlaps: _Overlaps) -> FloatArray:
    """Give all to the largest overlap of each block, the first boundary where two are equal."""
    order = np.lexsort((overlaps.boundary, -overlaps.area_m2, overlaps.block))
    first = np.unique(overlaps.block[order], return_index=True)[1]
    share = np.zeros(len(order))
    share[order[first]] = 1.0
    return share


def _by_area(overlaps: _Overlaps) -> FloatArray:
    """Share by area among the overlaps that are no slivers; the largest always counts."""
    thin = np.ones(len(overlaps.block), dtype=bool)
    inside = overlaps.boundary != OUTSIDE
    thin[inside] = slivers(overlaps.pieces[inside])
    # What lies outside has no outline here: as thin as a sliver in proportion to its block.
    whole = overlaps.whole_m2[overlaps.block[~inside]]
    thin[~inside] = overlaps.area_m2[~inside] <= OUTSIDE_RATIO * whole
    kept = np.where(thin & (_majority(overlaps) == 0.0), 0.0, overlaps.area_m2)
    total = sums(overlaps.block, kept, len(overlaps.whole_m2))
    return np.asarray(kept / np.maximum(total, LEAST_MOVE_M2)[overlaps.block])


RULES: Mapping[str, Rule] = MappingProxyType({"share": _by_area, "majority": _majority})


@dataclass(frozen=True)
class _Nested:
    """The blocks of one boundary, their load, and where they come from."""

    blocks: ObjectArray
    load: FloatArray
    source: IntArray


def _held(overlaps: _Overlaps, share: FloatArray, count: int) -> list[IntArray]:
    """Return the overlaps that count for each boundary."""
    return [np.flatnonzero((overlaps.boundary == at) & (share > 0.0)) for at in range(count)]


def _nested_in(boundary: Areal, own: IntArray, shapes: ObjectArray, due: FloatArray) -> _Nested:
    """Return the blocks `own` of one boundary; `shapes` and `due` are theirs, shape (O,)."""
    faces = faces_of_pieces(boundary, shapes, np.arange(len(own)))
    cells, labels = assemble(boundary, faces)
    load = np.zeros(len(cells))
    place = np.searchsorted(labels, np.arange(len(own)))
    lost = ~np.isin(np.arange(len(own)), labels)
    if lost.any():
        # A block smaller than the lattice can show leaves its load to the block around it.
        place[lost] = STRtree(cells).nearest(shapely.point_on_surface(shapes[lost]))
    np.add.at(load, place, due)
    named = labels >= 0
    source = np.full(len(cells), OUTSIDE, dtype=np.int64)
    source[named] = own[labels[named]]
    return _Nested(cells, load, source)


def _moves(overlaps: _Overlaps, share: FloatArray, load: FloatArray) -> tuple[Move, ...]:
    """Return where the load went that by area would belong elsewhere."""
    count = len(load)
    fair = overlaps.area_m2 / np.maximum(overlaps.whole_m2, LEAST_MOVE_M2)[overlaps.block]
    home = np.full(count, OUTSIDE)
    order = np.argsort(share, kind="stable")
    home[overlaps.block[order]] = overlaps.boundary[order]
    moves = []
    for pair in np.flatnonzero((share == 0.0) & (overlaps.area_m2 > LEAST_MOVE_M2)).tolist():
        block = int(overlaps.block[pair])
        moves.append(
            Move(
                block=block,
                from_boundary=int(overlaps.boundary[pair]),
                to_boundary=int(home[block]),
                area_m2=float(overlaps.area_m2[pair]),
                load=float(load[block] * fair[pair]),
            )
        )
    return tuple(moves)
