"""Compiled loop of map matching: turns that noise makes are taken out of a way."""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridmap.compiled import kernel

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]

_TOUCH_M = 1e-6


@kernel
def drop_turns(
    track: PositionArray,
    piece: PositionArray,
    from_m: FloatArray,
    to_m: FloatArray,
    entered_s: FloatArray,
    left_s: FloatArray,
    length_m: FloatArray,
    ends: PositionArray,
    degree: PositionArray,
    least_m: float,
) -> NDArray[np.bool_]:
    """Take out of legs each there-and-back shorter than ``least_m``, in place; return which stay.

    Noise makes a walker step back, or a few metres into a side street, and come out again. A turn
    that stays and lies that near to a dead end is led on to it.
    """
    count = len(track)
    after = np.arange(1, count + 1)
    before = np.arange(-1, count - 1)
    kept = np.ones(count, np.bool_)
    leg = 0
    while leg < count:
        following = after[leg]
        if following == count or track[following] != track[leg]:
            leg = following
            continue
        ahead = to_m[leg] > from_m[leg]
        same = piece[leg] == piece[following] and abs(to_m[leg] - from_m[following]) < _TOUCH_M
        if not same:
            leg = following
            continue
        if ahead == (to_m[following] > from_m[following]):
            # One leg in two steps.
            to_m[leg], left_s[leg] = to_m[following], left_s[following]
            kept[following] = False
            after[leg] = after[following]
            if after[leg] < count:
                before[after[leg]] = leg
            continue
        # How far the way back is the way there.
        there, back, depth = leg, following, 0.0
        while True:
            out = abs(to_m[there] - from_m[there])
            home = abs(to_m[back] - from_m[back])
            depth += min(out, home)
            if depth >= least_m or abs(out - home) > _TOUCH_M:
                break
            there, back = before[there], after[back]
            if there < 0 or back == count or track[there] != track[leg]:
                break
            if track[back] != track[leg] or piece[there] != piece[back]:
                break
            if abs(to_m[there] - from_m[back]) > _TOUCH_M:
                break
            if (to_m[there] > from_m[there]) == (to_m[back] > from_m[back]):
                break
        if depth >= least_m:
            end = 1 if ahead else 0
            dead_end_m = length_m[piece[leg]] if ahead else 0.0
            if degree[ends[piece[leg], end]] == 1 and abs(dead_end_m - to_m[leg]) < least_m:
                to_m[leg] = from_m[following] = dead_end_m
            leg = following
            continue
        there, back = leg, following
        while depth > _TOUCH_M and there >= 0 and back < count:
            out = abs(to_m[there] - from_m[there])
            home = abs(to_m[back] - from_m[back])
            part = min(out, home, depth)
            if out - part > _TOUCH_M:
                left_s[there] -= (left_s[there] - entered_s[there]) * part / out
                to_m[there] -= part if to_m[there] > from_m[there] else -part
                part_of_there = False
            else:
                part_of_there = True
            if home - part > _TOUCH_M:
                entered_s[back] += (left_s[back] - entered_s[back]) * part / home
                from_m[back] += part if to_m[back] > from_m[back] else -part
                part_of_back = False
            else:
                part_of_back = True
            depth -= part
            if part_of_there:
                kept[there] = False
                there = before[there]
            if part_of_back:
                kept[back] = False
                back = after[back]
            if there >= 0:
                after[there] = back
            if back < count:
                before[back] = there
            if not part_of_there and not part_of_back:
                break
        # What now stands side by side may be one leg, or another turn.
        leg = there if there >= 0 and track[there] == track[following] else back
        if leg < count and before[leg] >= 0 and track[before[leg]] == track[leg]:
            leg = before[leg]
    return kept
