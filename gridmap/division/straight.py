"""Straight cuts of one polygon: a sweep over directions and offsets, finer where it pays."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
import shapely

from gridmap.division import kernels_cutting as kernels
from gridmap.division.arrays import BoolArray, ByteArray, FloatArray, IntArray

DIRECTIONS = 36
OFFSETS = 40
KEPT = 32  # cuts that a finer sweep looks at
FINER_OFFSETS = 17
FINER_ROUNDS = 3
LENGTH_FOR_BALANCE = 10.0  # one percent less imbalance is worth a cut ten percent longer
APART_RATIO = 0.02  # cuts whose ends are nearer, by the side of a square as large, are one
SLIVER_RATIO = 0.01  # of the area, a piece has at least so much
SLIVER_IMBALANCE = 0.5  # unless any other cut is out of balance by this much more
MOST_LOOKED_AT = 600
_FAR = 1e9
# Columns of a row: the line's normal and offset, how far its siblings are, the ends, the score.
OFFSET, SPACING, X1, SCORE = 2, 3, 4, 8


@dataclass(frozen=True)
class Share:
    """What the two sides of a cut should get.

    Parameters
    ----------
    parts
        How many parts each side is divided into later.
    part_load
        What one part should carry in the end.
    slack_ratio
        An imbalance up to this is accepted for a shorter cut.
    rest_load
        Load of the exclaves, which go with the larger side.
    """

    parts: tuple[int, int]
    part_load: float
    slack_ratio: float
    rest_load: float = 0.0

    def imbalance(
        self, left_load: FloatArray, right_load: FloatArray, left_is_larger: BoolArray
    ) -> FloatArray:
        """Return the greatest deviation per part from what it should carry, as a ratio."""
        left = left_load + np.where(left_is_larger, self.rest_load, 0.0)
        right = right_load + np.where(left_is_larger, 0.0, self.rest_load)
        some, more = self.parts
        either = [
            np.maximum(np.abs(left / one - self.part_load), np.abs(right / other - self.part_load))
            for one, other in ((some, more), (more, some))
        ]
        ratio: FloatArray = np.minimum(*either) / self.part_load
        return ratio

    def better(self, one: float, other: float) -> tuple[float, tuple[int, int]]:
        """Return the imbalance of two sides with these loads, and the parts that each gets."""
        ranked = []
        for parts in (self.parts, self.parts[::-1]):
            off = max(abs(one / parts[0] - self.part_load), abs(other / parts[1] - self.part_load))
            ranked.append((off / self.part_load, parts))
        return min(ranked)


@dataclass(frozen=True)
class Sweep:
    """A polygon in metres with its loads, ready to be cut along many lines.

    Parameters
    ----------
    nodes, following, ring, starts
        The rings, the polygon to the left of each edge; see `kernels_cutting`.
    places, loads
        The first node of each ring, then what the loads stand at.
    parity
        What `kernels_cutting.passings` gives for the places.
    by_area
        Whether the area is the load.
    """

    nodes: FloatArray
    following: IntArray
    ring: IntArray
    starts: IntArray
    places: FloatArray
    loads: FloatArray
    parity: ByteArray
    by_area: bool

    @classmethod
    def of(
        cls, polygon: shapely.Polygon, places: FloatArray | None, loads: FloatArray | None
    ) -> Sweep:
        """Prepare a polygon in metres; without places its area is the load."""
        turned = shapely.orient_polygons(polygon, exterior_cw=False)
        rings = [shapely.get_coordinates(loop)[:-1] for loop in shapely.get_rings(turned)]
        starts = np.concatenate([[0], np.cumsum([len(nodes) for nodes in rings])])
        nodes = np.concatenate(rings)
        following = np.arange(1, len(nodes) + 1)
        following[starts[1:] - 1] = starts[:-1]
        spots = np.zeros((0, 2)) if places is None else places
        marks = np.concatenate([nodes[starts[:-1]], spots])
        return cls(
            nodes,
            following,
            np.repeat(np.arange(len(rings)), np.diff(starts)),
            starts.astype(np.int64),
            marks,
            np.zeros(0) if loads is None else loads,
            kernels.passings(marks, nodes, following),
            by_area=places is None,
        )

    @property
    def area_m2(self) -> float:
        """The area of the polygon."""
        x, y = self.nodes.T
        after = self.following
        return float((x * y[after] - x[after] * y).sum() / 2.0)

    def cuts(self, share: Share, count: int) -> FloatArray:
        """Return the best cuts found.

        Parameters
        ----------
        share
            What the sides should get.
        count
            How many at most.

        Returns
        -------
        ends
            Shape (C, 4): start and end of each, the best first.
        """
        apart_m = APART_RATIO * float(np.sqrt(self.area_m2))
        ranked = self._ranked(self._first_lines(), share)
        for _ in range(FINER_ROUNDS):
            if not len(ranked):
                break
            chosen = _apart(ranked, apart_m, KEPT)
            finer = self._ranked(_finer_lines(chosen), share)
            ranked = _by_score(np.concatenate([chosen, finer]))
        return _apart(ranked, apart_m, count)[:, X1:SCORE]

    def _first_lines(self) -> FloatArray:
        """Return lines in all directions as rows of normal, offset and spacing."""
        angle = np.arange(DIRECTIONS) * pi / DIRECTIONS
        normals = np.column_stack([np.cos(angle), np.sin(angle)])
        reach = self.nodes @ normals.T
        low, high = reach.min(axis=0), reach.max(axis=0)
        steps = (np.arange(OFFSETS) + 0.5) / OFFSETS
        offsets = low + steps[:, np.newaxis] * (high - low)
        spacing = np.broadcast_to((high - low) / OFFSETS, offsets.shape)
        return np.column_stack(
            [np.tile(normals, (OFFSETS, 1)), offsets.reshape(-1), spacing.reshape(-1)]
        )

    def _ranked(self, lines: FloatArray, share: Share) -> FloatArray:
        """Return the cuts along lines, the best first: rows of the line, ends and score."""
        found = kernels.chords_of(
            lines[:, :2],
            lines[:, OFFSET],
            self.nodes,
            self.following,
            self.ring,
            self.starts,
            self.places,
            self.loads,
            self.parity,
        )
        whole, left_area = self.area_m2, found[:, kernels.AREA]
        left = left_area if self.by_area else found[:, kernels.LOAD]
        total = whole if self.by_area else float(self.loads.sum())
        ratio = share.imbalance(left, total - left, 2.0 * left_area >= whole)
        # Slivers are no pieces, however well they balance.
        smaller = np.minimum(left_area, whole - left_area)
        ratio += np.where(smaller < SLIVER_RATIO * whole, SLIVER_IMBALANCE, 0.0)
        # Beyond the slack, balance comes first; within it, the shorter cut.
        score = found[:, kernels.LENGTH] * (1.0 + LENGTH_FOR_BALANCE * ratio)
        score += np.where(ratio <= share.slack_ratio, 0.0, _FAR * ratio)
        line = found[:, kernels.LINE].astype(np.int64)
        return _by_score(np.column_stack([lines[line], found[:, kernels.X1 :], score]))


def _by_score(rows: FloatArray) -> FloatArray:
    return rows[np.argsort(rows[:, SCORE], kind="stable")]


def _apart(ranked: FloatArray, apart_m: float, count: int) -> FloatArray:
    """Return the first rows of which no two have both ends near to each other."""
    ends = ranked[:, X1:SCORE]
    chosen: list[int] = []
    for row in range(min(len(ranked), MOST_LOOKED_AT)):
        gaps = np.abs(ends[chosen] - ends[row]).max(axis=1, initial=0.0)
        if not chosen or gaps.min() > apart_m:
            chosen.append(row)
        if len(chosen) == count:
            break
    return ranked[chosen]


def _finer_lines(rows: FloatArray) -> FloatArray:
    """Return lines beside those of some rows, an eighth of their spacing apart."""
    steps = np.linspace(-1.0, 1.0, FINER_OFFSETS)
    spacing = rows[:, SPACING]
    offsets = rows[:, OFFSET] + steps[:, np.newaxis] * spacing
    finer = np.broadcast_to(spacing * (steps[1] - steps[0]), offsets.shape)
    normals = np.tile(rows[:, :OFFSET], (FINER_OFFSETS, 1))
    return np.column_stack([normals, offsets.reshape(-1), finer.reshape(-1)])
