"""``/api/v1/tables/<kind>``: points as pages of a table, filtered and sorted by any column."""

from __future__ import annotations

from typing import Annotated, Literal

import orjson
from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from gridmap.domain import attribute_schema
from gridmap.errors import InputError
from gridmap.services.point_cards import points_in_order
from gridmap.services.point_filter import PointFilter
from gridmap.services.point_tables import TableWish, local_text, table_rows
from gridmap.services.principal import Permission, Principal
from gridmap.services.upload_kinds import UploadField, UploadKind, fields_of
from gridmap.store.port import Reader
from web.answers import answer
from web.api.models import Parameters
from web.api.point_answers import point_members
from web.api.point_queries import kind_of
from web.api.work_models import TableFieldsAnswer, TablePageAnswer
from web.at_hand import at_hand
from web.permissions import requires

tables = APIBlueprint("tables", __name__, url_prefix="/api/v1/tables")
_MOST_FILTERS = 60


class TableQuery(Parameters):
    """Which rows are wanted: words, filters by column as a JSON object, an order, a page."""

    q: Annotated[str, Field(max_length=200)] = ""
    filters: Annotated[str, Field(max_length=4000)] = "{}"
    sort: Annotated[str, Field(max_length=60, pattern=r"^-?[a-z_0-9]*$")] = ""
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=2000)] = 100


@tables.get("/<kind>")
@requires(Permission.VIEW)
@tables.input(TableQuery, location="query")
@tables.output(TablePageAnswer)
def list_rows(kind: str, query_data: TableQuery) -> Response:
    """Answer with a page of rows: how many there are, how many are found, and these."""
    wanted = kind_of(kind)
    known = {field.name for field in fields_of(UploadKind(kind))} | {"cell_code"}
    wish = TableWish(
        query_data.q,
        _filters(query_data.filters, known),
        _known(query_data.sort.removeprefix("-"), known | {""}),
        query_data.sort.startswith("-"),
    )

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        columns = at_hand().points(reader, wanted)
        visible = PointFilter().rows(columns, principal)
        rows = table_rows(reader, wanted, columns, visible, wish)
        page = rows[query_data.offset : query_data.offset + query_data.limit]
        found = points_in_order(reader, columns.ids[page].tolist())
        return {
            "total": len(visible),
            "found": len(rows),
            "rows": [{**point_members(one), "time": local_text(one)} for one in found],
        }

    return answer(build)


@tables.get("/<kind>/fields")
@requires(Permission.VIEW)
@tables.output(TableFieldsAnswer)
def list_fields(kind: str) -> Response:
    """Answer with the columns of a table, what they are called, and what they may hold."""
    wanted = kind_of(kind)
    properties = attribute_schema(wanted)["properties"]

    def build(_reader: Reader, _principal: Principal) -> dict[str, object]:
        return {
            "fields": [
                {
                    "name": field.name,
                    "label": field.label(),
                    "is_attribute": field.name in properties,
                    "type": _type_of(field, properties.get(field.name, {})),
                    "choices": [
                        {"value": value, "label": label}
                        for value, label in zip(field.choices, field.choice_labels(), strict=True)
                    ],
                }
                for field in fields_of(UploadKind(kind))
            ]
        }

    return answer(build)


def _type_of(
    field: UploadField, rule: dict[str, object]
) -> Literal["choice", "number", "boolean", "text"]:
    if field.choices:
        return "choice"
    kinds = rule.get("type", "string")
    named = {kinds} if isinstance(kinds, str) else set(kinds if isinstance(kinds, list) else ())
    if field.name in {"lon", "lat"} or named & {"number", "integer"}:
        return "number"
    return "boolean" if "boolean" in named else "text"


def _filters(written: str, known: set[str]) -> dict[str, str]:
    """Return column to filter.

    Raises
    ------
    InputError
        When it is no JSON object of texts.
    """
    try:
        found = orjson.loads(written)
    except orjson.JSONDecodeError as error:
        raise InputError("table.filters") from error
    if not isinstance(found, dict) or len(found) > _MOST_FILTERS:
        raise InputError("table.filters")
    return {_known(name, known): str(said)[:200] for name, said in found.items()}


def _known(name: str, known: set[str]) -> str:
    """Return the name of a column.

    Raises
    ------
    InputError
        When there is none of this name.
    """
    if name not in known:
        raise InputError("table.column", name=name[:60], columns=", ".join(sorted(known - {""})))
    return name
