"""``/api/v1/points/<kind>``: points of a kind, as many of them as a page shows."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, abort

from gridmap.domain.point_columns import PointColumns
from gridmap.drawing.packing import POINT_UNIT_DEG, to_text
from gridmap.services.point_cards import (
    find_point,
    near_rows,
    point_card,
    point_history,
    points_in_order,
    sorted_rows,
)
from gridmap.services.point_pictures import clusters, packed_layer
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader
from web.answers import answer
from web.api.point_answers import card_members, point_members, version_members
from web.api.point_models import (
    PointCardAnswer,
    PointHistoryAnswer,
    PointListAnswer,
    PointRowsAnswer,
)
from web.api.point_queries import CardQuery, ListQuery, NearQuery, kind_of, require_zoom
from web.at_hand import at_hand, points_mark
from web.permissions import requires

points = APIBlueprint("points", __name__, url_prefix="/api/v1/points")


@points.get("/<kind>")
@requires(Permission.VIEW)
@points.input(ListQuery, location="query")
@points.output(PointListAnswer)
def list_points(kind: str, query_data: ListQuery) -> Response:
    """Answer with points of one kind, in the form that is wanted.

    ``columns`` (all of them, a list for each column), ``packed`` (bytes in base64, a run for each
    class, see `gridmap.drawing.packing`), ``clusters`` (gathered in squares of 64 pixels at
    ``zoom``), ``rows`` (a page of a table) or ``count``.
    """
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        columns = at_hand().points(reader, wanted)
        rows = query_data.filter().rows(columns, principal)
        if query_data.form == "count":
            return {"total": len(rows)}
        if query_data.form == "rows":
            by = query_data.sort.removeprefix("-")
            order = sorted_rows(columns, rows, by, descending=query_data.sort.startswith("-"))
            page = order[query_data.offset : query_data.offset + query_data.limit]
            found = points_in_order(reader, columns.ids[page].tolist())
            return {"total": len(rows), "rows": [point_members(point) for point in found]}
        chosen = columns if len(rows) == len(columns) else columns.taking(rows)
        if query_data.form == "packed":
            layer = packed_layer(chosen, wanted)
            return {
                "total": len(chosen),
                "classes": layer.classes,
                "counts": layer.points.counts,
                "origin": layer.points.origin,
                "unit": POINT_UNIT_DEG,
                "places": to_text(layer.points.packed),
            }
        if query_data.form == "clusters":
            return _clusters(chosen, require_zoom(query_data.zoom))
        return _columns(chosen)

    return answer(build, mark=points_mark(wanted))


@points.get("/<kind>/near")
@requires(Permission.VIEW)
@points.input(NearQuery, location="query")
@points.output(PointRowsAnswer)
def list_near(kind: str, query_data: NearQuery) -> Response:
    """Answer with the points around a place, the nearest first: what lies under a click."""
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        columns = at_hand().points(reader, wanted)
        rows = query_data.filter().rows(columns, principal)
        near = near_rows(columns, rows, (query_data.lon, query_data.lat), query_data.within_m)
        found = points_in_order(reader, columns.ids[near[: query_data.limit]].tolist())
        return {"total": len(near), "rows": [point_members(point) for point in found]}

    return answer(build, mark=points_mark(wanted))


@points.get("/<kind>/<point_id>")
@requires(Permission.VIEW)
@points.input(CardQuery, location="query")
@points.output(PointCardAnswer)
def show_point(kind: str, point_id: str, query_data: CardQuery) -> Response:
    """Answer with one point, its cell and worker, and the cells it may truly lie in."""
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        point = find_point(reader, principal, wanted, point_id)
        if point is None:
            abort(404)
        cells = at_hand().cells(reader)
        return card_members(point_card(reader, principal, cells, point, error_m=query_data.error_m))

    return answer(build)


@points.get("/<kind>/<point_id>/history")
@requires(Permission.VIEW)
@points.output(PointHistoryAnswer)
def show_history(kind: str, point_id: str) -> Response:
    """Answer with what a point was before, the oldest first, and who changed it."""
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        versions = point_history(reader, principal, wanted, point_id)
        if versions is None:
            abort(404)
        return {"versions": [version_members(one) for one in versions]}

    return answer(build)


def _columns(columns: PointColumns) -> dict[str, object]:
    return {
        "id": columns.ids.tolist(),
        "name": columns.names.tolist(),
        "class_code": columns.classes.texts(),
        "cell_code": columns.cells.texts(),
        "state": columns.states.texts(),
        "lon": columns.lonlat[:, 0].tolist(),
        "lat": columns.lonlat[:, 1].tolist(),
    }


def _clusters(columns: PointColumns, zoom: float) -> dict[str, object]:
    found = clusters(columns, zoom)
    ids, names = columns.ids, columns.names
    rows = found.rows.tolist()
    return {
        "total": len(columns),
        "classes": found.classes,
        "lon": found.lonlat[:, 0].round(7).tolist(),
        "lat": found.lonlat[:, 1].round(7).tolist(),
        "count": found.counts.tolist(),
        "class": found.class_index.tolist(),
        "bounds": found.bounds.tolist(),
        "id": [None if row < 0 else ids[row] for row in rows],
        "name": [None if row < 0 else names[row] for row in rows],
    }
