"""Edits done the plain way, without any care, to see whether a refused one had to be refused.

Coordinates are rewritten ring by ring, cuts are polygonized by shapely, and the oracle judges what
comes out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from gridmap.domain import commands
from gridmap.domain.commands import Command
from gridmap.domain.partition import Partition
from tests.fuzz.oracle import UNITS_PER_DEGREE, BrokenError, Node, Outline, units_of, voids

Ring = list[Node]
Cells = dict[int, shapely.Geometry]

_REACH_DEG = 5e-7
# What lies beyond the boundary by less than a unit may be the bend of a new node.
_BEND_UNITS = 1.0
_LEAST_AREA_UNITS2 = 0.25


@dataclass(frozen=True)
class Near:
    """The cells near an edit, in whole units from a corner."""

    cells: Cells
    corner: np.ndarray

    @classmethod
    def of(cls, partition: Partition, box: np.ndarray) -> Near:
        """Take the cells whose frame meets a box in degrees, and all whose frame meets theirs."""
        bounds = partition.coverage.bounds
        for _ in range(2):
            low, high = box[:2] - _REACH_DEG, box[2:] + _REACH_DEG
            found = (bounds[:, :2] <= high).all(axis=1) & (bounds[:, 2:] >= low).all(axis=1)
            box = np.concatenate([bounds[found, :2].min(axis=0), bounds[found, 2:].max(axis=0)])
        positions = np.flatnonzero(found)
        corner = units_of(bounds[positions, :2].min(axis=0))
        local = shapely.transform(
            partition.coverage.geometries[positions], lambda xy: units_of(xy) - corner
        )
        return cls(dict(zip(positions.tolist(), local, strict=True)), corner)

    def node(self, place: tuple[float, float]) -> Node:
        x, y = (units_of(np.array(place)) - self.corner).tolist()
        return x, y

    def local(self, degrees: object) -> shapely.Geometry:
        return shapely.transform(degrees, lambda xy: xy * UNITS_PER_DEGREE - self.corner)

    def degrees(self, cells: Cells) -> np.ndarray:
        listed = np.empty(len(cells), dtype=object)
        listed[:] = list(cells.values())
        return shapely.transform(listed, lambda xy: (xy + self.corner) / UNITS_PER_DEGREE)


class VanishedError(Exception):
    """A naive edit has no result, for the reason given."""


def fault(partition: Partition, command: Command) -> str | None:
    """Carry a command out naively and return what shapely finds wrong with the result, if any."""
    near = Near.of(partition, box_of(partition, command))
    try:
        after = _EDITS[type(command)](partition, near, command)
    except VanishedError as reason:
        return str(reason)
    except shapely.errors.GEOSException:
        # A cell that a new node has folded has no union with another.
        return "invalid"
    return _fault_of(near, after) or _fault_of_boundary(partition, near, after)


def box_of(partition: Partition, command: Command) -> np.ndarray:
    """Return the frame of the places and cells that a command names, in degrees."""
    places = []
    for name in ("at", "to", "on", "between", "line"):
        places += np.reshape(getattr(command, name, ()), (-1, 2)).tolist()
    for name in ("code", "from_code", "to_code"):
        if hasattr(command, name):
            frame = partition.coverage.bounds[partition.position_of(getattr(command, name))]
            places += frame.reshape(2, 2).tolist()
    for code in getattr(command, "codes", ()):
        places += partition.coverage.bounds[partition.position_of(code)].reshape(2, 2).tolist()
    return np.concatenate([np.min(places, axis=0), np.max(places, axis=0)])


def _fault_of(near: Near, after: Cells) -> str | None:
    shapes = near.degrees(after)
    local = shapely.get_coordinates(list(after.values()))
    if not shapely.is_valid(shapes).all() or shapely.is_empty(shapes).any():
        return "invalid"
    if not np.array_equal(local, np.rint(local)):
        return "unclear"
    try:
        outline = Outline.of(shapes)
        sides = outline.one_sided()
    except BrokenError:
        return "no coverage"
    if not shapely.coverage_is_valid(shapes):
        return "no coverage"
    before = near.degrees(near.cells)
    opened = voids(shapes, sides) > voids(before, Outline.of(before).one_sided())
    faults = {"unclear": len(outline.crowded()) > 0, "gap": opened}
    return next((why for why, found in faults.items() if found), None)


def _fault_of_boundary(partition: Partition, near: Near, after: Cells) -> str | None:
    if partition.boundary is None:
        return None
    community = near.local(partition.boundary)
    old, new = (shapely.union_all(list(cells.values())) for cells in (near.cells, after))
    gained, lost = shapely.difference(new, old), shapely.difference(old, new)
    if shapely.difference(gained, shapely.buffer(community, _BEND_UNITS)).area > _LEAST_AREA_UNITS2:
        return "outside"
    # What the community has and no cell holds, unless it is the bend of an edge, by all edits.
    around = shapely.intersection(community, shapely.buffer(lost, _BEND_UNITS))
    bare = shapely.difference(around, shapely.buffer(new, _BEND_UNITS, quad_segs=32))
    return None if bare.is_empty else "bare"


def _rings(cell: shapely.Geometry) -> list[Ring]:
    return [
        [(int(x), int(y)) for x, y in shapely.get_coordinates(ring)[:-1].tolist()]
        for part in shapely.get_parts(cell)
        for ring in shapely.get_rings(part)
    ]


def _rewritten(near: Near, change: Callable[[Ring], Ring]) -> Cells:
    after = {}
    for position, cell in near.cells.items():
        if all(change(ring) == ring for ring in _rings(cell)):
            after[position] = cell
            continue
        parts = []
        for part in shapely.get_parts(cell):
            rings = [_without_repeats(change(ring)) for ring in _rings(part)]
            if min(len(set(ring)) for ring in rings) < 3:
                raise VanishedError("empty")
            parts.append(shapely.Polygon(rings[0], rings[1:]))
        after[position] = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return after


def _without_repeats(ring: Ring) -> Ring:
    return [node for k, node in enumerate(ring) if node != ring[k - 1]]


def _move(_: Partition, near: Near, command: commands.MoveNode) -> Cells:
    at, to = near.node(command.at), near.node(command.to)
    return _rewritten(near, lambda ring: [to if node == at else node for node in ring])


def _delete(_: Partition, near: Near, command: commands.DeleteNode) -> Cells:
    at = near.node(command.at)
    return _rewritten(near, lambda ring: [node for node in ring if node != at])


def _insert(_: Partition, near: Near, command: commands.InsertNode) -> Cells:
    at = near.node(command.at)
    edges = {frozenset(edge) for cell in near.cells.values() for edge in _edges(cell)}
    if any(at in edge for edge in edges):
        raise VanishedError("node exists")
    listed = sorted(tuple(sorted(edge)) for edge in edges)
    on = near.local(shapely.Point(command.on))
    nearest = listed[int(np.argmin(shapely.distance(shapely.linestrings(listed), on)))]
    return _with_node(near, nearest, at).cells


def _edges(cell: shapely.Geometry) -> list[tuple[Node, Node]]:
    return [edge for ring in _rings(cell) for edge in pairwise([*ring, ring[0]])]


def _with_node(near: Near, edge: tuple[Node, Node], at: Node) -> Near:
    def longer(ring: Ring) -> Ring:
        for k, node in enumerate(ring):
            if {ring[k - 1], node} == set(edge):
                return [*ring[:k], at, *ring[k:]]
        return ring

    return Near(_rewritten(near, longer), near.corner)


def _reshape(_: Partition, near: Near, command: commands.ReshapeArc) -> Cells:
    start, end = (near.node(place) for place in command.between)
    course = [near.node(place) for place in command.line]
    course = [node for k, node in enumerate(course) if k == 0 or node != course[k - 1]]
    if course[0] != start:
        course.reverse()
    beside = defaultdict(set)
    for cell in near.cells.values():
        for one, other in _edges(cell):
            beside[one].add(other)
            beside[other].add(one)
    ways = []
    for first in beside[start]:
        way = [start, first]
        while way[-1] not in {start, end} and len(beside[way[-1]]) == 2:
            way += beside[way[-1]] - {way[-2]}
        ways += [way] if way[-1] == end else []
    line = shapely.LineString(course)
    way = min(ways, key=lambda nodes: line.hausdorff_distance(shapely.LineString(nodes)))
    return _rewritten(near, lambda ring: _replaced(ring, way, course))


def _replaced(ring: Ring, way: Ring, course: Ring) -> Ring:
    for nodes, line in ((way, course), (way[::-1], course[::-1])):
        for k in range(len(ring)):
            turned = [*ring[k:], *ring[:k]]
            if turned[: len(nodes)] == nodes:
                return [*line, *turned[len(nodes) :]]
    return ring


def _cut(near: Near, position: int, lines: shapely.Geometry) -> tuple[Near, np.ndarray]:
    """Cut a cell by lines in local units; neighbours get the nodes where the cuts end."""
    cell = near.cells[position]
    inside = shapely.line_merge(shapely.intersection(lines, cell))
    border = shapely.boundary(cell)
    cuts = []
    for piece in shapely.get_parts(inside):
        ends = shapely.points(shapely.get_coordinates(piece)[[0, -1]])
        if piece.geom_type != "LineString" or (border.distance(ends) > _BEND_UNITS).any():
            continue
        nodes = [(int(x), int(y)) for x, y in np.rint(shapely.get_coordinates(piece)).tolist()]
        nodes = [node for k, node in enumerate(nodes) if k == 0 or node != nodes[k - 1]]
        if len(nodes) < 2 or set(pairwise(nodes)) <= set(_edges(cell)):
            continue
        for end in (nodes[0], nodes[-1]):
            edges = _edges(near.cells[position])
            if piece.is_closed or any(end in edge for edge in edges):
                continue
            away = shapely.distance(shapely.linestrings(edges), shapely.Point(end))
            near = _with_node(near, edges[int(np.argmin(away))], end)
        cuts.append(shapely.LineString(nodes))
    grown = near.cells[position]
    drawn = shapely.union_all([shapely.boundary(grown), *cuts])
    faces = shapely.get_parts(shapely.polygonize([drawn]))
    return near, faces[shapely.intersects(grown, shapely.point_on_surface(faces))]


def _split(partition: Partition, near: Near, command: commands.Split) -> Cells:
    position = partition.position_of(command.code)
    near, faces = _cut(near, position, near.local(shapely.LineString(command.line)))
    parts = shapely.get_num_geometries(near.cells[position])
    if len(faces) <= parts:
        raise VanishedError("no split")
    if len(faces) > parts + 1:
        raise VanishedError("torn")
    after = dict(near.cells)
    owner = [
        shapely.distance(shapely.get_parts(after[position]), face.representative_point()).argmin()
        for face in faces
    ]
    halves = [face for face, part in zip(faces, owner, strict=True) if owner.count(part) > 1]
    small = min(halves, key=lambda face: face.area)
    after[-1] = small
    after[position] = shapely.union_all([face for face in faces if face is not small])
    return after


def _merge(partition: Partition, near: Near, command: commands.Merge) -> Cells:
    positions = [partition.position_of(code) for code in command.codes]
    after = {k: cell for k, cell in near.cells.items() if k not in positions}
    shapes = [near.cells[k] for k in positions]
    after[min(positions)] = merged = shapely.coverage_union_all(shapes)
    allowed = sum(shapely.get_num_geometries(shapes) - 1) + 1
    if shapely.get_num_geometries(merged) > allowed:
        raise VanishedError("torn")
    return after


def _transfer(partition: Partition, near: Near, command: commands.Transfer) -> Cells:
    source, target = (partition.position_of(k) for k in (command.from_code, command.to_code))
    if source == target:
        raise VanishedError("one cell")
    piece = near.local(command.piece)
    near, faces = _cut(near, source, shapely.boundary(piece))
    given = 2 * shapely.area(shapely.intersection(faces, piece)) > shapely.area(faces)
    if not given.any():
        raise VanishedError("no piece")
    if given.all():
        raise VanishedError("empty")
    after = dict(near.cells)
    old = [near.cells[source], near.cells[target]]
    after[source] = shapely.union_all(faces[~given])
    after[target] = shapely.union_all([near.cells[target], *faces[given]])
    new = [after[source], after[target]]
    if (shapely.get_num_geometries(new) > shapely.get_num_geometries(old)).any():
        raise VanishedError("torn")
    return after


_EDITS = {
    commands.MoveNode: _move,
    commands.InsertNode: _insert,
    commands.DeleteNode: _delete,
    commands.ReshapeArc: _reshape,
    commands.Split: _split,
    commands.Merge: _merge,
    commands.Transfer: _transfer,
}
