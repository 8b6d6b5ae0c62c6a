"""Cells inside an entry of a journal: one compact blob, the same in every database.

A blob is the version, then, compressed, the length of a JSON table, the table with a row for each
cell (its texts, figures and attributes, and the length of its WKB), and the WKB of all cells.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import orjson
import shapely

from gridmap.domain import Cell

_VERSION: Final = b"\x01"
_LENGTH: Final = struct.Struct("<I")
# The fastest level: most of what can be saved in coordinates, it saves already.
_LEVEL: Final = 1


def pack_cells(cells: Sequence[Cell]) -> bytes:
    """Return the blob of cells; the plan that they belong to is not in it."""
    shapes = [shapely.to_wkb(cell.geometry, byte_order=1) for cell in cells]
    table = [
        (
            cell.code,
            cell.name,
            cell.load,
            cell.area_m2,
            cell.cell_type,
            dict(cell.attributes),
            len(shape),
        )
        for cell, shape in zip(cells, shapes, strict=True)
    ]
    header = orjson.dumps(table, option=orjson.OPT_SORT_KEYS)
    body = b"".join((_LENGTH.pack(len(header)), header, *shapes))
    return _VERSION + zlib.compress(body, _LEVEL)


def unpack_cells(blobs: Sequence[bytes], plan_id: str) -> list[tuple[Cell, ...]]:
    """Return the cells of each of many blobs of one plan, all geometries decoded at once.

    Raises
    ------
    ValueError
        When a blob was written by a release that knows another form.
    """
    tables, shapes = [], []
    for blob in blobs:
        if blob[:1] != _VERSION:
            raise ValueError(blob[:1])
        table, wkb = _parts(zlib.decompress(blob[1:]))
        tables.append(table)
        shapes.extend(wkb)
    geometries = iter(shapely.from_wkb(np.array(shapes, dtype=object)).tolist())
    return [
        tuple(
            Cell(
                code,
                plan_id,
                next(geometries),
                name,
                load,
                area_m2,
                cell_type,
                MappingProxyType(attributes),
            )
            for code, name, load, area_m2, cell_type, attributes, _ in table
        )
        for table in tables
    ]


def _parts(body: bytes) -> tuple[list[list[Any]], list[bytes]]:
    (length,) = _LENGTH.unpack_from(body)
    start = _LENGTH.size + length
    table = orjson.loads(body[_LENGTH.size : start])
    ends = accumulate((row[-1] for row in table), initial=start)
    return table, [body[begin:end] for begin, end in pairwise(ends)]
