"""Hot spots: where events gather more than chance would have it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.empirical_bayes import shrunken_rates
from gridmap.analysis.getis_ord import chances, gi_star
from gridmap.analysis.methods import method
from gridmap.analysis.neighbourhoods import Neighbourhoods
from gridmap.analysis.permuting import permuted_chances
from gridmap.errors import InputError

FloatArray = NDArray[np.float64]

HOT, COLD, NEITHER = 1, -1, 0
MINIMUM_COUNT = 5


@dataclass(frozen=True)
class HotSpots:
    """What is hot and what is cold, and how surely.

    Attributes
    ----------
    state
        Shape (N,): ``HOT``, ``COLD`` or ``NEITHER``.
    z
        Gi* of each cell, standardised; NaN where nothing varies.
    high, low
        How likely such a sum, or a more extreme one, is by chance.
    high_adjusted, low_adjusted
        The same after Benjamini and Hochberg: a cell is hot or cold where it is at most `q`.
    tested
        What was tested: counts, or shrunken rates.
    near_count
        Events in each cell and its neighbours.
    too_few
        Cells that would be hot but for the minimum count.
    q
        Share of wrong cells among those called hot that is tolerated on average.
    permutations
        How many gave the chances; 0 where they were computed.
    resolved
        Whether the permutations suffice to call a single cell hot.
    """

    state: NDArray[np.int8]
    z: FloatArray
    high: FloatArray
    low: FloatArray
    high_adjusted: FloatArray
    low_adjusted: FloatArray
    tested: FloatArray
    near_count: FloatArray
    too_few: NDArray[np.bool_]
    q: float
    permutations: int
    resolved: bool


@method("hotspots", version=1, unit="1")
def hotspots(
    counts: ArrayLike,
    neighbourhoods: Neighbourhoods,
    *,
    exposure: ArrayLike | None = None,
    q: float = 0.05,
    minimum_count: float = MINIMUM_COUNT,
    permutations: int = 0,
    seed: int = 0,
) -> HotSpots:
    """Find the cells around which events gather, or are missing.

    Gi* of counts or of shrunken rates, with the false discoveries held by Benjamini and Hochberg,
    "Controlling the false discovery rate", J. R. Statist. Soc. B 57, 1995, for hot and for cold
    cells apart.

    Parameters
    ----------
    counts
        Events in each cell, shape (N,).
    neighbourhoods
        Of the N cells.
    exposure
        What counts are related to, shape (N,): households, premises, or area where cells differ in
        size; rates are shrunken, see `shrunken_rates`. Without it the counts are tested.
    q
        False discovery rate, above 0 and below 1.
    minimum_count
        A cell is hot only if it and its neighbours have so many events, and cold only if as many
        were to be expected.
    permutations
        Chances by so many conditional permutations; 0 computes them.
    seed
        Seed of the permutations.

    Returns
    -------
    found
        The state of each cell, and all that it stands on.

    Raises
    ------
    InputError
        A number is missing or out of range, or the shapes differ.
    """
    count = _checked_counts(counts, neighbourhoods.count)
    if not 0 < q < 1:
        raise InputError("hotspots.q", q=q)
    if permutations < 0:
        raise InputError("hotspots.permutations", permutations=permutations)
    values = count if exposure is None else shrunken_rates(count, exposure)
    z = gi_star(values, neighbourhoods)
    high, low = (
        permuted_chances(values, neighbourhoods, permutations, seed)
        if permutations and np.isfinite(z).any()
        else chances(values, neighbourhoods)
    )
    high_adjusted, low_adjusted = _controlled(high), _controlled(low)
    near = count + neighbourhoods.sums(count)
    expected = _expected(count, neighbourhoods, exposure)
    would_be_hot = (high_adjusted <= q) & (z > 0)
    state = np.full(len(count), NEITHER, np.int8)
    state[would_be_hot & (near >= minimum_count)] = HOT
    state[(low_adjusted <= q) & (z < 0) & (expected >= minimum_count)] = COLD
    return HotSpots(
        state=state,
        z=z,
        high=high,
        low=low,
        high_adjusted=high_adjusted,
        low_adjusted=low_adjusted,
        tested=values,
        near_count=near,
        too_few=would_be_hot & (near < minimum_count),
        q=q,
        permutations=permutations,
        resolved=not permutations or len(count) <= q * (permutations + 1),
    )


def _checked_counts(counts: ArrayLike, expected: int) -> FloatArray:
    count = np.asarray(counts, np.float64)
    if count.shape != (expected,):
        raise InputError("hotspots.lengths", found=count.size, expected=expected)
    wrong = ~(np.isfinite(count) & (count >= 0))
    if wrong.any():
        raise InputError("hotspots.counts", count=int(wrong.sum()))
    return count


def _controlled(chance: FloatArray) -> FloatArray:
    """Adjust chances for how many are looked at (Benjamini and Hochberg, 1995).

    The library's own function would bring all of its statistics along, half a second at each start.
    """
    order = np.argsort(chance)[::-1]
    rank = np.arange(len(chance), 0, -1)
    adjusted = np.empty(len(chance))
    adjusted[order] = np.minimum.accumulate(chance[order] * (len(chance) / rank)).clip(max=1.0)
    return adjusted


def _expected(
    count: FloatArray, neighbourhoods: Neighbourhoods, exposure: ArrayLike | None
) -> FloatArray:
    """Return how many events each neighbourhood would have by its share of cells or exposure."""
    weight = np.ones(len(count)) if exposure is None else np.asarray(exposure, np.float64)
    total = weight.sum()
    share = (weight + neighbourhoods.sums(weight)) / (total if total > 0 else 1.0)
    expected: FloatArray = count.sum() * share
    return expected
