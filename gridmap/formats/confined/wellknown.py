"""Finds the column of a sheet that holds well-known text and reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gridmap.errors import InputError, Place
from gridmap.formats import limits
from gridmap.formats.confined.job import Grid

_WKT = re.compile(
    r"\s*(?:SRID=(\d{1,6});)?\s*"
    r"((?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION|LINEARRING)\s*(?:ZM?|M)?\s*(?:EMPTY|\()",
    re.IGNORECASE,
)
_MOST_DEPTH = limits.COORDINATE_DEPTH + limits.COLLECTION_DEPTH
# A column counts when nearly all its cells look like text of a geometry; the rest are faults.
_SHARE = 0.9
_SAMPLE_ROWS = 200


def with_geometry(grid: Grid) -> Grid:
    """Return a sheet with the geometries of its first column of well-known text, if it has one.

    Raises
    ------
    InputError
        When a text nests too deeply or its rows name several systems.
    """
    column = _wkt_column(grid.rows)
    if column is None:
        return grid
    # Most sheets have no such column, and a child's start is most of its time.
    import numpy as np  # noqa: PLC0415  see above
    import shapely  # noqa: PLC0415  see above

    if grid.tail:
        grid = replace(grid, rows=[*grid.rows, *zip(*grid.tail, strict=True)], tail=())
    cells = [_cell(row, column) for row in grid.rows]
    systems: set[str | None] = set()
    texts: list[str | None] = []
    for position, cell in enumerate(cells):
        found = _WKT.match(cell) if cell else None
        if found is None or cell is None:
            texts.append(None)
            continue
        if _depth(cell) > _MOST_DEPTH:
            raise InputError("wkt.deep", Place(row=position + 1), limit=_MOST_DEPTH)
        systems.add(found[1])
        texts.append(cell[cell.index(";") + 1 :] if found[1] else cell)
    if len(systems) > 1:
        raise InputError("wkt.systems", systems=", ".join(sorted(str(name) for name in systems)))
    shapes = shapely.force_2d(shapely.from_wkt(np.array(texts, object), on_invalid="ignore"))
    bad = [at for at, cell in enumerate(cells) if cell and shapes[at] is None and at]
    system = next(iter(systems), None)
    return replace(
        grid,
        crs=f"EPSG:{system}" if system else None,
        wkt_column=column,
        wkb=shapely.to_wkb(shapes).tolist(),
        bad_rows=bad,
    )


def _wkt_column(rows: Sequence[Sequence[Any]]) -> int | None:
    sample = rows[1 : _SAMPLE_ROWS + 1]
    for column in range(max((len(row) for row in sample), default=0)):
        filled = [cell for row in sample if (cell := _cell(row, column))]
        fitting = sum(bool(_WKT.match(cell)) for cell in filled)
        if filled and fitting >= len(filled) * _SHARE:
            return column
    return None


def _cell(row: Sequence[Any], column: int) -> str | None:
    cell = row[column] if column < len(row) else None
    return cell if isinstance(cell, str) and cell.strip() else None


def _depth(text: str) -> int:
    """Return how deeply brackets nest."""
    depth = deepest = 0
    for bracket in re.findall(r"[()]", text):
        depth += 1 if bracket == "(" else -1
        deepest = max(deepest, depth)
    return deepest
