"""How a parent and its child speak: frames of JSON with well-known binary, and nothing else.

A frame is two unsigned 64-bit lengths, a JSON object and a blob. No pickle: whatever a hostile
file does to the child, the parent only ever meets numbers, strings and WKB.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

import orjson

from gridmap.errors import GridmapError, InputError, Place
from gridmap.formats.problems import ImportProblems

Frame = tuple[dict[str, Any], bytes]
_LENGTHS = struct.Struct(">QQ")
_PLACE_FIELDS = ("layer", "row", "column", "feature")


def write_frame(stream: BinaryIO, head: dict[str, Any], blob: bytes = b"") -> None:
    """Write one frame; dates are tagged so that they come back as dates."""
    packed = orjson.dumps(
        head, default=_tagged, option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_SERIALIZE_NUMPY
    )
    stream.write(_LENGTHS.pack(len(packed), len(blob)))
    stream.write(packed)
    stream.write(blob)


def read_frames(data: bytes) -> list[Frame]:
    """Return the frames of a whole answer.

    Raises
    ------
    EOFError
        When the answer ends inside a frame.
    """
    frames: list[Frame] = []
    at = 0
    while at < len(data):
        start = at + _LENGTHS.size
        if start > len(data):
            raise EOFError
        head_bytes, blob_bytes = _LENGTHS.unpack_from(data, at)
        at = start + head_bytes + blob_bytes
        if at > len(data):
            raise EOFError
        middle = start + head_bytes
        frames.append((orjson.loads(data[start:middle]), data[middle:at]))
    return frames


def _tagged(value: object) -> list[str]:
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, time | timedelta):
        return ["text", str(value)]
    raise TypeError(type(value).__name__)


_UNTAG: dict[str, Callable[[str], object]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "text": str,
}


def untagged(values: Sequence[Any]) -> list[Any]:
    """Return values with the tagged ones made whole again."""
    return [_UNTAG[value[0]](value[1]) if type(value) is list else value for value in values]


def join_wkb(geometries: Sequence[bytes | None]) -> tuple[list[int], bytes]:
    """Return the length of each geometry (0 for none) and all of them in one blob."""
    return [len(wkb or b"") for wkb in geometries], b"".join(wkb or b"" for wkb in geometries)


def split_wkb(lengths: Sequence[int], blob: bytes) -> list[bytes | None]:
    """Undo `join_wkb`."""
    parts: list[bytes | None] = []
    at = 0
    for length in lengths:
        parts.append(blob[at : at + length] if length else None)
        at += length
    return parts


def fault_head(error: GridmapError) -> dict[str, Any]:
    """Return an error as the head of a frame."""
    head: dict[str, Any] = {
        "kind": "fault",
        "code": error.code,
        "place": {name: getattr(error.place, name) for name in _PLACE_FIELDS},
        "params": dict(error.params),
    }
    if isinstance(error, ImportProblems):
        head["problems"] = [fault_head(problem) for problem in error.problems]
        head["count"] = error.count
    return head


def fault_of(head: dict[str, Any], source: str | None) -> InputError:
    """Return the error that a frame tells of, placed in its file."""
    if "problems" in head:
        problems = [fault_of(problem, None) for problem in head["problems"]]
        return ImportProblems(problems, head["count"], source)
    return InputError(head["code"], Place(file=source, **head["place"]), **head["params"])
