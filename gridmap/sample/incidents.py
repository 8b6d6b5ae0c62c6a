"""Two years of incidents: a background that follows the households, and planted hot spots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain.classes import class_table
from gridmap.domain.records import Point
from gridmap.domain.words import PointKind
from gridmap.sample.frame import metres_to_degrees
from gridmap.sample.places import FIRST_DAY, PERIOD_DAYS
from gridmap.sample.plots import Use
from gridmap.sample.town import Town

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

PER_COMMUNITY = 460
PLANTED_RATIO = 0.24
SPREAD_M = 55.0
SEEN_WITHIN_M = 140.0
CHANNELS = {
    "supervisor": 0.46,
    "12319": 0.18,
    "resident": 0.1,
    "110": 0.09,
    "12369": 0.06,
    "roads_platform": 0.05,
    "119": 0.02,
    "122": 0.02,
    "networked_alarm": 0.02,
}
# What happens where and when: class, hours (local), uses that draw it.
HABITS: tuple[tuple[str, tuple[int, int], Use], ...] = (
    ("street_vending", (17, 21), Use.OLD_TOWN),
    ("illegal_parking", (7, 9), Use.SCHOOL),
    ("theft", (20, 24), Use.COMMERCE),
    ("litter", (5, 8), Use.ESTATE),
    ("road_accident", (17, 19), Use.FACTORY),
)
# East Asia keeps no summer time, so that a fixed step makes hours local.
LOCAL_OFFSET_HOURS = 8


@dataclass(frozen=True, slots=True)
class HotSpot:
    """A planted hot spot: what, where, at which local hours, and how many incidents."""

    class_code: str
    lon: float
    lat: float
    radius_m: float
    hours: tuple[int, int]
    count: int


def draw_incidents(rng: Generator, town: Town) -> tuple[list[Point], list[HotSpot]]:
    """Let two years pass.

    Parameters
    ----------
    rng
        Source of randomness.
    town
        The town.

    Returns
    -------
    incidents
        Points with time, class, channel and severity.
    spots
        The hot spots that were planted among them.
    """
    total = PER_COMMUNITY * len(town.layout.communities)
    planted = int(total * PLANTED_RATIO)
    chances: list[tuple[NDArray[np.float64], str, tuple[int, int]]] = []
    spots = []
    for habit, count in zip(HABITS, _parts(planted, len(HABITS)), strict=True):
        places, spot = _hot_spot(rng, town, habit, count)
        chances.append((places, habit[0], habit[1]))
        spots.append(spot)
    incidents: list[Point] = []
    for places, class_code, hours in chances:
        incidents += _records(rng, places, [class_code] * len(places), hours, len(incidents))
    background = _background(rng, town, total - planted)
    classes = list(class_table(PointKind.INCIDENT))
    weights = 1 / (np.arange(len(classes)) + 4.0)
    drawn = rng.choice(np.array(classes), len(background), p=weights / weights.sum())
    incidents += _records(rng, background, [str(code) for code in drawn], None, len(incidents))
    return incidents, spots


def _parts(total: int, count: int) -> list[int]:
    return [total // count + (1 if at < total % count else 0) for at in range(count)]


def _hot_spot(
    rng: Generator, town: Town, habit: tuple[str, tuple[int, int], Use], count: int
) -> tuple[NDArray[np.float64], HotSpot]:
    class_code, hours, use = habit
    plots = [plot for plot in town.plots if plot.use is use] or list(town.plots)
    inner = town.layout.outline.buffer(-3 * SPREAD_M)
    away = [plot for plot in plots if inner.contains(plot.shape.centroid)] or plots
    centre = away[int(rng.integers(len(away)))].shape.centroid
    places = np.array([centre.x, centre.y]) + rng.normal(0, SPREAD_M, (count, 2))
    lon, lat = metres_to_degrees(np.array([[centre.x, centre.y]]))[0]
    return places, HotSpot(class_code, float(lon), float(lat), SEEN_WITHIN_M, hours, count)


def _background(rng: Generator, town: Town, count: int) -> NDArray[np.float64]:
    """Return places near blocks, in proportion to their households and a little everywhere."""
    share = np.array([block.load + 8.0 for block in town.blocks])
    chosen = rng.choice(len(town.plots), count, p=share / share.sum())
    rings = np.array([town.plots[at].shape.exterior for at in chosen], object)
    spots = shapely.line_interpolate_point(rings, rng.random(count), normalized=True)
    places = shapely.get_coordinates(spots) + rng.normal(0, 12, (count, 2))
    inside = shapely.contains_xy(town.layout.outline, places[:, 0], places[:, 1])
    kept: NDArray[np.float64] = np.where(
        inside[:, None], places, shapely.get_coordinates(shapely.centroid(rings))
    )
    return kept


def _records(
    rng: Generator,
    places: NDArray[np.float64],
    classes: list[str],
    hours: tuple[int, int] | None,
    first: int,
) -> list[Point]:
    channels = rng.choice(np.array(list(CHANNELS)), len(places), p=list(CHANNELS.values()))
    severities = rng.choice([1, 2, 3], len(places), p=[0.7, 0.24, 0.06])
    closed = rng.random(len(places)) < 0.93
    return [
        Point(
            id=f"E{first + number:05d}",
            kind=PointKind.INCIDENT,
            class_code=classes[number],
            lon=float(lon),
            lat=float(lat),
            happened_at=_moment(rng, hours),
            attributes={
                "source": str(channels[number]),
                "severity": int(severities[number]),
                "closed": bool(closed[number]),
            },
        )
        for number, (lon, lat) in enumerate(metres_to_degrees(places))
    ]


def _moment(rng: Generator, hours: tuple[int, int] | None) -> datetime:
    """Draw a time in the two years; more by day than by night where no hours are given."""
    if hours is None:
        local = float(np.clip(rng.normal(14.0, 4.5), 0, 23.98))
    else:
        local = float(rng.uniform(*hours)) % 24
    day = int(rng.integers(1, PERIOD_DAYS))
    return FIRST_DAY + timedelta(
        days=day, minutes=int((local - LOCAL_OFFSET_HOURS) * 60), seconds=int(rng.integers(60))
    )
