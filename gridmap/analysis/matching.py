"""Map matching: the streets that a worker walked, from fixes that are metres off.

A hidden Markov model after Newson and Krumm, Hidden Markov Map Matching Through Noise and
Sparseness (ACM SIGSPATIAL 2009): a fix is the likelier the nearer it lies to a street, a step from
one fix to the next the likelier the better its way along the streets agrees with the straight
distance. Fixes that follow each other within the noise are averaged first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.kernels_matching import likeliest_places, trace_ways
from gridmap.analysis.kernels_matching_turns import drop_turns
from gridmap.analysis.matching_network import StreetNetwork, require_lonlat
from gridmap.analysis.methods import method
from gridmap.errors import InputError, Place
from gridmap.geometry.crs import to_metric

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

_MOST_CANDIDATES = 12
# Streets are drawn as lines, but walked beside their middle.
_STREET_HALF_WIDTH_M = 3.0
_SPEED_LAG_S = 12.0
_SPEED_LAG_FIXES = 2
_LEAST_REACH_M = 25.0
_REACH_SIGMAS = 4.0
_TURN_SIGMAS = 1.5
_DETOUR_RATIO = 2.0
_DETOUR_M = 120.0


@dataclass(frozen=True)
class Legs:
    """Ways along pieces of street in the order in which they were walked.

    Attributes
    ----------
    track
        Shape (L,): number of the track; a gap in the fixes begins a new one.
    piece
        Shape (L,): position of the piece in the network.
    from_m, to_m
        Shape (L,): offsets along the piece; from is the larger one where it runs backwards.
    entered_s, left_s
        Shape (L,): when, interpolated between the fixes.
    """

    track: PositionArray
    piece: PositionArray
    from_m: FloatArray
    to_m: FloatArray
    entered_s: FloatArray
    left_s: FloatArray

    def __len__(self) -> int:
        """Return the number of legs."""
        return len(self.track)

    @property
    def way_m(self) -> float:
        """Length of all legs, what was walked twice counted twice."""
        return float(np.abs(self.to_m - self.from_m).sum())


@dataclass(frozen=True)
class Matched:
    """Tracks on streets.

    Attributes
    ----------
    legs
        What was walked.
    worker
        Shape (T,): worker of each track, as given.
    fix_count
        Number of fixes given.
    off_street
        Rows of the fixes that have no street within reach, shape (F,).
    repeated
        Rows of fixes of a worker at a moment that had one already, shape (R,).
    """

    legs: Legs
    worker: NDArray[np.str_]
    fix_count: int
    off_street: PositionArray
    repeated: PositionArray


@dataclass(frozen=True)
class _Fixes:
    """Ordered fixes in metres. `run` numbers stretches without a gap."""

    run: PositionArray
    row: PositionArray
    seconds: FloatArray
    xy: FloatArray
    sigma_m: FloatArray


@method("matching", version=1, unit="m")
def match(
    network: StreetNetwork,
    worker: ArrayLike,
    seconds: ArrayLike,
    lonlat: ArrayLike,
    *,
    sigma_m: float = 10.0,
    gap_s: float = 180.0,
    gap_m: float = 400.0,
) -> Matched:
    """Match the fixes of workers to streets.

    Parameters
    ----------
    network
        The streets.
    worker
        Who each fix is of, shape (F,).
    seconds
        When, in seconds from any one moment, shape (F,). The order of rows does not matter.
    lonlat
        Where, WGS 84, shape (F, 2).
    sigma_m
        Standard deviation of the fixes about the true place in each direction; 5 to 10 for
        telephones under open sky. Too large a value costs little, too small a one makes detours.
    gap_s, gap_m
        A pause or a jump beyond these ends a track: what was done meanwhile is not guessed.

    Returns
    -------
    matched
        Ways along the streets, and the fixes that were left out, by row.

    Raises
    ------
    InputError
        Lengths differ, a time or coordinate is not finite, a coordinate is no longitude and
        latitude, no fix is near any street, or an option is not above zero.
    """
    for what, value in (("sigma_m", sigma_m), ("gap_s", gap_s), ("gap_m", gap_m)):
        if not (np.isfinite(value) and value > 0):
            raise InputError("patrol.option", what=what, value=value)
    names = np.asarray(worker, np.str_)
    moments = np.asarray(seconds, np.float64)
    places = np.asarray(lonlat, np.float64).reshape(-1, 2)
    _require_fixes(names, moments, places)
    order, repeated = _in_order(names, moments)
    xy = shapely.get_coordinates(to_metric(shapely.points(places[order]), network.crs))
    reach_m = max(_LEAST_REACH_M, _REACH_SIGMAS * sigma_m)
    tree = shapely.STRtree(network.pieces)
    on = np.zeros(len(xy), np.bool_)
    on[tree.query(shapely.points(xy), predicate="dwithin", distance=reach_m)[0]] = True
    if len(on) and not on.any():
        raise InputError("patrol.far_from_streets", count=len(places), reach_m=round(reach_m))
    row, xy = order[on], xy[on]
    fixes = _averaged(
        _Fixes(
            _runs(names, moments, row, xy, (gap_s, gap_m)),
            row,
            moments[row],
            xy,
            np.full(len(row), float(sigma_m)),
        )
    )
    legs, first = _walk(network, tree, fixes, reach_m)
    legs = _without_turns(network, legs, _TURN_SIGMAS * sigma_m)
    return Matched(legs, names[fixes.row[first]], len(places), order[~on], repeated)


def _require_fixes(worker: NDArray[np.str_], seconds: FloatArray, lonlat: FloatArray) -> None:
    for what, found in (("worker", len(worker)), ("seconds", len(seconds))):
        if found != len(lonlat):
            raise InputError("patrol.lengths_differ", what=what, found=found, expected=len(lonlat))
    bad = np.flatnonzero(~np.isfinite(seconds))
    if len(bad):
        raise InputError("patrol.not_finite", Place(row=int(bad[0]) + 1), count=len(bad))
    require_lonlat(lonlat)


def _in_order(worker: NDArray[np.str_], seconds: FloatArray) -> tuple[PositionArray, PositionArray]:
    """Return the rows by worker and time, and those left out: a second fix of the same moment."""
    _, number = np.unique(worker, return_inverse=True)
    order = np.lexsort((seconds, number))
    again = np.zeros(len(order), np.bool_)
    again[1:] = (np.diff(number[order]) == 0) & (np.diff(seconds[order]) == 0)
    return order[~again], np.sort(order[again])


def _runs(
    worker: NDArray[np.str_],
    seconds: FloatArray,
    row: PositionArray,
    xy: FloatArray,
    gap: tuple[float, float],
) -> PositionArray:
    """Return the number of the stretch of each row: one worker, no gap in time or place."""
    new = np.zeros(len(row), np.int64)
    new[1:] = (
        (worker[row][1:] != worker[row][:-1])
        | (np.diff(seconds[row]) > gap[0])
        | (np.hypot(*np.diff(xy, axis=0).T) > gap[1])
    )
    return np.cumsum(new)


def _averaged(fixes: _Fixes) -> _Fixes:
    """Average the fixes of each stretch of two sigmas; a run keeps its first and last as well."""
    if not len(fixes.row):
        return fixes
    run_start = np.searchsorted(fixes.run, np.arange(fixes.run[-1] + 1))
    run_end = np.append(run_start[1:], len(fixes.row))
    speed = _speed(fixes, run_start[fixes.run], run_end[fixes.run] - 1)
    step_s = np.diff(fixes.seconds, prepend=fixes.seconds[0])
    step_s[run_start] = 0.0
    walked = np.cumsum(speed * step_s)
    number = ((walked - walked[run_start][fixes.run]) // (2.0 * fixes.sigma_m)).astype(np.int64)
    group = np.cumsum(np.diff(number, prepend=0) != 0)
    group = np.cumsum((np.diff(group, prepend=0) != 0) | (np.diff(fixes.run, prepend=0) != 0))
    size = np.bincount(group)
    mean = [
        np.bincount(group, weights=values) / size
        for values in (fixes.seconds, fixes.xy[:, 0], fixes.xy[:, 1])
    ]
    first = np.searchsorted(group, np.arange(len(size)))
    alone = size[group[run_start]] == 1, size[group[run_end - 1]] == 1
    rows = np.concatenate([first, run_start[~alone[0]], run_end[~alone[1]] - 1])
    seconds = np.concatenate([mean[0], fixes.seconds[rows[len(size) :]]])
    xy = np.concatenate([np.column_stack(mean[1:]), fixes.xy[rows[len(size) :]]])
    sigma_m = fixes.sigma_m[rows].copy()
    sigma_m[: len(size)] /= np.sqrt(size)
    order = np.lexsort((seconds, fixes.run[rows]))
    rows = rows[order]
    return _Fixes(fixes.run[rows], fixes.row[rows], seconds[order], xy[order], sigma_m[order])


def _speed(fixes: _Fixes, first: PositionArray, last: PositionArray) -> FloatArray:
    """Return the speed at each fix in m/s, given the first and last fix of its run.

    It is taken from the displacement over a while, which the noise of single fixes touches little.
    """
    # Runs are laid out one after another on one axis of time, so that one search serves all.
    axis = fixes.seconds + fixes.run * (float(np.ptp(fixes.seconds)) + 10.0 * _SPEED_LAG_S)
    own = np.arange(len(axis))
    before = np.minimum(np.searchsorted(axis, axis - _SPEED_LAG_S), own - _SPEED_LAG_FIXES)
    after = np.searchsorted(axis, axis + _SPEED_LAG_S, side="right") - 1
    low, high = (
        np.maximum(before, first),
        np.minimum(np.maximum(after, own + _SPEED_LAG_FIXES), last),
    )
    moved_m = np.hypot(*(fixes.xy[high] - fixes.xy[low]).T)
    lasts_s = np.maximum(fixes.seconds[high] - fixes.seconds[low], 1e-9)
    return np.asarray(moved_m / lasts_s, np.float64)


def _walk(
    network: StreetNetwork, tree: shapely.STRtree, fixes: _Fixes, reach_m: float
) -> tuple[Legs, PositionArray]:
    """Return the legs, and the fix with which each track begins."""
    first, piece, offset_m, misfit = _candidates(network, tree, fixes, reach_m)
    straight_m = np.full(len(fixes.row), np.inf)
    same = np.flatnonzero(np.diff(fixes.run) == 0) + 1
    straight_m[same] = np.hypot(*(fixes.xy[same] - fixes.xy[same - 1]).T)
    limit_m = np.where(np.isfinite(straight_m), _DETOUR_RATIO * straight_m + _DETOUR_M, 0.0)
    scale_m = np.maximum(fixes.sigma_m, _STREET_HALF_WIDTH_M)
    streets = (*network.adjacency(), network.length_m, network.ends)
    chosen, back = likeliest_places(
        first, piece, offset_m, misfit, straight_m, limit_m, scale_m, *streets
    )
    goes_on = np.zeros(len(chosen), np.bool_)
    goes_on[1:] = (chosen[1:] >= 0) & (back[chosen[1:]] == chosen[:-1]) & (chosen[:-1] >= 0)
    step = np.flatnonzero(goes_on)
    rows = trace_ways(chosen[step - 1], chosen[step], piece, offset_m, limit_m[step], *streets)
    track = np.cumsum(~goes_on) - 1
    return _legs(rows, fixes.seconds, step, track), np.flatnonzero(~goes_on)


def _candidates(
    network: StreetNetwork, tree: shapely.STRtree, fixes: _Fixes, reach_m: float
) -> tuple[PositionArray, PositionArray, FloatArray, FloatArray]:
    """Return the nearest places on each piece near each fix, the first of each fix, its misfit."""
    points = shapely.points(fixes.xy)
    fix, piece = tree.query(points, predicate="dwithin", distance=reach_m)
    away_m = shapely.distance(points[fix], network.pieces[piece])
    order = np.lexsort((piece, away_m, fix))
    fix, piece, away_m = fix[order], piece[order], away_m[order]
    rank = np.arange(len(fix)) - np.searchsorted(fix, fix)
    near = rank < _MOST_CANDIDATES
    fix, piece, away_m = fix[near], piece[near], away_m[near]
    ratio = shapely.line_locate_point(network.pieces[piece], points[fix], normalized=True)
    spread_m2 = fixes.sigma_m[fix] ** 2 + _STREET_HALF_WIDTH_M**2
    first = np.searchsorted(fix, np.arange(len(points) + 1))
    return first, piece, ratio * network.length_m[piece], 0.5 * away_m**2 / spread_m2


def _legs(rows: FloatArray, seconds: FloatArray, step: PositionArray, track: PositionArray) -> Legs:
    """Return the rows of `trace_ways` as legs with their times."""
    pair = rows[:, 0].astype(np.int64)
    way_m = np.abs(rows[:, 3] - rows[:, 2])
    total = np.bincount(pair, weights=way_m, minlength=len(step))
    done = np.cumsum(way_m)
    first = np.searchsorted(pair, np.arange(len(step)))
    until = done - (done - way_m)[first][pair]
    scale = np.maximum(total[pair], 1e-9)
    began, lasts = seconds[step - 1][pair], (seconds[step] - seconds[step - 1])[pair]
    moved = way_m > 0.0
    return Legs(
        track[step][pair][moved],
        rows[moved, 1].astype(np.int64),
        rows[moved, 2],
        rows[moved, 3],
        (began + lasts * (until - way_m) / scale)[moved],
        (began + lasts * until / scale)[moved],
    )


def _without_turns(network: StreetNetwork, legs: Legs, least_m: float) -> Legs:
    """Return legs without the steps back and aside that noise makes."""
    degree = np.bincount(network.ends.ravel(), minlength=network.node_count)
    way = [column.copy() for column in (legs.from_m, legs.to_m, legs.entered_s, legs.left_s)]
    kept = drop_turns(
        legs.track,
        legs.piece,
        way[0],
        way[1],
        way[2],
        way[3],
        network.length_m,
        network.ends,
        degree,
        least_m,
    )
    return Legs(legs.track[kept], legs.piece[kept], *(column[kept] for column in way))
