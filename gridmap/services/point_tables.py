"""Pages of a table of points: filtered by any column, sorted by any column, few rows at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gridmap.catalogue import LOCALES, text
from gridmap.domain import Point, PointKind
from gridmap.domain.moments import CHINA_STANDARD_TIME
from gridmap.domain.point_columns import Coded, PointColumns, state_field
from gridmap.services.upload_kinds import UploadField, UploadKind, fields_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

Value = str | float | None
_COMPARISON: Final = re.compile(r"(<=|>=|<|>|=)\s*(\S+)")
_SPAN: Final = re.compile(r"(\S+?)\s*\.\.\s*(\S+)")
_CHINA: Final = np.timedelta64(8, "h")


@dataclass(frozen=True)
class TableWish:
    """Which rows of a table are wanted.

    Parameters
    ----------
    text
        Words that a row must hold somewhere.
    filters
        Column to what its filter says: words, ``> 10``, ``3..9``.
    sort
        The column to sort by; the id where it is empty.
    descending
        Whether downwards.
    """

    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False


def table_rows(
    reader: Reader,
    kind: PointKind,
    columns: PointColumns,
    rows: NDArray[np.intp],
    wish: TableWish,
) -> NDArray[np.intp]:
    """Return the positions of the rows that a table shows, in its order.

    Parameters
    ----------
    reader
        A snapshot of the store.
    kind
        What the points are.
    columns
        All points of the kind.
    rows
        Positions of those that the one who asks may see.
    wish
        Which of them are wanted.

    Returns
    -------
    rows
        Positions.
    """
    table = _Table(reader, kind, columns)
    for name, said in wish.filters.items():
        if said.strip():
            rows = rows[table.mask(name, rows, filter_of(said))]
    if wish.text.strip():
        rows = rows[table.words(rows, wish.text)]
    if not wish.sort:
        return rows[::-1] if wish.descending else rows
    return table.ordered(wish.sort, rows, descending=wish.descending)


def filter_of(said: str) -> Callable[[Value], bool]:
    """Return the test that a filter means; the same as in the table of the browser.

    Parameters
    ----------
    said
        ``> 10`` and ``3..9`` compare numbers, or dates as they are written; anything else is words
        that must all be there.
    """
    wanted = said.strip()
    span, comparison = _SPAN.fullmatch(wanted), _COMPARISON.fullmatch(wanted)
    if span is not None:
        return lambda value: _compares(value, ">=", span[1]) and _compares(value, "<=", span[2])
    if comparison is not None:
        return lambda value: _compares(value, comparison[1], comparison[2])
    words = wanted.casefold().split()
    return lambda value: all(word in str(value or "").casefold() for word in words)


def _compares(value: Value, sign: str, bound: str) -> bool:
    if value is None or value == "":
        return False
    if isinstance(value, str):
        # A day that is written shorter, such as 2026-03, means its beginning.
        return _holds(value[: len(bound)], sign, bound)
    try:
        return _holds(float(value), sign, float(bound))
    except ValueError:
        return False


def _holds(value: Any, sign: str, bound: Any) -> bool:  # noqa: ANN401  two of one kind
    return bool(
        (sign == "<" and value < bound)
        or (sign == ">" and value > bound)
        or (sign == "<=" and value <= bound)
        or (sign == ">=" and value >= bound)
        or (sign == "=" and value == bound)
    )


@dataclass(frozen=True)
class _Table:
    """The columns of points by name, as a table words them."""

    reader: Reader
    kind: PointKind
    columns: PointColumns

    def mask(
        self, name: str, rows: NDArray[np.intp], test: Callable[[Value], bool]
    ) -> NDArray[np.bool_]:
        coded = self._coded(name)
        if coded is not None:
            fits = [test(self._words_of(name, value)) for value in coded.values]
            found: NDArray[np.bool_] = np.array([*fits, test(None)])[coded.index[rows]]
            return found
        return np.array([test(value) for value in self._values(name, rows)], bool)

    def words(self, rows: NDArray[np.intp], said: str) -> NDArray[np.bool_]:
        """Return which rows hold every word in one of the columns that lists show."""
        found = np.ones(len(rows), bool)
        for word in said.split():
            test = filter_of(word.lstrip("<>="))
            one = np.zeros(len(rows), bool)
            for name in ("id", "name", "address", "class_code", "cell_code"):
                one |= self.mask(name, rows, test)
            found &= one
        return found

    def ordered(self, name: str, rows: NDArray[np.intp], *, descending: bool) -> NDArray[np.intp]:
        coded = self._coded(name)
        values: Sequence[Value] = (
            self._values(name, rows)
            if coded is None
            else [
                None if value is None else self._label(name, value) for value in coded[rows].texts()
            ]
        )
        filled = [at for at, value in enumerate(values) if value not in {None, ""}]
        numeric = all(isinstance(values[at], int | float) for at in filled)
        filled.sort(
            key=lambda at: values[at] if numeric else str(values[at]),  # type: ignore[arg-type,return-value]
            reverse=descending,
        )
        chosen = set(filled)
        empty = [at for at in range(len(values)) if at not in chosen]
        return rows[np.array([*filled, *empty], np.intp)]

    def _coded(self, name: str) -> Coded | None:
        if name == state_field(self.kind) and self.kind is not PointKind.INCIDENT:
            return self.columns.states
        return {"class_code": self.columns.classes, "cell_code": self.columns.cells}.get(name)

    def _field(self, name: str) -> UploadField | None:
        fields = fields_of(UploadKind(self.kind.value))
        return next((field for field in fields if field.name == name), None)

    def _label(self, name: str, value: str, locale: str | None = None) -> str:
        field = self._field(name)
        if field is None or value not in field.choices:
            return value
        return text(field.labels[field.choices.index(value)], locale)

    def _words_of(self, name: str, value: str) -> str:
        """Return a value and what both languages call it, so that any of them finds it."""
        return " ".join((value, *(self._label(name, value, locale) for locale in LOCALES)))

    def _values(self, name: str, rows: NDArray[np.intp]) -> Sequence[Value]:
        columns = self.columns
        if name in {"lon", "lat"}:
            degrees: list[Value] = columns.lonlat[rows, 0 if name == "lon" else 1].tolist()
            return degrees
        if name == "happened_at":
            return _local(columns.happened_at[rows])
        plain = {"id": columns.ids, "name": columns.names, "address": columns.addresses}.get(name)
        if plain is not None:
            texts: list[Value] = plain[rows].tolist()
            return texts
        ids = columns.ids[rows].tolist()
        points = self.reader.points_named(ids)
        return [self._attribute(points.get(key), name) for key in ids]

    def _attribute(self, point: Point | None, name: str) -> Value:
        value = None if point is None else point.attributes.get(name)
        if isinstance(value, bool):
            return " ".join(text("ui.yes" if value else "ui.no", locale) for locale in LOCALES)
        if value is None or isinstance(value, int | float):
            return value
        return self._words_of(name, str(value))


def _local(moments: NDArray[np.datetime64]) -> list[Value]:
    """Return moments as local time is written in a table, empty where there is none."""
    written = np.datetime_as_string(moments + _CHINA, unit="m")
    return [
        "" if absent else str(one) for one, absent in zip(written, np.isnat(moments), strict=True)
    ]


def local_text(point: Point) -> str:
    """Return the moment of a point as local time is written in a table.

    Parameters
    ----------
    point
        The point.
    """
    if point.happened_at is None:
        return ""
    return f"{point.happened_at.astimezone(CHINA_STANDARD_TIME):%Y-%m-%dT%H:%M}"
