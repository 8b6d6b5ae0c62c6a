"""Edits done plainly with shapely, each cell for itself, and what shapely finds wrong with them.

A refusal of the library is just when the plain way breaks the partition as well. Nothing here is
the library's but the size of its lattice unit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import shapely

UNITS = 10_000_000
# What a new node bends lies within a unit of the boundary.
BEND_UNITS = 1.0
LEAST_UNITS2 = 0.25


def carry_out(geometries, op, args):
    """Return the cells after an edit done without care, or None where it leaves no cells.

    `args` are those of the function of this name in `gridmap.topology.edits`.
    """
    corner = np.floor(shapely.total_bounds(geometries)[:2] * UNITS)
    cells = [_units(cell, corner) for cell in geometries]
    after = OPERATIONS[op](cells, corner, *args)
    if after is None:
        return None
    array = np.empty(len(after), dtype=object)
    array[:] = after
    return shapely.transform(array, lambda xy: (xy + corner) / UNITS)


def fault(before, after, boundary=None):
    """Return what is wrong with cells after an edit; None where the partition holds."""
    if after is None or shapely.is_empty(after).any():
        return "vanished"
    corner = np.floor(shapely.total_bounds(before)[:2] * UNITS)
    old, new = (np.array([_units(cell, corner) for cell in cells]) for cells in (before, after))
    if not shapely.is_valid(new).all() or not shapely.coverage_is_valid(new):
        return "invalid"
    parts_before, parts_after = (shapely.get_num_geometries(cells).sum() for cells in (old, new))
    faults = {
        "gap": voids(new) > voids(old),
        "unclear": is_unclear(new),
        "torn": parts_after - parts_before > len(new) - len(old),
        "astray": boundary is not None and _strays(old, new, _units(boundary, corner)),
    }
    return next((name for name, found in faults.items() if found), None)


def voids(units):
    """Count what cells enclose without covering it; exact for whole numbers."""
    union = shapely.union_all(units)
    # Parts that touch in two points enclose something, too, though no ring says so.
    noded = shapely.union_all(shapely.boundary(shapely.get_parts(union)))
    faces = shapely.get_parts(shapely.polygonize([noded]))
    return int((~shapely.intersects(union, shapely.point_on_surface(faces))).sum())


def is_unclear(units):
    """Tell whether some edge passes a node that is not its own within one unit."""
    edges = sorted({tuple(sorted(edge)) for cell in units for edge in _edges(cell)})
    points = sorted({point for edge in edges for point in edge})
    tree = shapely.STRtree(shapely.linestrings(edges))
    node, edge = tree.query(shapely.points(points), predicate="dwithin", distance=1 - 1e-9)
    return any(points[k] not in edges[e] for k, e in zip(node, edge, strict=True))


def _strays(old, new, community):
    """Tell whether more than before lies a unit beyond the community, or is bare by a unit."""
    before, after = shapely.union_all(old), shapely.union_all(new)
    wide = shapely.buffer(community, BEND_UNITS)
    beyond = shapely.difference(shapely.difference(after, wide), before)
    bare = [
        shapely.difference(community, shapely.buffer(cells, BEND_UNITS))
        for cells in (after, before)
    ]
    return max(beyond.area, shapely.difference(*bare).area) > LEAST_UNITS2


def _units(cell, corner):
    return shapely.transform(cell, lambda xy: np.rint(xy * UNITS - corner))


def _local(shape, corner):
    return shapely.transform(shape, lambda xy: xy * UNITS - corner)


def _node(place, corner):
    return tuple(np.rint(np.array(place) * UNITS - corner).tolist())


def _rings(cell):
    for part in shapely.get_parts(cell):
        yield [
            [tuple(point) for point in shapely.get_coordinates(ring)[:-1].tolist()]
            for ring in shapely.get_rings(part)
        ]


def _edges(cell):
    for rings in _rings(cell):
        for ring in rings:
            yield from pairwise([*ring, ring[0]])


def _rewritten(cells, change):
    return [_with_rings(cell, change) for cell in cells]


def _with_rings(cell, change):
    parts = []
    for rings in _rings(cell):
        fresh = [
            [node for k, node in enumerate(ring) if node != ring[k - 1]]
            for ring in map(change, rings)
        ]
        if min(len(set(ring)) for ring in fresh) < 3:
            return shapely.Polygon()
        parts.append(shapely.Polygon(fresh[0], fresh[1:]))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _move_node(cells, corner, at, to):
    start, goal = _node(at, corner), _node(to, corner)
    return _rewritten(cells, lambda ring: [goal if node == start else node for node in ring])


def _delete_node(cells, corner, at):
    gone = _node(at, corner)
    return _rewritten(cells, lambda ring: [node for node in ring if node != gone])


def _insert_node(cells, corner, on, at):
    edges = sorted({tuple(sorted(edge)) for cell in cells for edge in _edges(cell)})
    away = shapely.distance(shapely.linestrings(edges), _local(shapely.Point(on), corner))
    node = _node(at, corner)
    if any(node in edge for edge in edges):
        return None
    return _with_node(cells, edges[int(np.argmin(away))], node)


def _with_node(cells, edge, node):
    def longer(ring):
        for k, end in enumerate(ring):
            if {ring[k - 1], end} == set(edge):
                return [*ring[:k], node, *ring[k:]]
        return ring

    return _rewritten(cells, longer)


def _reshape_arc(cells, corner, between, line):
    start, end = (_node(place, corner) for place in between)
    course = [_node(place, corner) for place in shapely.get_coordinates(shapely.LineString(line))]
    course = course if course[0] == start else course[::-1]
    ways = _ways(cells, start, end)
    if not ways or len(set(course)) < 2:
        return None
    drawn = shapely.LineString(course)
    way = min(ways, key=lambda nodes: drawn.hausdorff_distance(shapely.LineString(nodes)))

    def replaced(ring):
        for old, new in ((way, course), (way[::-1], course[::-1])):
            for k in range(len(ring)):
                turned = [*ring[k:], *ring[:k]]
                if turned[: len(old)] == old:
                    return [*new, *turned[len(old) :]]
        return ring

    return _rewritten(cells, replaced)


def _ways(cells, start, end):
    """Return the ways from one node to another that pass no junction."""
    beside = defaultdict(set)
    for cell in cells:
        for one, other in _edges(cell):
            beside[one].add(other)
            beside[other].add(one)
    ways = []
    for first in beside[start]:
        way = [start, first]
        while way[-1] not in {start, end} and len(beside[way[-1]]) == 2:
            way += beside[way[-1]] - {way[-2]}
        if way[-1] == end:
            ways.append(way)
    return ways


def _cut(cells, position, lines):
    """Cut a cell by lines in units; whoever shares the border gets the nodes where they end."""
    cell = cells[position]
    border = shapely.boundary(cell)
    cuts = []
    for piece in shapely.get_parts(shapely.line_merge(shapely.intersection(lines, cell))):
        ends = shapely.points(shapely.get_coordinates(piece)[[0, -1]])
        if piece.geom_type != "LineString" or (border.distance(ends) > BEND_UNITS).any():
            continue
        nodes = [tuple(point) for point in np.rint(shapely.get_coordinates(piece)).tolist()]
        nodes = [node for k, node in enumerate(nodes) if k == 0 or node != nodes[k - 1]]
        if len(nodes) < 2 or set(pairwise(nodes)) <= set(_edges(cell)):
            continue
        for end in () if piece.is_closed else (nodes[0], nodes[-1]):
            edges = list(_edges(cells[position]))
            if not any(end in edge for edge in edges):
                away = shapely.distance(shapely.linestrings(edges), shapely.Point(end))
                cells = _with_node(cells, edges[int(np.argmin(away))], end)
        cuts.append(shapely.LineString(nodes))
    grown = cells[position]
    if not shapely.is_valid(grown):
        return cells, np.array([], dtype=object)
    faces = shapely.polygonize([shapely.union_all([shapely.boundary(grown), *cuts])])
    faces = shapely.get_parts(faces)
    return cells, faces[shapely.intersects(grown, shapely.point_on_surface(faces))]


def _split(cells, corner, position, line):
    parts = shapely.get_parts(cells[position])
    cells, faces = _cut(cells, position, _local(shapely.LineString(line), corner))
    if len(faces) != len(parts) + 1:
        return None
    owner = [_owner(parts, face) for face in faces]
    halves = [face for face, part in zip(faces, owner, strict=True) if Counter(owner)[part] > 1]
    small = min(halves, key=lambda face: face.area)
    rest = shapely.union_all([face for face in faces if face is not small])
    return [*cells[:position], rest, *cells[position + 1 :], small]


def _owner(parts, face):
    return int(np.argmin(shapely.distance(parts, face.representative_point())))


def _merge(cells, corner, positions):
    chosen = sorted(positions)
    merged = shapely.coverage_union_all([cells[k] for k in chosen])
    allowed = sum(len(shapely.get_parts(cells[k])) - 1 for k in chosen) + 1
    if len(shapely.get_parts(merged)) > allowed:
        return None
    kept = [merged if k == chosen[0] else cell for k, cell in enumerate(cells)]
    return [cell for k, cell in enumerate(kept) if k not in chosen[1:]]


def _transfer(cells, corner, piece, source, target):
    area = _local(piece, corner)
    old = [len(shapely.get_parts(cells[k])) for k in (source, target)]
    cells, faces = _cut(cells, source, shapely.boundary(area))
    given = 2 * shapely.area(shapely.intersection(faces, area)) > shapely.area(faces)
    if given.all() or not given.any():
        return None
    after = list(cells)
    after[source] = shapely.coverage_union_all(faces[~given])
    after[target] = shapely.coverage_union_all([cells[target], *faces[given]])
    new = [len(shapely.get_parts(after[k])) for k in (source, target)]
    return None if new[0] > old[0] or new[1] > old[1] else after


OPERATIONS = {
    "move_node": _move_node,
    "insert_node": _insert_node,
    "delete_node": _delete_node,
    "reshape_arc": _reshape_arc,
    "split": _split,
    "merge": _merge,
    "transfer": _transfer,
}
