"""How deeply a text nests, known before a parser that recurses sees it."""

from __future__ import annotations

import re

import numpy as np

from gridmap.errors import InputError
from gridmap.formats import limits

# A quoted string of JSON; possessive, so that a hostile file cannot make it backtrack.
_JSON_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STEP = bytes.maketrans(b"[]{}", b"\x01\xff\x01\xff")


def json_depth(data: bytes) -> int:
    """Return how deeply arrays and objects of a JSON text nest.

    A scan of bytes, not a parse: strings are cut out, then brackets are counted, so that the
    depth is known before a parser that recurses sees the text.
    """
    steps = _JSON_STRING.sub(b"", data).translate(_STEP, _NOT_BRACKETS)
    if not steps:
        return 0
    return int(np.cumsum(np.frombuffer(steps, np.int8), dtype=np.int64).max())


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
