"""Rows with geometry as they come from a file or go to one: the currency between adapters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gridmap.catalogue import text
from gridmap.errors import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Notice:
    """Something a reader did or assumed that a person should know: ``notice.<code>``."""

    code: str
    place: Place = field(default_factory=Place)
    params: Mapping[str, object] = field(default_factory=dict)

    def render(self, locale: str | None = None) -> str:
        """Return the sentence, followed by the place where one is known."""
        sentence = text(f"notice.{self.code}", locale, **self.params)
        where = self.place.describe(locale)
        return text("notice.placed", locale, sentence=sentence, where=where) if where else sentence


@dataclass(frozen=True)
class FeatureTable:
    """Columns of equal length and, where the source has it, one geometry a row.

    Parameters
    ----------
    columns
        Column name to values, in the order of the source. Values are str, int, float, bool,
        `datetime.date`, `datetime.datetime` or None.
    geometry
        Object array of shape (N,) of shapely geometries or None; None for a plain table.
    crs
        Authority code such as ``EPSG:4326``, or WKT2; None where the source names none.
    source
        What to call the source in messages: a file name, never a path.
    rows
        Array of shape (N,): the row or feature number of each row in its source, from 1.
    notices
        What the reader assumed or left out, in the order of finding.
    """

    columns: Mapping[str, Sequence[object]]
    geometry: NDArray[np.object_] | None
    crs: str | None
    source: str
    rows: NDArray[np.int64]
    notices: tuple[Notice, ...] = ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)
