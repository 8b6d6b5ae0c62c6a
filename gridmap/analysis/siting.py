"""The next best sites: where one more device serves the most of what is not served yet."""

from __future__ import annotations

from dataclasses import dataclass
from math import e

import numpy as np
from numpy.typing import ArrayLike

from gridmap.analysis.methods import method
from gridmap.analysis.outlines import FloatArray, GeometryArray, IntArray
from gridmap.analysis.served import NOTHING, serving
from gridmap.errors import InputError, Place

# The greedy choice reaches at least this share of the best choice (Nemhauser, Wolsey and Fisher,
# "An analysis of approximations for maximizing submodular set functions", Mathematical
# Programming 14, 1978).
GREEDY_RATIO = 1.0 - 1.0 / e


@dataclass(frozen=True)
class Sites:
    """Chosen sites, best first.

    Attributes
    ----------
    chosen
        Positions of the candidates, shape (K,).
    gain
        Weight that each adds to those before it, shape (K,).
    served_before
        Weight that existing areas serve.
    total
        Weight of all places.
    limit
        What no choice of K candidates could add more than, found from the gains that were left.
    """

    chosen: IntArray
    gain: FloatArray
    served_before: float
    total: float
    limit: float

    @property
    def curve(self) -> FloatArray:
        """Weight served with 0, 1, 2, ... of the sites, shape (K + 1,)."""
        return self.served_before + np.concatenate([[0.0], np.cumsum(self.gain)])

    @property
    def achieved(self) -> float | None:
        """The gain as a share of `limit`, at least 1 - 1/e; None where nothing can be gained."""
        return float(self.gain.sum()) / self.limit if self.limit > 0 else None


@method("siting", version=1, unit="1")
def best_sites(
    candidates: GeometryArray,
    places: GeometryArray,
    *,
    weights: ArrayLike | None = None,
    count: int,
    served: GeometryArray = NOTHING,
    buildings: GeometryArray = NOTHING,
) -> Sites:
    """Choose sites one by one, each where it adds the most.

    Parameters
    ----------
    candidates
        The area that each possible site would serve, on a plane, shape (C,).
    places
        Points that are to be served, as incidents or key places, shape (P,).
    weights
        Weight of each place, shape (P,); each counts one by default.
    count
        How many sites at most; fewer when nothing more can be gained.
    served
        Areas that are served already.
    buildings
        Footprints that hide places in them, as `serving` has it.

    Returns
    -------
    sites
        The choice, its gains and how far from the best it can be. Equals go to the first.

    Raises
    ------
    InputError
        When `count` is not positive, or a weight is missing, infinite or negative.
    """
    if count < 1:
        raise InputError("siting.count", count=count)
    weight = np.ones(len(places)) if weights is None else np.asarray(weights, np.float64)
    wrong = np.flatnonzero(~(np.isfinite(weight) & (weight >= 0)))
    if len(wrong):
        raise InputError("siting.weight", Place(row=int(wrong[0]) + 1), count=len(wrong))
    left = weight.copy()
    left[serving(places, served, buildings)[0]] = 0.0
    before = float(weight.sum() - left.sum())
    place, site = serving(places, candidates, buildings)
    order = np.argsort(site, kind="stable")
    site, place = site[order], place[order]
    starts = np.searchsorted(site, np.arange(len(candidates) + 1))
    gains: list[float] = []
    chosen: list[int] = []
    limit = float(left.sum())
    for _ in range(min(count, len(candidates))):
        gain = np.bincount(site, left[place], minlength=len(candidates))
        best = int(np.argmax(gain))
        # What is gained by now and the greatest gains on offer bound every choice of so many.
        most = np.sort(gain)[::-1][:count].sum()
        limit = min(limit, sum(gains) + float(most))
        if gain[best] <= 0:
            break
        chosen.append(best)
        gains.append(float(gain[best]))
        left[place[starts[best] : starts[best + 1]]] = 0.0
    return Sites(np.array(chosen, np.int64), np.array(gains), before, float(weight.sum()), limit)
