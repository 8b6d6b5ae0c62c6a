"""How much of areas and lines lies inside a union of polygons, overlaps counted once.

The union is never built: see `kernels_reach`. All is on one plane in metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from gridmap.analysis.kernels_reach import areas_inside, cover
from gridmap.analysis.outlines import FloatArray, GeometryArray, IntArray, Outlines, in_chunks

# With more tests of edge against edge than this, building the union costs less.
_MOST_TESTS = 3e9


@dataclass(frozen=True)
class Stretches:
    """Shares of edges: edge e has those from ``starts[e]`` to ``starts[e + 1]``, in order."""

    starts: IntArray
    lows: FloatArray
    highs: FloatArray

    @cached_property
    def shares(self) -> FloatArray:
        """The share of each edge that they make, shape (E,)."""
        count = len(self.starts) - 1
        edge = np.repeat(np.arange(count), np.diff(self.starts))
        return np.bincount(edge, self.highs - self.lows, minlength=count).astype(np.float64)


@dataclass(frozen=True)
class Union:
    """The union of polygons, by what of their outlines stays bare.

    Attributes
    ----------
    outlines
        The polygons.
    hidden
        The stretches of their edges that lie inside others of them.
    """

    outlines: Outlines
    hidden: Stretches

    @classmethod
    def of(cls, outlines: Outlines) -> Union:
        """Find what of each outline lies inside another polygon."""
        return cls(outlines, inside(outlines, outlines, outlines.near(outlines), rank=0))

    @property
    def area_m2(self) -> float:
        """Return the area of the union."""
        edges = self.outlines.edges
        if not len(edges):
            return 0.0
        ahead, behind = edges[:, 2:] - edges[0, :2], edges[:, :2] - edges[0, :2]
        cross = behind[:, 0] * ahead[:, 1] - behind[:, 1] * ahead[:, 0]
        return float(0.5 * ((1.0 - self.hidden.shares) * cross).sum())

    def area_inside_m2(self, targets: Outlines) -> FloatArray:
        """Return the area of each target inside the union.

        Parameters
        ----------
        targets
            Polygons on the same plane, shape (N,); they may overlap.

        Returns
        -------
        area_m2
            Shape (N,).
        """
        views, hidden = self.outlines, self.hidden
        near = targets.near(views)
        covered = inside(targets, views, near, rank=-1).shares
        pair_starts, pairs = near

        def work(first: int, last: int) -> FloatArray:
            areas: FloatArray = areas_inside(
                targets.edges,
                targets.starts,
                covered,
                pair_starts,
                pairs,
                views.edges,
                views.starts,
                views.is_start,
                views.boxes,
                hidden.starts,
                hidden.lows,
                hidden.highs,
                first,
                last,
            )
            return areas

        return np.concatenate([np.zeros(0), *in_chunks(work, len(targets))])

    def share_of_edges(self, lines: Outlines) -> FloatArray:
        """Return the share of each edge of lines or polygons inside the union, shape (E,)."""
        near = lines.near(self.outlines)
        return inside(lines, self.outlines, near, rank=-1).shares


def union_of(polygons: Sequence[shapely.Geometry] | GeometryArray) -> Union:
    """Return the union of polygons, the quickest way.

    Where very many lie over each other their union is built after all.

    Parameters
    ----------
    polygons
        Shape (N,), on a plane in metres; what is not areal counts for nothing.

    Returns
    -------
    union
        Areas and lengths inside it can be asked for.
    """
    outlines = Outlines.of(polygons)
    starts, pairs = outlines.near(outlines)
    sizes = np.diff(outlines.starts)
    work = float((np.repeat(sizes, np.diff(starts)) * sizes[pairs]).sum())
    if work > _MOST_TESTS:
        parts = shapely.get_parts(shapely.disjoint_subset_union_all(outlines.shapes))
        outlines = Outlines.of(parts)
    return Union.of(outlines)


def inside(
    lines: Outlines, polygons: Outlines, near: tuple[IntArray, IntArray], *, rank: int
) -> Stretches:
    """Return what of each edge lies inside any of the polygons near its line.

    Parameters
    ----------
    lines
        Lines, or polygons of which the outline counts.
    polygons
        Polygons on the same plane.
    near
        Which polygons count for which line, as `Outlines.near` gives it.
    rank
        Where an edge runs along a border of polygons: 1 puts it on the side that `CellIndex` puts a
        point on it, -1 on the other; 0 is for polygons among themselves.

    Returns
    -------
    stretches
        Shares of edges, merged and in order.
    """
    pair_starts, pairs = near

    def work(first: int, last: int) -> tuple[IntArray, FloatArray, FloatArray]:
        found: tuple[IntArray, FloatArray, FloatArray] = cover(
            lines.edges,
            lines.starts,
            lines.is_start,
            lines.boxes,
            pair_starts,
            pairs,
            polygons.edges,
            polygons.starts,
            polygons.boxes,
            rank,
            first,
            last,
        )
        return found

    parts = in_chunks(work, len(lines))
    counts = np.concatenate([np.zeros(1, np.int64), *(part[0] for part in parts)])
    return Stretches(
        np.cumsum(counts),
        np.concatenate([np.zeros(0), *(part[1] for part in parts)]),
        np.concatenate([np.zeros(0), *(part[2] for part in parts)]),
    )
