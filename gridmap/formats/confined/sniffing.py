"""What a file really is, from its first bytes; its name must not contradict them."""

from __future__ import annotations

import re
from pathlib import Path

from gridmap.errors import InputError

_HEAD_BYTES = 4096
_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3\x00", "gpkg"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"\x00\x00\x27\x0a", "shapefile"),
    (b"fgb\x03fgb", "flatgeobuf"),
)
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
_XML_ROOT = re.compile(r"<(?:[\w-]+:)?(kml|gpx)[\s>]")
_SUFFIXES = {
    ".json": {"json"}, ".geojson": {"json"}, ".geojsonl": {"json"}, ".geojsons": {"json"},
    ".ndjson": {"json"}, ".jsonl": {"json"}, ".csv": {"text"}, ".tsv": {"text"}, ".txt": {"text"},
    ".gpkg": {"gpkg"}, ".shp": {"shapefile"}, ".dbf": {"dbf"}, ".zip": {"zip"}, ".gz": {"gzip"},
    ".xlsx": {"zip"}, ".xlsm": {"zip"}, ".xls": {"xls", "zip"}, ".kml": {"kml"}, ".kmz": {"zip"},
    ".gpx": {"gpx"}, ".fgb": {"flatgeobuf"},
}  # fmt: skip
_DBF_VERSIONS = frozenset({0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x83, 0x8B, 0xF5})


def family_of(path: Path) -> str:
    """Return the family of a file: json, text, gpkg, shapefile, dbf, zip, gzip, xls, kml, gpx.

    Raises
    ------
    InputError
        When the content is none of them, or is not what the name says.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    suffix = path.suffix.lower()
    found = _family(head, suffix)
    allowed = _SUFFIXES.get(suffix)
    if found is None or (allowed is None and found == "text"):
        raise InputError("content.unknown")
    if allowed is not None and found not in allowed:
        raise InputError("content.mismatch", suffix=suffix)
    return found


def _family(head: bytes, suffix: str) -> str | None:
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if suffix == ".dbf":
        return "dbf" if head[0] in _DBF_VERSIONS else None
    start = _text_start(head)
    if start.startswith(("{", "\x1e")):
        return "json"
    if start.startswith("<"):
        root = _XML_ROOT.search(start)
        return root[1] if root else None
    return None if start.startswith("[") and suffix not in {".csv", ".tsv", ".txt"} else "text"


def _text_start(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace").lstrip()
    return head.decode("utf-8", "replace").lstrip()
