"""Bringing boundaries and blocks into a store: all rows of a file, or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from gridmap.catalogue import text
from gridmap.division import Nesting, nest
from gridmap.domain import Area, Block, FeatureTable, Territory
from gridmap.errors import InputError
from gridmap.formats import as_lonlat, require_polygons
from gridmap.services.fitting import fit_coverage, snap_each
from gridmap.services.imported import Imported, notices_of
from gridmap.services.rows import NO_COLUMNS, Rows, rows_of

if TYPE_CHECKING:
    from gridmap.store import Reader, Store


def import_boundaries(
    store: Store,
    table: FeatureTable,
    *,
    level: str = "community",
    columns: Mapping[str, str] = NO_COLUMNS,
) -> Imported:
    """Bring in the areas of one level and make them one exact coverage.

    Parameters
    ----------
    store
        Where they go.
    table
        Polygons with a code and a name; ``parent_code`` where it is known.
    level
        Key of the level.
    columns
        Field to column, where the header does not tell.

    Returns
    -------
    imported
        How many, and every repair.

    Raises
    ------
    InputError
        When the level is unknown, a code does not have its length, or fields are missing.
    """
    rows = rows_of(
        as_lonlat(require_polygons(table)), ("code", "name", "parent_code"), columns, ["code"]
    )
    with store.writing() as work:
        codes = _area_codes(rows, territory_of(work), level)
        rows.finish()
        fitted = fit_coverage(rows.geometry)
        work.put_areas(
            Area(code, level, rows.text("name", row), rows.text("parent_code", row) or None, shape)
            for row, (code, shape) in enumerate(zip(codes, fitted.geometries, strict=True))
        )
    return Imported(len(codes), (*notices_of(table), *fitted.describe(codes)))


def import_blocks(
    store: Store,
    table: FeatureTable,
    *,
    rule: str = "majority",
    columns: Mapping[str, str] = NO_COLUMNS,
) -> Imported:
    """Bring in blocks and fit them to the boundaries of the communities.

    Parameters
    ----------
    store
        Where they go; the communities must be there.
    table
        Polygons with a load.
    rule
        What is done with a block that crosses a boundary: ``majority`` or ``share``.
    columns
        Field to column, where the header does not tell.

    Returns
    -------
    imported
        How many blocks came of it, and how much load the rule moved.

    Raises
    ------
    InputError
        When there are no communities, or a load is no number.
    """
    fields = ("id", "name", "load", "block_type")
    rows = rows_of(as_lonlat(require_polygons(table)), fields, columns, ["load"])
    load = np.array([rows.number("load", row) for row in range(len(rows))])
    rows.finish()
    with store.writing() as work:
        communities = [area for area in work.areas("community") if area.boundary is not None]
        if not communities:
            raise InputError("community.none")
        boundaries = np.array([area.boundary for area in communities], dtype=object)
        nested = nest(snap_each(rows.geometry), load, boundaries, rule)
        blocks = [
            Block(
                id=f"{communities[home].code}-B{number:05d}",
                community_code=communities[home].code,
                geometry=nested.blocks[number],
                load=float(nested.load[number]),
                block_type=rows.text("block_type", source) if source >= 0 else "",
                name=rows.text("name", source) if source >= 0 else "",
            )
            for number, (home, source) in enumerate(
                zip(nested.boundary.tolist(), nested.source.tolist(), strict=True)
            )
        ]
        work.put_blocks(blocks)
    return Imported(len(blocks), (*notices_of(table), *_moved(nested)))


def territory_of(reader: Reader) -> Territory:
    """Return the territory of a store.

    Parameters
    ----------
    reader
        A snapshot of the store.

    Returns
    -------
    territory
        Its name, levels and code template.

    Raises
    ------
    InputError
        When it has none.
    """
    territory = reader.territory()
    if territory is None:
        raise InputError("store.territory_missing")
    return territory


def _area_codes(rows: Rows, territory: Territory, level: str) -> list[str]:
    """Read the codes of areas, noting those that do not fit their level.

    Raises
    ------
    InputError
        When the territory has no such level.
    """
    if level not in territory.hierarchy.keys:
        raise InputError("level.unknown", level=level, levels=", ".join(territory.hierarchy.keys))
    digits = territory.hierarchy.digits_of(level)
    codes: list[str] = []
    for row in range(len(rows)):
        code = rows.required("code", row)
        if code and not (code.isascii() and code.isalnum() and len(code) == digits):
            rows.note("code.length", "code", row, stated=code, digits=digits)
        elif code in codes:
            rows.note("code.repeated", "code", row, stated=code)
        codes.append(code)
    return codes


def _moved(nested: Nesting) -> list[str]:
    """Say how much load crossed boundaries."""
    load = sum(move.load for move in nested.moves)
    area_m2 = sum(move.area_m2 for move in nested.moves)
    notes = []
    if nested.moves:
        notes.append(
            text(
                "import.blocks_moved",
                count=len(nested.moves),
                load=f"{load:.1f}",
                area=f"{area_m2:.0f}",
            )
        )
    if nested.load_outside > 0:
        notes.append(text("import.load_outside", load=f"{nested.load_outside:.1f}"))
    return notes
