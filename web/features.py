"""Features for our own pages: GeoJSON with only the columns that a page draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
import shapely

from gridmap.domain import FeatureTable


def feature_collection(
    table: FeatureTable,
    columns: Sequence[str],
    extra: Mapping[str, Sequence[object]] | None = None,
) -> orjson.Fragment:
    """Return rows as a FeatureCollection, ready to stand inside a JSON answer.

    Parameters
    ----------
    table
        Rows with geometry, WGS 84 lon/lat.
    columns
        Columns of the table that become properties.
    extra
        Further properties, one value a row.
    """
    texts = [] if table.geometry is None else shapely.to_geojson(table.geometry)
    sources = {name: table.columns[name] for name in columns} | dict(extra or {})
    features = [
        {
            "type": "Feature",
            "properties": {name: values[position] for name, values in sources.items()},
            "geometry": orjson.Fragment(geometry),
        }
        for position, geometry in enumerate(texts)
    ]
    return orjson.Fragment(orjson.dumps({"type": "FeatureCollection", "features": features}))
