"""``/api/v1/reaches``: what cameras see, what nobody sees, and one view while it is turned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import orjson
import shapely
from apiflask import APIBlueprint
from flask import Response, abort
from pydantic import Field

from gridmap.services.live_reach import CameraReach
from gridmap.services.principal import Permission, Principal
from gridmap.services.reach_devices import DEFAULT_RANGE_M
from gridmap.store.port import Reader
from web.answers import answer
from web.api.models import Latitude, Longitude, Parameters
from web.api.point_models import CellSharesAnswer, ReachAnswer, ViewAnswer
from web.api.point_queries import PointQuery
from web.at_hand import reach_at_hand
from web.permissions import requires

reaches = APIBlueprint("reaches", __name__, url_prefix="/api/v1/reaches")


class ViewQuery(Parameters):
    """One camera: where it hangs, and how it looks.

    ``azimuth`` is degrees clockwise from north, a word of the compass, or several divided by
    semicolons; empty for a dome, which looks all around.
    """

    lon: Longitude
    lat: Latitude
    azimuth: Annotated[str, Field(max_length=200)] = ""
    angle_deg: Annotated[float, Field(gt=0, le=360)] | None = None
    range_m: Annotated[float, Field(gt=0, le=5000)] = DEFAULT_RANGE_M


class ReachQuery(PointQuery):
    """Which cameras count, and whether each view, all together, or the rest is wanted."""

    mode: Literal["views", "covered", "blind"] = "covered"


@reaches.get("/view")
@requires(Permission.VIEW)
@reaches.input(ViewQuery, location="query")
@reaches.output(ViewAnswer)
def show_view(query_data: ViewQuery) -> Response:
    """Answer with what one camera would see, buildings in the way."""

    def build(reader: Reader, _principal: Principal) -> dict[str, object]:
        asked = query_data
        looks = {
            "azimuth_deg": asked.azimuth or None,
            "angle_deg": asked.angle_deg,
            "range_m": asked.range_m,
        }
        found = reach_at_hand().view(reader, (asked.lon, asked.lat), looks)
        if found is None:
            abort(404)
        area, size_m2, notes = found
        return {
            "geometry": orjson.Fragment(shapely.to_geojson(area)),
            "area_m2": round(size_m2, 2),
            "notes": [note.describe() for note in notes],
        }

    return answer(build, mark=_mark)


@reaches.get("/cameras")
@requires(Permission.VIEW)
@reaches.input(ReachQuery, location="query")
@reaches.output(ReachAnswer)
def show_reach(query_data: ReachQuery) -> Response:
    """Answer with what cameras see of the cells, or what none of them sees, as features."""

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        found = _reach(reader, principal, query_data)
        covered_m2 = float(found.covered_m2.sum())
        return {
            "areas": _MODES[query_data.mode](found),
            "covered_m2": round(covered_m2, 2),
            "total_m2": round(found.total_m2, 2),
            "covered_ratio": covered_m2 / found.total_m2 if found.total_m2 else None,
            "notes": [note.describe() for note in found.notes],
        }

    return answer(build, mark=_mark)


@reaches.get("/cells")
@requires(Permission.VIEW)
@reaches.input(PointQuery, location="query")
@reaches.output(CellSharesAnswer)
def list_shares(query_data: PointQuery) -> Response:
    """Answer with how much of each cell is seen."""

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        found = _reach(reader, principal, query_data)
        rows = zip(found.cells, found.covered_m2.tolist(), strict=True)
        return {
            "cells": [
                {
                    "code": cell.code,
                    "name": cell.name,
                    "covered_m2": round(covered_m2, 2),
                    "total_m2": round(cell.area_m2, 2),
                    "ratio": covered_m2 / cell.area_m2 if cell.area_m2 else None,
                }
                for cell, covered_m2 in rows
            ]
        }

    return answer(build, mark=_mark)


def _mark(reader: Reader, _principal: Principal) -> object:
    return reach_at_hand().mark(reader)


def _reach(reader: Reader, principal: Principal, asked: PointQuery) -> CameraReach:
    found = reach_at_hand().reach(reader, principal, asked.filter())
    if found is None:
        abort(404)
    return found


def _views(found: CameraReach) -> orjson.Fragment:
    return _features(found.areas.tolist(), [{"id": name} for name in found.ids])


def _covered(found: CameraReach) -> orjson.Fragment:
    parts = [part for part in shapely.get_parts(found.covered) if part.geom_type == "Polygon"]
    return _features(parts, [{} for _ in parts])


def _blind(found: CameraReach) -> orjson.Fragment:
    sizes = found.blind_m2.tolist()
    return _features(found.blind.tolist(), [{"area_m2": round(size, 1)} for size in sizes])


_MODES = {"views": _views, "covered": _covered, "blind": _blind}


def _features(
    shapes: Sequence[shapely.Geometry], properties: Sequence[Mapping[str, object]]
) -> orjson.Fragment:
    features = [
        {
            "type": "Feature",
            "properties": told,
            "geometry": orjson.Fragment(shapely.to_geojson(shape)),
        }
        for shape, told in zip(shapes, properties, strict=True)
    ]
    return orjson.Fragment(orjson.dumps({"type": "FeatureCollection", "features": features}))
