"""Column types between records and rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator, UserDefinedType

from gridmap.store.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

_CODECS = {"sqlite": sqlite}


class Geometry(UserDefinedType[Any]):
    """A geometry in lon/lat; the dialect decides how it is kept.

    Reading gives what the driver gives: `decode_shapes` decodes a whole column at once.

    Parameters
    ----------
    kind
        ``POINT``, ``LINESTRING``, ``POLYGON`` or ``MULTIPOLYGON``.
    """

    cache_ok = True

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def get_col_spec(self, **_kw: object) -> str:
        """Return the declared type of the column."""
        return self.kind

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Return the function from geometry to what the driver takes."""
        encode = _CODECS[dialect.name].encode
        return lambda value: None if value is None else encode(value, self.kind)


def decode_shapes(values: Sequence[Any], dialect_name: str) -> list[Any]:
    """Return the geometries of what the driver gave for a column, all at once."""
    decode: Callable[[Sequence[Any]], list[Any]] = _CODECS[dialect_name].decode_many
    return decode(values)


class Place(UserDefinedType[Any]):
    """A point as a pair of lon and lat, for tables of many points."""

    cache_ok = True
    kind = "POINT"

    def get_col_spec(self, **_kw: object) -> str:
        """Return the declared type of the column."""
        return self.kind

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Return the function from lon, lat to what the driver takes."""
        encode: Callable[[Any], Any] = _CODECS[dialect.name].encode_place
        return encode

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[Any], Any]:
        """Return the function from what the driver gives to lon, lat."""
        decode: Callable[[Any], Any] = _CODECS[dialect.name].decode_place
        return decode


class Moment(UserDefinedType[datetime]):
    """A point in time, kept in UTC to the millisecond, as GeoPackage writes it."""

    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        """Return the declared type of the column."""
        return "DATETIME"

    def bind_processor(self, _dialect: Dialect) -> Callable[[Any], Any]:
        """Return the function from an aware datetime to text."""
        return lambda value: None if value is None else write_moment(value)

    def result_processor(self, _dialect: Dialect, _coltype: object) -> Callable[[Any], Any]:
        """Return the function from text to an aware datetime."""
        return lambda value: None if value is None else datetime.fromisoformat(value)


def write_moment(moment: datetime) -> str:
    """Return an aware datetime as GeoPackage writes it: UTC, milliseconds, Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


class TextOrNone(TypeDecorator[str]):
    """A text that is empty where the row has none, so that a unique column allows many of them."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:  # noqa: ANN401  text
        """Return the text, None for an empty one."""
        return value or None

    def process_result_value(self, value: Any, _dialect: Dialect) -> str:  # noqa: ANN401  driver's value
        """Return the text, empty for None."""
        return value or ""


class Attributes(TypeDecorator[Mapping[str, object]]):
    """A JSON object with sorted keys."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:  # noqa: ANN401  any JSON
        """Return JSON text."""
        return orjson.dumps(dict(value), option=orjson.OPT_SORT_KEYS).decode()

    def process_result_value(self, value: Any, _dialect: Dialect) -> Mapping[str, object]:  # noqa: ANN401  driver's value
        """Return a read-only mapping."""
        return MappingProxyType(orjson.loads(value))


class Word(TypeDecorator[StrEnum]):
    """A member of a closed vocabulary."""

    impl = Text
    cache_ok = True

    def __init__(self, vocabulary: type[StrEnum]) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:  # noqa: ANN401  member or text
        """Return the text of the member."""
        return None if value is None else str(self.vocabulary(value).value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> StrEnum | None:  # noqa: ANN401  driver's value
        """Return the member."""
        return None if value is None else self.vocabulary(value)


class Texts(TypeDecorator[tuple[str, ...]]):
    """A tuple of texts, or of members of a closed vocabulary, as a JSON array."""

    impl = Text
    cache_ok = True

    def __init__(self, vocabulary: type[str] = str) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:  # noqa: ANN401  tuple of texts
        """Return a JSON array."""
        return orjson.dumps([str(self.vocabulary(item)) for item in value]).decode()

    def process_result_value(self, value: Any, _dialect: Dialect) -> tuple[str, ...]:  # noqa: ANN401  driver's value
        """Return the tuple."""
        return tuple(self.vocabulary(item) for item in orjson.loads(value))
