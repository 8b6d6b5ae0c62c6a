"""Records as JSON values and back, so that an import can be taken back byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

import orjson
import shapely

from gridmap.domain import (
    Area,
    Block,
    Building,
    Duty,
    LineClass,
    Point,
    PointKind,
    Role,
    Street,
    Worker,
)

TYPES: Final[Mapping[str, type[Any]]] = {
    one.__name__: one for one in (Area, Block, Building, Point, Street, Worker)
}
KEYS: Final[Mapping[type[Any], str]] = {
    one: "code" if one in {Area, Worker} else "id" for one in TYPES.values()
}
# What the store gives itself: no part of what somebody brought in.
_OWN: Final = frozenset({"cell_code", "revision"})
_SHAPES: Final = frozenset({"geometry", "boundary", "base"})


def values_of(record: Any) -> dict[str, object]:  # noqa: ANN401  any of the types above
    """Return a record as JSON values, without what the store gives itself.

    Parameters
    ----------
    record
        One of `TYPES`.
    """
    return {
        item.name: _plain(getattr(record, item.name))
        for item in fields(record)
        if item.name not in _OWN
    }


def record_of(kind: type[Any], values: Mapping[str, Any]) -> object:
    """Return the record of JSON values.

    Parameters
    ----------
    kind
        One of `TYPES`.
    values
        From `values_of`.
    """
    readers = _READERS.get(kind, {})
    made: dict[str, Any] = {}
    for name, value in values.items():
        if value is None:
            made[name] = None
        elif name in _SHAPES:
            made[name] = shapely.from_wkb(value)
        else:
            made[name] = readers.get(name, _same)(value)
    return kind(**made)


def seal_of(records: Sequence[Any]) -> str:
    """Return the SHA-256 of records, by which a later change to any of them shows.

    Parameters
    ----------
    records
        Of one type, in the order of their keys.
    """
    total = sha256()
    for record in records:
        total.update(orjson.dumps(values_of(record), option=orjson.OPT_SORT_KEYS))
        total.update(b"\n")
    return total.hexdigest()


def _plain(value: Any) -> object:  # noqa: ANN401  any value of a record
    if isinstance(value, shapely.Geometry):
        return shapely.to_wkb(value, hex=True)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def _same(value: object) -> object:
    return value


def _duties(value: Sequence[str]) -> tuple[Duty, ...]:
    return tuple(Duty(word) for word in value)


_READERS: Final[Mapping[type[Any], Mapping[str, Callable[[Any], object]]]] = {
    Point: {"kind": PointKind, "happened_at": datetime.fromisoformat},
    Street: {"line_class": LineClass},
    Worker: {"role": Role, "duties": _duties},
}
