"""Cells as TopoJSON lead back to the very same cells."""

from __future__ import annotations

import numpy as np
import orjson
import pytest
import shapely

from gridmap.domain import Cell
from gridmap.services.shared_borders import topology_of


def cells(*shapes):
    return [Cell(f"{number:03d}", "p", shape) for number, shape in enumerate(shapes)]


def box(west, south, east, north):
    corners = [(west, south), (east, south), (east, north), (west, north)]
    return shapely.Polygon([(x / 1e7, y / 1e7) for x, y in corners])


def ring(topology, arcs):
    """Return a closed ring from its arcs, as any reader of TopoJSON does."""
    courses = [np.cumsum(np.array(arc), axis=0) for arc in topology["arcs"]]
    points = [courses[k] if k >= 0 else courses[~k][::-1] for k in arcs]
    units = np.concatenate([course[:-1] for course in points] + [points[0][:1]])
    return units / 1e7


def read(topology):
    told = orjson.loads(orjson.dumps(topology, option=orjson.OPT_SERIALIZE_NUMPY))
    shapes = []
    for member in told["objects"]["cells"]["geometries"]:
        parts = [member["arcs"]] if member["type"] == "Polygon" else member["arcs"]
        polygons = [
            shapely.Polygon(ring(told, rings[0]), [ring(told, hole) for hole in rings[1:]])
            for rings in parts
        ]
        shapes.append(polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons))
    return shapes


HOLED = shapely.Polygon(
    shapely.get_coordinates(box(0, 0, 30, 30)), [shapely.get_coordinates(box(10, 10, 20, 20))]
)
WORLDS = {
    "one": cells(box(0, 0, 10, 10)),
    "neighbours": cells(box(0, 0, 10, 10), box(10, 0, 20, 10), box(20, 0, 30, 10)),
    "hole": cells(HOLED, box(10, 10, 20, 20)),
    "exclave": cells(
        shapely.MultiPolygon([box(0, 0, 10, 10), box(20, 0, 30, 10)]), box(10, 0, 20, 10)
    ),
    "corner": cells(box(0, 0, 10, 10), box(10, 10, 20, 20)),
    "west and south": cells(box(-1_800_000_000, -900_000_000, 0, 0), box(0, 0, 10, 10)),
    "none": [],
}


@pytest.mark.parametrize("world", WORLDS)
def test_every_coordinate_comes_back(world):
    there = WORLDS[world]
    back = read(topology_of(there, [{} for _ in there]))
    assert [shapely.normalize(shape).wkb for shape in back] == [
        shapely.normalize(cell.geometry).wkb for cell in there
    ]


def test_a_border_stands_once():
    topology = topology_of(WORLDS["neighbours"], [{}] * 3)
    # Two ends of four nodes; above, below and the two borders of the middle cell of two.
    assert sorted(len(arc) for arc in topology["arcs"]) == [2, 2, 2, 2, 4, 4]
