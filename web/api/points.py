"""``/api/v1/points/<kind>``: points as columns, which is a third of the size of features."""

from __future__ import annotations

import shapely
from apiflask import APIBlueprint
from flask import Response, abort

from gridmap.domain import PointKind
from gridmap.services.browsing import visible_layer
from gridmap.services.layers import LAYER_OF_KIND
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader
from web.answers import answer
from web.permissions import requires

points = APIBlueprint("points", __name__, url_prefix="/api/v1/points")
_COLUMNS = ("id", "name", "class_code", "cell_code")


def kind_of(word: str) -> PointKind:
    """Return the kind that an address names; 404 where it names none."""
    if word not in set(PointKind):
        abort(404)
    return PointKind(word)


@points.get("/<kind>")
@requires(Permission.VIEW)
def list_points(kind: str) -> Response:
    """Answer with all points of one kind, column by column."""
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        table = visible_layer(reader, principal, LAYER_OF_KIND[wanted])
        positions = shapely.get_coordinates(table.geometry)
        return {
            **{name: list(table.columns[name]) for name in _COLUMNS},
            "lon": positions[:, 0].tolist(),
            "lat": positions[:, 1].tolist(),
        }

    return answer(build)
