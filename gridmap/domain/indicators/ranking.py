"""Ranks with ties, how they change, and what lies farthest below its target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.analysis.rates import Rate
from gridmap.domain.indicators.figures import Figures
from gridmap.domain.indicators.model import Direction

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# Values that differ by less are one value: what is left of them is rounding.
_DECIMALS: Final = 9
NO_TARGETS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class WeakLink:
    """A figure below its target.

    `shortfall_ratio` is the distance from the target as a share of the target; of the distance
    from zero where the target is zero.
    """

    key: str
    level: str
    code: str
    rate: Rate
    target: float
    shortfall_ratio: float


def competition_ranks(
    values: ArrayLike, direction: Direction = Direction.HIGHER
) -> NDArray[np.int64]:
    """Return ranks from 1, the best first; equal values share a rank and the next one is skipped.

    Parameters
    ----------
    values
        Shape (N,); NaN where not applicable.
    direction
        Which way is better. A neutral one ranks the largest first.

    Returns
    -------
    ranks
        Shape (N,); 0, no rank, where not applicable.
    """
    found = np.round(np.asarray(values, np.float64), _DECIMALS)
    known = np.isfinite(found)
    order = np.sort(found[known] if direction is Direction.LOWER else -found[known])
    ranks = np.zeros(len(found), np.int64)
    signed = found[known] if direction is Direction.LOWER else -found[known]
    ranks[known] = np.searchsorted(order, signed, side="left") + 1
    return ranks


def rank_changes(before: ArrayLike, after: ArrayLike) -> NDArray[np.float64]:
    """Return by how many places each rank rose; NaN where one of the two is missing.

    Parameters
    ----------
    before, after
        Ranks as `competition_ranks` gives them, shape (N,), in the same order of scopes.
    """
    earlier, later = np.asarray(before, np.float64), np.asarray(after, np.float64)
    return np.where((earlier > 0) & (later > 0), earlier - later, np.nan)


def weak_links(
    found: Iterable[Figures], targets: Mapping[str, float] = NO_TARGETS
) -> list[WeakLink]:
    """Return all figures that miss their target, the weakest first.

    Parameters
    ----------
    found
        The figures.
    targets
        Targets that go before those of the indicators, by key.

    Returns
    -------
    links
        In the order of the shortfall, then of key and code.
    """
    links = []
    for one in found:
        target = targets.get(one.indicator.key, one.indicator.target)
        for code, rate in zip(one.codes, one, strict=True):
            if target is None or one.indicator.meets(rate.value, target) is not False:
                continue
            distance = abs((rate.value or 0.0) - target)
            shortfall = distance / abs(target) if target else distance
            links.append(WeakLink(one.indicator.key, one.level, code, rate, target, shortfall))
    return sorted(links, key=lambda link: (-link.shortfall_ratio, link.key, link.code))
