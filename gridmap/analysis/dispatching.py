"""Who is nearest to a place along the streets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.matching_network import StreetNetwork, require_lonlat
from gridmap.analysis.methods import method
from gridmap.errors import InputError

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]


@dataclass(frozen=True)
class Dispatch:
    """Workers by their way to a place.

    Attributes
    ----------
    worker
        Positions, nearest first, shape (N,).
    way_m
        Their ways in metres, shape (N,).
    unreachable
        Positions of the free workers from whom no street leads there.
    """

    worker: PositionArray
    way_m: FloatArray
    unreachable: PositionArray


@method("street_distance", version=1, unit="m")
def street_distances_m(
    network: StreetNetwork, from_lonlat: ArrayLike, to_lonlat: ArrayLike
) -> FloatArray:
    """Return the shortest ways along streets between places.

    A way leads straight from the place to the nearest street, along streets, and straight to the
    other place. On one piece of street it stays on that.

    Parameters
    ----------
    network
        The streets.
    from_lonlat, to_lonlat
        Places in WGS 84, shapes (A, 2) and (B, 2).

    Returns
    -------
    way_m
        Shape (A, B); infinite where no way leads.

    Raises
    ------
    InputError
        A coordinate is no longitude and latitude.
    """
    places = [np.asarray(lonlat, np.float64).reshape(-1, 2) for lonlat in (from_lonlat, to_lonlat)]
    for own in places:
        require_lonlat(own)
    if not len(places[0]) or not len(places[1]):
        return np.zeros((len(places[0]), len(places[1])))
    (piece, ratio, off), (other, other_ratio, other_off) = (network.nearest(own) for own in places)
    at, other_at = ratio * network.length_m[piece], other_ratio * network.length_m[other]
    nodes, position = np.unique(network.ends[piece], return_inverse=True)
    between = scipy.sparse.csgraph.dijkstra(network.graph(), directed=False, indices=nodes)
    start = position.reshape(-1, 2)
    legs = np.stack([at, network.length_m[piece] - at], axis=1)
    other_legs = np.stack([other_at, network.length_m[other] - other_at], axis=1)
    way = np.full((len(piece), len(other)), np.inf)
    for end in range(2):
        for other_end in range(2):
            middle = between[start[:, end]][:, network.ends[other, other_end]]
            through = legs[:, end, None] + middle + other_legs[None, :, other_end]
            way = np.minimum(way, through)
    along = np.abs(at[:, None] - other_at[None, :])
    way = np.where(piece[:, None] == other[None, :], np.minimum(way, along), way)
    return np.asarray(off[:, None] + way + other_off[None, :], np.float64)


@method("nearest_workers", version=1, unit="m")
def nearest_workers(
    network: StreetNetwork,
    place_lonlat: ArrayLike,
    worker_lonlat: ArrayLike,
    *,
    count: int = 3,
    free: ArrayLike | None = None,
) -> Dispatch:
    """Return the free workers who are nearest to a place along the streets.

    Parameters
    ----------
    network
        The streets.
    place_lonlat
        Where somebody is needed, shape (2,).
    worker_lonlat
        Where the workers are, shape (W, 2); NaN where that is not known, who are left out.
    count
        How many workers at most.
    free
        Who is free, shape (W,); all by default.

    Returns
    -------
    dispatch
        By length of the way; equals in the order given.

    Raises
    ------
    InputError
        A coordinate is no longitude and latitude, lengths differ, or the count is below one.
    """
    if count < 1:
        raise InputError("patrol.option", what="count", value=count)
    bases = np.asarray(worker_lonlat, np.float64).reshape(-1, 2)
    may = np.isfinite(bases).all(axis=1)
    if free is not None:
        is_free = np.asarray(free, np.bool_)
        if len(is_free) != len(bases):
            raise InputError(
                "patrol.lengths_differ", what="free", found=len(is_free), expected=len(bases)
            )
        may &= is_free
    who = np.flatnonzero(may).astype(np.int64)
    place = np.asarray(place_lonlat, np.float64).reshape(1, 2)
    way_m = street_distances_m(network, place, bases[who])[0]
    order = np.argsort(way_m, kind="stable")
    there = order[np.isfinite(way_m[order])][:count]
    return Dispatch(who[there], way_m[there], who[~np.isfinite(way_m)])
