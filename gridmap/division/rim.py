"""The outer ring of cells: it gains no node but the ends of arcs."""

from __future__ import annotations

import shapely

from gridmap.division.arrays import Areal, FloatArray, ObjectArray


def without_strays(boundary: Areal, cells: ObjectArray) -> ObjectArray:
    """Take nodes out of the outer ring that neither the boundary has nor an arc ends in.

    An arc that meets the ring at a flat angle crosses it a unit or two before the node at which it
    is to end, and rounding makes a second node of the crossing. Left there, it would be an edge of
    a centimetre on the border with the neighbour.

    Parameters
    ----------
    boundary
        On the lattice, WGS 84 lon/lat.
    cells
        A coverage of it, polygons of shape (K,).

    Returns
    -------
    cells
        Without such nodes.
    """
    outer = _distinct(shapely.coverage_union_all(cells))
    fresh = outer - _distinct(boundary)
    coordinates, owner = shapely.get_coordinates(cells, return_index=True)
    seen: dict[tuple[float, float], int] = {}
    shared: set[tuple[float, float]] = set()
    for place, cell in zip(map(tuple, coordinates.tolist()), owner.tolist(), strict=True):
        if place not in fresh:
            continue
        if seen.setdefault(place, cell) != cell:
            shared.add(place)
    stray = {place: cell for place, cell in seen.items() if place not in shared}
    if not stray:
        return cells
    kept = cells.copy()
    for cell in sorted(set(stray.values())):
        out = {place for place, home in stray.items() if home == cell}
        kept[cell] = _without(cells[cell], out)
    return kept


def _distinct(geometry: Areal) -> set[tuple[float, float]]:
    return set(map(tuple, shapely.get_coordinates(geometry).tolist()))


def _without(cell: Areal, out: set[tuple[float, float]]) -> Areal:
    """Return a cell without some nodes; as it is where too little of it would be left."""

    def ring(line: shapely.LinearRing) -> FloatArray:
        nodes: FloatArray = shapely.get_coordinates(line)[:-1]
        kept: FloatArray = nodes[[tuple(node) not in out for node in nodes.tolist()]]
        return kept

    parts = []
    for part in shapely.get_parts(cell):
        rings = [ring(line) for line in (part.exterior, *part.interiors)]
        if min(map(len, rings)) < 3:  # noqa: PLR2004 - a ring takes three nodes
            return cell
        parts.append(shapely.Polygon(rings[0], rings[1:]))
    thinned = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return shapely.normalize(thinned) if shapely.is_valid(thinned) else cell
