"""Coordinates as people write them: decimal or with minutes, in either order, in any datum."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from gridmap.geometry.datum import Datum, to_wgs84

_NUMBER = re.compile(
    r"(?P<before>[NSEW])?\s*(?P<sign>[+-])?(?P<deg>\d{1,3}(?:\.\d+)?)\s*"
    r"(?:[°度d]\s*(?:(?P<min>\d{1,2}(?:\.\d+)?)\s*['′分]\s*)?"
    r"(?:(?P<sec>\d{1,2}(?:\.\d+)?)\s*(?:\"|″|''|′′|秒)\s*)?)?(?P<after>[NSEW])?",
    re.IGNORECASE,
)
_LETTERS: Final = {"东经": "E", "西经": "W", "北纬": "N", "南纬": "S", "经度": "E", "纬度": "N"}
_NAMES: Final = {
    Datum.BD09: ("bd-09", "bd09", "baidu", "百度"),
    Datum.GCJ02: ("gcj-02", "gcj02", "gcj", "amap", "火星", "高德", "腾讯"),
    Datum.CGCS2000: ("cgcs-2000", "cgcs2000", "国家2000", "2000坐标", "天地图"),
    Datum.WGS84: ("wgs-84", "wgs84", "wgs", "gps"),
}
_NOISE = re.compile(r"(lon(gitude)?|lng|lat(itude)?|[=:()\[\]{}])", re.IGNORECASE)
_SIXTY: Final = 60.0
_STEEPEST_DEG: Final = 90.0
_HALF_TURN_DEG: Final = 180.0
_PAIR: Final = 2


@dataclass(frozen=True, slots=True)
class WrittenPlace:
    """A place that somebody wrote.

    Attributes
    ----------
    lon, lat
        WGS 84 degrees.
    datum
        What the numbers were taken to refer to.
    named
        Whether the text names the datum.
    """

    lon: float
    lat: float
    datum: Datum
    named: bool


def written_places(text: str) -> list[WrittenPlace]:
    """Return the places that a text may mean, the likeliest first; none where it is no place.

    Longitude comes first unless letters or the size of the numbers say otherwise. Where no datum is
    named, the place is taken as WGS 84, and then as the two that map services of the mainland show.

    Parameters
    ----------
    text
        What was typed.
    """
    plain = unicodedata.normalize("NFKC", text)
    datum = None
    for one, names in _NAMES.items():
        for name in names:
            found = re.search(re.escape(name), plain, re.IGNORECASE)
            if found and datum is None:
                datum, plain = one, plain[: found.start()] + " " + plain[found.end() :]
    pair = _pair(plain)
    if pair is None:
        return []
    if datum is not None:
        return [_place(pair, datum, named=True)]
    first = _place(pair, Datum.WGS84, named=False)
    others = [_place(pair, one, named=False) for one in (Datum.GCJ02, Datum.BD09)]
    # GCJ-02 is WGS 84 outside the mainland, where nobody writes BD-09 either.
    shifted = (others[0].lon, others[0].lat) != (first.lon, first.lat)
    return [first, *others] if shifted else [first]


def _place(pair: tuple[float, float], datum: Datum, *, named: bool) -> WrittenPlace:
    lon, lat = to_wgs84(*pair, datum)
    return WrittenPlace(round(float(lon), 7), round(float(lat), 7), datum, named)


def _pair(text: str) -> tuple[float, float] | None:
    """Return longitude and latitude, None where the text is not two numbers and nothing else."""
    for word, letter in _LETTERS.items():
        text = text.replace(word, letter)
    text = _NOISE.sub(" ", text)
    found = list(_NUMBER.finditer(text))
    left = _NUMBER.sub("", text)
    if len(found) != _PAIR or left.strip(" ,;，；、\t/"):
        return None
    (one, axis), (other, other_axis) = (_degrees(match) for match in found)
    if axis and axis == other_axis:
        return None
    latitude_first = axis == "lat" or other_axis == "lon"
    if not axis and not other_axis:
        latitude_first = abs(one) <= _STEEPEST_DEG < abs(other)
    lon, lat = (other, one) if latitude_first else (one, other)
    if abs(lon) > _HALF_TURN_DEG or abs(lat) > _STEEPEST_DEG:
        return None
    return lon, lat


def _degrees(match: re.Match[str]) -> tuple[float, str]:
    """Return signed degrees, and which axis a letter says they belong to."""
    letter = (match["before"] or match["after"] or "").upper()
    size = float(match["deg"])
    size += float(match["min"] or 0) / _SIXTY + float(match["sec"] or 0) / _SIXTY**2
    negative = match["sign"] == "-" or letter in {"S", "W"}
    axis = {"N": "lat", "S": "lat", "E": "lon", "W": "lon"}.get(letter, "")
    return (-size if negative else size), axis
