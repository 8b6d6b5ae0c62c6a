"""Reads GeoJSON and its one-feature-a-line form, strictly by RFC 7946."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson
import shapely

from gridmap.errors import GridmapError, InputError, Place
from gridmap.formats import limits
from gridmap.formats.confined.encodings import decode
from gridmap.formats.confined.esri import is_esri
from gridmap.formats.confined.gates import require_size
from gridmap.formats.confined.geojson_shapes import Shape, require_bbox, shape_of
from gridmap.formats.confined.job import Features, Job, Note
from gridmap.formats.confined.nesting import require_shallow
from gridmap.formats.confined.shape_building import build
from gridmap.formats.problems import Problems

LONLAT = "EPSG:4326"
# Where a member of properties is called id, the feature's own id stands beside it under this name.
FEATURE_ID = "@id"
_URN = re.compile(r"urn:(?:x-)?ogc:def:crs:(\w+):[\w.]*:(\w+)", re.IGNORECASE)
_GEOMETRY_TYPES = frozenset(
    {
        "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
        "GeometryCollection",
    }
)  # fmt: skip


def load(job: Job) -> tuple[Any, list[Note]]:
    """Return the parsed document, or the list of documents of a sequence.

    Raises
    ------
    InputError
        When it is too large, nests too deeply, or is no JSON.
    """
    require_size(job.path.stat().st_size, limits.TEXT_BYTES)
    text, encoding = decode(job.path.read_bytes(), job.encoding)
    data = text.encode()
    require_shallow(data)
    notes = [Note("encoding.assumed", {"encoding": encoding.name})] if encoding.assumed else []
    try:
        return orjson.loads(data), notes
    except orjson.JSONDecodeError as error:
        sequence = _sequence(data)
        if sequence is None:
            raise InputError("json.broken", Place(row=error.lineno), column=error.colno) from error
        return sequence, notes


def _sequence(data: bytes) -> list[Any] | None:
    """Return the documents of newline-delimited JSON, None when it is none.

    Raises
    ------
    InputError
        With the row that is no JSON.
    """
    lines = [line.strip(b"\x1e \t\r") for line in data.split(b"\n")]
    lines = [line for line in lines if line]
    if not lines or not (data.startswith(b"\x1e") or (len(lines) > 1 and _is_whole(lines[0]))):
        return None
    documents = []
    for number, line in enumerate(lines, 1):
        try:
            documents.append(orjson.loads(line))
        except orjson.JSONDecodeError as error:
            raise InputError("json.broken", Place(row=number), column=error.colno) from error
    return documents


def _is_whole(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def read_geojson(document: object, notes: list[Note]) -> Features:
    """Return the features of a document or of a sequence of documents.

    Raises
    ------
    InputError
        With every feature that breaks the standard.
    """
    crs = _declared_crs(document) if isinstance(document, dict) else None
    problems = Problems()
    properties: list[dict[str, Any]] = []
    identifiers: list[Any] = []
    shapes: list[Shape | None] = []
    for number, member in enumerate(_members(document), 1):
        try:
            feature_properties, identifier, shape = _feature(member)
        except GridmapError as error:
            problems.add(error.code, Place(feature=number), **error.params)
            continue
        properties.append(feature_properties)
        identifiers.append(identifier)
        shapes.append(shape)
    problems.raise_if_any()
    rows = list(range(1, len(shapes) + 1))
    wkb = shapely.to_wkb(build(shapes)).tolist()
    return Features(_columns(properties, identifiers), wkb, crs, rows, LONLAT, tuple(notes))


def _members(document: object) -> Iterator[Any]:
    if isinstance(document, list):
        yield from document
        return
    if not isinstance(document, dict):
        raise InputError("geojson.root")
    kind = document.get("type")
    if kind == "FeatureCollection":
        features = document.get("features")
        if not isinstance(features, list):
            raise InputError("geojson.features")
        if "bbox" in document:
            require_bbox(document["bbox"])
        yield from features
    elif kind == "Feature":
        yield document
    elif kind in _GEOMETRY_TYPES:
        yield {"type": "Feature", "properties": None, "geometry": document}
    elif is_esri(document):
        raise InputError("esri.disguised")
    else:
        raise InputError("geojson.type", found=str(kind)[:40])


def _feature(member: object) -> tuple[dict[str, Any], Any, Shape | None]:
    if not isinstance(member, dict) or member.get("type") != "Feature":
        raise InputError("geojson.feature")
    if "geometry" not in member:
        raise InputError("geojson.feature_geometry")
    if "properties" not in member:
        raise InputError("geojson.properties")
    properties = member["properties"]
    if properties is not None and not isinstance(properties, dict):
        raise InputError("geojson.properties")
    identifier = member.get("id")
    if "id" in member and type(identifier) not in {str, int, float}:
        raise InputError("geojson.id")
    if "bbox" in member:
        require_bbox(member["bbox"])
    return properties or {}, identifier, shape_of(member["geometry"])


def _columns(properties: list[dict[str, Any]], identifiers: list[Any]) -> dict[str, list[Any]]:
    names = dict.fromkeys(name for members in properties for name in members)
    columns: dict[str, list[Any]] = {}
    if any(identifier is not None for identifier in identifiers):
        columns[FEATURE_ID if "id" in names else "id"] = identifiers
    for name in names:
        columns[name] = [_scalar(members.get(name)) for members in properties]
    return columns


def _scalar(value: object) -> object:
    """Return a value as a table holds it; an array or object stays readable as its own JSON."""
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value


def _declared_crs(document: dict[str, Any]) -> str | None:
    """Return the system of the ``crs`` member that GeoJSON had before RFC 7946.

    Raises
    ------
    InputError
        When there is the member, but no name in it.
    """
    member = document.get("crs")
    if member is None:
        return None
    name = None
    if isinstance(member, dict) and member.get("type") == "name":
        details = member.get("properties")
        name = details.get("name") if isinstance(details, dict) else None
    if not isinstance(name, str):
        raise InputError("geojson.crs")
    urn = _URN.fullmatch(name.strip())
    if not urn:
        return name.strip()[:100]
    authority, code = urn[1].upper(), urn[2]
    return LONLAT if code.upper() == "CRS84" else f"{authority}:{code}"
