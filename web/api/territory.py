"""``/api/v1/overview`` and ``/api/v1/base``: the territory, its communities and its base map."""

from __future__ import annotations

import orjson
from apiflask import APIBlueprint
from flask import Response, current_app

from gridmap.domain import PointKind
from gridmap.services.browsing import Overview, overview, visible_layer
from gridmap.services.principal import Permission, Principal
from gridmap.services.published_mark import base_mark
from gridmap.store.port import Reader
from web.answers import answer
from web.api.models import Answer, FeatureCollection
from web.features import feature_collection
from web.permissions import requires
from web.settings import SETTINGS, Settings, TileDatum

territory = APIBlueprint("territory", __name__, url_prefix="/api/v1")


class NamedCode(Answer):
    """A code and what people call it."""

    code: str
    name: str


class KindCountAnswer(Answer):
    """How many points of a kind there are, and how many of them lie in no cell."""

    kind: PointKind
    total: int
    outside: int


class BaseMapAnswer(Answer):
    """A base map that an administrator named; tiles in GCJ-02 are shifted on display only."""

    url: str
    name: str
    datum: TileDatum


class OverviewAnswer(Answer):
    """The territory at a glance; `bounds` is west, south, east, north in degrees."""

    name: str
    revision: int
    bounds: tuple[float, float, float, float] | None
    communities: list[NamedCode]
    cells: int
    workers: int
    kinds: list[KindCountAnswer]
    may_export: bool
    may_edit_points: bool
    permissions: list[Permission]
    base_map: BaseMapAnswer | None


class BaseAnswer(Answer):
    """What lies under the cells."""

    communities: FeatureCollection
    streets: FeatureCollection
    buildings: FeatureCollection


@territory.get("/overview")
@requires(Permission.VIEW)
@territory.output(OverviewAnswer)
def show_overview() -> Response:
    """Answer with the territory at a glance and what the user may do."""
    return answer(lambda reader, principal: _overview(overview(reader, principal), principal))


@territory.get("/base")
@requires(Permission.VIEW)
@territory.output(BaseAnswer)
def show_base() -> Response:
    """Answer with what lies under the cells: communities, streets and buildings."""
    return answer(_base, mark=lambda reader, _principal: base_mark(reader))


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
        "may_edit_points": principal.may(Permission.EDIT_POINTS),
        "permissions": sorted(principal.permissions),
        "base_map": _base_map(),
    }


def _base_map() -> dict[str, str] | None:
    settings: Settings = current_app.extensions[SETTINGS]
    named = settings.base_map
    if named is None:
        return None
    return {"url": named.url, "name": named.name, "datum": named.datum.value}


def _base(reader: Reader, principal: Principal) -> dict[str, object]:
    def layer(name: str, *columns: str) -> orjson.Fragment:
        return feature_collection(visible_layer(reader, principal, name), columns)

    return {
        "communities": layer("communities", "code", "name"),
        "streets": layer("streets", "name", "line_class"),
        "buildings": layer("buildings"),
    }
