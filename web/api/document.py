"""The OpenAPI 3.1 document: what APIFlask collects from the blueprints, completed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from apiflask import APIFlask

API_ROOT: Final = "/api/v1"
_SECURITY: Final = {
    "session": {"type": "apiKey", "in": "cookie", "name": "gridmap_session"},
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token."},
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "The name of an account, and a token as the password.",
    },
}
_REFERENCE: Final = "#/components/schemas/"
_PROBLEM: Final = {
    "type": "object",
    "description": "A problem as RFC 9457 has it.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "URN of the message code."},
        "title": {"type": "string", "description": "What is wrong."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "How to mend it."},
        "instance": {"type": "string", "description": "URN of this answer, as in the log."},
        "where": {"type": "string", "description": "Where the fault lies, in words."},
        "place": {
            "type": "object",
            "description": "Where the fault lies: a GeoJSON geometry.",
            "additionalProperties": True,
        },
        "params": {
            "type": "object",
            "description": "The values that the sentences are filled with.",
            "additionalProperties": True,
        },
        "revision": {"type": "integer", "description": "The revision that holds now."},
        "changes": {
            "type": "array",
            "description": "What was changed since the revision that the request started from.",
            "items": {"type": "object", "additionalProperties": True},
        },
        "errors": {
            "type": "array",
            "description": "Every fault of the request.",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def configure(app: APIFlask) -> None:
    """Let an application collect its document; the pages that show it are ours."""
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_OPERATION_ID=True,
        AUTO_SERVERS=False,
        SECURITY_SCHEMES=_SECURITY,
    )
    app.spec_callback = complete  # type: ignore[assignment]  # JSON is asked for, so it is a dict


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with its refusals, its ways in, and one name for each model."""
    document["servers"] = [{"url": "/"}]
    document["security"] = [{"session": []}, {"bearer": []}, {"basic": []}]
    refusal = {
        "description": "Refused: the sentence, and the way out.",
        "content": {"application/problem+json": {"schema": {"$ref": f"{_REFERENCE}Problem"}}},
    }
    for path in document.get("paths", {}).values():
        for operation in path.values():
            if isinstance(operation, dict) and "responses" in operation:
                operation["responses"]["4XX"] = refusal
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    _shorten(document, schemas)
    schemas["Problem"] = _PROBLEM
    return document


def _shorten(document: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Give every model the name of its class: the collector repeats models under each user's name.

    Where two different models have one name, the second keeps its user's name before its own.
    """
    names = {}
    for long in [name for name in schemas if "." in name]:
        schema = schemas.pop(long)
        name = long.rpartition(".")[2]
        # Titles and texts are the same for one class; a reference may still carry a long name.
        if name in schemas and _bare(schemas[name]) != _bare(schema):
            name = long.replace(".", "_")
        schemas[name] = schema
        names[_REFERENCE + long] = _REFERENCE + name
    for node in _objects(document):
        reference = node.get("$ref")
        if isinstance(reference, str):
            node["$ref"] = names.get(reference, reference)


def _bare(schema: object) -> object:
    """Return a schema with short names, for comparing."""
    if isinstance(schema, Mapping):
        return {
            key: str(value).rpartition("/")[2].rpartition(".")[2] if key == "$ref" else _bare(value)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    return schema


def _objects(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from _objects(value)
