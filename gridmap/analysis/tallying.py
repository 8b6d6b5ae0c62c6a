"""Counting what lies in cells, and rates that keep what they were made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.errors import InputError, Place

Values: TypeAlias = NDArray[np.int64] | NDArray[np.float64]


@dataclass(frozen=True)
class Rate:
    """A share with its numerator and denominator.

    Attributes
    ----------
    numerator
        What was counted.
    denominator
        What it was counted among.
    value
        Their ratio; None, not applicable, where the denominator is zero.
    """

    numerator: float
    denominator: float
    value: float | None


def rate(numerator: float, denominator: float) -> Rate:
    """Return a rate; it is not applicable, rather than 0 or 1, where the denominator is zero."""
    value = float(numerator) / float(denominator) if denominator else None
    return Rate(float(numerator), float(denominator), value)


@dataclass(frozen=True)
class Tally:
    """Counts, or sums of weights, by cell and kind.

    Attributes
    ----------
    kinds
        The kinds that occur, sorted.
    values
        Shape (cells + 1, kinds); the last row is what lies outside all cells. Whole numbers
        (int64) where no weights were given.
    """

    kinds: tuple[str, ...]
    values: Values

    @property
    def inside(self) -> Values:
        """Shape (cells, kinds)."""
        inside: Values = self.values[:-1]
        return inside

    @property
    def outside(self) -> Values:
        """Shape (kinds,): what lies outside all cells."""
        outside: Values = self.values[-1]
        return outside

    @property
    def by_cell(self) -> Values:
        """Shape (cells,): all kinds together."""
        by_cell: Values = self.inside.sum(axis=1)
        return by_cell

    @property
    def total(self) -> float:
        """All cells and kinds together, with what lies outside."""
        return float(self.values.sum())

    def of(self, kind: str) -> Values:
        """Return the values of one kind by cell, shape (cells,); zero where it does not occur."""
        own = np.array([name == kind for name in self.kinds], dtype=np.bool_)
        values: Values = self.inside[:, own].sum(axis=1)
        return values


def tally(
    cell_positions: ArrayLike,
    kinds: Sequence[str] | NDArray[np.str_] | None = None,
    *,
    cell_count: int,
    weights: ArrayLike | None = None,
) -> Tally:
    """Count points by cell and kind. Nothing is lost: the values sum to what was put in.

    Parameters
    ----------
    cell_positions
        Position of each point's cell, or -1 outside, shape (P,), as `CellIndex.locate` returns.
    kinds
        Kind or class of each point, shape (P,); one kind, ``""``, by default.
    cell_count
        Number of cells.
    weights
        Weight of each point, shape (P,); each counts one by default.

    Returns
    -------
    tally
        Counts or sums.

    Raises
    ------
    InputError
        Lengths differ, a position names no cell, or a weight is not finite; the place names the
        row.
    """
    positions = np.asarray(cell_positions, np.int64)
    labels = np.full(len(positions), "") if kinds is None else np.asarray(kinds, np.str_)
    _refuse_length("kinds", len(labels), len(positions))
    wrong = np.flatnonzero((positions < -1) | (positions >= cell_count))
    if len(wrong):
        raise InputError(
            "tally.no_such_cell",
            Place(row=int(wrong[0]) + 1),
            position=int(positions[wrong[0]]),
            cell_count=cell_count,
        )
    names, kind = np.unique(labels, return_inverse=True)
    rows = np.where(positions < 0, cell_count, positions)
    shape = (cell_count + 1, len(names))
    flat = rows * len(names) + kind
    found = tuple(str(name) for name in names)
    if weights is None:
        return Tally(found, np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape))
    weight = np.asarray(weights, np.float64)
    _refuse_length("weights", len(weight), len(positions))
    bad = np.flatnonzero(~np.isfinite(weight))
    if len(bad):
        raise InputError("tally.bad_weight", Place(row=int(bad[0]) + 1), count=len(bad))
    return Tally(found, np.bincount(flat, weight, shape[0] * shape[1]).reshape(shape))


def _refuse_length(what: str, found: int, expected: int) -> None:
    if found != expected:
        raise InputError("tally.lengths_differ", what=what, found=found, expected=expected)
