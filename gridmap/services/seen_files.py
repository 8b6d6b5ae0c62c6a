"""What is seen, as a file: a layer narrowed to a view and a filter, in any format."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain import FeatureTable
from gridmap.formats import write
from gridmap.formats.registry import format_for
from gridmap.geometry.preparing import prepared
from gridmap.services.browsing import KIND_OF_LAYER, visible_layer
from gridmap.services.exporting import export_snapshot
from gridmap.services.point_filter import PointFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridmap.services.point_filter import Box
    from gridmap.services.points_at_hand import AtHand
    from gridmap.services.principal import Principal
    from gridmap.store import Reader, Store


def seen_table(
    reader: Reader, principal: Principal, at_hand: AtHand, layer: str, chosen: PointFilter
) -> FeatureTable:
    """Return the rows of a layer that a filter leaves; of areas and lines only the box counts.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks; what lies outside the scope is left out.
    at_hand
        Points as columns.
    layer
        A layer that can be exported.
    chosen
        What is seen.
    """
    table = visible_layer(reader, principal, layer)
    if chosen == PointFilter():
        return table
    kind = KIND_OF_LAYER.get(layer)
    if kind is None:
        return table if chosen.box is None else taken(table, _touching(table, chosen.box))
    columns = at_hand.points(reader, kind)
    kept = set(columns.ids[chosen.rows(columns, principal)].tolist())
    rows = [row for row, name in enumerate(table.columns["id"]) if name in kept]
    return taken(table, rows)


def taken(table: FeatureTable, rows: Sequence[int]) -> FeatureTable:
    """Return some rows of a table, numbered anew."""
    picked = np.asarray(rows, np.intp)
    return FeatureTable(
        {name: [values[row] for row in rows] for name, values in table.columns.items()},
        None if table.geometry is None else table.geometry[picked],
        table.crs,
        table.source,
        np.arange(1, len(picked) + 1),
    )


def file_bytes(table: FeatureTable, suffix: str) -> bytes:
    """Return a table as the file that the library writes for it.

    Parameters
    ----------
    table
        The rows.
    suffix
        Ending of the format, with its dot.

    Raises
    ------
    InputError
        When no such format can be written, or the table does not fit it.
    """
    format_for(f"layer{suffix}")
    with tempfile.TemporaryDirectory(prefix="gridmap-") as folder:
        path = Path(folder) / f"{table.source}{suffix}"
        write(table, path)
        return path.read_bytes()


def snapshot_bytes(store: Store) -> bytes:
    """Return all published layers as one GeoPackage."""
    with tempfile.TemporaryDirectory(prefix="gridmap-") as folder:
        path = Path(folder) / "snapshot.gpkg"
        export_snapshot(store, path)
        return path.read_bytes()


def _touching(table: FeatureTable, box: Box) -> list[int]:
    west, south, east, north = box
    parts = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    view = prepared(
        shapely.union_all([shapely.box(left, south, right, north) for left, right in parts])
    )
    return list(np.flatnonzero(shapely.intersects(view, table.geometry)))
