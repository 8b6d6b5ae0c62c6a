"""Devices that others make up for, and in which order they can go."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis.methods import method
from gridmap.analysis.outlines import FloatArray, GeometryArray, IntArray

REDUNDANT_SHARE = 0.95


@dataclass(frozen=True)
class Redundancy:
    """How far each device is made up for.

    Attributes
    ----------
    shared
        The share of each area that others cover together, shape (N,); 1 where an area is empty.
    redundant
        Whether that reaches the limit, shape (N,).
    removal
        Devices that can go one after another, all of them covered to the limit by those that are
        left in the end; most covered first, equals in the order given.
    """

    shared: FloatArray
    redundant: NDArray[np.bool_]
    removal: IntArray


@method("redundancy", version=1, unit="1")
def redundancy(areas: GeometryArray, *, share: float = REDUNDANT_SHARE) -> Redundancy:
    """Find devices whose area others cover.

    All redundant devices cannot go at once: of two that see the same each is made up for only by
    the other. So the greedy order takes the most covered one, measures again, and goes on. One
    that makes up for a device already gone stays.

    Parameters
    ----------
    areas
        What each device covers, polygons on a plane in metres, shape (N,).
    share
        From which share on a device is redundant.

    Returns
    -------
    redundancy
        Shares with all devices standing, and the order of removal.
    """
    count = len(areas)
    left, right = shapely.STRtree(areas).query(areas, predicate="intersects")
    left, right = left[left != right], right[left != right]
    order = np.argsort(left, kind="stable")
    starts = np.searchsorted(left[order], np.arange(count + 1))
    right = right[order]
    neighbours = [right[first:last] for first, last in pairwise(starts)]
    own_m2 = shapely.area(areas)
    stands = np.ones(count, np.bool_)

    def covered(device: int) -> float:
        others = neighbours[device][stands[neighbours[device]]]
        if own_m2[device] <= 0:
            return 1.0
        if not len(others):
            return 0.0
        parts = shapely.intersection(areas[others], areas[device])
        return float(shapely.union_all(parts).area / own_m2[device])

    shared = np.array([covered(device) for device in range(count)], np.float64)
    redundant = shared >= share
    queue = [(-shared[device], device) for device in np.flatnonzero(redundant).tolist()]
    heapq.heapify(queue)
    removal: list[int] = []
    while queue:
        before, device = heapq.heappop(queue)
        now = covered(device)
        if now < share:
            continue
        # Shares only fall: one that kept its place is the greatest still.
        if -before > now and queue and queue[0] < (-now, device):
            heapq.heappush(queue, (-now, device))
            continue
        stands[device] = False
        gone = [other for other in neighbours[device].tolist() if other in removal]
        if all(covered(other) >= share for other in gone):
            removal.append(device)
        else:
            stands[device] = True
    return Redundancy(shared, redundant, np.array(removal, np.int64))
