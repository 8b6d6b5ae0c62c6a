"""Vectors of cutting and joining cells at the edges: bays, exclaves, holes, every refusal."""

from __future__ import annotations

import shapely

from scripts.vector_cases import EXCLAVE, NINE, RING, SLANT, Case, area, at, octagon
from scripts.vector_cases_hard import BAY, CRUMBS, TWO, WIDE


def _piece(*corners: tuple[float, float]) -> dict[str, object]:
    made: dict[str, object] = shapely.geometry.mapping(area(*corners))
    return made


PART_CASES = {
    "split-across-a-bay": Case(
        "A line over a bay would make three pieces.",
        BAY,
        {"op": "split", "code": "bay", "line": [at(-0.1, 0.6), at(3.1, 0.6)]},
    ),
    "split-inside-alone": Case(
        "A line that ends inside the cell does not divide it.",
        NINE,
        {"op": "split", "code": "b2", "line": [at(0.9, 1.5), at(1.5, 1.5)]},
    ),
    "split-a-corner-of-a-few-units": Case(
        "In a cell of a few units the line ends in lattice points that keep clear.",
        CRUMBS,
        {
            "op": "split",
            "code": "b",
            "line": [at(0.00085, -0.0002), at(0.00095, 0.0012)],
        },
        outline=False,
    ),
    "split-with-bends": Case(
        "A line with bends cuts along all of them.",
        NINE,
        {
            "op": "split",
            "code": "b2",
            "line": [at(1.3, 0.9), at(1.4, 1.4), at(1.6, 1.5), at(1.7, 2.1)],
        },
    ),
    "split-near-an-outer-node": Case(
        "On the outer edge an existing node within five centimetres is taken.",
        NINE,
        {"op": "split", "code": "a2", "line": [at(1.00032, -0.1), at(1.6, 1.1)]},
    ),
    "split-an-exclave": Case(
        "The exclave itself is cut: its smaller half becomes a cell.",
        EXCLAVE,
        {"op": "split", "code": "b2", "line": [at(4.4, -0.1), at(4.4, 1.1)]},
        outline=False,
    ),
    "split-unknown": Case(
        "There is no such cell.",
        NINE,
        {"op": "split", "code": "z9", "line": [at(1.3, 0.9), at(1.3, 2.1)]},
    ),
    "split-long-edges": Case(
        "A cut longer than a tenth of a degree gets nodes on its way.",
        WIDE,
        {"op": "split", "code": "south", "line": [at(-1, 40), at(91, 50)]},
    ),
    "split-equal-into-one": Case(
        "One part is no split.",
        NINE,
        {"op": "split_equal", "code": "b2", "parts": 1},
    ),
    "merge-one": Case("One cell is not merged.", NINE, {"op": "merge", "codes": ["b2", "b2"]}),
    "merge-three": Case(
        "Three in a row become one.", NINE, {"op": "merge", "codes": ["b1", "b2", "b3"]}
    ),
    "merge-encloses": Case(
        "Eight cells around a ninth become one with a hole.",
        NINE,
        {"op": "merge", "codes": ["a1", "a2", "a3", "b1", "b3", "c1", "c2", "c3"]},
    ),
    "merge-keeps-exclaves": Case(
        "The exclave goes with its cell.",
        EXCLAVE,
        {"op": "merge", "codes": ["b2", "c2"]},
    ),
    "merge-across-communities": Case(
        "Cells on both sides of the border between two communities become one.",
        TWO,
        {"op": "merge", "codes": ["west1", "east1"]},
    ),
    "transfer-across-communities": Case(
        "A piece goes over the border between two communities.",
        TWO,
        {
            "op": "transfer",
            "piece": _piece((0.5, 0), (1.5, 0), (1.5, 0.3), (0.5, 0.3)),
            "from_code": "west1",
            "to_code": "east1",
        },
    ),
    "transfer-out-of-a-hole": Case(
        "A piece of the ring goes to the cell in its hole.",
        RING,
        {
            "op": "transfer",
            "piece": _piece((0.5, 1.2), (1.5, 1.2), (1.5, 1.8), (0.5, 1.8)),
            "from_code": "ring",
            "to_code": "inner",
        },
    ),
    "transfer-cuts-in-two": Case(
        "What is left of the giver must hang together.",
        NINE,
        {
            "op": "transfer",
            "piece": _piece((1, 1.4), (2, 1.4), (2, 1.6), (1, 1.6)),
            "from_code": "b2",
            "to_code": "b1",
        },
    ),
    "transfer-elsewhere": Case(
        "A piece that covers nothing of the giver is none.",
        NINE,
        {
            "op": "transfer",
            "piece": _piece((2.2, 2.2), (2.8, 2.2), (2.8, 2.8)),
            "from_code": "a1",
            "to_code": "a2",
        },
    ),
    "transfer-to-itself": Case(
        "A cell gives nothing to itself.",
        NINE,
        {
            "op": "transfer",
            "piece": _piece((0, 0), (0.5, 0), (0.5, 0.5)),
            "from_code": "a1",
            "to_code": "a1",
        },
    ),
    "transfer-octagon": Case(
        "An eight-cornered piece over a border goes to the neighbour.",
        NINE,
        {
            "op": "transfer",
            "piece": octagon((9_000.3, 5_000.6), 3_000.2),
            "from_code": "a1",
            "to_code": "a2",
        },
    ),
    "transfer-at-a-corner": Case(
        "A piece that meets the receiver in a node only would be a part of its own.",
        NINE,
        {
            "op": "transfer",
            "piece": _piece((0.6, 0.6), (1, 0.6), (1, 1), (0.6, 1)),
            "from_code": "a1",
            "to_code": "b2",
        },
    ),
    "transfer-of-a-slant": Case(
        "New nodes on a slanting border bend it by less than a unit.",
        SLANT,
        {
            "op": "transfer",
            "piece": _piece((1.1, 0.21), (2.5, 0.21), (2.5, 0.77), (1.1, 0.77)),
            "from_code": "b",
            "to_code": "a",
        },
    ),
}
