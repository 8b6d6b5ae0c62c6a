"""``/api/v1/search``: names, pinyin, codes, addresses and coordinates in one box."""

from __future__ import annotations

from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from gridmap.services.principal import Permission, Principal
from gridmap.services.searching import LONGEST, Hit
from gridmap.store.port import Reader
from web.answers import answer
from web.api.models import Parameters
from web.api.point_models import SearchAnswer
from web.at_hand import search_at_hand
from web.permissions import requires

search = APIBlueprint("search", __name__, url_prefix="/api/v1")


class SearchQuery(Parameters):
    """What is looked for, and how many answers are wanted."""

    q: Annotated[str, Field(max_length=LONGEST)]
    limit: Annotated[int, Field(ge=1, le=100)] = 20


@search.get("/search")
@requires(Permission.VIEW)
@search.input(SearchQuery, location="query")
@search.output(SearchAnswer)
def find(query_data: SearchQuery) -> Response:
    """Answer with what is found, the best first.

    Coordinates come in any datum, named or not; a place that names none stands as WGS 84 first,
    then as GCJ-02 and BD-09.
    """

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        hits = search_at_hand().hits(reader, principal, query_data.q, query_data.limit)
        return {"hits": [_members(hit) for hit in hits]}

    return answer(build)


def _members(hit: Hit) -> dict[str, object]:
    return {
        "type": hit.kind.value,
        "id": hit.id,
        "name": hit.name,
        "match": ("exact", "beginning", "within")[hit.rank],
        "lon": hit.lon,
        "lat": hit.lat,
        "bounds": hit.bounds,
        "kind": None if hit.point_kind is None else hit.point_kind.value,
        "class_code": hit.class_code,
        "cell_code": hit.cell_code,
        "community_code": hit.community_code,
        "address": hit.address,
        "datum": None if hit.place is None else hit.place.datum.value,
        "datum_named": None if hit.place is None else hit.place.named,
    }
