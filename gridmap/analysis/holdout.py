"""How well a map of the past finds the events that came after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.methods import method
from gridmap.errors import InputError

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Accuracy:
    """How well some cells, chosen from earlier events, hold the later ones.

    Attributes
    ----------
    cells
        How many were chosen.
    area_ratio
        Their share of the area.
    earlier_ratio, later_ratio
        Their share of the earlier and of the later events; None where there are none at all.
    """

    cells: int
    area_ratio: float
    earlier_ratio: float | None
    later_ratio: float | None

    @property
    def pai(self) -> float | None:
        """Prediction accuracy index: share of later events over share of area (Chainey, 2008)."""
        if self.later_ratio is None or not self.area_ratio > 0:
            return None
        return self.later_ratio / self.area_ratio

    @property
    def rri(self) -> float | None:
        """Recapture rate index: share of later events over that of earlier ones (Levine, 2008)."""
        if self.later_ratio is None or not self.earlier_ratio:
            return None
        return self.later_ratio / self.earlier_ratio


@method("holdout", version=1, unit="1")
def accuracy(
    chosen: ArrayLike, area_m2: ArrayLike, earlier: ArrayLike, later: ArrayLike
) -> Accuracy:
    """Return how well chosen cells hold later events.

    PAI = (later events in them / all later events) / (their area / all area): Chainey, Tompson and
    Uhlig, "The utility of hotspot mapping for predicting spatial patterns of crime", Security
    Journal 21, 2008. RRI = (later in them / all later) / (earlier in them / all earlier): Levine,
    same issue.

    Parameters
    ----------
    chosen
        Which cells, shape (N,), bool.
    area_m2
        Area of each cell, shape (N,).
    earlier, later
        Events in each cell before and after, shape (N,).

    Raises
    ------
    InputError
        The shapes differ, or there is no area.
    """
    mask = np.asarray(chosen, np.bool_)
    area, before, after = _checked(mask.shape, area_m2, earlier, later)
    return Accuracy(
        cells=int(mask.sum()),
        area_ratio=float(area[mask].sum() / area.sum()),
        earlier_ratio=_share(before, mask),
        later_ratio=_share(after, mask),
    )


def highest(scores: ArrayLike, area_m2: ArrayLike, area_ratio: float) -> BoolArray:
    """Return the cells with the highest scores that together have about a share of the area.

    Parameters
    ----------
    scores
        Shape (N,); of equal ones the first are taken.
    area_m2
        Area of each cell, shape (N,).
    area_ratio
        The share; it is met as closely as whole cells allow, never by more than the share plus
        half the next cell, and at least one cell is taken where it is above zero.

    Returns
    -------
    chosen
        Shape (N,).

    Raises
    ------
    InputError
        The shapes differ, or there is no area.
    """
    score = np.asarray(scores, np.float64)
    (area,) = _checked(score.shape, area_m2)
    order = np.argsort(-score, kind="stable")
    middle = np.cumsum(area[order]) - area[order] / 2
    count = int(np.searchsorted(middle, area_ratio * area.sum(), side="right"))
    chosen = np.zeros(len(score), dtype=np.bool_)
    chosen[order[: max(count, 1 if area_ratio > 0 else 0)]] = True
    return chosen


def compare(
    scores: Mapping[str, ArrayLike],
    area_m2: ArrayLike,
    earlier: ArrayLike,
    later: ArrayLike,
    *,
    area_ratio: float,
) -> dict[str, Accuracy]:
    """Return how well the highest cells by each score hold later events, all on the same area.

    Parameters
    ----------
    scores
        Scores of the cells by name, made from the earlier events only, shape (N,) each.
    area_m2, earlier, later
        As `accuracy` has them.
    area_ratio
        Share of the area that each may choose.

    Returns
    -------
    accuracies
        By name, in the order given.
    """
    return {
        name: accuracy(highest(score, area_m2, area_ratio), area_m2, earlier, later)
        for name, score in scores.items()
    }


def _share(events: FloatArray, mask: BoolArray) -> float | None:
    total = events.sum()
    return float(events[mask].sum() / total) if total > 0 else None


def _checked(shape: tuple[int, ...], area_m2: ArrayLike, *others: ArrayLike) -> list[FloatArray]:
    columns = [np.asarray(column, np.float64) for column in (area_m2, *others)]
    for column in columns:
        if column.shape != shape:
            raise InputError("hotspots.lengths", found=column.size, expected=int(np.prod(shape)))
        wrong = ~(np.isfinite(column) & (column >= 0))
        if wrong.any():
            raise InputError("hotspots.counts", count=int(wrong.sum()))
    if not columns[0].sum() > 0:
        raise InputError("hotspots.area")
    return columns
