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
from tests.fuzz.filling import require_same_outline
from tests.fuzz.oracle import (
    UNITS_PER_DEGREE,
    BrokenError,
    Edge,
    Node,
    Outline,
    double_areas,
    owner_of,
    owners,
    require,
    require_no_common_ground,
    require_partition,
    require_whole_area,
    units_of,
    voids,
)
from tests.fuzz.survey import Change, meeting

_BEND_UNITS = 1.0 + 1e-9
_NODE_EDITS = (MoveNode, DeleteNode, InsertNode, ReshapeArc)


def require_same(one: Partition, other: Partition) -> None:
    """Require two states to have the same codes and the very same bytes."""
    require(one.codes == other.codes, "other codes than before")
    mine, theirs = one.coverage.geometries, other.coverage.geometries
    for k in _unlike(mine, theirs):
        require(mine[k].wkb == theirs[k].wkb, "other bytes than before")
    require(np.array_equal(one.coverage.bounds, other.coverage.bounds), "other frames than before")
    for k in _unlike(one.cells, other.cells):
        require(one.cells[k].area_m2 == other.cells[k].area_m2, "other cells than before")


def _unlike(one: np.ndarray, other: np.ndarray) -> list[int]:
    """Return the positions where two arrays hold other objects."""
    require(len(one) == len(other), "more or fewer cells than before")
    pairs = zip(map(id, one), map(id, other), strict=True)
    return [k for k, (mine, theirs) in enumerate(pairs) if mine != theirs]


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
    near, sides_before, sides_after = _near(after, step), set(), set()
    if len(near):
        sides_before = Outline.of(_stood(before, after, step, near)).one_sided()
        sides_after = require_partition(after.coverage.geometries[near])
    change = Change(sides_before - sides_after, sides_after - sides_before, near)
    require_told(before, after, step, command, change, rng=rng)
    return change.gone ^ change.come


def require_told(
    before: Partition,
    after: Partition,
    step: Step,
    command: Command,
    change: Change,
    *,
    rng: np.random.Generator,
) -> None:
    """Check that a step is what the command asked for and the step tells.

    Raises
    ------
    BrokenError
        With the first fault.
    """
    _require_touched_alone(before, after, step)
    if not step.placed:
        return
    _require_parts(step)
    _require_outer(change.gone, change.come, command)
    _require_area(step, change.gone, change.come)
    near = after.coverage.geometries[change.near]
    if change.gone:
        stood = _stood(before, after, step, change.near)
        require(_voids_of(near) <= _voids_of(stood) + 1, "voids came up")
    touched = _shapes(after, [cell.code for cell in step.placed])
    require_points(near, _points_in(touched, rng))


def require_whole(
    partition: Partition, outer: set[Edge], double_area: int, rng: np.random.Generator
) -> None:
    """Check all cells: coverage, clearance, outer edge, area, and points."""
    cells = partition.coverage.geometries
    require(require_partition(cells) == outer, "the outer edge is not what the steps made of it")
    require(require_whole_area(cells) == double_area, "area came or went")
    require_rest(partition, rng)


def require_rest(partition: Partition, rng: np.random.Generator) -> None:
    """Check what all cells must do beyond a partition: fill their boundary, and have points."""
    cells = partition.coverage.geometries
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


def _stood(before: Partition, after: Partition, step: Step, near: np.ndarray) -> np.ndarray:
    """Return what stood before a step where some cells stand after it."""
    gone = {cell.code for cell in step.placed}
    codes = {after.codes[k] for k in near.tolist()} - gone
    return _shapes(before, sorted(codes | {cell.code for cell in step.dropped}))


def _voids_of(cells: np.ndarray) -> int:
    return voids(cells, Outline.of(cells).one_sided())


def _near(partition: Partition, step: Step) -> np.ndarray:
    """Return the positions of the touched cells and of two rings of neighbours, by their frames."""
    bounds = partition.coverage.bounds
    found = np.isin(
        np.arange(len(partition)), [partition.position_of(cell.code) for cell in step.placed]
    )
    boxes = np.concatenate([bounds[found], shapely.bounds([c.geometry for c in step.dropped])])
    for _ in range(2):
        found |= meeting(bounds, boxes)
        boxes = bounds[found]
    return np.flatnonzero(found)


def _require_touched_alone(before: Partition, after: Partition, step: Step) -> None:
    old, new = (
        dict(zip(part.codes, part.coverage.geometries, strict=True)) for part in (before, after)
    )
    require(list(after.codes) == sorted(after.codes), "the codes are out of order")
    dropped, placed = (
        {cell.code: cell.geometry for cell in cells} for cells in (step.dropped, step.placed)
    )
    require(new.keys() == old.keys() - dropped.keys() | placed.keys(), "wrong codes")
    told = all(old[code] is shape for code, shape in dropped.items())
    told &= all(new[code] is shape for code, shape in placed.items())
    require(told, "the step tells of other cells")
    for known, touched in ((old, dropped), (new, placed)):
        for code in touched:
            del known[code]
    stays = old.keys() == new.keys() and all(old[code] is new[code] for code in old)
    require(stays, "an untouched cell changed")


def _require_parts(step: Step) -> None:
    before = {cell.code: shapely.get_num_geometries(cell.geometry) for cell in step.dropped}
    gone = [code for code in before if code not in {cell.code for cell in step.placed}]
    brought = sum(before[code] - 1 for code in gone)
    for cell in step.placed:
        most = before.get(cell.code, 1) + brought
        require(shapely.get_num_geometries(cell.geometry) <= most, f"{cell.code} has more parts")


def _require_outer(gone: set[Edge], come: set[Edge], command: Command) -> None:
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
    require_bends(gone, come)


def require_bends(gone: set[Edge], come: set[Edge]) -> None:
    """Require outer edges to have got nodes at most, each within a unit of its edge."""
    after = defaultdict(set)
    for start, end in come:
        after[start].add(end)
    for edge in gone:
        _require_bend(edge, after)


def require_outline(gone: set[Edge], come: set[Edge]) -> None:
    """Require an outline to run within a unit of where it ran, whatever nodes it got or lost."""
    if not gone and not come:
        return
    for edges, others in ((gone, come), (come, gone)):
        require(bool(others), "a part of the outline is gone")
        origin = np.min([start for start, _ in edges | others], axis=0)
        lines = shapely.multilinestrings([np.subtract(edge, origin) for edge in others])
        ends = np.unique(np.array(list(edges)).reshape(-1, 2), axis=0)
        far = shapely.distance(shapely.points(ends - origin), lines) > _BEND_UNITS
        require(not far.any(), f"the outline left {ends[far][:2].tolist()}")


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
    require(swept(come) - swept(gone) == told, "area came from nowhere")


def swept(edges: set[Edge]) -> int:
    """Return twice the area between edges and the origin, in square units."""
    return sum(a * d - b * c for (a, b), (c, d) in edges)
