"""``/api/v1/overview`` and ``/api/v1/base``: the territory, its communities and its base map."""

from __future__ import annotations

import orjson
from apiflask import APIBlueprint
from flask import Response

from gridmap.services.browsing import Overview, overview, visible_layer
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader
from web.answers import answer
from web.features import feature_collection
from web.permissions import requires

territory = APIBlueprint("territory", __name__, url_prefix="/api/v1")


@territory.get("/overview")
@requires(Permission.VIEW)
def show_overview() -> Response:
    """Answer with the territory at a glance and what the user may do."""
    return answer(lambda reader, principal: _overview(overview(reader, principal), principal))


@territory.get("/base")
@requires(Permission.VIEW)
def show_base() -> Response:
    """Answer with what lies under the cells: communities, streets and buildings."""
    return answer(_base)


def _overview(seen: Overview, principal: Principal) -> dict[str, object]:
    return {
        "name": seen.name,
        "revision": seen.revision,
        "bounds": seen.bounds,
        "communities": [{"code": code, "name": name} for code, name in seen.communities],
        "cells": seen.cell_count,
        "workers": seen.worker_count,
        "kinds": [
            {"kind": one.kind.value, "total": one.total, "outside": one.outside}
            for one in seen.kinds
        ],
        "may_export": principal.may(Permission.EXPORT),
        "permissions": sorted(principal.permissions),
    }


def _base(reader: Reader, principal: Principal) -> dict[str, object]:
    def layer(name: str, *columns: str) -> orjson.Fragment:
        return feature_collection(visible_layer(reader, principal, name), columns)

    return {
        "communities": layer("communities", "code", "name"),
        "streets": layer("streets", "name", "line_class"),
        "buildings": layer("buildings"),
    }
