"""Lines that a planner means: time of one call on a cell of 500 coordinates.

Run with ``python -m tests.benchmarks.bench_lines``. The cell is a ragged community of the sample
with about 300 buildings and 50 streets in it. Wall-clock time and the processor's are both shown.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import shapely

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).parents[2]))

from gridmap.division import follow, part_along, part_equally, reroute_along
from gridmap.geometry import snap_round
from gridmap.sample import generate
from tests.unit.division.rough import Place, place_of, straight_lines

COORDINATES, BUILDINGS, STREETS = 500, 300, 50
ROUNDS = 15


def ragged_place(seed: int = 0) -> Place:
    """Return a community whose border has 500 coordinates."""
    sample = generate(seed, communities=3)
    cell = next(area.boundary for area in sample.areas if area.level == "community")
    rng = np.random.default_rng(seed)
    shares = np.linspace(0.0, 1.0, COORDINATES, endpoint=False)
    nodes = shapely.line_interpolate_point(cell.exterior, shares, normalized=True)
    shaken = shapely.get_coordinates(nodes) + rng.uniform(-5e-6, 5e-6, (COORDINATES, 2))
    ragged = snap_round([shapely.Polygon(shaken)]).geometries[0]
    lines = np.array([street.geometry for street in sample.streets], dtype=object)
    buildings = np.array([building.geometry for building in sample.buildings], dtype=object)
    whole = place_of(ragged, lines, buildings)
    return Place(ragged, whole.lines[:STREETS], whole.buildings[:BUILDINGS])


def timed(name: str, call: Callable[[int], object]) -> None:
    call(0)
    wall, cpu = [], []
    for number in range(ROUNDS):
        begin, began = perf_counter(), process_time()
        call(number)
        wall.append(perf_counter() - begin)
        cpu.append(process_time() - began)
    print(
        f"{name:<34}{np.median(wall) * 1e3:>10.0f}{np.max(wall) * 1e3:>10.0f}"
        f"{np.median(cpu) * 1e3:>10.0f}{np.max(cpu) * 1e3:>10.0f}"
    )


def main() -> None:
    """Print a table."""
    place = ragged_place()
    cell, lines, buildings = place.cell, place.lines, place.buildings
    print(
        f"{shapely.get_num_coordinates(cell)} coordinates, "
        f"{len(buildings)} buildings, {len(lines)} lines"
    )
    print(f"{'milliseconds':<34}{'median':>10}{'most':>10}{'CPU':>10}{'most CPU':>10}")
    drawn = straight_lines(place, ROUNDS, seed=1)
    timed("follow", lambda k: follow(drawn[k], cell, lines=lines, buildings=buildings))
    spots = shapely.get_coordinates(shapely.point_on_surface(buildings))
    for parts in (2, 3, 4):
        timed(f"part_equally by area, {parts}", lambda _, k=parts: part_equally(cell, k))
        timed(
            f"part_equally by places, {parts}",
            lambda _, k=parts: part_equally(cell, k, places=spots),
        )
        timed(
            f"part_along by places, {parts}",
            lambda _, k=parts: part_along(cell, k, lines=lines, buildings=buildings, places=spots),
        )
    ends = tuple(map(tuple, shapely.get_coordinates(lines[0])[[0, -1]]))
    timed("reroute_along", lambda _: reroute_along(ends, [lines[0]]))


if __name__ == "__main__":
    main()
