"""``/api/v1/tallies/<kind>``: how many points there are by cell, class, state or time."""

from __future__ import annotations

from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from gridmap.services.point_tallies import point_tally
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader
from web.answers import answer
from web.api.point_models import TallyAnswer
from web.api.point_queries import PointQuery, kind_of
from web.at_hand import at_hand, points_mark
from web.permissions import requires

tallies = APIBlueprint("tallies", __name__, url_prefix="/api/v1/tallies")


class TallyQuery(PointQuery):
    """Which points count, and by which one or two columns.

    ``cell``, ``class``, ``state``, ``hour``, ``weekday``, ``month``, ``week_hour`` (168 hours from
    Monday) or ``day``.
    """

    by: Annotated[str, Field(max_length=80)] = "cell"


@tallies.get("/<kind>")
@requires(Permission.VIEW)
@tallies.input(TallyQuery, location="query")
@tallies.output(TallyAnswer)
def count_points(kind: str, query_data: TallyQuery) -> Response:
    """Answer with counts; the values in the order of the column, null for none."""
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        columns = at_hand().points(reader, wanted)
        chosen = columns.taking(query_data.filter().rows(columns, principal))
        found = point_tally(chosen, tuple(query_data.by.split(",")))
        return {"by": found.by, "total": found.total, "keys": found.keys, "counts": found.counts}

    return answer(build, mark=points_mark(wanted))
