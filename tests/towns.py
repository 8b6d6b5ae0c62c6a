"""A town small enough to draw: two communities side by side, six blocks each, four workers.

::

    30.604 ┌────┬────┬────┐┌────┬────┬────┐
           │ b3 │ b4 │ b5 ││ b3 │ b4 │ b5 │
    30.602 ├────┼────┼────┤├────┼────┼────┤
           │ b0 │ b1 │ b2 ││ b0 │ b1 │ b2 │
    30.600 └────┴────┴────┘└────┴────┴────┘
         114.30          .306           .312
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import shapely

from gridmap.domain import (
    Area,
    Block,
    Duty,
    Point,
    PointKind,
    Territory,
    Worker,
)
from gridmap.geometry import round_to_lattice
from gridmap.store import create

WEST, EAST = "330106001001", "330106001002"
DAY = date(2026, 1, 1)
SIDE_DEG = 0.002


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return round_to_lattice([shapely.box(west, south, east, north)])[0]


def communities() -> list[Area]:
    # The shared border has the node of the blocks' corner on both sides.
    west = box(114.3, 30.6, 114.306, 30.604)
    east = box(114.306, 30.6, 114.312, 30.604)
    corners = [[114.302, 30.6], [114.304, 30.6], [114.306, 30.602]]
    return [
        Area(WEST, "community", "西村社区", "330106001", with_nodes(west, corners)),
        Area(EAST, "community", "东村社区", "330106001", with_nodes(east, [[114.306, 30.602]])),
    ]


def with_nodes(polygon: shapely.Polygon, nodes: list[list[float]]) -> shapely.Polygon:
    snapped = shapely.snap(polygon, shapely.MultiPoint(nodes), 1e-9)
    return round_to_lattice([snapped])[0]


def blocks() -> list[Block]:
    made = []
    for code, west in ((WEST, 114.3), (EAST, 114.306)):
        for row in range(2):
            for column in range(3):
                corner = (west + column * SIDE_DEG, 30.6 + row * SIDE_DEG)
                shape = box(*corner, corner[0] + SIDE_DEG, corner[1] + SIDE_DEG)
                number = row * 3 + column
                made.append(Block(f"{code}-b{number}", code, shape, load=100.0 + 10 * number))
    return made


def workers() -> list[Worker]:
    return [
        Worker(f"W{number}", f"网格员 {number}", code, duties=(Duty.LEADER, Duty.DEPUTY))
        for number, code in enumerate((WEST, WEST, EAST, EAST), 1)
    ]


def shops() -> list[Point]:
    return [
        Point(f"s{number}", PointKind.SHOP, "restaurant", lon, 30.601, name=f"店 {number}")
        for number, lon in enumerate((114.301, 114.303, 114.305, 114.307, 114.4), 1)
    ]


def town_store(path: Path):
    store = create(path, Territory("试验镇"))
    with store.writing() as work:
        work.put_areas(communities())
        work.put_blocks(blocks())
        work.put_workers(workers())
    return store
