"""Where streets leave an area, and which of these crossings a checkpoint watches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis.methods import method
from gridmap.analysis.outlines import FloatArray, GeometryArray, IntArray
from gridmap.analysis.rates import Rate, rate
from gridmap.geometry.preparing import prepared

# Crossings of one street nearer to each other than this are one: a lane beside a lane, or a street
# that swings over the border and back.
SAME_M = 15.0


@dataclass(frozen=True)
class Crossings:
    """Where streets cross the outer border of an area.

    Attributes
    ----------
    places
        Points on the border, shape (C,).
    street
        Position of a street that crosses there, shape (C,).
    distance_m
        To the nearest checkpoint, shape (C,); infinite where there is none at all.
    watched
        Whether that is near enough, shape (C,).
    """

    places: GeometryArray
    street: IntArray
    distance_m: FloatArray
    watched: NDArray[np.bool_]

    @property
    def complete(self) -> Rate:
        """Crossings that are watched among all; not applicable where no street leaves."""
        return rate(float(self.watched.sum()), float(len(self.watched)))


@method("checkpoints", version=1, unit="1")
def boundary_crossings(
    area: shapely.Geometry,
    streets: GeometryArray,
    checkpoints: GeometryArray,
    *,
    within_m: float = 50.0,
    same_m: float = SAME_M,
) -> Crossings:
    """Find where streets cross the outer border, and the checkpoint near each place.

    A street that runs along the border crosses it nowhere; where it touches it and turns back
    inside it does not cross either.

    Parameters
    ----------
    area
        The area, on a plane in metres; holes in it are not its outside.
    streets
        Lines on the same plane, shape (S,).
    checkpoints
        Points on the same plane.
    within_m
        How near a checkpoint has to be.
    same_m
        Crossings nearer to each other than this are counted as one.

    Returns
    -------
    crossings
        West to east.
    """
    whole = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(area)])
    places, street = _crossings(whole, np.asarray(streets, dtype=object))
    places, street = _merged(places, street, same_m)
    distance_m = np.full(len(places), np.inf)
    if len(checkpoints) and len(places):
        found, distances = shapely.STRtree(checkpoints).query_nearest(
            places, all_matches=False, return_distance=True
        )
        distance_m[found[0]] = distances
    return Crossings(places, street, distance_m, distance_m <= within_m)


def _crossings(whole: shapely.Geometry, streets: GeometryArray) -> tuple[GeometryArray, IntArray]:
    """Return the places where a way outside begins at a vertex of one inside, west to east.

    It may be another street that goes on outside, as where a file cuts streets at the border.
    """
    whole = prepared(whole)
    meeting = np.flatnonzero(shapely.intersects(shapely.boundary(whole), streets))
    inside = shapely.intersection(streets[meeting], whole)
    inside = inside[shapely.length(inside) > 0]
    known = set(map(tuple, shapely.get_coordinates(inside).tolist()))
    outside, of = shapely.get_parts(shapely.difference(streets[meeting], whole), return_index=True)
    ends = [
        (x, y, int(meeting[at]))
        for line, at in zip(outside, of.tolist(), strict=True)
        if not line.is_empty
        for x, y in shapely.get_coordinates(line)[[0, -1]].tolist()
        if (x, y) in known
    ]
    ends.sort()
    points = shapely.points(np.array([end[:2] for end in ends], np.float64).reshape(-1, 2))
    return np.atleast_1d(points), np.array([end[2] for end in ends], np.int64)


def _merged(
    places: GeometryArray, street: IntArray, same_m: float
) -> tuple[GeometryArray, IntArray]:
    """Keep the first of crossings that lie together."""
    kept: list[int] = []
    for number in range(len(places)):
        if not kept or shapely.distance(places[kept], places[number]).min() > same_m:
            kept.append(number)
    return places[kept], street[kept]
