"""``/api/v1/communities``: communities with the state of their plans."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, abort

from gridmap.services.communities import community_states
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader
from web.answers import answer
from web.api.plan_models import CommunityAnswer, CommunityList
from web.api.telling import community_told
from web.permissions import requires

communities = APIBlueprint("communities", __name__, url_prefix="/api/v1/communities")


@communities.get("")
@requires(Permission.VIEW)
@communities.output(CommunityList)
def list_communities() -> Response:
    """Answer with all communities in scope: plan in force, plan that waits, drafts, counts."""
    return answer(_list)


@communities.get("/<code>")
@requires(Permission.VIEW)
@communities.output(CommunityAnswer)
def show_community(code: str) -> Response:
    """Answer with one community."""

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        states = {state.area.code: state for state in community_states(reader, principal)}
        if code not in states:
            abort(404)
        return community_told(states[code])

    return answer(build)


def _list(reader: Reader, principal: Principal) -> dict[str, object]:
    return {"communities": [community_told(state) for state in community_states(reader, principal)]}
