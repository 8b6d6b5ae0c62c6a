"""The bones of the sub-district: outline, river, railway, main roads and community borders."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.ops import polygonize

from gridmap.domain.words import LineClass
from gridmap.errors import UsageError
from gridmap.sample import names
from gridmap.sample.curves import Wave, draw_wave, jagged, parallel

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

COMMUNITY_SIDE_M = 745.0
BEYOND_M = 130.0
BANK_M = 36.0
RIVERSIDE_M = 84.0
OVERSHOOT_M = 3.0
_TURN = np.radians(7.0)

ROWS: dict[int, tuple[int, ...]] = {
    1: (1,),
    2: (2,),
    3: (1, 2),
    4: (2, 2),
    5: (2, 3),
    6: (3, 3),
    7: (2, 3, 2),
    8: (3, 3, 2),
    9: (3, 3, 3),
    10: (3, 4, 3),
    11: (4, 4, 3),
    12: (4, 4, 4),
    13: (4, 5, 4),
}
"""Number of communities to the communities of each row, southern row first."""

_ARTERIES: dict[int, dict[str, float]] = {
    1: {},
    2: {"A": 0.52},
    3: {"A": 0.35, "R": 0.70},
    4: {"A": 0.29, "B": 0.57, "R": 0.79},
    5: {"A": 0.29, "B": 0.57, "R": 0.79},
}
"""Widest row to the roads and the railway that run from south to north, as shares of the width."""

_BORDERS: dict[int, tuple[tuple[str | float, ...], ...]] = {
    1: ((),),
    2: (("A",), (0.47,)),
    3: (("A", "R"), (0.31, "R")),
    4: (("A", "B", "R"), (0.24, 0.50, "R")),
    5: ((0.20, 0.40, "B", "R"),),
}
"""Communities of a row to its inner borders, in two manners that rows take in turn."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line in metres; `line_class` None marks a mere border, `through` a way out."""

    geometry: LineString
    line_class: LineClass | None
    name: str = ""
    through: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The bones, all in metres."""

    outline: Polygon
    communities: tuple[Polygon, ...]
    lines: tuple[Line, ...]
    river: LineString | None
    rail: LineString | None
    centre: Point


@dataclass(frozen=True, slots=True)
class _Plane:
    """The nominal rectangle before it is bent: rows as heights from the south, widths in metres."""

    width_m: float
    floors_m: NDArray[np.float64]
    bend: Wave
    sway: Wave

    @property
    def height_m(self) -> float:
        """Height of all rows together."""
        return float(self.floors_m[-1])

    def warp(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Bend and turn the nominal plane, so that no two roads run parallel for long."""
        x, y = xy[:, 0] - self.width_m / 2, xy[:, 1] - self.height_m / 2
        x, y = x + self.sway(y), y + self.bend(x)
        return np.column_stack(
            [x * np.cos(_TURN) - y * np.sin(_TURN), x * np.sin(_TURN) + y * np.cos(_TURN)]
        )

    def across(self, base_m: float, wave: Wave) -> NDArray[np.float64]:
        """Return a curve from west to east, well past both ends."""
        x = np.arange(-420.0, self.width_m + 421.0, 42.0)
        return self.warp(np.column_stack([x, base_m + wave(x)]))

    def along(self, base_m: float, slope: float, wave: Wave) -> NDArray[np.float64]:
        """Return a curve from south to north, well past both ends."""
        y = np.arange(-420.0, self.height_m + 421.0, 42.0)
        x = base_m + slope * (y - self.height_m / 2) + wave(y)
        return self.warp(np.column_stack([x, y]))


def draw_layout(rng: Generator, communities: int) -> Layout:
    """Draw the bones of a sub-district.

    Parameters
    ----------
    rng
        Source of randomness.
    communities
        How many communities, 1 to 13.

    Returns
    -------
    layout
        Outline, communities (from the south-west, row by row) and lines, in metres.

    Raises
    ------
    UsageError
        When the number of communities is not between 1 and 13.
    """
    if communities not in ROWS:
        raise UsageError("sample.communities", count=communities, largest=max(ROWS))
    rows = ROWS[communities]
    plane = _draw_plane(rng, rows)
    outline = _outline(rng, plane)
    floors = _floors(rng, plane)
    arteries = _arteries(rng, plane, max(rows))
    locals_ = _locals(rng, plane, rows)
    lines = _skeleton(rng, plane, outline, floors, arteries)
    borders = list(floors)
    for index, (bottom, top) in enumerate(pairwise([None, *floors, None])):
        band = _band(plane, bottom, top)
        borders += [_clip(arteries[key][0], band) for key in _shared(rows, index)]
        for name, curve in locals_[index]:
            piece = _clip(_clip(curve, band), outline)
            borders.append(piece)
            lines.append(Line(piece, LineClass.SECONDARY_ROAD, name))
    pieces = polygonize(shapely.union_all([outline.exterior, *map(prolonged, borders)]))
    inside = _joined(
        [piece for piece in pieces if outline.contains(piece.representative_point())], communities
    )
    rail = arteries["R"][0] if "R" in arteries else None
    river = floors[0] if floors else None
    centre = arteries["A"][0].interpolate(0.5, normalized=True) if arteries else Point(0, 0)
    return Layout(outline, tuple(inside), tuple(lines), river, rail, centre)


def _joined(pieces: list[Polygon], count: int) -> list[Polygon]:
    """Join the smallest pieces to the neighbours with the longest border until so many are left.

    Where borders meet at a sharp angle they cut off a corner that is no community.
    """
    while len(pieces) > count:
        least = min(pieces, key=lambda piece: piece.area)
        others = [piece for piece in pieces if piece is not least]
        shared = [shapely.length(shapely.intersection(least, piece)) for piece in others]
        taker = int(np.argmax(shared))
        others[taker] = shapely.coverage_union(others[taker], least)
        pieces = others
    return pieces


def _draw_plane(rng: Generator, rows: tuple[int, ...]) -> _Plane:
    count = sum(rows)
    height_m = COMMUNITY_SIDE_M * len(rows)
    floors = np.concatenate([[0.0], np.cumsum(rows) / count * height_m])
    width_m = count * COMMUNITY_SIDE_M**2 / height_m
    return _Plane(width_m, floors, draw_wave(rng, 55, 2600, 2), draw_wave(rng, 45, 2100, 2))


def _outline(rng: Generator, plane: _Plane) -> Polygon:
    corners = [
        (0.0, 0.0),
        (plane.width_m, 0.0),
        (plane.width_m, plane.height_m),
        (0.0, plane.height_m),
    ]
    corners = [(x + rng.uniform(-50, 50), y + rng.uniform(-40, 40)) for x, y in corners]
    sides = [jagged(rng, a, b, 34.0) for a, b in pairwise([*corners, corners[0]])]
    return Polygon(plane.warp(np.concatenate(sides)))


def _floors(rng: Generator, plane: _Plane) -> list[LineString]:
    """Return the curves between rows: first the river, then main roads."""
    curves = []
    for index, base_m in enumerate(plane.floors_m[1:-1]):
        wave = draw_wave(rng, 62, 1350, 3) if index == 0 else draw_wave(rng, 38, 2300, 3)
        curves.append(LineString(plane.across(float(base_m), wave)))
    return curves


def _arteries(
    rng: Generator, plane: _Plane, widest: int
) -> dict[str, tuple[LineString, LineClass, str]]:
    kinds = {
        "A": (LineClass.MAIN_ROAD, names.ARTERY_WEST),
        "B": (LineClass.MAIN_ROAD, names.ARTERY_EAST),
        "R": (LineClass.RAIL, names.RAILWAY),
    }
    found = {}
    for key, share in _ARTERIES[widest].items():
        wave = draw_wave(rng, 24 if key == "R" else 34, 1900, 2)
        curve = LineString(plane.along(share * plane.width_m, rng.uniform(-0.1, 0.1), wave))
        found[key] = (curve, *kinds[key])
    return found


def _manner(rows: tuple[int, ...], index: int) -> tuple[str | float, ...]:
    """Return the inner borders of a row; only roads that exist at this width are shared."""
    manners = _BORDERS[rows[index]]
    known = _ARTERIES[max(rows)]
    chosen = manners[index // 2 % len(manners)] if max(rows) == rows[index] else manners[-1]
    even = [(place + 1) / rows[index] for place in range(rows[index] - 1)]
    shared = all(key in known for key in chosen if isinstance(key, str))
    return chosen if shared and max(rows) - rows[index] < 2 else tuple(even)


def _shared(rows: tuple[int, ...], index: int) -> list[str]:
    return [key for key in _manner(rows, index) if isinstance(key, str)]


def _locals(
    rng: Generator, plane: _Plane, rows: tuple[int, ...]
) -> list[list[tuple[str, LineString]]]:
    spare = iter(names.SECONDARY_ROADS)
    found = []
    for index in range(len(rows)):
        shares = [share for share in _manner(rows, index) if isinstance(share, float)]
        found.append(
            [
                (
                    next(spare),
                    LineString(
                        plane.along(
                            share * plane.width_m, rng.uniform(-0.12, 0.12), draw_wave(rng, 16, 900)
                        )
                    ),
                )
                for share in shares
            ]
        )
    return found


def _skeleton(
    rng: Generator,
    plane: _Plane,
    outline: Polygon,
    floors: list[LineString],
    arteries: dict[str, tuple[LineString, LineClass, str]],
) -> list[Line]:
    """Return outline, river with its banks and roads, main roads, railway."""
    beyond = outline.buffer(BEYOND_M)
    lines = [Line(LineString(outline.exterior), None)]
    for floor in floors[:1]:
        lines.append(Line(_clip(floor, beyond), LineClass.RIVER, names.RIVER, through=True))
        curve = shapely.get_coordinates(floor)
        for side, bank, road in zip((1, -1), names.BANKS, names.RIVERSIDE_ROADS, strict=True):
            dyke = _clip(LineString(parallel(curve, side * BANK_M)), outline)
            lines.append(Line(dyke, LineClass.WALL, bank))
            drive = _clip(LineString(parallel(curve, side * RIVERSIDE_M)), outline)
            lines.append(Line(drive, LineClass.SECONDARY_ROAD, road))
    lines.extend(
        Line(_clip(floor, beyond), LineClass.MAIN_ROAD, names.MAIN_ROAD, through=True)
        for floor in floors[1:]
    )
    base_m = plane.floors_m[-1] * 0.52 + plane.floors_m[-2] * 0.48
    middle = LineString(plane.across(float(base_m), draw_wave(rng, 30, 1700, 3)))
    kind = LineClass.SECONDARY_ROAD if len(floors) > 1 else LineClass.MAIN_ROAD
    lines.append(Line(_clip(middle, beyond), kind, names.NORTH_ROAD, through=True))
    lines += [
        Line(_clip(curve, beyond), kind, name, through=True)
        for curve, kind, name in arteries.values()
    ]
    return lines


def _band(plane: _Plane, bottom: LineString | None, top: LineString | None) -> Polygon:
    """Return the strip between two floors, open ends far outside."""
    still = Wave(np.zeros(1), np.ones(1), np.zeros(1))
    low = plane.across(-400.0, still) if bottom is None else shapely.get_coordinates(bottom)
    high = (
        plane.across(plane.height_m + 400.0, still) if top is None else shapely.get_coordinates(top)
    )
    return Polygon(np.concatenate([low, high[::-1]]))


def _clip(line: LineString, mask: Polygon) -> LineString:
    """Return the longest part of a line inside a mask."""
    parts = shapely.get_parts(line.intersection(mask))
    return parts[int(np.argmax(shapely.length(parts)))]


def prolonged(line: LineString) -> LineString:
    """Lengthen a line a little at both ends, so that it surely meets what it ends at.

    Parameters
    ----------
    line
        A line in metres.

    Returns
    -------
    longer
        The line, three metres longer at each end.
    """
    xy = shapely.get_coordinates(line)
    ends = []
    for tip, before in ((xy[0], xy[1]), (xy[-1], xy[-2])):
        step = tip - before
        ends.append(tip + step / np.hypot(*step) * OVERSHOOT_M)
    return LineString(np.vstack([ends[:1], xy, ends[1:]]))
