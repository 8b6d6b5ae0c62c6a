"""Directions as people write them, and how far a camera tells what it sees."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.methods import method
from gridmap.catalogue import LOCALES, text
from gridmap.errors import InputError

FULL_CIRCLE_DEG = 360.0
_POINTS = "n nne ne ene e ese se sse s ssw sw wsw w wnw nw nnw"
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(.*)")
_SEPARATORS = re.compile(r"[;；、|/]|,(?!\d)|，")
# Pixels for a metre at the object that IEC 62676-4 asks for, from the least to the most.
PIXELS_PER_M = {"detect": 25.0, "observe": 62.0, "recognise": 125.0, "identify": 250.0}
_HALF_TURN_DEG = 180.0


def bearings(value: object) -> tuple[float, ...]:
    """Return the directions that a person wrote, clockwise from north.

    Degrees, the words of a compass in either language (north-east, NE, 东北, 朝东北方向) or several
    of them, divided by a semicolon, a slash or 、.

    Parameters
    ----------
    value
        A number or text; None and empty text are no direction.

    Returns
    -------
    bearings
        Degrees from 0 up to 360; none where the camera looks all around or nothing is said.

    Raises
    ------
    InputError
        When a word is none of a compass, or a number is not finite.
    """
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ()
    if isinstance(value, int | float):
        return (_degrees(float(value), value),)
    plain = unicodedata.normalize("NFKC", str(value))
    parts = [part.strip() for part in _SEPARATORS.split(plain)]
    found = [_bearing(part) for part in parts if part]
    return tuple(bearing for bearing in found if bearing is not None)


@method("pixel_density", version=1, unit="m")
def density_range_m(
    pixels: ArrayLike,
    angle_deg: ArrayLike,
    pixels_per_m: float,
    height_m: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    """Return how far along the ground a camera still has so many pixels for a metre.

    At the distance d the width of the picture is 2 d tan(angle / 2), as of a lens that keeps
    lines straight; from 180 degrees on it is the arc d angle, as of a fisheye. The distance is that
    of the line of sight, so that a camera which hangs high reaches less far along the ground.

    Parameters
    ----------
    pixels
        Pixels of the picture from left to right, shape (N,).
    angle_deg
        Angle of view from left to right, shape (N,).
    pixels_per_m
        One of `PIXELS_PER_M`, or another number.
    height_m
        How much higher the camera hangs than what it looks at, shape (N,).

    Returns
    -------
    range_m
        Shape (N,); 0 where even the foot of the camera is too far away.

    Raises
    ------
    InputError
        When the number of pixels for a metre is not positive.
    """
    if not (np.isfinite(pixels_per_m) and pixels_per_m > 0):
        raise InputError("bearing.density", value=pixels_per_m)
    angle = np.minimum(np.asarray(angle_deg, np.float64), FULL_CIRCLE_DEG)
    straight = angle < _HALF_TURN_DEG
    spread = np.where(
        straight, 2 * np.tan(np.radians(np.where(straight, angle, 0.0)) / 2), np.radians(angle)
    )
    sight_m = np.asarray(pixels, np.float64) / (pixels_per_m * spread)
    ground2 = sight_m**2 - np.asarray(height_m, np.float64) ** 2
    return np.sqrt(np.maximum(ground2, 0.0))


def _bearing(part: str) -> float | None:
    number = _NUMBER.fullmatch(part)
    if number and _plain(number[2]) in _degree_words():
        return _degrees(float(number[1]), part)
    words = _words()
    if _plain(part) not in words:
        raise InputError("bearing.word", value=part)
    return words[_plain(part)]


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]", "", word).casefold()


def _degrees(value: float, said: object) -> float:
    if not np.isfinite(value):
        raise InputError("bearing.not_finite", value=said)
    return value % FULL_CIRCLE_DEG


def _spellings(code: str) -> set[str]:
    return {_plain(word) for locale in LOCALES for word in text(code, locale).split("|")}


@lru_cache(maxsize=1)
def _degree_words() -> frozenset[str]:
    return frozenset({"", *_spellings("bearing.degrees")})


@lru_cache(maxsize=1)
def _words() -> dict[str, float | None]:
    """Return each word of the catalogues with its bearing, None for all around."""
    words: dict[str, float | None] = dict.fromkeys(_spellings("bearing.around"))
    points = _POINTS.split()
    for number, point in enumerate(points):
        bearing = number * FULL_CIRCLE_DEG / len(points)
        words |= dict.fromkeys(_spellings(f"bearing.{point}"), bearing)
    return words
