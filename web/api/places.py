"""``/api/v1/locate``: the cell and the worker of a place, before anything is put there."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from gridmap.services.principal import Permission, Principal
from gridmap.services.whereabouts import whereabouts
from gridmap.store.port import Reader
from web.answers import answer
from web.api.point_answers import place_members
from web.api.point_models import PlaceAnswer
from web.api.point_queries import PlaceQuery
from web.at_hand import at_hand
from web.permissions import requires

places = APIBlueprint("places", __name__, url_prefix="/api/v1")


@places.get("/locate")
@requires(Permission.VIEW)
@places.input(PlaceQuery, location="query")
@places.output(PlaceAnswer)
def locate(query_data: PlaceQuery) -> Response:
    """Answer with the cell of a place, its worker, the next border and the cells in doubt."""

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        cells = at_hand().cells(reader)
        asked = query_data
        return place_members(
            whereabouts(
                reader, principal, cells, asked.lon, asked.lat, asked.datum, error_m=asked.error_m
            )
        )

    return answer(build)
