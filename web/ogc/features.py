"""The routes of ``/ogc``: landing page, conformance, document, collections and their features."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, abort, request, url_for

from gridmap.catalogue import text
from gridmap.services.browsing import KIND_OF_LAYER
from gridmap.services.feature_pages import (
    LAYERS,
    Extent,
    Page,
    collection_pieces,
    properties_of,
)
from gridmap.services.principal import Permission
from web.answers import opened_store
from web.at_hand import pages_at_hand
from web.changing import current_moment
from web.ogc.document import CONFORMANCE, TYPE, api_document
from web.ogc.questions import CRS84, check_parameters, question_of
from web.permissions import current_principal, requires

ogc = Blueprint("ogc", __name__, url_prefix="/ogc")

JSON, GEOJSON = "application/json", "application/geo+json"
_CALENDAR = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
Link = dict[str, str]


@ogc.get("")
@ogc.get("/")
@requires(Permission.VIEW)
def landing_page() -> Response:
    """Answer with where everything is."""
    check_parameters(request.args)
    return _json(
        {
            "title": text("ogc.title"),
            "description": text("ogc.description"),
            "links": [
                _link("self", "ogc.landing_page"),
                _link("service-desc", "ogc.document", TYPE),
                _link("conformance", "ogc.conformance"),
                _link("data", "ogc.collections"),
            ],
        }
    )


@ogc.get("/conformance")
@requires(Permission.VIEW)
def conformance() -> Response:
    """Answer with the parts of the standard that hold."""
    check_parameters(request.args)
    return _json({"conformsTo": CONFORMANCE})


@ogc.get("/api")
@requires(Permission.VIEW)
def document() -> Response:
    """Answer with the document of the service."""
    check_parameters(request.args)
    address = url_for("ogc.landing_page", _external=True).rstrip("/")
    return _json(api_document(address), TYPE)


@ogc.get("/collections")
@requires(Permission.VIEW)
def collections() -> Response:
    """Answer with all collections."""
    check_parameters(request.args)
    with opened_store().reading() as reader:
        principal = current_principal()
        extents = {name: pages_at_hand().extent(reader, principal, name) for name in LAYERS}
    return _json(
        {
            "links": [_link("self", "ogc.collections")],
            "collections": [_collection(name, extents[name]) for name in LAYERS],
        }
    )


@ogc.get("/collections/<name>")
@requires(Permission.VIEW)
def collection(name: str) -> Response:
    """Answer with one collection."""
    _require(name)
    check_parameters(request.args)
    with opened_store().reading() as reader:
        extent = pages_at_hand().extent(reader, current_principal(), name)
    return _json(_collection(name, extent))


@ogc.get("/collections/<name>/schema")
@requires(Permission.VIEW)
def schema(name: str) -> Response:
    """Answer with the properties of a collection's features as a JSON Schema."""
    _require(name)
    check_parameters(request.args)
    properties: dict[str, object] = dict(properties_of(name)) if name in KIND_OF_LAYER else {}
    return _json(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": url_for("ogc.schema", name=name, _external=True),
            "type": "object",
            "title": text(f"ogc.collection.{name}"),
            "properties": {
                **properties,
                "geometry": {
                    "format": f"geometry-{_shape(name)}",
                    "x-ogc-role": "primary-geometry",
                },
            },
        },
        "application/schema+json",
    )


@ogc.get("/collections/<name>/items")
@requires(Permission.EXPORT)
def items(name: str) -> Response:
    """Answer with a page of features, written while it is sent."""
    _require(name)
    asked = question_of(request.args)
    with opened_store().reading() as reader:
        page = pages_at_hand().page(reader, current_principal(), name, asked)
    head = orjson.dumps(
        {
            "type": "FeatureCollection",
            "timeStamp": current_moment().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "numberMatched": page.total,
            "numberReturned": len(page.features),
        }
    )[1:-1]
    tail = orjson.dumps({"links": _page_links(name, page)})[1:-1]
    response = Response(collection_pieces(page, head, tail), content_type=GEOJSON)
    response.headers["Content-Crs"] = f"<{CRS84}>"
    return response


@ogc.get("/collections/<name>/items/<feature_id>")
@requires(Permission.EXPORT)
def item(name: str, feature_id: str) -> Response:
    """Answer with one feature."""
    _require(name)
    check_parameters(request.args)
    with opened_store().reading() as reader:
        feature = pages_at_hand().feature(reader, current_principal(), name, feature_id)
    if feature is None:
        abort(404)
    links = [
        _link("self", "ogc.item", GEOJSON, name=name, feature_id=feature_id),
        _link("collection", "ogc.collection", name=name),
    ]
    body = feature[:-1] + b"," + orjson.dumps({"links": links})[1:]
    return Response(body, content_type=GEOJSON)


def _require(name: str) -> None:
    if name not in LAYERS:
        abort(404)


def _shape(name: str) -> str:
    if name in KIND_OF_LAYER:
        return "point"
    return "linestring" if name == "streets" else "polygon"


def _collection(name: str, extent: Extent) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": name,
        "title": text(f"ogc.collection.{name}"),
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            _link("self", "ogc.collection", name=name),
            _link("items", "ogc.items", GEOJSON, name=name),
            _link("describedby", "ogc.schema", "application/schema+json", name=name),
        ],
    }
    reach: dict[str, Any] = {}
    if extent.box is not None:
        reach["spatial"] = {"bbox": [extent.box], "crs": CRS84}
    if extent.span is not None:
        span = [None if one is None else one.strftime("%Y-%m-%dT%H:%M:%SZ") for one in extent.span]
        reach["temporal"] = {"interval": [span], "trs": _CALENDAR}
    return told | ({"extent": reach} if reach else {})


def _page_links(name: str, page: Page) -> list[Link]:
    given = request.args.to_dict()
    links = [
        _link("self", "ogc.items", GEOJSON, given, name=name),
        _link("collection", "ogc.collection", name=name),
    ]
    if page.last is not None:
        links.append(_link("next", "ogc.items", GEOJSON, given | {"after": page.last}, name=name))
    return links


def _link(
    rel: str,
    endpoint: str,
    media: str = JSON,
    parameters: dict[str, str] | None = None,
    **names: str,
) -> Link:
    address = url_for(endpoint, _external=True, **names)
    query = f"?{urlencode(parameters)}" if parameters else ""
    return {"rel": rel, "href": address + query, "type": media}


def _json(value: object, media: str = JSON) -> Response:
    return Response(orjson.dumps(value), content_type=media)
