"""Counting what lies in cells, by kind, class and time; nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.methods import method
from gridmap.analysis.time_windows import HOURS_PER_DAY, band_of
from gridmap.analysis.unit_tree import UnitTree
from gridmap.errors import InputError, Place

Values: TypeAlias = NDArray[np.int64] | NDArray[np.float64]
Labels: TypeAlias = Sequence[str] | NDArray[np.str_] | NDArray[np.object_]
Axis = Literal["unit", "kind", "class", "band"]
Band = Literal["week_hour", "hour", "weekday", "month"]
_AXES: tuple[Axis, ...] = ("unit", "kind", "class", "band")
_BAND_COUNTS: dict[Band | None, int] = {
    None: 0,
    "week_hour": 7 * HOURS_PER_DAY,
    "hour": HOURS_PER_DAY,
    "weekday": 7,
    "month": 12,
}


@dataclass(frozen=True)
class Tally:
    """Counts, or sums of weights, by unit, kind, class and time band.

    Only combinations that occur are kept. Units are cells, after `rolled_up` those of a level;
    after the last unit comes what lies outside all, after the last band what has no known time.

    Attributes
    ----------
    unit_count
        Number of units.
    kinds, classes
        The kinds and classes that occur, sorted.
    band
        What the bands are; without any there is one.
    places
        Unit, kind, class and band of each combination, shape (K, 4), in order.
    counts
        What was counted, shape (K,); int64 where no weights were given.
    """

    unit_count: int
    kinds: tuple[str, ...]
    classes: tuple[str, ...]
    band: Band | None
    places: NDArray[np.int64]
    counts: Values

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Units with outside, kinds, classes, and bands with unknown."""
        return (
            self.unit_count + 1,
            len(self.kinds),
            len(self.classes),
            band_count(self.band) + 1,
        )

    def by(self, *axes: Axis) -> Values:
        """Return sums along some axes, in the order given.

        Parameters
        ----------
        axes
            ``unit``, ``kind``, ``class`` or ``band``.

        Returns
        -------
        sums
            One dimension for each; the last entries are outside and unknown.
        """
        chosen = [_AXES.index(axis) for axis in axes]
        shape = tuple(self.shape[axis] for axis in chosen)
        flat = np.zeros(len(self.counts), np.int64)
        for axis in chosen:
            flat = flat * self.shape[axis] + self.places[:, axis]
        return _sums(flat, self.counts, int(np.prod(shape, dtype=np.int64))).reshape(shape)

    @property
    def by_unit(self) -> Values:
        """Shape (units,): all kinds, classes and bands together."""
        return self.by("unit")[:-1]

    @property
    def outside(self) -> float:
        """What lies outside all units."""
        return float(self.by("unit")[-1])

    @property
    def total(self) -> float:
        """Everything, with what lies outside."""
        return float(self.counts.sum())

    def merged(self, other: Tally) -> Tally:
        """Return the tally of both inputs together, so that chunks can be counted apart.

        Parameters
        ----------
        other
            A tally of the same units and bands.

        Raises
        ------
        InputError
            When units or bands differ.
        """
        if (self.unit_count, self.band) != (other.unit_count, other.band):
            raise InputError("tally.unlike", one=self.unit_count, two=other.unit_count)
        kinds = tuple(sorted({*self.kinds, *other.kinds}))
        classes = tuple(sorted({*self.classes, *other.classes}))
        places = np.concatenate(
            [part._renumbered(kinds, classes) for part in (self, other)]  # noqa: SLF001  its own kind
        )
        counts = np.concatenate([self.counts, other.counts])
        return _united(replace(self, kinds=kinds, classes=classes), places, counts)

    def rolled_up(self, tree: UnitTree, level: int) -> Tally:
        """Return the tally of the units of a level.

        Parameters
        ----------
        tree
            The units, of which this tally's are the first, as many as it has.
        level
            0 for the highest.

        Returns
        -------
        tally
            Its units are all of the tree; those of other levels count nothing. What lies in
            no unit of the level is outside.
        """
        size = len(tree.parent)
        target = tree.at_level(level)[: self.unit_count]
        unit = np.append(np.where(target < 0, size, target), size)
        places = self.places.copy()
        places[:, 0] = unit[places[:, 0]]
        return _united(replace(self, unit_count=size), places, self.counts)

    def _renumbered(self, kinds: tuple[str, ...], classes: tuple[str, ...]) -> NDArray[np.int64]:
        places = self.places.copy()
        for axis, own, names in ((1, self.kinds, kinds), (2, self.classes, classes)):
            number = np.array([names.index(name) for name in own], np.int64)
            places[:, axis] = number[places[:, axis]] if len(own) else places[:, axis]
        return places


def band_count(band: Band | None) -> int:
    """Return how many bands there are, without the one for unknown times."""
    return _BAND_COUNTS[band]


@method("tally", version=2, unit="1")
def tally(
    cell_positions: ArrayLike,
    kinds: Labels | None = None,
    *,
    cell_count: int,
    classes: Labels | None = None,
    moments: ArrayLike | None = None,
    band: Band | None = None,
    weights: ArrayLike | None = None,
) -> Tally:
    """Count points by cell, kind, class and time. The counts sum to what was put in.

    Parameters
    ----------
    cell_positions
        Position of each point's cell, or -1 outside, shape (P,), as `CellIndex.locate` returns.
    kinds
        Kind of each point, shape (P,); one, ``""``, by default.
    cell_count
        Number of cells.
    classes
        Class of each point, likewise.
    moments
        Local moment of each point, shape (P,), NaT where unknown.
    band
        ``week_hour`` (0 is Monday from 0 to 1 o'clock, 167 Sunday's last), ``hour``, ``weekday``
        (0 is Monday) or ``month`` (0 is January).
    weights
        Weight of each point, shape (P,); each counts one by default.

    Returns
    -------
    tally
        Counts or sums.

    Raises
    ------
    InputError
        Lengths differ, a position names no cell, a band is wanted without moments, or a weight is
        not finite; the place names the row.
    """
    positions = np.asarray(cell_positions, np.int64)
    wrong = np.flatnonzero((positions < -1) | (positions >= cell_count))
    if len(wrong):
        raise InputError(
            "tally.no_such_cell",
            Place(row=int(wrong[0]) + 1),
            position=int(positions[wrong[0]]),
            cell_count=cell_count,
        )
    kind_names, kind = _numbered("kinds", kinds, len(positions))
    class_names, klass = _numbered("classes", classes, len(positions))
    places = np.column_stack(
        [
            np.where(positions < 0, cell_count, positions),
            kind,
            klass,
            _bands(moments, band, len(positions)),
        ]
    )
    empty = Tally(cell_count, kind_names, class_names, band, places[:0], positions[:0])
    return _united(empty, places, _weights(weights, len(positions)))


def _numbered(
    what: str, labels: Labels | None, count: int
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    if labels is None:
        return ("",), np.zeros(count, np.int64)
    _refuse_length(what, len(labels), count)
    names, number = np.unique(np.asarray(labels, np.str_), return_inverse=True)
    return tuple(str(name) for name in names), number.astype(np.int64)


def _bands(moments: ArrayLike | None, band: Band | None, count: int) -> NDArray[np.int64]:
    """Return the band of each point; the number of bands where its time is not known.

    Raises
    ------
    InputError
        When a band is wanted without moments.
    """
    if band is None:
        return np.zeros(count, np.int64)
    if moments is None:
        raise InputError("tally.no_moments", band=band)
    times = np.asarray(moments, "datetime64[s]")
    _refuse_length("moments", len(times), count)
    if band == "week_hour":
        bands = HOURS_PER_DAY * band_of(times, "weekday") + band_of(times, "hour")
    else:
        bands = band_of(times, band)
    return np.where(np.isnat(times), band_count(band), bands).astype(np.int64)


def _weights(weights: ArrayLike | None, count: int) -> Values:
    if weights is None:
        return np.ones(count, np.int64)
    values = np.asarray(weights, np.float64)
    _refuse_length("weights", len(values), count)
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        raise InputError("tally.bad_weight", Place(row=int(bad[0]) + 1), count=len(bad))
    return values


def _united(like: Tally, places: NDArray[np.int64], counts: Values) -> Tally:
    """Return a tally in which each combination stands once, in order."""
    shape = like.shape
    flat = places[:, 0]
    for axis in range(1, len(_AXES)):
        flat = flat * shape[axis] + places[:, axis]
    found, first, number = np.unique(flat, return_index=True, return_inverse=True)
    return replace(like, places=places[first], counts=_sums(number, counts, len(found)))


def _sums(number: NDArray[np.int64], counts: Values, size: int) -> Values:
    """Return the sums of what has the same number; whole numbers stay whole."""
    if counts.dtype.kind == "f":
        return np.bincount(number, counts, size)
    if len(counts) and counts.min() == counts.max() == 1:
        return np.bincount(number, minlength=size).astype(np.int64)
    sums = np.zeros(size, np.int64)
    np.add.at(sums, number, counts.astype(np.int64))
    return sums


def _refuse_length(what: str, found: int, expected: int) -> None:
    if found != expected:
        raise InputError("tally.lengths_differ", what=what, found=found, expected=expected)
