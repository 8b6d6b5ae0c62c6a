"""Figures of shapes and of moved ground as the library reckons them, for clients that preview."""

from __future__ import annotations

import numpy as np
import shapely

from gridmap.domain import Block, Cell
from gridmap.domain.commands import from_json
from gridmap.domain.numbering import Numbering
from gridmap.domain.partition import Partition
from gridmap.domain.redrawing import carry_out
from gridmap.geometry import area_m2, compactness_ratio, perimeter_m
from gridmap.services.weighing import LoadUnit, Weighing
from scripts.vector_cases import EXCLAVE, NINE, RING, SLANT, area, at
from scripts.vector_cases_hard import CREEK, CRUMBS, WIDE

_SHAPES = NINE | EXCLAVE | RING | SLANT | CREEK | CRUMBS | WIDE
_MOVES = (
    {"op": "move_node", "at": at(1, 1), "to": at(1.3, 1.2)},
    {"op": "insert_node", "on": at(1, 1.5), "at": at(1.4, 1.45)},
    {"op": "split", "code": "b2", "line": [at(1.3, 0.9), at(1.45, 2.1)]},
    {"op": "merge", "codes": ["b1", "b2"]},
    {
        "op": "transfer",
        "piece": shapely.geometry.mapping(area((0.6, 0), (1, 0), (1, 1), (0.6, 1))),
        "from_code": "a1",
        "to_code": "a2",
    },
)


def _blocks() -> list[Block]:
    """Return blocks that lie askew over the sheet, some of them in one cell alone."""
    shapes = [
        area(
            (0.2 + 0.7 * i, 0.1 + 0.7 * j),
            (0.8 + 0.7 * i, 0.3 + 0.7 * j),
            (0.5 + 0.7 * i, 0.75 + 0.7 * j),
        )
        for i in range(4)
        for j in range(4)
    ]
    return [Block(f"k{k}", "w", shape, float(10 + 7 * k % 23)) for k, shape in enumerate(shapes)]


def _weighing(blocks: list[Block]) -> Weighing:
    shapes = np.array([block.geometry for block in blocks], dtype=object)
    loads = np.array([block.load for block in blocks])
    nowhere, none = np.zeros((0, 2)), np.zeros(0, dtype=np.int64)
    return Weighing(nowhere, none, shapes, loads, LoadUnit.BLOCK_LOAD)


def figures() -> dict[str, object]:
    """Return shapes with area, perimeter and compactness, and commands with the loads after."""
    names = sorted(_SHAPES)
    shapes = np.array([_SHAPES[name] for name in names], dtype=object)
    measured = zip(
        shapes, area_m2(shapes), perimeter_m(shapes), compactness_ratio(shapes), strict=True
    )
    blocks = _blocks()
    weighing = _weighing(blocks)
    return {
        "shapes": [
            {
                "geometry": shapely.geometry.mapping(shape),
                "area_m2": float(area),
                "perimeter_m": float(perimeter),
                "compactness_ratio": float(ratio),
            }
            for shape, area, perimeter, ratio in measured
        ],
        "blocks": [
            {"geometry": shapely.geometry.mapping(block.geometry), "load": block.load}
            for block in blocks
        ],
        "before": _loads(_sheet(weighing)),
        "moves": [
            {
                "command": command,
                "after": _loads(
                    carry_out(_sheet(weighing), from_json(command), weighing.load).partition
                ),
            }
            for command in _MOVES
        ],
    }


def _sheet(weighing: Weighing) -> Partition:
    codes = sorted(NINE)
    shapes = np.array([NINE[code] for code in codes], dtype=object)
    cells = [
        Cell(code, "", shape, load=float(load))
        for code, shape, load in zip(codes, shapes, weighing.load(shapes), strict=True)
    ]
    return Partition.of(cells, Numbering.after(codes), shapely.union_all(shapes))


def _loads(partition: Partition) -> list[dict[str, object]]:
    return [
        {"code": cell.code, "geometry": shapely.geometry.mapping(cell.geometry), "load": cell.load}
        for cell in partition.cells
    ]
