"""``/api/v1/layers/<layer>.geojson``: the layers as files, the same bytes as the library writes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, abort

from gridmap.domain import FeatureTable
from gridmap.formats.geojson import write_geojson
from gridmap.services.browsing import layer_names, visible_layer
from gridmap.services.principal import Permission
from web.answers import GEOJSON, answer
from web.permissions import requires

layers = APIBlueprint("layers", __name__, url_prefix="/api/v1/layers")


@layers.get("/<layer>.geojson")
@requires(Permission.EXPORT)
def export_layer(layer: str) -> Response:
    """Answer with one published layer as a file."""
    if layer not in layer_names():
        abort(404)
    response = answer(
        lambda reader, principal: _bytes(visible_layer(reader, principal, layer)), GEOJSON
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{layer}.geojson"'
    return response


def _bytes(table: FeatureTable) -> bytes:
    """Return the file that the library writes for a table: no second writer, no second truth."""
    with tempfile.TemporaryDirectory(prefix="gridmap-") as folder:
        path = Path(folder) / "layer.geojson"
        write_geojson(table, path)
        return path.read_bytes()
