"""``/api/v1/plans/<plan>/comparison``: what two plans do not share."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from gridmap.services.comparing import compare
from gridmap.services.comparing_features import to_geojson
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader
from web.answers import answer
from web.api.desk import own_plan
from web.api.models import Code, Parameters
from web.api.plan_models import ComparisonAnswer
from web.api.telling import plan_told
from web.permissions import requires

comparisons = APIBlueprint("comparisons", __name__, url_prefix="/api/v1/plans")


class Other(Parameters):
    """The plan to compare with, as the newer of the two."""

    other: Code


@comparisons.get("/<plan_id>/comparison")
@requires(Permission.DRAW)
@comparisons.input(Other, location="query")
@comparisons.output(ComparisonAnswer)
def show_comparison(plan_id: str, query_data: Other) -> Response:
    """Answer with what changes from this plan to the other.

    Ground that changes its cell with its load, households, points and leaders, the borders that
    were moved, and the workers whose cells are not the same.
    """

    def mark(reader: Reader, principal: Principal) -> object:
        pair = [own_plan(reader, principal, name) for name in (plan_id, query_data.other)]
        return [(plan.id, plan.revision) for plan in pair], reader.revision()

    def build(reader: Reader, _principal: Principal) -> dict[str, object]:
        found = compare(reader, plan_id, query_data.other)
        return {
            "old": plan_told(found.old),
            "new": plan_told(found.new),
            "changes": to_geojson(found),
            "workers": [
                {
                    "worker_code": one.worker_code,
                    "old_cells": list(one.old_cells),
                    "new_cells": list(one.new_cells),
                }
                for one in found.workers
            ],
            "new_codes": list(found.new_codes),
            "gone_codes": list(found.gone_codes),
            "changed_codes": list(found.changed_codes),
            "unchanged_count": len(found.unchanged_codes),
            "load_unit": found.load_unit.label(),
        }

    return answer(build, mark=mark)
