"""``/api/v1/openapi.json`` and ``/api/docs``: what the API offers, for programs and for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from apiflask import APIFlask
from flask import Blueprint, Response, current_app, render_template

from web.api.document import API_ROOT
from web.permissions import current_principal, signed_in

api_docs = Blueprint("api_docs", __name__)
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that the API does, as the page shows it."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[tuple[str, str, str, bool], ...]
    body: str
    answers: tuple[tuple[str, str], ...]


@api_docs.get(f"{API_ROOT}/openapi.json")
@signed_in
def show_document() -> Response:
    """Answer with the OpenAPI document."""
    return Response(orjson.dumps(_document()), content_type="application/json")


@api_docs.get("/api/docs")
@signed_in
def show_docs() -> str:
    """Answer with a page about the API, made from its document."""
    document = _document()
    tagged: dict[str, list[Operation]] = {}
    for tag, operation in _operations(document):
        tagged.setdefault(tag, []).append(operation)
    return render_template(
        "api_docs.html",
        tagged=tagged,
        schemas=document["components"]["schemas"],
        principal=current_principal(),
        name_of=_name,
    )


def _document() -> dict[str, Any]:
    app = current_app
    if not isinstance(app._get_current_object(), APIFlask):  # type: ignore[attr-defined]  # noqa: SLF001  Flask's own way
        raise TypeError
    document: dict[str, Any] = app.spec  # type: ignore[attr-defined]
    return document


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, methods in document.get("paths", {}).items():
        for method in _METHODS:
            told = methods.get(method)
            if told is not None:
                tag = next(iter(told.get("tags", ())), "")
                yield tag, _operation(method, path, told, methods.get("parameters", []))


def _operation(
    method: str, path: str, told: dict[str, Any], shared: list[dict[str, Any]]
) -> Operation:
    body = told.get("requestBody", {}).get("content", {})
    return Operation(
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        description=told.get("description", ""),
        parameters=tuple(
            (one["name"], one["in"], _name(one.get("schema", {})), one.get("required", False))
            for one in [*shared, *told.get("parameters", [])]
        ),
        body=", ".join(_name(one.get("schema", {})) for one in body.values()),
        answers=tuple(
            (status, ", ".join(_media(one.get("content", {}))) or one.get("description", ""))
            for status, one in told["responses"].items()
        ),
    )


def _media(content: dict[str, Any]) -> Iterator[str]:
    for media, one in content.items():
        name = _name(one.get("schema", {}))
        yield f"{media}: {name}" if name else media


def _name(schema: dict[str, Any]) -> str:
    """Return the short form of a schema: the model's name, or its type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " | ".join(_name(one) for one in schema[key])
    if "enum" in schema:
        return " | ".join(f'"{one}"' for one in schema["enum"])
    if "const" in schema:
        return f'"{schema["const"]}"'
    kind = schema.get("type", "")
    if kind == "array":
        return f"{_name(schema.get('items', {}))}[]"
    return str(kind)
