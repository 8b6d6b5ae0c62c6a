"""Lines drawn at random through cells drawn at random: what is found parts the cell in two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from gridmap.division import follow
from gridmap.errors import InputError
from gridmap.geometry import is_on_lattice
from gridmap.topology.edits import split
from tests.longer import examples
from tests.strategies import coverages

MODEST = settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
MOST_BUILDINGS, MOST_LINES = 12, 8


@dataclass(frozen=True)
class Scene:
    """A cell, what is mapped there at random, and a line across it."""

    cell: shapely.Geometry
    lines: np.ndarray
    buildings: np.ndarray
    drawn: shapely.LineString


@st.composite
def scenes(draw):
    """Draw a cell, streets and turned boxes at random, the border itself among the streets."""
    coverage = draw(coverages(largest=4))
    cell = max(coverage.cells, key=shapely.area)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    west, south, east, north = cell.bounds
    low, size = np.array([west, south]), np.array([east - west, north - south])

    def line():
        return shapely.LineString(low + rng.uniform(-0.1, 1.1, (rng.integers(2, 5), 2)) * size)

    lines = [line() for _ in range(rng.integers(MOST_LINES))]
    if draw(st.booleans()):
        lines.append(shapely.boundary(cell))
    buildings = []
    for _ in range(rng.integers(MOST_BUILDINGS)):
        corner, side = low + rng.random(2) * size, rng.uniform(0.02, 0.15, 2) * size.min()
        house = shapely.box(*corner, *(corner + side))
        buildings.append(shapely.affinity.rotate(house, rng.uniform(0.0, 90.0)))
    return Scene(cell, objects(lines), objects(buildings), line())


def objects(geometries):
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


def is_wide(cell):
    """Tell whether a cell is so wide that a lattice unit is no matter."""
    return cell.area > 1e-8 and cell.geom_type == "Polygon"


@MODEST
@given(scenes())
def test_what_is_found_splits_the_cell_and_names_what_it_crosses(scene):
    try:
        found = follow(scene.drawn, scene.cell, lines=scene.lines, buildings=scene.buildings)
    except InputError as refusal:
        event(refusal.code)
        if refusal.code != "lines.misses":
            raise
        return
    assert is_on_lattice([found.line]).all()
    crossed = shapely.length(shapely.intersection(scene.buildings, found.line)) > 1e-6
    assert set(np.flatnonzero(crossed)) <= set(found.crossed_buildings)
    if is_wide(scene.cell):
        event("split")
        assert len(split([scene.cell], 0, found.line).geometries) == 2


@MODEST
@given(scenes())
def test_the_line_is_a_function_of_what_is_mapped(scene):
    try:
        one = follow(scene.drawn, scene.cell, lines=scene.lines, buildings=scene.buildings)
    except InputError:
        return
    turned = follow(
        scene.drawn, scene.cell, lines=scene.lines[::-1], buildings=scene.buildings[::-1]
    )
    assert one.line == turned.line
