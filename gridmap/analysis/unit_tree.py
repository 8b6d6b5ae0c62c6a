"""Units that lie within units: cells in communities in subdistricts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.errors import InputError, Place

PositionArray = NDArray[np.int64]


@dataclass(frozen=True)
class UnitTree:
    """Which unit each unit lies within.

    Attributes
    ----------
    parent
        Position of the unit above, -1 for the highest, shape (U,).
    depth
        How many units lie above each, shape (U,).
    """

    parent: PositionArray
    depth: PositionArray

    @classmethod
    def of(cls, parent: ArrayLike) -> UnitTree:
        """Take the units above and count the levels.

        Parameters
        ----------
        parent
            Position of the unit above each unit, -1 for the highest, shape (U,).

        Raises
        ------
        InputError
            When a position names no unit, or units lie within each other; the place names one of
            them.
        """
        above = np.asarray(parent, np.int64).ravel()
        wrong = np.flatnonzero((above < -1) | (above >= len(above)))
        if len(wrong):
            first = int(wrong[0])
            raise InputError(
                "hierarchy.no_such_unit",
                Place(row=first + 1),
                position=int(above[first]),
                count=len(above),
            )
        depth = np.zeros(len(above), np.int64)
        climbing, at = np.arange(len(above)), above.copy()
        # Nobody has more units above than there are others.
        while len(climbing) and depth.max(initial=0) < len(above):
            higher = at[climbing] >= 0
            climbing = climbing[higher]
            depth[climbing] += 1
            at[climbing] = above[at[climbing]]
        if len(climbing):
            ring = _ring(above, int(climbing[0]))
            raise InputError(
                "hierarchy.cycle",
                Place(row=min(ring) + 1),
                units=" → ".join(str(unit + 1) for unit in [*ring, ring[0]]),
            )
        return cls(above, depth)

    @property
    def level_count(self) -> int:
        """Number of levels."""
        return int(self.depth.max(initial=-1)) + 1

    def at_level(self, level: int) -> PositionArray:
        """Return the unit of a level in which each unit lies, or which it is, shape (U,).

        Parameters
        ----------
        level
            0 for the highest.

        Returns
        -------
        positions
            -1 for units above that level.
        """
        unit = np.arange(len(self.parent))
        for _ in range(max(0, self.level_count - 1 - level)):
            deeper = (unit >= 0) & (self.depth[unit] > level)
            unit = np.where(deeper, self.parent[unit], unit)
        return np.where(self.depth >= level, unit, -1)


def _ring(parent: PositionArray, unit: int) -> list[int]:
    """Return the units that lie within each other, beginning with the lowest position."""
    for _ in range(len(parent)):
        unit = int(parent[unit])
    ring = [unit]
    while (unit := int(parent[unit])) != ring[0]:
        ring.append(unit)
    lowest = ring.index(min(ring))
    return ring[lowest:] + ring[:lowest]
