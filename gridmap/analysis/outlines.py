"""The edges of polygons and lines as arrays, and which of them lie near each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis.threads import even_ranges, in_threads

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
GeometryArray = NDArray[np.object_]

T = TypeVar("T")

# Fewer owners are not worth a call of their own; more calls than this share no more evenly.
_LEAST_PER_CHUNK = 64
_MOST_CHUNKS = 64


@dataclass(frozen=True)
class Outlines:
    """Edges of shapes on a plane; a polygon's inside is on the left of each of its edges.

    Attributes
    ----------
    shapes
        The shapes themselves, shape (N,).
    edges
        Rows (x1, y1, x2, y2), shape (E, 4); none has the length zero.
    starts
        The edges of shape i are those from ``starts[i]`` to ``starts[i + 1]``, shape (N + 1,).
    is_start
        Whether an edge begins anew rather than where the one before it ends, shape (E,).
    """

    shapes: GeometryArray
    edges: FloatArray
    starts: IntArray
    is_start: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.shapes)

    @classmethod
    def of(cls, shapes: Sequence[shapely.Geometry] | GeometryArray) -> Outlines:
        """Take polygons, lines and collections of them apart.

        Parameters
        ----------
        shapes
            Shape (N,); None and empty ones have no edges.

        Returns
        -------
        outlines
            Their edges.
        """
        array = np.asarray(shapes, dtype=object)
        chains = _chains_of(array)
        coordinates, chain = chains.turned()
        ahead = np.flatnonzero(
            (chain[1:] == chain[:-1]) & (coordinates[1:] != coordinates[:-1]).any(axis=1)
        )
        edges = np.column_stack([coordinates[ahead], coordinates[ahead + 1]])
        of_edge = chains.owner[chain[ahead]]
        starts = np.searchsorted(of_edge, np.arange(len(array) + 1))
        is_start = np.diff(chain[ahead], prepend=-1) != 0
        return cls(array, edges, starts.astype(np.int64), is_start)

    @cached_property
    def boxes(self) -> FloatArray:
        """West, south, east, north of each shape, shape (N, 4)."""
        return np.ascontiguousarray(shapely.bounds(self.shapes).reshape(-1, 4), dtype=np.float64)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The shapes by their boxes."""
        return shapely.STRtree(self.shapes)

    def near(self, others: Outlines) -> tuple[IntArray, IntArray]:
        """Return for each shape those of `others` whose box touches its own, never itself.

        Parameters
        ----------
        others
            Other outlines, or these.

        Returns
        -------
        starts
            Those near shape i are ``pairs[starts[i]:starts[i + 1]]``, shape (N + 1,).
        pairs
            Positions in `others`.
        """
        mine, other = others.tree.query(self.shapes)
        if others is self:
            mine, other = mine[mine != other], other[mine != other]
        order = np.argsort(mine, kind="stable")
        starts = np.searchsorted(mine[order], np.arange(len(self) + 1))
        return starts.astype(np.int64), other[order].astype(np.int64)


def in_chunks(work: Callable[[int, int], T], count: int) -> list[T]:
    """Run a compiled function over ranges of `count` owners on all processors; keep their order.

    Parameters
    ----------
    work
        Takes the first owner and the one after the last, and lets go of the interpreter's lock.
    count
        Number of owners.

    Returns
    -------
    parts
        What each range gave, in order; none where there is no owner.
    """
    parts = min(_MOST_CHUNKS, -(-count // _LEAST_PER_CHUNK))
    return in_threads(work, *even_ranges(count, parts)) if parts else []


@dataclass(frozen=True)
class _Chains:
    """Rings and lines in the order of their owners.

    `side` is 1 for an exterior ring, -1 for a hole and 0 for a line.
    """

    coordinates: FloatArray
    of_coordinate: IntArray
    owner: IntArray
    side: IntArray

    def turned(self) -> tuple[FloatArray, IntArray]:
        """Return the coordinates, each ring run so that the polygon lies on its left."""
        chain, xy = self.of_coordinate, self.coordinates
        starts = np.searchsorted(chain, np.arange(len(self.owner) + 1))
        local = xy - xy[np.minimum(starts[chain], len(xy) - 1)]
        cross = local[:-1, 0] * local[1:, 1] - local[:-1, 1] * local[1:, 0]
        cross[chain[1:] != chain[:-1]] = 0.0
        area = np.bincount(chain[:-1], cross, minlength=len(self.owner))
        wrong = (area * self.side < 0)[chain]
        place = np.arange(len(chain))
        back = starts[chain] + starts[chain + 1] - 1 - place
        return xy[np.where(wrong, back, place)], chain


def _chains_of(shapes: GeometryArray) -> _Chains:
    kinds = shapely.get_type_id(shapes)
    polygon, line = shapely.GeometryType.POLYGON, shapely.GeometryType.LINESTRING
    plain = (kinds == polygon) & (shapely.get_num_interior_rings(shapes) == 0)
    if plain.all() or (kinds == line).all():
        coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
        side = np.full(len(shapes), 1 if plain.any() else 0)
        return _Chains(coordinates, owner, np.arange(len(shapes)), side)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    kinds = shapely.get_type_id(parts)
    rings, of_ring = shapely.get_rings(parts[kinds == polygon], return_index=True)
    lines = parts[(kinds == line) | (kinds == shapely.GeometryType.LINEARRING)]
    first = np.diff(of_ring, prepend=-1) != 0
    side = np.concatenate([np.where(first, 1, -1), np.zeros(len(lines), np.int64)])
    owners = np.concatenate(
        [
            owner[kinds == polygon][of_ring],
            owner[(kinds == line) | (kinds == shapely.GeometryType.LINEARRING)],
        ]
    )
    order = np.argsort(owners, kind="stable")
    coordinates, chain = shapely.get_coordinates(
        np.concatenate([rings, lines])[order], return_index=True
    )
    return _Chains(coordinates, chain, owners[order], side[order])
