"""The one JSON parser of the service: strict, shallow, and quick.

orjson refuses NaN, infinities, numbers beyond a double, lone surrogates and broken UTF-8. Of two
members of the same name the last one counts: what is checked is exactly what was understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson
from flask import Response
from flask.json.provider import JSONProvider

MAX_DEPTH = 32
MAX_JSON_BYTES = 10 * 1024 * 1024
_MANY_DIGITS = re.compile(rb"\d{19}")


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
            When it is no JSON, too long or nested too deep, or holds a NUL character or a
            whole number of more than 64 bits.
        """
        if len(s) > MAX_JSON_BYTES:
            raise ValueError("size")
        value = orjson.loads(s)
        check_depth(value)
        if _is_suspect(s) and not all(map(_is_fit, _leaves(value))):
            raise ValueError("value")
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


def _is_suspect(given: str | bytes) -> bool:
    """Return whether a text may hold what `_is_fit` refuses; most do not, which is soon seen."""
    packed = given if isinstance(given, bytes) else given.encode()
    return b"\\u0000" in packed or _MANY_DIGITS.search(packed) is not None


def _is_fit(leaf: object) -> bool:
    """Return whether a value holds no NUL character, and a whole number 64 bits."""
    if isinstance(leaf, str):
        return "\0" not in leaf
    if isinstance(leaf, int):
        return -(1 << 63) <= leaf < 1 << 63
    return True


def _leaves(value: object) -> Iterator[object]:
    """Yield everything in a value that is no array or object, names of members included."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            waiting += [*node, *node.values()]
        elif isinstance(node, list):
            waiting += node
        else:
            yield node
