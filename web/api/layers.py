"""``/api/v1/layers/<layer>``: layers as a map draws them, and as files."""

from __future__ import annotations

from typing import Annotated, Final

from apiflask import APIBlueprint
from apiflask.schemas import FileSchema
from flask import Response, abort
from pydantic import Field

from gridmap.drawing.packing import to_text
from gridmap.services.browsing import layer_names
from gridmap.services.map_layers import BUILDINGS_FROM_ZOOM, FULL_ZOOM, MAP_LAYERS, layers_mark
from gridmap.services.principal import Permission, Principal
from gridmap.services.seen_files import file_bytes, seen_table, snapshot_bytes
from gridmap.store.port import Reader
from web.answers import GEOJSON, answer, opened_store
from web.api.models import Parameters
from web.api.point_models import MapLayerAnswer
from web.api.point_queries import PointQuery, Words, box_of
from web.at_hand import at_hand, layers_at_hand
from web.permissions import current_principal, requires

layers = APIBlueprint("layers", __name__, url_prefix="/api/v1/layers")

FORMATS: Final = {
    "geojson": GEOJSON,
    "csv": "text/csv; charset=utf-8",
    "gpkg": "application/geopackage+sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "fgb": "application/vnd.flatgeobuf",
    "zip": "application/zip",
}
SNAPSHOT: Final = "snapshot"


class LayerQuery(Parameters):
    """At which zoom a layer is drawn, and which part of it."""

    zoom: Annotated[float, Field(ge=0, le=24)] = float(FULL_ZOOM)
    bbox: Words = ""


@layers.get("/<layer>")
@requires(Permission.VIEW)
@layers.input(LayerQuery, location="query")
@layers.output(MapLayerAnswer)
def show_layer(layer: str, query_data: LayerQuery) -> Response:
    """Answer with a layer for a map: packed shapes, simplified so that neighbours still match."""
    if layer not in MAP_LAYERS:
        abort(404)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        box = box_of(query_data.bbox)
        drawn = layers_at_hand().layer(reader, principal, layer, query_data.zoom, box)
        return {
            "unit": drawn.unit_deg,
            "shapes": to_text(drawn.packed),
            "columns": drawn.columns,
            "from_zoom": BUILDINGS_FROM_ZOOM if layer == "buildings" else 0,
            "full_zoom": FULL_ZOOM,
        }

    return answer(build, mark=lambda reader, _principal: layers_mark(reader))


@layers.get("/<layer>.<ending>")
@requires(Permission.EXPORT)
@layers.input(PointQuery, location="query")
@layers.output(FileSchema(type="string", format="binary"), content_type="application/octet-stream")
def export_layer(layer: str, ending: str, query_data: PointQuery) -> Response:
    """Answer with a published layer, or what a view and a filter leave of it, as a file.

    ``geojson``, ``csv``, ``gpkg``, ``xlsx``, ``fgb`` (FlatGeobuf) and ``zip`` (shapefile); all
    layers together are ``snapshot.gpkg``.
    """
    if layer == SNAPSHOT and ending == "gpkg":
        return _snapshot()
    if layer not in layer_names() or ending not in FORMATS:
        abort(404)

    def build(reader: Reader, principal: Principal) -> bytes:
        table = seen_table(reader, principal, at_hand(), layer, query_data.filter())
        return file_bytes(table, f".{ending}")

    return _as_file(answer(build, FORMATS[ending]), f"{layer}.{ending}")


def _snapshot() -> Response:
    """Answer with all layers; only for those who see the whole territory, as it cannot be cut."""
    if current_principal().scope:
        abort(403)
    body = snapshot_bytes(opened_store())
    return _as_file(Response(body, content_type=FORMATS["gpkg"]), f"{SNAPSHOT}.gpkg")


def _as_file(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
