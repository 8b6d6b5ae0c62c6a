"""Figures that are made of so few rows that they are not shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gridmap.analysis.suppression import suppress
from gridmap.domain.indicators import Figures, Period, Records, Selection

if TYPE_CHECKING:
    from numpy.typing import NDArray


def counts_rows(selection: Selection) -> bool:
    """Return whether a selection counts rows, rather than summing what they measure."""
    return selection.measure is None and selection.distinct is None


def withheld(
    records: Records, selection: Selection, period: Period | None, least: int
) -> dict[str, NDArray[np.bool_]]:
    """Return for every level whose counts are not shown.

    Counts below the least one are withheld, and as many others as it takes that no sum over areas,
    cells or workers gives one of them away.

    Parameters
    ----------
    records
        The input tables.
    selection
        What is counted, row by row.
    period
        As the figures are asked for.
    least
        The least count that is shown.

    Returns
    -------
    withheld
        Level to an array with one value for each scope.
    """
    rows = records.rows(selection, period)
    levels = records.scopes.levels
    places = records.tables[selection.table].places
    # The finest parts: rows that lie in the same scope on every level.
    keys = np.column_stack([places[level][rows] for level in levels])
    parts, counts = np.unique(keys, axis=0, return_counts=True)
    groups = [np.unique(parts[:, at], return_inverse=True) for at in range(len(levels))]
    found = suppress(counts, [position for _, position in groups], threshold=least)
    masks = {}
    for level, (scopes, _), hidden in zip(levels, groups, found.sums, strict=True):
        mask = np.zeros(len(records.scopes.codes(level)), np.bool_)
        known = scopes >= 0
        mask[scopes[known]] = hidden[: len(scopes)][known]
        masks[level] = mask
    return masks


def without_small(figures: Figures, records: Records, period: Period | None, least: int) -> Figures:
    """Return figures without those that are made of too few rows.

    A withheld figure has NaN as numerator and denominator. Which rows remain between the two is
    not examined: a share near all of its denominator tells how few are missing.

    Parameters
    ----------
    figures
        The figures.
    records
        The input tables.
    period
        As the figures were asked for.
    least
        The least count that is shown.
    """
    mask = np.zeros(len(figures), np.bool_)
    for selection in figures.indicator.selections:
        if counts_rows(selection):
            mask |= withheld(records, selection, period, least)[figures.level]
    return replace(
        figures,
        numerators=np.where(mask, np.nan, figures.numerators),
        denominators=np.where(mask, np.nan, figures.denominators),
    )
