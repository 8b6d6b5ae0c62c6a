"""The closed JSON Schemas of point attributes, and the check against them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from gridmap.domain.classes import class_table
from gridmap.domain.words import PointKind
from gridmap.errors import InputError, Place
from gridmap.geometry.crs import WIDEST_LAT_DEG, WIDEST_LON_DEG

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

    from gridmap.domain.records import Point

LONGEST_ID = 128


@cache
def attribute_schema(kind: PointKind) -> Mapping[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a kind's attributes."""
    source = files("geodata") / "schemas" / f"{kind}.json"
    return MappingProxyType(json.loads(source.read_text(encoding="utf-8")))


@cache
def _validator(kind: PointKind) -> Draft202012Validator:
    return Draft202012Validator(
        dict(attribute_schema(kind)), format_checker=Draft202012Validator.FORMAT_CHECKER
    )


@dataclass(frozen=True, slots=True)
class _Gauge:
    """What the points of a kind are held against, field by field."""

    classes: AbstractSet[str]
    required: AbstractSet[str]
    validators: Mapping[str, Draft202012Validator]


@cache
def _gauge(kind: PointKind) -> _Gauge:
    schema = attribute_schema(kind)
    validators = {
        name: Draft202012Validator(field, format_checker=Draft202012Validator.FORMAT_CHECKER)
        for name, field in schema["properties"].items()
    }
    return _Gauge(class_table(kind).keys(), frozenset(schema.get("required", ())), validators)


def check_points(points: Iterable[Point]) -> None:
    """Check many points as `check_point` does, each distinct value of a field only once.

    Raises
    ------
    InputError
        For the first point that does not fit.
    """
    seen: set[tuple[object, ...]] = set()
    gauges = {kind: _gauge(kind) for kind in PointKind}
    for point in points:
        if not _is_plainly_right(point, gauges[point.kind], seen):
            check_point(point)


def _is_plainly_right(point: Point, gauge: _Gauge, seen: set[tuple[object, ...]]) -> bool:
    """Return True where the schema surely holds: its properties do not depend on each other."""
    attributes = point.attributes
    if not _has_place(point) or point.class_code not in gauge.classes:
        return False
    if not (gauge.validators.keys() >= attributes.keys() >= gauge.required):
        return False
    for name, value in attributes.items():
        if not isinstance(value, str | bool | int) and value is not None:
            return False
        key = (point.kind, name, type(value), value)
        if key not in seen:
            if not gauge.validators[name].is_valid(value):
                return False
            seen.add(key)
    return True


def _has_place(point: Point) -> bool:
    return (
        0 < len(point.id) <= LONGEST_ID
        and abs(point.lon) <= WIDEST_LON_DEG
        and abs(point.lat) <= WIDEST_LAT_DEG
        and (point.happened_at is None or point.happened_at.tzinfo is not None)
    )


def check_point(point: Point) -> None:
    """Refuse a point whose place, time, class or attributes do not fit.

    Raises
    ------
    InputError
        Naming the id of the point and the field.
    """
    _check_place(point)
    if point.class_code not in class_table(point.kind):
        place = Place(feature=point.id, column="class_code")
        raise InputError("point.class", place, kind=point.kind, value=point.class_code)
    for name, value in point.attributes.items():
        if isinstance(value, float) and not math.isfinite(value):
            place = Place(feature=point.id, column=name)
            raise InputError("point.value", place, field=name, value=value, allowed="number")
    fault = best_match(_validator(point.kind).iter_errors(dict(point.attributes)))
    if fault is not None:
        _refuse(point, fault)


def _check_place(point: Point) -> None:
    if not 0 < len(point.id) <= LONGEST_ID:
        raise InputError("point.id", Place(column="id"), value=point.id[:80], longest=LONGEST_ID)
    if point.happened_at is not None and point.happened_at.tzinfo is None:
        raise InputError("point.time", Place(feature=point.id, column="happened_at"))
    if not _has_place(point):
        where = f"{point.lon}, {point.lat}"
        raise InputError("point.coordinates", Place(feature=point.id), value=where)


def _refuse(point: Point, fault: ValidationError) -> None:
    fields = attribute_schema(point.kind)["properties"]
    required = attribute_schema(point.kind).get("required", ())
    if fault.validator == "required":
        field = next(name for name in required if name not in point.attributes)
        raise InputError("point.missing_field", Place(feature=point.id, column=field), field=field)
    if fault.validator == "additionalProperties":
        field = min(point.attributes.keys() - fields.keys())
        place = Place(feature=point.id, column=field)
        raise InputError("point.unknown_field", place, field=field, allowed=", ".join(fields))
    field = str(fault.path[0])
    raise InputError(
        "point.value",
        Place(feature=point.id, column=field),
        field=field,
        value=str(fault.instance)[:80],
        allowed=_allowed(fault),
    )


def _allowed(fault: ValidationError) -> str:
    limit = fault.validator_value
    words = ", ".join(map(str, limit)) if isinstance(limit, list) else str(limit)
    return f"{fault.validator}: {words}"
