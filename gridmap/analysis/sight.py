"""What cameras see of the ground when buildings stand in the way, on a plane in metres."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis.kernels_visibility import look
from gridmap.analysis.outlines import FloatArray, GeometryArray, IntArray, Outlines, in_chunks

# An arc is drawn by chords of at most this many degrees: the chord leaves out 0.1 % of the area.
CHORD_DEG = 5.0
# A camera in or this near to a building hangs on its wall, this far before it.
MOUNT_M = 0.1
_DIRECTIONS = 64
# A shorter view would be a point, which is no polygon.
_LEAST_RANGE_M = 1e-3
# A wall faces where a camera looks when they are less than 80 degrees apart.
_FACING = float(np.cos(np.radians(80.0)))


@dataclass(frozen=True)
class Stands:
    """Where cameras stand on a plane and how they look.

    Attributes
    ----------
    xy
        Metres east and north, shape (N, 2).
    heading_rad
        Middle of the view counter-clockwise from the plane's east, shape (N,).
    angle_rad
        Width of the view, at most a full circle, shape (N,).
    range_m
        Length of the view along the ground, shape (N,).
    """

    xy: FloatArray
    heading_rad: FloatArray
    angle_rad: FloatArray
    range_m: FloatArray

    def __len__(self) -> int:
        return len(self.xy)

    @property
    def chords(self) -> IntArray:
        """By how many chords each rim is drawn, shape (N,)."""
        return np.ceil(np.degrees(self.angle_rad) / CHORD_DEG - 1e-9).astype(np.int64)

    @property
    def boxes(self) -> GeometryArray:
        """A box around everything that a camera could see, shape (N,)."""
        low, high = self.xy - self.range_m[:, None], self.xy + self.range_m[:, None]
        boxes: GeometryArray = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
        return boxes


def views(stands: Stands, buildings: GeometryArray) -> GeometryArray:
    """Return what each camera sees of the ground around it.

    A point is seen when it lies in the sector and no building stands between. The rim is a chain
    of chords, and the view is exactly the sector so drawn less the shadows of the buildings.

    Parameters
    ----------
    stands
        The cameras, outside all buildings: see `mounted`.
    buildings
        Polygons on the same plane; they may touch and overlap.

    Returns
    -------
    views
        Polygons of shape (N,), each seen whole from its camera.
    """
    if not len(stands):
        return np.zeros(0, dtype=object)
    walls = Outlines.of(buildings)
    near, hits = walls.tree.query(stands.boxes)
    order = np.argsort(near, kind="stable")
    hit_starts = np.searchsorted(near[order], np.arange(len(stands) + 1)).astype(np.int64)
    hits, chords = hits[order].astype(np.int64), stands.chords
    # One layout of memory is one compiled kernel.
    xy, heading_rad, angle_rad, range_m = (
        np.ascontiguousarray(column, np.float64) for column in vars(stands).values()
    )

    def work(first: int, last: int) -> tuple[FloatArray, IntArray]:
        found: tuple[FloatArray, IntArray] = look(
            xy,
            heading_rad,
            angle_rad,
            np.maximum(range_m, _LEAST_RANGE_M),
            chords,
            hit_starts,
            hits,
            walls.starts,
            walls.edges,
            first,
            last,
        )
        return found

    parts = in_chunks(work, len(stands))
    points = np.concatenate([part[0] for part in parts])
    ring = np.repeat(np.arange(len(stands)), np.concatenate([part[1] for part in parts]))
    seen: GeometryArray = shapely.polygons(shapely.linearrings(points, indices=ring))
    return seen


def mounted(stands: Stands, buildings: GeometryArray) -> tuple[Stands, NDArray[np.bool_]]:
    """Hang cameras that lie in or on a building before its wall.

    The place of a camera is often that of the building it hangs on. It is moved to the nearest
    wall that faces where it looks, so that it looks outward, or to the nearest of all where it
    looks all around; and 0.1 m before it. Buildings that touch count as one. Its direction stays.

    Parameters
    ----------
    stands
        The cameras.
    buildings
        Polygons on the same plane.

    Returns
    -------
    stands
        The cameras, none in or on a building.
    moved
        Which were moved, shape (N,).
    """
    moved = np.zeros(len(stands), np.bool_)
    points = shapely.points(stands.xy)
    tree = shapely.STRtree(buildings)
    found = np.unique(tree.query(points, predicate="dwithin", distance=MOUNT_M)[0])
    xy = stands.xy.copy()
    for camera in found.tolist():
        block = _block(points[camera], tree, buildings)
        looks = stands.heading_rad[camera] if stands.angle_rad[camera] < 2 * np.pi else None
        xy[camera] = _before_wall(points[camera], block, looks)
        moved[camera] = True
    return replace(stands, xy=xy), moved


def _block(
    point: shapely.Point, tree: shapely.STRtree, buildings: GeometryArray
) -> shapely.Geometry:
    """Return the building that a point lies in, with all that stand wall to wall with it."""
    members = np.unique(tree.query(point, predicate="dwithin", distance=MOUNT_M))
    while True:
        grown = np.unique(
            tree.query(buildings[members], predicate="dwithin", distance=2 * MOUNT_M)[1]
        )
        if len(grown) == len(members):
            return shapely.union_all(buildings[members])
        members = grown


def _before_wall(
    point: shapely.Point, block: shapely.Geometry, looks_rad: float | None
) -> FloatArray:
    edges = Outlines.of([block]).edges
    if looks_rad is not None:
        step = edges[:, 2:] - edges[:, :2]
        # The block lies on the left of its edges, so their right is before the wall.
        before = step[:, 1] * np.cos(looks_rad) - step[:, 0] * np.sin(looks_rad)
        edges = edges[before > _FACING * np.hypot(step[:, 0], step[:, 1])]
    walls = shapely.linestrings(edges.reshape(-1, 2, 2))
    wall = walls[int(np.argmin(shapely.distance(walls, point)))]
    foot = shapely.get_coordinates(wall.interpolate(wall.project(point)))[0]
    turns = 2 * np.pi * np.arange(_DIRECTIONS) / _DIRECTIONS
    around = foot + MOUNT_M * np.column_stack([np.cos(turns), np.sin(turns)])
    spots = shapely.points(around)
    room = np.where(shapely.intersects(block, spots), -1.0, shapely.distance(block, spots))
    best: FloatArray = around[int(np.argmax(room))]
    return best
