"""Buildings inside blocks: slabs of estates, old courtyards, shops, schools, sheds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.sample.plots import Use

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray
    from shapely import Polygon

MOST_HOUSEHOLDS = 270
FLATS_PER_METRE = 0.105  # two flats on each landing, a landing every 19 m
LIVED_IN_RATIO = 0.93


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a use builds: houses in rows that face south, in metres."""

    length_m: tuple[float, float]
    depth_m: float
    row_gap_m: float
    side_gap_m: float
    setback_m: float
    floors: tuple[tuple[int, float], ...]
    flats: float = 0.0
    left_out_ratio: float = 0.0


PATTERNS: Mapping[Use, Pattern] = MappingProxyType(
    {
        Use.ESTATE: Pattern(
            (34, 56), 12, 15, 7, 8, ((6, 0.38), (7, 0.14), (11, 0.36), (18, 0.12)), FLATS_PER_METRE
        ),
        Use.OLD_TOWN: Pattern(
            (12, 20), 9.5, 4.5, 2.5, 4, ((2, 0.3), (3, 0.4), (4, 0.3)), 0.075, 0.08
        ),
        Use.COMMERCE: Pattern(
            (34, 62), 26, 12, 10, 10, ((2, 0.3), (4, 0.4), (8, 0.2), (16, 0.1)), 0.0, 0.1
        ),
        Use.SCHOOL: Pattern((40, 56), 14, 34, 22, 14, ((4, 0.7), (5, 0.3)), 0.0, 0.35),
        Use.FACTORY: Pattern((52, 84), 30, 14, 12, 12, ((1, 0.7), (2, 0.3)), 0.0, 0.1),
    }
)


@dataclass(frozen=True, slots=True)
class House:
    """A building in metres."""

    shape: Polygon
    floors: int
    households: int


def draw_houses(rng: Generator, block: Polygon, use: Use) -> list[House]:
    """Build up one block.

    Parameters
    ----------
    rng
        Source of randomness.
    block
        The block in metres.
    use
        What it is used for; parks and water stay empty.

    Returns
    -------
    houses
        Buildings that lie wholly inside the block, clear of its streets and of each other.
    """
    pattern = PATTERNS.get(use)
    if pattern is None:
        return []
    ground = shapely.buffer(block, -pattern.setback_m, join_style="mitre")
    if ground.is_empty:
        return []
    shapes = _rows(rng, ground, pattern)
    shapes = shapes[shapely.contains(ground, shapes)]
    if pattern.left_out_ratio:
        shapes = shapes[rng.random(len(shapes)) >= pattern.left_out_ratio]
    floors = rng.choice(
        [count for count, _ in pattern.floors],
        size=len(shapes),
        p=[share for _, share in pattern.floors],
    )
    return _peopled(rng, shapes, floors, pattern)


def _rows(rng: Generator, ground: Polygon, pattern: Pattern) -> NDArray[np.object_]:
    """Return rectangles in rows across the ground, some of them too far out."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(ground))[:4]
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    # Houses face south: their rows follow the side that runs most nearly from west to east.
    long = int(np.argmax(np.abs(sides[:2, 0]) / lengths[:2]))
    along = sides[long] / lengths[long]
    across = np.array([-along[1], along[0]])
    if np.dot(corners.mean(axis=0) - corners[long], across) < 0:
        across = -across
    pitch_m = pattern.depth_m + pattern.row_gap_m
    count = max(int((lengths[1 - long] + pattern.row_gap_m) // pitch_m), 1)
    slack_m = lengths[1 - long] - count * pitch_m + pattern.row_gap_m
    rectangles = []
    for row in range(count):
        base = corners[long] + across * (max(slack_m, 0) / 2 + row * pitch_m)
        place_m = rng.uniform(0, 6)
        while place_m < lengths[long]:
            length_m = rng.uniform(*pattern.length_m)
            start = base + along * place_m
            step, deep = along * length_m, across * pattern.depth_m
            rectangles.append([start, start + step, start + step + deep, start + deep])
            place_m += length_m + pattern.side_gap_m
    polygons: NDArray[np.object_] = shapely.polygons(np.array(rectangles))
    return polygons


def _peopled(
    rng: Generator, shapes: NDArray[np.object_], floors: NDArray[np.int64], pattern: Pattern
) -> list[House]:
    """Count households, and lower houses until the block can be part of a balanced cell."""
    lengths = shapely.length(shapes) / 2 - pattern.depth_m
    lived_in = rng.uniform(LIVED_IN_RATIO - 0.05, LIVED_IN_RATIO + 0.05, len(shapes))
    per_floor = pattern.flats * lengths * lived_in
    while pattern.flats and (per_floor * floors).sum() > MOST_HOUSEHOLDS and floors.max() > 1:
        floors[int(np.argmax(per_floor * floors))] -= 1
    households = np.rint(per_floor * floors).astype(int)
    return [
        House(shape, int(count), int(homes))
        for shape, count, homes in zip(shapes, floors, households, strict=True)
    ]
