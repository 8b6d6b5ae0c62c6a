"""The one JSON parser of the service: strict, shallow, and quick.

orjson refuses NaN, infinities, numbers beyond a double, lone surrogates and broken UTF-8. Of two
members of the same name the last one counts: what is checked is exactly what was understood.
"""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask.json.provider import JSONProvider

MAX_DEPTH = 32
MAX_JSON_BYTES = 10 * 1024 * 1024


class StrictJson(JSONProvider):
    """JSON for requests and answers; what cannot be understood is a `ValueError`, hence 400."""

    def dumps(self, obj: Any, **_kwargs: Any) -> str:  # noqa: ANN401  as Flask declares it
        """Return a value as JSON text."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_kwargs: Any) -> Any:  # noqa: ANN401  any JSON value
        """Return the value of JSON text.

        Parameters
        ----------
        s
            The text.

        Raises
        ------
        ValueError
            When it is no JSON, too long, nested too deep, or holds a NUL character.
        """
        if len(s) > MAX_JSON_BYTES:
            raise ValueError("size")
        value = orjson.loads(s)
        check_depth(value)
        if _may_hold_nul(s) and _has_nul(value):
            raise ValueError("nul")
        return value

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a value as an answer."""
        value = self._prepare_response_obj(args, kwargs)
        return Response(orjson.dumps(value), content_type="application/json")


def check_depth(value: object) -> None:
    """Refuse a value whose arrays and objects are nested deeper than `MAX_DEPTH`.

    Level by level, so that no depth can exhaust the stack.

    Raises
    ------
    ValueError
        When it is nested too deep.
    """
    level = [value] if isinstance(value, dict | list) else []
    depth = 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise ValueError("depth")
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]


def _may_hold_nul(given: str | bytes) -> bool:
    return b"\\u0000" in given if isinstance(given, bytes) else "\\u0000" in given


def _has_nul(value: object) -> bool:
    """Return whether a text in a value, or a member's name, holds a NUL character."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            if "\0" in node:
                return True
        elif isinstance(node, dict):
            waiting += [*node, *node.values()]
        elif isinstance(node, list):
            waiting += node
    return False
