"""What holds after every edit: the law of the partition, near the edit and as a whole."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import shapely

from gridmap.analysis.locating import CellIndex
from gridmap.domain import FeatureTable
from gridmap.domain.commands import Command, DeleteNode, InsertNode, MoveNode, ReshapeArc
from gridmap.domain.partition import Partition, Step
from gridmap.formats import read, write_geojson
from gridmap.geometry import snap_round
from tests.fuzz.oracle import (
    UNITS_PER_DEGREE,
    BrokenError,
    Edge,
    Node,
    Outline,
    double_areas,
    owner_of,
    owners,
    require_no_common_ground,
    require_partition,
    require_whole_area,
    units_of,
    voids,
)

_BEND_UNITS = 1.0 + 1e-9
# An edit inside a boundary may bend it by a unit, and a node of its own by another one.
_OUTLINE_UNITS = 2.0
_NODE_EDITS = (MoveNode, DeleteNode, InsertNode, ReshapeArc)


def require(condition: bool, reason: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not condition:
        raise BrokenError(reason)


def require_same(one: Partition, other: Partition) -> None:
    """Require two states to have the same codes and the very same bytes."""
    require(one.codes == other.codes, "other codes than before")
    pairs = zip(one.coverage.geometries, other.coverage.geometries, strict=True)
    require(all(a is b or a.wkb == b.wkb for a, b in pairs), "other bytes than before")
    require(np.array_equal(one.coverage.bounds, other.coverage.bounds), "other frames than before")
    cells = zip(one.cells, other.cells, strict=True)
    require(all(a is b or a.area_m2 == b.area_m2 for a, b in cells), "other cells than before")


def require_step(
    before: Partition, after: Partition, step: Step, command: Command, rng: np.random.Generator
) -> set[Edge]:
    """Check the touched cells of a step and two rings of neighbours.

    Returns
    -------
    changed
        The outer edges that came or went.

    Raises
    ------
    BrokenError
        With the first fault.
    """
    _require_touched_alone(before, after, step)
    if not step.placed:
        return set()
    _require_parts(step)
    codes = _near(after, step)
    dropped = {cell.code for cell in step.dropped}
    old = _shapes(before, sorted((codes & set(before.codes)) | dropped))
    new = _shapes(after, sorted(codes))
    sides_before, sides_after = Outline.of(old).one_sided(), require_partition(new)
    gone, come = sides_before - sides_after, sides_after - sides_before
    _require_outer(gone, come, command, sides_before)
    _require_area(step, gone, come)
    if gone:
        require(voids(new, sides_after) <= voids(old, sides_before) + 1, "voids came up")
    touched = _shapes(after, [cell.code for cell in step.placed])
    require_points(new, _points_in(touched, rng))
    return gone ^ come


def require_whole(
    partition: Partition, outer: set[Edge], double_area: int, rng: np.random.Generator
) -> None:
    """Check all cells: coverage, clearance, outer edge, area, and points."""
    cells = partition.coverage.geometries
    require(require_partition(cells) == outer, "the outer edge is not what the steps made of it")
    require(require_whole_area(cells) == double_area, "area came or went")
    if partition.boundary is not None:
        require_same_outline(partition.boundary, cells)
    frames = shapely.bounds(cells)
    require(np.array_equal(frames, partition.coverage.bounds), "a frame is wrong")
    some = cells[rng.choice(len(cells), min(len(cells), 30), replace=False)]
    require_points(cells, _points_in(some, rng))


def require_end(partition: Partition, folder: Path) -> None:
    """Check that snap rounding, and going out and in again, change nothing; and each pair."""
    cells = partition.coverage.geometries
    require(not len(snap_round(cells).changed), "snap rounding changes a cell")
    require_no_common_ground(cells)
    rows = np.arange(1, len(cells) + 1)
    table = FeatureTable({"id": list(partition.codes)}, cells, "EPSG:4326", "cells", rows)
    write_geojson(table, folder / "out.geojson")
    back = read(folder / "out.geojson")
    write_geojson(back, folder / "again.geojson")
    require(
        (folder / "out.geojson").read_bytes() == (folder / "again.geojson").read_bytes()
        and bool(shapely.equals_identical(back.geometry, cells).all()),
        "going out and in again changes bytes",
    )


def require_same_outline(outline: shapely.Geometry, cells: np.ndarray) -> None:
    """Require cells to fill what an outline bounds, but for bends of its edge."""
    corner = units_of(np.array(shapely.bounds(outline)[:2]))
    before, after = (
        shapely.transform(shape, lambda xy: units_of(xy) - corner)
        for shape in (outline, shapely.coverage_union_all(cells))
    )
    bare = shapely.difference(before, shapely.buffer(after, _OUTLINE_UNITS))
    beyond = shapely.difference(after, shapely.buffer(before, _OUTLINE_UNITS))
    require(bare.is_empty, f"no cell holds {bare} from {corner.tolist()}")
    require(beyond.is_empty, f"cells reach over {beyond} from {corner.tolist()}")


def require_points(cells: np.ndarray, points: np.ndarray) -> None:
    """Check that each point lies in one cell, and that the law of borders says in which."""
    located = CellIndex(cells).locate(points, threads=1)
    for point, mine, theirs in zip(points, located.tolist(), owners(cells, points), strict=True):
        if mine not in (theirs or {-1}):
            raise BrokenError(f"{point} is located in {mine}, shapely finds it in {theirs}")
        if len(theirs) > 1:
            node = tuple(units_of(point).tolist())
            exact = np.array_equal(np.array(node) / UNITS_PER_DEGREE, point)
            if exact and mine != owner_of(cells, node):
                raise BrokenError(f"the lattice point {node} is located in {mine}")


def _points_in(cells: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return nodes, middles of edges and places anywhere in the frames of cells."""
    nodes = shapely.get_coordinates(cells)
    k = rng.integers(len(nodes) - 1, size=3)
    west, south, east, north = shapely.total_bounds(cells)
    anywhere = rng.uniform((west, south), (east, north), (3, 2))
    return np.concatenate([nodes[k], (nodes[k] + nodes[k + 1]) / 2, anywhere])


def _shapes(partition: Partition, codes: list[str]) -> np.ndarray:
    return partition.coverage.geometries[[partition.position_of(code) for code in codes]]


def _near(partition: Partition, step: Step) -> set[str]:
    """Return the touched cells and two rings of neighbours, by their frames."""
    bounds = partition.coverage.bounds
    found = np.isin(
        np.arange(len(partition)), [partition.position_of(cell.code) for cell in step.placed]
    )
    boxes = np.concatenate([bounds[found], shapely.bounds([c.geometry for c in step.dropped])])
    for _ in range(2):
        meets = (bounds[:, np.newaxis, :2] <= boxes[:, 2:]).all(axis=2)
        meets &= (bounds[:, np.newaxis, 2:] >= boxes[:, :2]).all(axis=2)
        found |= meets.any(axis=1)
        boxes = bounds[found]
    return {partition.codes[k] for k in np.flatnonzero(found)}


def _require_touched_alone(before: Partition, after: Partition, step: Step) -> None:
    dropped = {cell.code for cell in step.dropped}
    placed = {cell.code for cell in step.placed}
    require(list(after.codes) == sorted((set(before.codes) - dropped) | placed), "wrong codes")
    old, new = (
        {code: part.coverage.geometries[part.position_of(code)] for code in codes}
        for part, codes in ((before, dropped), (after, placed))
    )
    stay, stood = (
        part.coverage.geometries[~np.isin(part.codes, sorted(dropped | placed))]
        for part in (before, after)
    )
    same = all(a is b for a, b in zip(stay, stood, strict=True))
    require(same, "an untouched cell changed")
    known = all(new[cell.code] is cell.geometry for cell in step.placed)
    known &= all(old[cell.code] is cell.geometry for cell in step.dropped)
    require(known, "the step tells of other cells")


def _require_parts(step: Step) -> None:
    before = {cell.code: shapely.get_num_geometries(cell.geometry) for cell in step.dropped}
    gone = [code for code in before if code not in {cell.code for cell in step.placed}]
    brought = sum(before[code] - 1 for code in gone)
    for cell in step.placed:
        most = before.get(cell.code, 1) + brought
        require(shapely.get_num_geometries(cell.geometry) <= most, f"{cell.code} has more parts")


def _require_outer(gone: set[Edge], come: set[Edge], command: Command, sides: set[Edge]) -> None:
    """Require the outer edge to stay but where the command lies on it, or a cut ends on it."""
    if not gone and not come:
        return
    if isinstance(command, _NODE_EDITS):
        if isinstance(command, (MoveNode, DeleteNode)):
            node = tuple(units_of(command.at).tolist())
            # A cell that a node turns inside out keeps its other edges, run the other way.
            elsewhere = [edge for edge in gone if node not in edge and edge[::-1] not in come]
            require(not elsewhere, "the outer edge changed elsewhere")
        return
    _require_bends(gone, come)


def _require_bends(gone: set[Edge], come: set[Edge]) -> None:
    """Require outer edges to have got nodes at most, each within a unit of its edge."""
    after = defaultdict(set)
    for start, end in come:
        after[start].add(end)
    for edge in gone:
        _require_bend(edge, after)


def _require_bend(edge: Edge, after: dict[Node, set[Node]]) -> None:
    """Require the way that took an edge's place to keep within a unit of it."""
    line = shapely.LineString(np.subtract(edge, edge[0]))
    node = edge[0]
    while node != edge[1]:
        ahead = [end for end in after[node] if _within(line, np.subtract(end, edge[0]))]
        require(len(ahead) == 1, f"the outer edge {edge} is gone")
        node = ahead[0]


def _within(line: shapely.LineString, point: np.ndarray) -> bool:
    return bool(line.distance(shapely.Point(point)) <= _BEND_UNITS)


def _require_area(step: Step, gone: set[Edge], come: set[Edge]) -> None:
    old, new = (
        double_areas(np.array([cell.geometry for cell in cells], dtype=object))
        for cells in (step.dropped, step.placed)
    )
    told = sum(change.double_area_units for change in step.changes)
    require(sum(new) - sum(old) == told, "the journal tells another area")
    corner = min(min(edge) for edge in gone | come) if gone | come else (0, 0)
    require(_swept(come, corner) - _swept(gone, corner) == told, "area came from nowhere")


def _swept(edges: set[Edge], corner: Node) -> int:
    x0, y0 = corner
    return sum((a - x0) * (d - y0) - (b - y0) * (c - x0) for (a, b), (c, d) in edges)
