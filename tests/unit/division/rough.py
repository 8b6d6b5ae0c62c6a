"""Lines drawn as a planner would: along a way on the streets, but with a shaking hand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from gridmap.topology.edits import split

DEG_PER_M = 1 / 111_320
BORDER_M, STEP_M, SHAKE_M = 3.0, 25.0, 7.0


@dataclass(frozen=True)
class Place:
    """A cell with what is mapped in it, and the size of a metre in degrees."""

    cell: shapely.Geometry
    lines: np.ndarray
    buildings: np.ndarray

    @property
    def scale(self) -> np.ndarray:
        lat = shapely.get_coordinates(shapely.centroid(self.cell))[0, 1]
        return np.array([np.cos(np.radians(lat)), 1.0]) / DEG_PER_M

    def metres(self, geometry):
        return shapely.transform(geometry, lambda xy: xy * self.scale)

    def lonlat(self, geometry):
        return shapely.transform(geometry, lambda xy: xy / self.scale)


def place_of(cell, lines, buildings) -> Place:
    """Keep of lines and buildings what meets a cell."""
    return Place(
        cell, lines[shapely.intersects(cell, lines)], buildings[shapely.intersects(cell, buildings)]
    )


def ways(place: Place, count: int, least_m: float, seed: int) -> list[shapely.LineString]:
    """Return ways on mapped lines from border to border through a place, in metres.

    Streets along the border are left out; ways that no cut could take, as they come back to where
    they began or cross a building, as well.
    """
    cell = place.metres(place.cell)
    barred = shapely.union_all(shapely.buffer(place.metres(place.buildings), 0.5))
    inner = shapely.intersection(shapely.union_all(place.metres(place.lines)), cell)
    parts = shapely.get_parts(shapely.node(shapely.difference(inner, barred)))
    middle = shapely.line_interpolate_point(parts, 0.5, normalized=True)
    parts = parts[shapely.distance(middle, cell.boundary) > BORDER_M]
    ends = np.stack([shapely.get_coordinates(shapely.get_point(parts, k)) for k in (0, -1)], 1)
    nodes, named = np.unique(ends.reshape(-1, 2).round(3), axis=0, return_inverse=True)
    pairs = np.sort(named.reshape(-1, 2), axis=1)
    best = {}
    for (one, other), part in zip(pairs.tolist(), parts, strict=True):
        if one != other and part.length < best.get((one, other), (np.inf,))[0]:
            best[one, other] = (part.length, part)
    keys = np.array(list(best))
    weights = [length for length, _ in best.values()]
    graph = coo_matrix((weights, keys.T), shape=(len(nodes),) * 2).tocsr()
    doors = np.flatnonzero(shapely.distance(shapely.points(nodes), cell.boundary) < 0.05)
    away, before = dijkstra(graph, directed=False, indices=doors, return_predecessors=True)
    found = []
    order = np.random.default_rng(seed).permutation(len(doors) ** 2)
    for row, column in zip(*np.unravel_index(order, (len(doors),) * 2), strict=True):
        straight = np.hypot(*(nodes[doors[row]] - nodes[doors[column]]))
        length = away[row, doors[column]]
        if row < column and least_m <= length < np.inf and straight >= 0.5 * length:
            way = [doors[column]]
            while way[-1] != doors[row]:
                way.append(before[row, way[-1]])
            pieces = [best[min(pair), max(pair)][1] for pair in pairwise(way)]
            line = shapely.line_merge(shapely.union_all(pieces))
            if line.geom_type == "LineString" and serves(place, line):
                found.append(line)
        if len(found) == count:
            break
    return found


def serves(place: Place, line_m: shapely.LineString) -> bool:
    """Tell whether a way cuts a cell in two pieces that are no slivers."""
    cell = place.metres(place.cell)
    pieces = shapely.polygonize([shapely.union_all([cell.boundary, line_m])])
    areas = sorted(
        piece.area for piece in shapely.get_parts(pieces) if cell.contains(piece.point_on_surface())
    )
    return len(areas) == 2 and areas[0] >= 0.02 * cell.area


def roughly(place: Place, way_m: shapely.LineString, seed: int) -> shapely.LineString:
    """Draw a way by hand: a point every 25 m or so, each up to 7 m off, in lon/lat."""
    steps = np.linspace(0.0, way_m.length, max(int(way_m.length / STEP_M), 2) + 1)
    spots = shapely.get_coordinates(shapely.line_interpolate_point(way_m, steps))
    rng = np.random.default_rng(seed)
    angle, off = rng.uniform(0, 2 * np.pi, len(spots)), SHAKE_M * np.sqrt(rng.random(len(spots)))
    shaken = spots + off[:, np.newaxis] * np.column_stack([np.cos(angle), np.sin(angle)])
    return place.lonlat(shapely.LineString(shaken))


def on_lines_ratio(place: Place, line: shapely.LineString) -> float:
    """Return the share of a line within 5 cm of mapped ones, by shapely alone."""
    course = place.metres(line)
    near = shapely.union_all(shapely.buffer(place.metres(place.lines), 0.05))
    return shapely.intersection(course, near).length / course.length


def buildings_cut(place: Place, line: shapely.LineString) -> int:
    """Count the buildings in which more than 10 cm of a line run."""
    inside = shapely.intersection(place.metres(place.buildings), place.metres(line))
    return int((shapely.length(inside) > 0.1).sum())


def has_way_round(place: Place, line: shapely.LineString) -> bool:
    """Tell whether the ends of a line hang together in the cell without its buildings."""
    ends = [shapely.Point(place.metres(line).coords[k]) for k in (0, -1)]
    free = shapely.difference(
        place.metres(place.cell),
        shapely.union_all(shapely.buffer(place.metres(place.buildings), 0.2)),
    )
    return any(
        all(shapely.distance(piece, end) < 0.5 for end in ends) for piece in shapely.get_parts(free)
    )


def pieces_by(place: Place, line: shapely.LineString) -> np.ndarray:
    """Split the cell by topology."""
    return split([place.cell], 0, line).geometries


def straight_lines(place: Place, count: int, seed: int) -> list[shapely.LineString]:
    """Draw straight lines through the middle of a place, in any direction."""
    rng = np.random.default_rng(seed)
    cell = place.metres(place.cell)
    width = float(np.sqrt(cell.area))
    drawn = []
    while len(drawn) < count:
        ends = shapely.line_interpolate_point(cell.boundary, rng.random(2), normalized=True)
        line = shapely.LineString(ends)
        inside = shapely.intersection(line, cell)
        if inside.length >= 0.5 * width and cell.boundary.distance(line.centroid) > 0.1 * width:
            drawn.append(place.lonlat(line))
    return drawn


def imbalance(loads: np.ndarray) -> float:
    """Return the greatest deviation from the mean, as a share of it."""
    return float(np.abs(loads - loads.mean()).max() / loads.mean())
