"""The figures that follow the ground when borders move: area, load, households, points, tasks."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import add, attrgetter, sub
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.domain import Point, PointKind
from gridmap.services.layers import LAYER_OF_KIND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.services.weighing import Weighing
    from gridmap.store import Reader

# A hazard that was put right still waits for its second inspection until it is closed.
CLOSED_HAZARD_STATE: Final = "closed"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a cell, a piece of one, or a worker's ground holds.

    `load` is in the unit of the weighing that made it; the counts are of things, each whole.
    """

    area_m2: float = 0.0
    load: float = 0.0
    households: int = 0
    shops: int = 0
    hazards: int = 0
    cameras: int = 0
    incidents: int = 0
    components: int = 0
    open_tasks: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*map(add, _values(self), _values(other)))

    def __sub__(self, other: Figures) -> Figures:
        return Figures(*map(sub, _values(self), _values(other)))


NOTHING: Final = Figures()
FIGURE_NAMES: Final = tuple(item.name for item in fields(Figures))
COUNT_NAMES: Final = FIGURE_NAMES[2:]
_values: Final = attrgetter(*FIGURE_NAMES)


def is_open_task(point: Point) -> bool:
    """Return whether a point asks for work: a hazard or incident that is not closed.

    A hazard is closed by its state, an incident by its mark or by the day it was closed; one that
    says nothing about it is open.
    """
    if point.kind is PointKind.HAZARD:
        return point.attributes.get("state") != CLOSED_HAZARD_STATE
    if point.kind is PointKind.INCIDENT:
        return not (point.attributes.get("closed") or point.attributes.get("closed_on"))
    return False


@dataclass(frozen=True)
class Contents:
    """Everything that is counted, each thing at a place.

    Attributes
    ----------
    lonlat
        Array of shape (N, 2).
    counts
        Array of shape (N, 7): what each place adds to each of `COUNT_NAMES`.
    points
        The points among them, which come first.
    """

    lonlat: NDArray[np.float64]
    counts: NDArray[np.int64]
    points: tuple[Point, ...]

    @classmethod
    def of(cls, reader: Reader, weighing: Weighing) -> Contents:
        """Gather the points of a store and the households of a weighing."""
        points = tuple(reader.points())
        lonlat = np.array([(point.lon, point.lat) for point in points]).reshape(-1, 2)
        counts = np.zeros((len(points) + len(weighing.places), len(COUNT_NAMES)), np.int64)
        column = {kind: COUNT_NAMES.index(layer) for kind, layer in LAYER_OF_KIND.items()}
        counts[np.arange(len(points)), [column[point.kind] for point in points]] = 1
        counts[[row for row, point in enumerate(points) if is_open_task(point)], -1] = 1
        counts[len(points) :, 0] = weighing.building_households
        return cls(np.concatenate([lonlat, weighing.places]), counts, points)

    def sums(self, groups: NDArray[np.int64], group_count: int) -> NDArray[np.int64]:
        """Add up by group.

        Parameters
        ----------
        groups
            Array of shape (N,): the group of each thing, negative for none.
        group_count
            Number G of groups.

        Returns
        -------
        sums
            Array of shape (G, 7).
        """
        sums = np.zeros((group_count, len(COUNT_NAMES)), np.int64)
        grouped = np.flatnonzero(groups >= 0)
        np.add.at(sums, groups[grouped], self.counts[grouped])
        return sums


def figures(area_m2: float, load: float, counts: NDArray[np.int64]) -> Figures:
    """Return figures from an area, a load and a row of counts."""
    return Figures(float(area_m2), float(load), *(int(count) for count in counts))
