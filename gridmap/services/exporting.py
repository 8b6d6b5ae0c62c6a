"""Layers out of a store, as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gridmap.formats import write
from gridmap.services.published_layers import layer_table
from gridmap.store import write_snapshot

if TYPE_CHECKING:
    from gridmap.store import Store


def export_layer(store: Store, layer: str, path: Path, format_key: str | None = None) -> int:
    """Write one published layer.

    Parameters
    ----------
    store
        Where the layer comes from.
    layer
        A key of `gridmap.services.published_layers.LAYERS`.
    path
        The file to write; it is complete or it is not there.
    format_key
        A key of the registry of formats; by default what the ending of `path` says.

    Returns
    -------
    count
        Number of rows written.
    """
    with store.reading() as reader:
        table = layer_table(reader, layer)
    write(table, path, format_key)
    return len(table)


def export_snapshot(store: Store, path: Path) -> None:
    """Write all published layers as one GeoPackage for GIS staff.

    Parameters
    ----------
    store
        Where the layers come from.
    path
        The file to write.
    """
    write_snapshot(store, path)
