"""The rows of a file by field: which column holds what, and values as the domain wants them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from gridmap.domain import FeatureTable
from gridmap.domain.moments import CHINA_STANDARD_TIME
from gridmap.errors import InputError, Place
from gridmap.formats import Problems, as_moment, as_number, recognise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Fields that a person's file may call by a more general head.
GENERAL_HEADS: Mapping[str, str] = MappingProxyType(
    {
        "class_code": "category",
        "community_code": "community",
        "happened_at": "time",
        "line_class": "category",
        "block_type": "category",
    }
)
NO_COLUMNS: Mapping[str, str] = MappingProxyType({})
YES = frozenset({"1", "true", "yes", "y", "是", "有"})


@dataclass(frozen=True)
class Rows:
    """A table seen through the fields of the domain.

    Values that do not fit are collected; `finish` raises them all at once, so that a person mends
    a file in one go.
    """

    table: FeatureTable
    found: Mapping[str, str]
    problems: Problems

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.table)

    @property
    def geometry(self) -> NDArray[np.object_]:
        """The geometries, one a row.

        Raises
        ------
        InputError
            When the file has none.
        """
        if self.table.geometry is None:
            raise InputError("geometry.absent", Place(file=self.table.source))
        return self.table.geometry

    def has(self, field: str) -> bool:
        """Return whether some column holds a field."""
        return field in self.found

    def value(self, field: str, row: int) -> object:
        """Return what a field holds in a row, None where it is empty or the field is absent."""
        column = self.found.get(field)
        if column is None:
            return None
        value = self.table.columns[column][row]
        return None if value is None or value == "" else value

    def text(self, field: str, row: int, otherwise: str = "") -> str:
        """Return a field as text."""
        value = self.value(field, row)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return otherwise if value is None else str(value).strip()

    def required(self, field: str, row: int) -> str:
        """Return a field as text and note a problem where it is empty."""
        found = self.text(field, row)
        if not found:
            self.note("row.empty", field, row)
        return found

    def optional_number(self, field: str, row: int) -> float | None:
        """Return a field as a number, text as people type it included, None where it is empty."""
        value = self._converted(field, row, as_number)
        return float(value) if isinstance(value, int | float) else None

    def number(self, field: str, row: int, otherwise: float = 0.0) -> float:
        """Return a field as a number, or the one given where it is empty."""
        value = self.optional_number(field, row)
        return otherwise if value is None else value

    def flag(self, field: str, row: int) -> bool:
        """Return a field as yes or no; empty is no."""
        return self.text(field, row).lower() in YES

    def moment(self, field: str, row: int) -> datetime | None:
        """Return a field as a moment; one without a zone is local time.

        A day alone becomes midnight UTC, which is the same day in UTC and there.
        """
        value = self._converted(field, row, as_moment)
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=CHINA_STANDARD_TIME)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
        return None

    def note(self, code: str, field: str, row: int, **params: object) -> None:
        """Note a problem of one row."""
        place = Place(row=int(self.table.rows[row]), column=self.found.get(field, field))
        self.problems.add(code, place, field=field, **params)

    def finish(self) -> None:
        """Raise everything that was noted.

        Raises
        ------
        InputError
            When there was at least one problem.
        """
        self.problems.raise_if_any()

    def _converted(
        self, field: str, row: int, convert: Callable[[object], object]
    ) -> object | None:
        value = self.value(field, row)
        try:
            return None if value is None else convert(value)
        except InputError as error:
            self.note(error.code, field, row, **error.params)
            return None


def rows_of(
    table: FeatureTable,
    fields: Sequence[str],
    columns: Mapping[str, str] = NO_COLUMNS,
    required: Sequence[str] = (),
) -> Rows:
    """See a table through fields.

    Parameters
    ----------
    table
        What was read.
    fields
        The fields that are wanted. A column of the same name holds a field; else heads that
        people use are recognised.
    columns
        Field to column name as the user declares it, which wins.
    required
        Fields that some column must hold.

    Returns
    -------
    rows
        The table by field.

    Raises
    ------
    InputError
        When a declared column is not there, or no column holds a required field.
    """
    names = list(table.columns)
    declared = {field: column for field, column in columns.items() if column in names}
    absent = sorted(set(columns.values()) - set(names))
    if absent:
        raise InputError(
            "column.absent",
            Place(file=table.source),
            columns=", ".join(absent),
            present=", ".join(names),
        )
    recognised = recognise(names)
    found = dict(declared)
    for field in fields:
        general = recognised.get(GENERAL_HEADS.get(field, field))
        if field in found:
            continue
        if field in names:
            found[field] = field
        elif general is not None and general not in found.values():
            found[field] = general
    missing = [field for field in required if field not in found]
    if missing:
        raise InputError(
            "column.required",
            Place(file=table.source),
            fields=", ".join(missing),
            present=", ".join(names),
        )
    return Rows(table, MappingProxyType(found), Problems(table.source))
