"""The vectors of redrawing as they are meant: cells, a command, and what the case is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gridmap.geometry import UNITS_PER_DEGREE, canonical, from_units

ORIGIN = (1_143_000_000, 306_000_000)
SIDE = 10_000
Ring = Sequence[tuple[float, float]]


def at(x: float, y: float) -> list[float]:
    """Return a place counted in sides of a cell."""
    lon, lat = from_units([[ORIGIN[0] + round(x * SIDE), ORIGIN[1] + round(y * SIDE)]])[0]
    return [float(lon), float(lat)]


def area(*corners: tuple[float, float], holes: Sequence[Ring] = ()) -> shapely.Polygon:
    """Return a polygon on the lattice, its corners counted in sides."""
    rings = [[at(*corner) for corner in ring] for ring in (corners, *holes)]
    return canonical(np.array([shapely.Polygon(rings[0], rings[1:])], dtype=object))[0]


def octagon(middle_units: tuple[float, float], reach_units: float) -> dict[str, object]:
    """Return an eight-cornered area in GeoJSON, its corners between lattice points."""
    round_middle = shapely.Point(middle_units).buffer(reach_units, quad_segs=2)
    piece = shapely.transform(round_middle, lambda xy: (xy + np.array(ORIGIN)) / UNITS_PER_DEGREE)
    made: dict[str, object] = shapely.geometry.mapping(piece)
    return made


def sheet(columns: int, rows: int) -> dict[str, shapely.Geometry]:
    """Return square cells in rows, ``a1`` in the south-west."""
    return {
        f"{chr(97 + row)}{column + 1}": area(
            (column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)
        )
        for row in range(rows)
        for column in range(columns)
    }


NINE = sheet(3, 3)
# A cell around another: b2 lies in the hole of ring.
RING = {
    "inner": area((1, 1), (2, 1), (2, 2), (1, 2)),
    "ring": area((0, 0), (3, 0), (3, 3), (0, 3), holes=(((1, 1), (1, 2), (2, 2), (2, 1)),)),
}
# b2 has a second part outside the sheet.
EXCLAVE = NINE | {
    "b2": shapely.MultiPolygon(
        [NINE["b2"], area((4, 0), (5, 0), (5, 1), (4, 1))],
    )
}
# The border between a and b slants, so that a new node on it bends it.
SLANT = {
    "a": area((0, 0), (1, 0), (1.7, 1), (0, 1)),
    "b": area((1, 0), (3, 0), (3, 1), (1.7, 1)),
}
# A cell few units wide between two others.
SLIVER = {
    "a": area((0, 0), (1, 0), (1, 1), (0, 1)),
    "s": area((1, 0), (1.0004, 0), (1.0004, 1), (1, 1)),
    "b": area((1.0004, 0), (2, 0), (2, 1), (1.0004, 1)),
}
# The tip of one triangle lies between two sides of another, eleven units high.
TIP = {
    "a": area((0, 0.0011), (0.0005, 0), (0.0005, 0.0013)),
    "b": area((0, 0), (0.0005, 0), (0, 0.0011)),
}
# A corner of b reaches into a; both are a few units wide.
CORNER = {
    "a": area(
        (0, 0.0001),
        (0.0004, 0),
        (0.0002, 0.0002),
        (0.0002, 0.0004),
        (0.0004, 0.0004),
        (0.0004, 0.0008),
        (0, 0.0012),
    ),
    "b": area(
        (0.0002, 0.0002),
        (0.0004, 0),
        (0.001, 0),
        (0.001, 0.0011),
        (0.0004, 0.0008),
        (0.0004, 0.0004),
        (0.0002, 0.0004),
    ),
}
# A triangle between two halves touches their eastern side, where the outer edge of east begins.
CLASP = {
    "south": area((0, 0), (4, 0), (4, 2), (2, 1), (2, 2), (0, 2)),
    "north": area((0, 2), (2, 2), (2, 3), (4, 2), (4, 4), (0, 4)),
    "inside": area((4, 2), (2, 3), (2, 2), (2, 1)),
    "east": area((4, 2), (8, 2), (8, 4), (4, 4)),
}


@dataclass(frozen=True)
class Case:
    """One vector before it is carried out."""

    about: str
    cells: dict[str, shapely.Geometry]
    command: dict[str, object]
    outline: bool = True
    draft: str | None = None


PLAIN_CASES = {
    "move-junction-of-four": Case(
        "A junction of four cells moves as one.",
        NINE,
        {"op": "move_node", "at": at(1, 1), "to": at(1.2, 1.1)},
    ),
    "move-to-lattice": Case(
        "A place between lattice points is rounded to the nearest.",
        NINE,
        {"op": "move_node", "at": at(1, 1), "to": [114.30012344, 30.60012346]},
    ),
    "move-named-within-a-unit": Case(
        "A place within 1e-7 degree names the node.",
        NINE,
        {"op": "move_node", "at": [at(1, 1)[0] + 0.9e-7, at(1, 1)[1]], "to": at(1.2, 1.1)},
    ),
    "move-no-node": Case(
        "Two units away there is no node.",
        NINE,
        {"op": "move_node", "at": [at(1, 1)[0] + 2e-7, at(1, 1)[1]], "to": at(1.2, 1.1)},
    ),
    "move-over-third-cell": Case(
        "A drag over a third cell is refused with the spot.",
        NINE,
        {"op": "move_node", "at": at(1, 1), "to": at(2.5, 2.6)},
    ),
    "move-fold": Case(
        "A drag that folds a cell is refused.",
        SLANT,
        {"op": "move_node", "at": at(1, 0), "to": at(1.9, 1.4)},
        outline=False,
    ),
    "move-outside": Case(
        "An outer node does not leave the community.",
        NINE,
        {"op": "move_node", "at": at(0, 1), "to": at(-0.5, 1)},
    ),
    "move-inside-leaves-a-gap": Case(
        "An outer node does not bare the community.",
        NINE,
        {"op": "move_node", "at": at(0, 1), "to": at(0.5, 1)},
    ),
    "move-outer-node-free": Case(
        "Without an outline the outer edge moves.",
        NINE,
        {"op": "move_node", "at": at(0, 1), "to": at(-0.5, 1)},
        outline=False,
    ),
    "move-too-near": Case(
        "A node does not come nearer than one unit to a border that is not its own.",
        SLIVER,
        {"op": "move_node", "at": at(1, 1), "to": at(1.0004, 0.9999)},
        outline=False,
    ),
    "move-node-of-a-hole": Case(
        "A node of a hole moves in both cells.",
        RING,
        {"op": "move_node", "at": at(1, 1), "to": at(0.6, 0.7)},
    ),
    "insert-straight": Case(
        "A node on a straight border reaches both cells.",
        NINE,
        {"op": "insert_node", "on": at(1, 1.5), "at": at(1, 1.5)},
    ),
    "insert-bent": Case(
        "A node beside the border bends it.",
        NINE,
        {"op": "insert_node", "on": at(1, 1.5), "at": at(1.2, 1.5)},
    ),
    "insert-on-slant": Case(
        "On a slanting border the node is the nearest lattice point.",
        SLANT,
        {
            "op": "insert_node",
            "on": [(at(1, 0)[0] + at(1.7, 1)[0]) / 2, (at(1, 0)[1] + at(1.7, 1)[1]) / 2],
            "at": [(at(1, 0)[0] + at(1.7, 1)[0]) / 2 + 3e-8, (at(1, 0)[1] + at(1.7, 1)[1]) / 2],
        },
    ),
    "insert-on-outer-edge": Case(
        "A node on the outer edge concerns one cell.",
        NINE,
        {"op": "insert_node", "on": at(0, 1.5), "at": at(0, 1.5)},
    ),
    "insert-where-a-node-is": Case(
        "There is a node already.",
        NINE,
        {"op": "insert_node", "on": at(1, 1.5), "at": at(1, 1)},
    ),
    "insert-nowhere": Case(
        "No border lies there.",
        NINE,
        {"op": "insert_node", "on": at(1.5, 1.5), "at": at(1.5, 1.5)},
    ),
    "delete-bend": Case(
        "A node that bends the border is deleted in both cells.",
        SLANT
        | {
            "a": area((0, 0), (1, 0), (1.2, 0.6), (1.7, 1), (0, 1)),
            "b": area((1, 0), (3, 0), (3, 1), (1.7, 1), (1.2, 0.6)),
        },
        {"op": "delete_node", "at": at(1.2, 0.6)},
    ),
    "delete-junction": Case(
        "A junction inside is not deleted.",
        NINE,
        {"op": "delete_node", "at": at(1, 1)},
    ),
    "delete-outer-corner": Case(
        "A corner of the community is not deleted.",
        NINE,
        {"op": "delete_node", "at": at(0, 0)},
    ),
    "reshape-bow": Case(
        "A border between two junctions becomes a bow.",
        NINE,
        {
            "op": "reshape_arc",
            "between": [at(1, 1), at(2, 1)],
            "line": [at(1, 1), at(1.3, 1.2), at(1.7, 1.2), at(2, 1)],
        },
    ),
    "reshape-backwards": Case(
        "The line may run the other way.",
        NINE,
        {
            "op": "reshape_arc",
            "between": [at(1, 1), at(2, 1)],
            "line": [at(2, 1), at(1.5, 0.8), at(1, 1)],
        },
    ),
    "reshape-ends-elsewhere": Case(
        "The line joins the two nodes.",
        NINE,
        {
            "op": "reshape_arc",
            "between": [at(1, 1), at(2, 1)],
            "line": [at(1, 1), at(1.5, 1.2)],
        },
    ),
    "reshape-over-third-cell": Case(
        "The line keeps to the two cells.",
        NINE,
        {
            "op": "reshape_arc",
            "between": [at(1, 1), at(2, 1)],
            "line": [at(1, 1), at(1.5, 2.5), at(2, 1)],
        },
    ),
    "split-two-new-nodes": Case(
        "The neighbours get the new nodes; the larger part keeps the code.",
        NINE,
        {"op": "split", "code": "b2", "line": [at(1.3, 0.9), at(1.3, 2.1)]},
    ),
    "split-in-a-draft": Case(
        "In a draft the new cell has a provisional code.",
        NINE,
        {"op": "split", "code": "b2", "line": [at(1.3, 0.9), at(1.3, 2.1)]},
        draft="spring",
    ),
    "split-between-junctions": Case(
        "A line from node to node makes no new ones.",
        NINE,
        {"op": "split", "code": "b2", "line": [at(1, 1), at(2, 2)]},
    ),
    "split-across-a-hole": Case(
        "A line across a hole cuts on both sides of it.",
        RING,
        {"op": "split", "code": "ring", "line": [at(1.5, -0.1), at(1.5, 3.1)]},
    ),
    "split-beside": Case(
        "A line that does not cross the cell does not split it.",
        NINE,
        {"op": "split", "code": "b2", "line": [at(0.2, 0.2), at(0.8, 0.8)]},
    ),
    "split-in-three": Case(
        "A line that makes three pieces is refused.",
        NINE,
        {
            "op": "split",
            "code": "b2",
            "line": [at(0.9, 1.2), at(2.1, 1.3), at(2.1, 1.6), at(0.9, 1.7)],
        },
    ),
    "split-keeps-exclaves": Case(
        "The larger part keeps the exclave.",
        EXCLAVE,
        {"op": "split", "code": "b2", "line": [at(1.3, 0.9), at(1.3, 2.1)]},
    ),
    "split-equal-in-three": Case(
        "Three parts of equal area by lines that are given.",
        NINE,
        {
            "op": "split_equal",
            "code": "b2",
            "parts": 3,
            "lines": [
                [at(1 + 1 / 3, 0.9), at(1 + 1 / 3, 2.1)],
                [at(1 + 2 / 3, 0.9), at(1 + 2 / 3, 2.1)],
            ],
        },
    ),
    "merge-two": Case("The lowest code stays.", NINE, {"op": "merge", "codes": ["b2", "b1"]}),
    "merge-around-a-hole": Case(
        "Cell and hole become one.", RING, {"op": "merge", "codes": ["inner", "ring"]}
    ),
    "merge-apart": Case(
        "Cells that share no border are not merged.",
        NINE,
        {"op": "merge", "codes": ["a1", "c3"]},
    ),
    "merge-at-a-corner": Case(
        "A common node is no common border.", NINE, {"op": "merge", "codes": ["a1", "b2"]}
    ),
    "merge-around-a-touching-cell": Case(
        "A hole does not touch its cell where an outer edge begins.",
        CLASP,
        {"op": "merge", "codes": ["south", "north"]},
    ),
    "transfer-strip": Case(
        "A strip goes to the neighbour.",
        NINE,
        {
            "op": "transfer",
            "piece": shapely.geometry.mapping(area((0.6, 0), (1, 0), (1, 1), (0.6, 1))),
            "from_code": "a1",
            "to_code": "a2",
        },
    ),
    "transfer-whole-cell": Case(
        "A cell is not emptied.",
        NINE,
        {
            "op": "transfer",
            "piece": shapely.geometry.mapping(area((-1, -1), (2, -1), (2, 2), (-1, 2))),
            "from_code": "a1",
            "to_code": "a2",
        },
    ),
    "transfer-apart": Case(
        "A piece that does not touch the receiver would be a new part.",
        NINE,
        {
            "op": "transfer",
            "piece": shapely.geometry.mapping(area((0, 0), (0.4, 0), (0.4, 1), (0, 1))),
            "from_code": "a1",
            "to_code": "a3",
        },
    ),
    "transfer-tip-of-a-few-units": Case(
        "The cut lies nearer than a unit to a border that goes away with the tip.",
        TIP,
        {
            "op": "transfer",
            "piece": octagon((4.97, 0.07), 2.0),
            "from_code": "a",
            "to_code": "b",
        },
    ),
    "transfer-corner-of-a-few-units": Case(
        "A new node stands beside a corner that goes away with the piece.",
        CORNER,
        {
            "op": "transfer",
            "piece": octagon((3.19, 4.0), 2.0),
            "from_code": "a",
            "to_code": "b",
        },
    ),
}
