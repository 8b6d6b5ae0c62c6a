"""A look into an uploaded file: what its columns are, where its rows seem to lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridmap.domain import FeatureTable
from gridmap.services.upload_kinds import UploadKind
from gridmap.services.upload_places import Guess, guesses, positions_of
from gridmap.services.upload_reading import columns_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

SHOWN_ROWS = 20
SHOWN_POINTS = 500
_LONGEST_CELL = 200


@dataclass(frozen=True)
class Preview:
    """What a file seems to hold.

    Parameters
    ----------
    count
        Number of rows.
    columns
        Names of the columns.
    meanings
        Field to column, as it is said or guessed.
    rows
        Number and cells, as text, of the first rows.
    geometry_type
        What the rows are by themselves, such as ``Polygon``; None for a sheet.
    crs
        What the file names.
    guesses
        What the coordinates may refer to, the likeliest first.
    points
        Some of the positions in WGS 84 by the likeliest guess, or as it is said.
    notes
        What the reader assumed or left out.
    """

    count: int
    columns: tuple[str, ...]
    meanings: Mapping[str, str]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    geometry_type: str | None
    crs: str | None
    guesses: tuple[Guess, ...]
    points: NDArray[np.float64]
    notes: tuple[str, ...]


def preview(
    reader: Reader, kind: UploadKind, table: FeatureTable, settings: Mapping[str, Any]
) -> Preview:
    """Return what a file seems to hold.

    Parameters
    ----------
    reader
        A snapshot of the store, whose communities tell where rows should lie.
    kind
        What the rows are to become.
    table
        From `gridmap.services.upload_reading.read_upload`.
    settings
        What somebody has said already.
    """
    meanings = columns_of(table, kind, settings)
    boundaries = [area.boundary for area in reader.areas("community") if area.boundary is not None]
    within = shapely.union_all(np.array(boundaries, object)) if boundaries else None
    positions, is_degrees = positions_of(table, meanings)
    found = guesses(positions, within, is_degrees=is_degrees, crs=table.crs, settings=settings)
    shown = found[0].lonlat if found else np.empty((0, 2))
    step = max(len(shown) // SHOWN_POINTS, 1)
    return Preview(
        len(table),
        tuple(str(name) for name in table.columns),
        meanings,
        _first_rows(table),
        _type_of(table),
        table.crs,
        tuple(found),
        shown[::step][:SHOWN_POINTS],
        tuple(notice.render() for notice in table.notices),
    )


def _first_rows(table: FeatureTable) -> tuple[tuple[int, tuple[str, ...]], ...]:
    columns = list(table.columns.values())
    return tuple(
        (int(table.rows[at]), tuple(shown_value(values[at]) for values in columns))
        for at in range(min(SHOWN_ROWS, len(table)))
    )


def shown_value(value: object) -> str:
    """Return a value of a cell as text, cut where it is long.

    Parameters
    ----------
    value
        Whatever a file holds.
    """
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)[:_LONGEST_CELL]


def _type_of(table: FeatureTable) -> str | None:
    if table.geometry is None:
        return None
    names: Sequence[str] = [shape.geom_type for shape in table.geometry[:1000] if shape is not None]
    return max(set(names), key=names.count) if names else None
