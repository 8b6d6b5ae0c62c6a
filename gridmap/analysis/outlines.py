"""The edges of polygons and lines as arrays, and which of them lie near each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
GeometryArray = NDArray[np.object_]

T = TypeVar("T")

# Fewer than this many owners are not worth a second thread.
_LEAST_PER_THREAD = 64


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
        parts, owner = shapely.get_parts(array, return_index=True)
        areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
        turned = parts.copy()
        turned[areal] = shapely.orient_polygons(parts[areal])
        rings, of_ring = _chains(turned, areal, owner)
        coordinates, ring = shapely.get_coordinates(rings, return_index=True)
        ahead = np.flatnonzero((ring[1:] == ring[:-1]) & _apart(coordinates))
        edges = np.column_stack([coordinates[ahead], coordinates[ahead + 1]])
        of_edge = of_ring[ring[ahead]]
        starts = np.searchsorted(of_edge, np.arange(len(array) + 1))
        is_start = np.diff(ring[ahead], prepend=-1) != 0
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
    threads = min(os.cpu_count() or 1, count // _LEAST_PER_THREAD)
    if threads <= 1:
        return [work(0, count)] if count else []
    bounds = np.linspace(0, count, 4 * threads + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, bounds[:-1], bounds[1:]))


def _chains(
    parts: GeometryArray, areal: NDArray[np.bool_], owner: IntArray
) -> tuple[GeometryArray, IntArray]:
    """Return rings and lines in the order of their owners, and the owner of each."""
    linear = np.isin(
        shapely.get_type_id(parts),
        (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING),
    )
    rings, of_part = shapely.get_rings(parts[areal], return_index=True)
    chains = np.concatenate([rings, parts[linear]])
    owners = np.concatenate([owner[areal][of_part], owner[linear]])
    order = np.argsort(owners, kind="stable")
    return chains[order], owners[order]


def _apart(coordinates: FloatArray) -> NDArray[np.bool_]:
    apart: NDArray[np.bool_] = (coordinates[1:] != coordinates[:-1]).any(axis=1)
    return apart
