"""How deeply a text nests, known before a parser that recurses sees it."""

from __future__ import annotations

import re

import numpy as np

from gridmap.errors import InputError
from gridmap.formats import limits

# An escaped character of a JSON string; without these, quotes alone tell inside from outside.
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_QUOTE = ord('"')
_STEPS = np.zeros(256, np.int8)
_STEPS[[ord("["), ord("{")]] = 1
_STEPS[[ord("]"), ord("}")]] = -1


def json_depth(data: bytes) -> int:
    """Return how deeply arrays and objects of a JSON text nest.

    A scan of bytes, not a parse: brackets outside strings are counted, so that the depth is known
    before a parser that recurses sees the text.
    """
    plain = _ESCAPE.sub(b"", data) if b"\\" in data else data
    characters = np.frombuffer(plain, np.uint8)
    # Only the parity counts, so that eight bits may overflow.
    inside = np.cumsum(characters == _QUOTE, dtype=np.uint8) & 1
    steps = _STEPS[characters]
    steps[inside == 1] = 0
    depths = np.cumsum(steps[steps != 0], dtype=np.int64)
    return int(depths.max(initial=0))


def require_shallow(data: bytes) -> None:
    """Refuse JSON that nests deeper than any honest file.

    Raises
    ------
    InputError
        When it does.
    """
    limit = limits.JSON_DEPTH + limits.COORDINATE_DEPTH
    if (depth := json_depth(data)) > limit:
        raise InputError("json.deep", depth=depth, limit=limit)
