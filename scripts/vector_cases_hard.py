"""Vectors of nodes and arcs at the edges: holes, exclaves, outer borders, cells of a few units."""

from __future__ import annotations

from scripts.vector_cases import EXCLAVE, NINE, RING, SLANT, SLIVER, Case, area, at

# Two communities side by side; their border bends twice.
TWO = {
    "east1": area((1, 0), (2, 0), (2, 1), (1.2, 1), (1.2, 0.5)),
    "east2": area((1.2, 1), (2, 1), (2, 2), (1, 2)),
    "west1": area((0, 0), (1, 0), (1.2, 0.5), (1.2, 1), (0, 1)),
    "west2": area((0, 1), (1.2, 1), (1, 2), (0, 2)),
}
# A yard with a hole that no cell covers, as communities with an enclave have.
YARD = {
    "a": area((0, 0), (2, 0), (2, 3), (0, 3), holes=(((0.5, 1), (0.5, 2), (1.5, 2), (1.5, 1)),)),
    "b": area((2, 0), (3, 0), (3, 3), (2, 3)),
}
# A bay cuts into the cell: a line across it cuts twice.
BAY = {
    "bay": area((0, 0), (3, 0), (3, 1), (2, 1), (1.5, 0.2), (1, 1), (0, 1)),
    "north": area((0, 1), (1, 1), (1.5, 0.2), (2, 1), (3, 1), (3, 2), (0, 2)),
}
# A border of many nodes, in two cells.
CREEK_LINE = ((1, 0), (1.1, 0.2), (0.9, 0.4), (1.1, 0.6), (0.9, 0.8), (1, 1))
CREEK = {
    "a": area((0, 0), *CREEK_LINE, (0, 1)),
    "b": area((2, 0), (2, 1), *CREEK_LINE[::-1]),
}
# Cells of a few units, in a row of three.
CRUMBS = {
    "a": area((0, 0), (0.0006, 0), (0.0005, 0.0009), (0, 0.0008)),
    "b": area((0.0006, 0), (0.0013, 0), (0.0014, 0.0009), (0.0005, 0.0009)),
    "c": area((0.0013, 0), (0.002, 0.0001), (0.002, 0.001), (0.0014, 0.0009)),
}
# Five cells meet in one node.
STAR = {
    "e": area((0, 0), (2, -1), (2, 1)),
    "n": area((0, 0), (2, 1), (0, 2)),
    "s": area((0, 0), (0, -2), (2, -1)),
    "nw": area((0, 0), (0, 2), (-2, 0)),
    "sw": area((0, 0), (-2, 0), (0, -2)),
}
# Edges longer than a tenth of a degree are divided.
WIDE = {
    "north": area((0, 90), (90, 90), (90, 180), (0, 180)),
    "south": area((0, 0), (90, 0), (90, 90), (0, 90)),
}


MOVES = {
    "move-junction-of-five": Case(
        "A junction of five cells moves as one.",
        STAR,
        {"op": "move_node", "at": at(0, 0), "to": at(0.3, 0.2)},
    ),
    "move-across-a-far-side": Case(
        "A node goes over the far border of its own cell.",
        STAR,
        {"op": "move_node", "at": at(0, 0), "to": at(2.5, 0)},
        outline=False,
    ),
    "move-to-where-a-node-is": Case(
        "Two nodes do not become one when that empties a cell.",
        SLIVER,
        {"op": "move_node", "at": at(1, 1), "to": at(1.0004, 1)},
        outline=False,
    ),
    "move-onto-a-bend": Case(
        "A node that comes to lie on the next one vanishes in it.",
        CREEK,
        {"op": "move_node", "at": at(1.1, 0.2), "to": at(0.9, 0.4)},
    ),
    "move-half-a-unit": Case(
        "Halves are rounded to the even lattice point.",
        NINE,
        {"op": "move_node", "at": at(1, 1), "to": [114.30105, 30.60095]},
    ),
    "move-nowhere": Case(
        "A node that stays where it is changes nothing.",
        NINE,
        {"op": "move_node", "at": at(1, 1), "to": at(1, 1)},
    ),
    "move-along-the-outline": Case(
        "A junction slides along the straight outer edge.",
        NINE,
        {"op": "move_node", "at": at(0, 1), "to": at(0, 1.3)},
    ),
    "move-outer-corner-inwards": Case(
        "A corner of the community is not cut off.",
        NINE,
        {"op": "move_node", "at": at(0, 0), "to": at(0.2, 0.2)},
    ),
    "move-outer-corner-free": Case(
        "Without an outline the corner moves.",
        NINE,
        {"op": "move_node", "at": at(0, 0), "to": at(0.2, 0.2)},
        outline=False,
    ),
    "move-hole-over-shell": Case(
        "A hole does not leave its shell.",
        RING,
        {"op": "move_node", "at": at(1, 1), "to": at(-0.5, -0.5)},
    ),
    "move-node-of-an-empty-hole": Case(
        "The edge of a void moves where no outline holds it.",
        YARD,
        {"op": "move_node", "at": at(0.5, 1), "to": at(0.7, 1.2)},
        outline=False,
    ),
    "move-node-of-a-kept-void": Case(
        "A void that the community has stays bare.",
        YARD,
        {"op": "move_node", "at": at(0.5, 1), "to": at(0.3, 0.8)},
    ),
    "move-exclave": Case(
        "A node of an exclave moves where no outline holds it.",
        EXCLAVE,
        {"op": "move_node", "at": at(5, 1), "to": at(5.2, 1.1)},
        outline=False,
    ),
    "move-between-communities": Case(
        "The border between two communities moves in the cells of both.",
        TWO,
        {"op": "move_node", "at": at(1.2, 0.5), "to": at(1.3, 0.4)},
    ),
    "move-a-few-units": Case(
        "In cells of a few units a junction moves by two.",
        CRUMBS,
        {"op": "move_node", "at": at(0.0005, 0.0009), "to": at(0.0006, 0.0009)},
        outline=False,
    ),
    "move-within-a-unit-of-a-border": Case(
        "A node comes within a unit of a border that is not its own.",
        CREEK,
        {"op": "move_node", "at": at(1.1, 0.2), "to": at(0.95005, 0.35005)},
    ),
    "move-beside-a-slant": Case(
        "A node comes nearer than a unit to a slanting border without touching it.",
        SLANT,
        {"op": "move_node", "at": at(0, 1), "to": at(1.3499, 0.5)},
        outline=False,
    ),
    "move-to-no-place": Case(
        "No place on the globe lies there.",
        NINE,
        {"op": "move_node", "at": at(1, 1), "to": [400.0, 30.0]},
    ),
}
NODES = {
    "insert-near-a-node": Case(
        "The nearest lattice point that keeps a unit from the next node is taken.",
        CRUMBS,
        {"op": "insert_node", "on": at(0.00055, 0.00045), "at": at(0.00055, 0.00045)},
        outline=False,
    ),
    "insert-where-no-point-keeps-clear": Case(
        "Between two nodes a unit apart nothing fits.",
        CRUMBS,
        {"op": "insert_node", "on": at(0.002, 0.0005), "at": at(0.0012, 0.0001)},
        outline=False,
    ),
    "insert-far-aside": Case(
        "A node that pulls the border over a third cell is refused.",
        NINE,
        {"op": "insert_node", "on": at(1, 1.5), "at": at(2.5, 1.6)},
    ),
    "insert-in-a-hole": Case(
        "A node in the border of a hole reaches ring and hole.",
        RING,
        {"op": "insert_node", "on": at(1.5, 1), "at": at(1.5, 0.8)},
    ),
    "insert-between-communities": Case(
        "A node on the border of two communities reaches the cells of both.",
        TWO,
        {"op": "insert_node", "on": at(1.2, 0.75), "at": at(1.25, 0.75)},
    ),
    "insert-on-the-rim-bends-out": Case(
        "On the outer edge a node beside it would leave the community.",
        NINE,
        {"op": "insert_node", "on": at(0, 1.5), "at": at(-0.2, 1.5)},
    ),
    "delete-bend-of-a-creek": Case(
        "A bend of a border between two junctions goes.",
        CREEK,
        {"op": "delete_node", "at": at(0.9, 0.4)},
    ),
    "delete-corner-of-a-hole": Case(
        "A corner of a hole goes, and the cell around it grows.",
        RING,
        {"op": "delete_node", "at": at(2, 2)},
    ),
    "delete-of-a-triangle": Case(
        "A triangle keeps its three nodes.",
        STAR,
        {"op": "delete_node", "at": at(2, 1)},
        outline=False,
    ),
    "delete-from-nowhere": Case(
        "No node is there to delete.",
        NINE,
        {"op": "delete_node", "at": at(1.5, 1.5)},
    ),
    "delete-junction-at-the-rim": Case(
        "A junction on a straight outer edge goes only with its border.",
        NINE,
        {"op": "delete_node", "at": at(0, 1)},
    ),
}
ARCS = {
    "reshape-part-of-a-creek": Case(
        "A stretch between two nodes of an arc gets another course.",
        CREEK,
        {
            "op": "reshape_arc",
            "between": [at(1.1, 0.2), at(0.9, 0.8)],
            "line": [at(1.1, 0.2), at(1.4, 0.5), at(0.9, 0.8)],
        },
    ),
    "reshape-straightens": Case(
        "A whole creek becomes a straight border.",
        CREEK,
        {"op": "reshape_arc", "between": [at(1, 0), at(1, 1)], "line": [at(1, 0), at(1, 1)]},
    ),
    "reshape-crosses-itself": Case(
        "A line that crosses itself folds the cell.",
        CREEK,
        {
            "op": "reshape_arc",
            "between": [at(1, 0), at(1, 1)],
            "line": [at(1, 0), at(0.8, 0.9), at(0.8, 0.4), at(1.3, 0.6), at(1, 1)],
        },
    ),
    "reshape-no-common-arc": Case(
        "Two nodes of different arcs have no stretch between them.",
        NINE,
        {"op": "reshape_arc", "between": [at(1, 1), at(2, 2)], "line": [at(1, 1), at(2, 2)]},
    ),
    "reshape-past-a-junction": Case(
        "A stretch ends where another border meets it.",
        NINE,
        {"op": "reshape_arc", "between": [at(1, 0), at(1, 2)], "line": [at(1, 0), at(1, 2)]},
    ),
    "reshape-between-communities": Case(
        "The border of two communities becomes straight in the cells of both.",
        TWO,
        {
            "op": "reshape_arc",
            "between": [at(1, 0), at(1.2, 1)],
            "line": [at(1, 0), at(1.2, 1)],
        },
    ),
    "reshape-out-of-the-community": Case(
        "The outer edge does not bow out of the community.",
        NINE,
        {
            "op": "reshape_arc",
            "between": [at(0, 1), at(0, 2)],
            "line": [at(0, 1), at(-0.4, 1.5), at(0, 2)],
        },
    ),
}
HARD_CASES = MOVES | NODES | ARCS
