"""All points of a kind column by column: what filters, maps and tallies read at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.domain.words import PointKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

OPEN, CLOSED = "open", "closed"
ADDRESS: Final = "address"
# Incidents only say whether they are closed; every other kind names its state.
_CLOSED: Final = {False: OPEN, True: CLOSED}


def state_field(kind: PointKind) -> str:
    """Return the attribute that tells the state of a kind."""
    return "closed" if kind is PointKind.INCIDENT else "state"


def state_word(kind: PointKind, value: object) -> str | None:
    """Return the state that the attribute of `state_field` means, None where it says nothing."""
    if kind is PointKind.INCIDENT:
        return None if value is None else _CLOSED[bool(value)]
    return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of few distinct texts.

    Attributes
    ----------
    values
        The distinct ones.
    index
        Shape (N,): which of them each row has, -1 for none.
    """

    values: tuple[str, ...]
    index: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Sequence[str | None]) -> Coded:
        """Return a column of texts, numbered as they come."""
        numbers: dict[str | None, int] = {None: -1}
        index = np.fromiter(
            (numbers.setdefault(text, len(numbers) - 1) for text in texts), np.int32, len(texts)
        )
        return cls(tuple(text for text in numbers if text is not None), index)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.index)

    def __getitem__(self, rows: NDArray[np.generic]) -> Coded:
        """Return some rows."""
        return Coded(self.values, self.index[rows])

    def texts(self) -> list[str | None]:
        """Return the text of every row."""
        # One more entry at the end, so that position -1 stands for "none".
        values = (*self.values, None)
        return [values[at] for at in self.index.tolist()]

    def rows_of(self, wanted: Collection[str]) -> NDArray[np.bool_]:
        """Return which rows have one of some texts, shape (N,)."""
        chosen = np.array([value in wanted for value in self.values] + [False])
        found: NDArray[np.bool_] = chosen[self.index]
        return found

    def inserted(self, places: NDArray[np.intp], more: Coded) -> Coded:
        """Return the column with rows of another put before some of its own."""
        numbers = {value: number for number, value in enumerate(self.values)}
        mapped = [numbers.setdefault(value, len(numbers)) for value in more.values]
        index = np.array([*mapped, -1], np.int32)[more.index]
        return Coded(tuple(numbers), np.insert(self.index, places, index))


@dataclass(frozen=True, slots=True)
class PointColumns:
    """Points of one kind, in the order of their ids.

    Attributes
    ----------
    ids, names, addresses
        Texts, shape (N,); an address that is not known is empty.
    lonlat
        WGS 84 degrees, shape (N, 2).
    classes, cells, states
        Class, stored cell and state of each.
    happened_at
        UTC, shape (N,), NaT where it is not known.
    revisions
        Revision of the store that last wrote each, shape (N,).
    """

    ids: NDArray[np.object_]
    names: NDArray[np.object_]
    addresses: NDArray[np.object_]
    lonlat: NDArray[np.float64]
    classes: Coded
    cells: Coded
    states: Coded
    happened_at: NDArray[np.datetime64]
    revisions: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.ids)

    def taking(self, rows: NDArray[np.generic]) -> PointColumns:
        """Return some of the points, by positions or by a mask."""
        return PointColumns(
            self.ids[rows],
            self.names[rows],
            self.addresses[rows],
            self.lonlat[rows],
            self.classes[rows],
            self.cells[rows],
            self.states[rows],
            self.happened_at[rows],
            self.revisions[rows],
        )

    def row_of(self, point_id: str) -> int | None:
        """Return the position of a point, None where there is none of this id."""
        place = int(np.searchsorted(self.ids, point_id)) if len(self) else 0
        return place if place < len(self) and self.ids[place] == point_id else None

    def renewed(self, changed: PointColumns, removed: Collection[str]) -> PointColumns:
        """Return the points after some were added, changed or removed.

        Parameters
        ----------
        changed
            As they are now.
        removed
            Ids that were removed, those that came back since among them.
        """
        found = [self.row_of(name) for name in (*changed.ids.tolist(), *removed)]
        gone = [row for row in found if row is not None]
        keep = np.ones(len(self), np.bool_)
        keep[gone] = False
        kept = self.taking(keep)
        places = np.searchsorted(kept.ids, changed.ids) if len(kept) else np.zeros(len(changed))
        places = places.astype(np.intp)
        return PointColumns(
            np.insert(kept.ids, places, changed.ids),
            np.insert(kept.names, places, changed.names),
            np.insert(kept.addresses, places, changed.addresses),
            np.insert(kept.lonlat, places, changed.lonlat, axis=0),
            kept.classes.inserted(places, changed.classes),
            kept.cells.inserted(places, changed.cells),
            kept.states.inserted(places, changed.states),
            np.insert(kept.happened_at, places, changed.happened_at),
            np.insert(kept.revisions, places, changed.revisions),
        )


def point_columns(  # noqa: PLR0917  one for each column, in the order of the class
    ids: Sequence[str],
    names: Sequence[str],
    addresses: Sequence[str | None],
    lonlat: NDArray[np.float64],
    classes: Sequence[str],
    cells: Sequence[str | None],
    states: Sequence[str | None],
    happened_at: Sequence[str | None],
    revisions: Sequence[int],
) -> PointColumns:
    """Return columns from sequences of one length.

    Parameters
    ----------
    ids, names, addresses
        Texts.
    lonlat
        WGS 84 degrees, shape (N, 2).
    classes, cells, states
        Texts.
    happened_at
        UTC as ``2026-05-01T08:00:00.000``, None where it is not known.
    revisions
        Of the store that last wrote each.
    """
    return PointColumns(
        _objects(ids),
        _objects(names),
        _objects([text or "" for text in addresses]),
        lonlat,
        Coded.of(classes),
        Coded.of(cells),
        Coded.of(states),
        np.array(["NaT" if text is None else text for text in happened_at], "datetime64[ms]"),
        np.array(revisions, np.int64),
    )


def _objects(texts: Sequence[str]) -> NDArray[np.object_]:
    array = np.empty(len(texts), object)
    array[:] = texts
    return array
