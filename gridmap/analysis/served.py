"""What of streets, open ground, places and buildings a union of areas serves, on a plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis.covering import Union, inside, union_of
from gridmap.analysis.outlines import FloatArray, GeometryArray, IntArray, Outlines

NOTHING: GeometryArray = np.zeros(0, dtype=object)
# A view ends at a wall: what lies behind it counts as seen from this near.
WALL_M = 0.5


@dataclass(frozen=True)
class Pieces:
    """Lines cut by cells.

    Attributes
    ----------
    line
        Position of the line of each piece, shape (P,).
    cell
        Position of its cell, shape (P,).
    length_m, served_m
        Length of each piece and how much of it is served, in metres of the plane, shape (P,).
    """

    line: IntArray
    cell: IntArray
    length_m: FloatArray
    served_m: FloatArray


def street_pieces(lines: GeometryArray, cells: Outlines, served: Union) -> Pieces:
    """Cut lines by cells and measure how much of each piece is served.

    What runs along a border belongs to one of its cells, that of a point there, so that the pieces
    of a line add up to what of it lies in the cells.

    Parameters
    ----------
    lines
        Lines on the plane, shape (L,).
    cells
        Cells that form a coverage.
    served
        What is served.

    Returns
    -------
    pieces
        One for each line and cell that meet, in the order of lines.
    """
    whole = Outlines.of(lines)
    starts, cell = whole.near(cells)
    line = np.repeat(np.arange(len(whole)), np.diff(starts))
    copies = Outlines.of(whole.shapes[line])
    alone = (np.arange(len(line) + 1), cell)
    within = inside(copies, cells, alone, rank=1)
    edge = np.repeat(np.arange(len(copies.edges)), np.diff(within.starts))
    owner = np.repeat(np.arange(len(line)), np.diff(copies.starts))[edge]
    start, step = copies.edges[edge, :2], copies.edges[edge, 2:] - copies.edges[edge, :2]
    ends = np.stack(
        [start + within.lows[:, None] * step, start + within.highs[:, None] * step], axis=1
    )
    length_m = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    kept = length_m > 0
    bits = Outlines.of(shapely.linestrings(ends[kept]))
    served_m = served.share_of_edges(bits) * length_m[kept]
    count = len(line)
    total_m = np.bincount(owner, length_m, minlength=count).astype(np.float64)
    met = total_m > 0
    return Pieces(
        line[met],
        cell[met],
        total_m[met],
        np.bincount(owner[kept], served_m, minlength=count)[met].astype(np.float64),
    )


def built_m2(
    cells: Outlines, buildings: GeometryArray, served: Union
) -> tuple[FloatArray, FloatArray]:
    """Return how much of each cell is built over, and how much is built over or served.

    Parameters
    ----------
    cells
        Cells.
    buildings
        Footprints on the same plane, which may touch and overlap: what they share counts once.
    served
        What is served.

    Returns
    -------
    built_m2
        Shape (N,).
    either_m2
        Shape (N,).
    """
    either = union_of(np.concatenate([buildings, served.outlines.shapes]))
    return union_of(buildings).area_inside_m2(cells), either.area_inside_m2(cells)


def serving(
    places: GeometryArray, areas: GeometryArray, buildings: GeometryArray = NOTHING
) -> tuple[IntArray, IntArray]:
    """Return which areas serve which places.

    A place inside a building that hides it cannot be seen itself. It counts by the nearest point
    of the wall of its building: it is served when an area comes within half a metre of that.

    Parameters
    ----------
    places
        Points, shape (P,).
    areas
        What is served, shape (M,).
    buildings
        Footprints that hide what is inside; none by default.

    Returns
    -------
    place
        Position of the place of each pair.
    area
        Position of its area.
    """
    tree = shapely.STRtree(areas)
    place, area = tree.query(places, predicate="intersects")
    if not len(buildings):
        return place, area
    hidden, building = shapely.STRtree(buildings).query(places, predicate="within")
    walls = shapely.boundary(buildings[building])
    doors = shapely.line_interpolate_point(walls, shapely.line_locate_point(walls, places[hidden]))
    door, seen_from = tree.query(doors, predicate="dwithin", distance=WALL_M)
    pairs = np.unique(
        np.column_stack([np.append(place, hidden[door]), np.append(area, seen_from)]), axis=0
    )
    return pairs[:, 0], pairs[:, 1]


def places_served(
    places: GeometryArray, areas: GeometryArray, buildings: GeometryArray = NOTHING
) -> NDArray[np.bool_]:
    """Tell which places some area serves, as `serving` has it; shape (P,)."""
    served = np.zeros(len(places), np.bool_)
    served[serving(places, areas, buildings)[0]] = True
    return served


def buildings_served(buildings: GeometryArray, areas: GeometryArray) -> NDArray[np.bool_]:
    """Tell which buildings an area touches, or comes to within half a metre of; shape (B,)."""
    served = np.zeros(len(buildings), np.bool_)
    if len(buildings) and len(areas):
        tree = shapely.STRtree(areas)
        served[tree.query(buildings, predicate="dwithin", distance=WALL_M)[0]] = True
    return served
