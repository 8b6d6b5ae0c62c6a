"""The layers that leave a store: the one list that export, page and tests share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from gridmap.domain import FeatureTable
from gridmap.errors import InputError
from gridmap.services.border_layer import border_table
from gridmap.services.layers import MAP_LAYERS

if TYPE_CHECKING:
    from gridmap.store import Reader

LAYERS: Mapping[str, Callable[[Reader], FeatureTable]] = MappingProxyType(
    {**MAP_LAYERS, "borders": border_table}
)


def layer_table(reader: Reader, layer: str) -> FeatureTable:
    """Return one published layer.

    Parameters
    ----------
    reader
        A snapshot of the store.
    layer
        A key of `LAYERS`.

    Returns
    -------
    table
        Rows ordered by code or id, WGS 84 lon/lat.

    Raises
    ------
    InputError
        When there is no such layer.
    """
    try:
        build = LAYERS[layer]
    except KeyError:
        raise InputError("layer.unknown", layer=layer, layers=", ".join(LAYERS)) from None
    return build(reader)
