"""The divider `lattice`: squares or hexagons of equal area, rim pieces joined to neighbours."""

from __future__ import annotations

from math import hypot, sqrt

import numpy as np
import shapely
from shapely import Polygon

from gridmap.division.arrays import Areal, ObjectArray, sums
from gridmap.division.assembly import Faces, assemble, faces_of_pieces
from gridmap.division.merging import between, connected_parts, merge_loose
from gridmap.division.neighbours import borders_of, shared_edges
from gridmap.geometry import area_m2, from_metric, hexagons, metric_crs, squares, to_metric

DEFAULT_AREA_M2 = 10_000.0
SMALL_RATIO = 0.35  # a rim piece below this share of the target joins a neighbour
RECTANGLE_RATIO = 0.98  # a boundary that fills this much of its rectangle is cut along its sides
MOST_SEARCHES = 24  # target areas tried to meet a wanted number of cells


def tile(boundary: Areal, target_area_m2: float, *, hexagonal: bool = False) -> ObjectArray:
    """Divide a boundary by a lattice of squares or hexagons.

    Parameters
    ----------
    boundary
        On the lattice of coordinates, WGS 84 lon/lat.
    target_area_m2
        Area of a whole tile.
    hexagonal
        Hexagons instead of squares.

    Returns
    -------
    cells
        Polygons that partition the boundary, shape (K,). Pieces at the rim smaller than 35 % of
        the target join the neighbour with which they share the longest border.
    """
    cells, _ = assemble(boundary, _merged(boundary, target_area_m2, hexagonal=hexagonal))
    return cells


def _merged(boundary: Areal, target_area_m2: float, *, hexagonal: bool) -> Faces:
    """Return the pieces of tiles inside a boundary, small ones labelled as their neighbour."""
    tiles = _tiles(boundary, target_area_m2, hexagonal=hexagonal)
    faces = faces_of_pieces(boundary, tiles, np.arange(len(tiles)))
    borders = borders_of(shared_edges(faces.geometries))
    piece = connected_parts(borders, faces.labels)
    area = area_m2(faces.geometries)
    size = sums(piece, area, int(piece.max()) + 1)
    enough = SMALL_RATIO * target_area_m2
    first = np.unique(piece, return_index=True)[1]
    loose = (size < enough) | (faces.labels[first] < 0)
    owner = merge_loose(between(borders, piece), size, loose, enough)
    return Faces(faces.geometries, owner[piece])


def tile_into(boundary: Areal, cells: int, *, hexagonal: bool = False) -> ObjectArray:
    """Divide a boundary by a lattice into about a wanted number of cells.

    The target area is moved until the number is met; rim pieces make it jump, so the nearest
    number found is the answer.

    Parameters
    ----------
    boundary
        On the lattice of coordinates, WGS 84 lon/lat.
    cells
        Wanted number.
    hexagonal
        Hexagons instead of squares.

    Returns
    -------
    cells
        Polygons that partition the boundary.
    """
    total = float(area_m2(boundary)[0])
    low, high = 0.5, 2.0
    factor = 1.0
    best = _merged(boundary, total / cells, hexagonal=hexagonal)
    nearest = abs(_count(best) - cells)
    found = best
    for _ in range(MOST_SEARCHES):
        if nearest == 0:
            break
        low, high = (factor, high) if _count(found) > cells else (low, factor)
        factor = sqrt(low * high)
        found = _merged(boundary, factor * total / cells, hexagonal=hexagonal)
        if abs(_count(found) - cells) < nearest:
            best, nearest = found, abs(_count(found) - cells)
    return assemble(boundary, best)[0]


def _count(faces: Faces) -> int:
    return len(np.unique(faces.labels))


def _tiles(boundary: Areal, target_area_m2: float, *, hexagonal: bool) -> ObjectArray:
    """Return the tiles that meet a boundary, in lon/lat."""
    crs = metric_crs(boundary)
    area = to_metric(boundary, crs)[0]
    if hexagonal:
        return from_metric(hexagons(area, target_area_m2), crs)
    rectangle = shapely.oriented_envelope(area)
    if shapely.area(area) < RECTANGLE_RATIO * shapely.area(rectangle):
        return from_metric(squares(area, sqrt(target_area_m2)), crs)
    return from_metric(_along_sides(area, rectangle, sqrt(target_area_m2)), crs)


def _along_sides(area: Areal, rectangle: Polygon, side_m: float) -> ObjectArray:
    """Return tiles along the sides of a boundary that is nearly a rectangle.

    The sides are stretched a little, so that a whole number of tiles fits.
    """
    corners = shapely.get_coordinates(rectangle)
    origin, across, up = corners[0], corners[1] - corners[0], corners[3] - corners[0]
    columns = max(1, round(hypot(*across) / side_m))
    rows = max(1, round(hypot(*up) / side_m))
    turn = np.column_stack([across / columns, up / rows])
    flat = shapely.transform(area, lambda at: np.linalg.solve(turn, (at - origin).T).T)
    back: ObjectArray = shapely.transform(squares(flat, 1.0), lambda at: at @ turn.T + origin)
    return back
