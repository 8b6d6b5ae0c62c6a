"""The errors of the library: what is wrong, where, and how to mend it.

::

    GridmapError
    ├── InputError       a file, a value or an argument does not fit           exit status 1
    ├── CoverageError    cells that would not form an exact partition          exit status 1
    ├── UsageError       a call or a command that cannot be carried out        exit status 2
    └── ConflictError    somebody else changed the same thing, or a rule bars  exit status 3

Each error has a message code; the sentences live in the catalogue, in both languages:
``error.<code>`` says what is wrong, ``error.<code>.mend`` how to mend it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from gridmap.catalogue import text

if TYPE_CHECKING:
    from shapely import Geometry


@dataclass(frozen=True)
class Place:
    """Where a fault lies, as precisely as it is known.

    Rows and features count from 1, as a person reads a sheet; `row` includes header rows.
    """

    file: str | None = None
    layer: str | None = None
    row: int | None = None
    column: str | None = None
    feature: int | str | None = None
    geometry: Geometry | None = None

    def describe(self, locale: str | None = None) -> str:
        """Return the place as one phrase, empty when nothing is known."""
        parts = [
            text(f"place.{name}", locale, value=value)
            for name in ("file", "layer", "row", "column", "feature")
            if (value := getattr(self, name)) is not None
        ]
        if self.geometry is not None and not self.geometry.is_empty:
            point = self.geometry.representative_point()
            parts.append(text("place.position", locale, value=f"{point.x:.7f}, {point.y:.7f}"))
        return text("place.separator", locale).join(parts)


class GridmapError(Exception):
    """Base of all errors that this library raises on purpose.

    Parameters
    ----------
    code
        Message code without the ``error.`` prefix.
    place
        Where the fault lies.
    **params
        Values for the placeholders of the sentences.
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, code: str, /, place: Place | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.place = place or Place()
        self.params: Mapping[str, object] = MappingProxyType(params)

    def what(self, locale: str | None = None) -> str:
        """Return the sentence that says what is wrong."""
        return text(f"error.{self.code}", locale, **self.params)

    def where(self, locale: str | None = None) -> str:
        """Return the phrase that says where, empty when no place is known."""
        return self.place.describe(locale)

    def mend(self, locale: str | None = None) -> str:
        """Return the sentence that says how to mend it."""
        return text(f"error.{self.code}.mend", locale, **self.params)

    def render(self, locale: str | None = None) -> str:
        """Return what, where and how as lines of text."""
        lines = [self.what(locale)]
        if where := self.where(locale):
            lines.append(text("error.where", locale, where=where))
        lines.append(text("error.mend", locale, mend=self.mend(locale)))
        return "\n".join(lines)

    def __str__(self) -> str:
        """Return `render` in the current locale."""
        return self.render()


class InputError(GridmapError):
    """A file, a value or an argument does not fit."""


class CoverageError(GridmapError):
    """Cells do not form, or would no longer form, an exact partition."""


class UsageError(GridmapError):
    """A call or a command cannot be carried out as given."""

    exit_status = 2


class ConflictError(GridmapError):
    """Somebody else changed the same thing, or a rule of the trade forbids the step."""

    exit_status = 3
