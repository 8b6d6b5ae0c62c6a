"""The document of the service: OpenAPI 3.0, kept by hand, since that is what desktop GIS reads."""

from __future__ import annotations

from typing import Any, Final

from gridmap import __version__
from gridmap.catalogue import text
from gridmap.services.feature_pages import LAYERS
from web.ogc.questions import DEFAULT_LIMIT, MOST

TYPE: Final = "application/vnd.oai.openapi+json;version=3.0"
CONFORMANCE: Final = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}"
    for name in ("core", "geojson", "oas30")
)
_GEOJSON: Final = "application/geo+json"


def api_document(address: str) -> dict[str, Any]:
    """Return the document.

    Parameters
    ----------
    address
        Where the landing page is.
    """
    return {
        "openapi": "3.0.3",
        "info": {
            "title": text("ogc.title"),
            "description": text("ogc.description"),
            "version": __version__,
            "license": {"name": "MIT"},
        },
        "servers": [{"url": address}],
        "security": [{"token": []}],
        "paths": {
            "/": _get("getLandingPage", "LandingPage"),
            "/conformance": _get("getConformance", "Conformance"),
            "/api": _get("getApi", "Document"),
            "/collections": _get("getCollections", "Collections"),
            "/collections/{collectionId}": _get(
                "describeCollection", "Collection", "collectionId", missing=True
            ),
            "/collections/{collectionId}/items": _get(
                "getFeatures",
                "Features",
                "collectionId",
                "limit",
                "bbox",
                "datetime",
                "after",
                missing=True,
            ),
            "/collections/{collectionId}/items/{featureId}": _get(
                "getFeature", "Feature", "collectionId", "featureId", missing=True
            ),
            "/collections/{collectionId}/schema": _get(
                "getSchema", "Schema", "collectionId", missing=True
            ),
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "basic"}},
            "parameters": _PARAMETERS,
            "responses": _responses(),
            "schemas": _SCHEMAS,
        },
    }


def _get(
    operation: str, response: str, *parameters: str, missing: bool = False
) -> dict[str, object]:
    answers = {
        "200": {"$ref": f"#/components/responses/{response}"},
        "400": {"$ref": "#/components/responses/BadRequest"},
        "401": {"$ref": "#/components/responses/Unauthorized"},
    }
    if missing:
        answers["404"] = {"$ref": "#/components/responses/NotFound"}
    return {
        "get": {
            "operationId": operation,
            "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in parameters],
            "responses": answers,
        }
    }


_PARAMETERS: Final[dict[str, Any]] = {
    "limit": {
        "name": "limit",
        "in": "query",
        "required": False,
        "schema": {
            "type": "integer",
            "minimum": 1,
            "maximum": MOST,
            "default": DEFAULT_LIMIT,
        },
        "style": "form",
        "explode": False,
    },
    "bbox": {
        "name": "bbox",
        "in": "query",
        "required": False,
        "schema": {
            "type": "array",
            "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
            "items": {"type": "number"},
        },
        "style": "form",
        "explode": False,
    },
    "datetime": {
        "name": "datetime",
        "in": "query",
        "required": False,
        "schema": {"type": "string"},
        "style": "form",
        "explode": False,
    },
    "after": {
        "name": "after",
        "in": "query",
        "required": False,
        "schema": {"type": "string"},
        "style": "form",
        "explode": False,
    },
    "collectionId": {
        "name": "collectionId",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": list(LAYERS)},
    },
    "featureId": {
        "name": "featureId",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
    },
}
_LINK: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {
        name: {"type": "string"} for name in ("href", "rel", "type", "title", "hreflang")
    },
}
_LINKS: Final[dict[str, Any]] = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
_SCHEMAS: Final[dict[str, Any]] = {
    "link": _LINK,
    "landingPage": {"type": "object", "required": ["links"], "properties": {"links": _LINKS}},
    "confClasses": {
        "type": "object",
        "required": ["conformsTo"],
        "properties": {"conformsTo": {"type": "array", "items": {"type": "string"}}},
    },
    "collection": {
        "type": "object",
        "required": ["id", "links"],
        "properties": {
            "id": {"type": "string"},
            "title": {"type": "string"},
            "extent": {"type": "object"},
            "itemType": {"type": "string"},
            "crs": {"type": "array", "items": {"type": "string"}},
            "links": _LINKS,
        },
    },
    "collections": {
        "type": "object",
        "required": ["collections", "links"],
        "properties": {
            "collections": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/collection"},
            },
            "links": _LINKS,
        },
    },
    "feature": {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"type": "object", "nullable": True},
            "properties": {"type": "object", "nullable": True},
            "links": _LINKS,
        },
    },
    "features": {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": {"$ref": "#/components/schemas/feature"}},
            "links": _LINKS,
            "timeStamp": {"type": "string", "format": "date-time"},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
        },
    },
    "problem": {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
    },
}


def _responses() -> dict[str, Any]:
    described = {
        "LandingPage": ("application/json", "landingPage"),
        "Conformance": ("application/json", "confClasses"),
        "Collections": ("application/json", "collections"),
        "Collection": ("application/json", "collection"),
        "Features": (_GEOJSON, "features"),
        "Feature": (_GEOJSON, "feature"),
        "BadRequest": ("application/problem+json", "problem"),
        "Unauthorized": ("application/problem+json", "problem"),
        "NotFound": ("application/problem+json", "problem"),
    }
    answers: dict[str, Any] = {
        name: {
            "description": name,
            "content": {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
        }
        for name, (media, schema) in described.items()
    }
    for name, media in (("Document", TYPE), ("Schema", "application/schema+json")):
        answers[name] = {"description": name, "content": {media: {"schema": {"type": "object"}}}}
    return answers
