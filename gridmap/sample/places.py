"""Shops, hazards, cameras and components: what stands or was found somewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain.classes import class_table
from gridmap.domain.records import Point
from gridmap.domain.words import LineClass, PointKind
from gridmap.sample import names
from gridmap.sample.frame import metres_to_degrees
from gridmap.sample.plots import Use
from gridmap.sample.town import Town, front_of

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

SHOPS_PER_COMMUNITY = 240
GRADE_SHARES = {"A": 205 / 666, "B": 416 / 666, "C": 38 / 666, "D": 7 / 666}
FRONT_SETBACK_M = 4.0
HYDRANTS_DUE = 100
HYDRANTS_BUILT = 95
FIRST_COMMUNITY_FIXED = 53
FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
LAST_DAY = datetime(2025, 12, 31, 23, 59, tzinfo=UTC)
PERIOD_DAYS = (LAST_DAY - FIRST_DAY).days


def draw_shops(rng: Generator, town: Town) -> list[Point]:
    """Line the streets with shops, about 240 in each community.

    Parameters
    ----------
    rng
        Source of randomness.
    town
        Where they stand.

    Returns
    -------
    shops
        Points with cards; their grades have exactly the shares of `GRADE_SHARES`.
    """
    places, homes = [], []
    for index in range(len(town.layout.communities)):
        places.append(_fronts(rng, town, index, SHOPS_PER_COMMUNITY))
        homes += [index] * len(places[-1])
    lonlat = metres_to_degrees(np.concatenate(places))
    trades = list(class_table(PointKind.SHOP))
    chosen = rng.choice(len(trades), len(lonlat), p=_falling(len(trades)))
    grades = rng.permutation(np.array(shared_out(len(lonlat), GRADE_SHARES)))
    stems = rng.choice(np.array(names.STREET_STEMS), len(lonlat))
    odds = rng.random((len(lonlat), 5))
    shops = []
    for number, (lon, lat) in enumerate(lonlat):
        trade = class_table(PointKind.SHOP)[trades[chosen[number]]]
        shops.append(
            Point(
                id=f"{town.community_code(homes[number])}-P{number:04d}",
                kind=PointKind.SHOP,
                class_code=trade.code,
                lon=float(lon),
                lat=float(lat),
                name=f"{stems[number]}{trade.label('zh_CN')}",
                attributes={
                    "grade": str(grades[number]),
                    "state": "suspended" if grades[number] == "D" else "normal",
                    "alarm": bool(odds[number, 0] < 0.55),
                    "cctv": bool(odds[number, 1] < 0.7),
                    "licence": bool(odds[number, 2] < 0.97),
                    "joint_defence": bool(odds[number, 3] < 0.75),
                    "frontage_letter": bool(odds[number, 4] < 0.9),
                },
            )
        )
    return shops


def shared_out(count: int, shares: dict[str, float]) -> list[str]:
    """Return `count` words in the given shares, by the method of largest remainders."""
    exact = {word: share * count for word, share in shares.items()}
    whole = {word: int(value) for word, value in exact.items()}
    rest = sorted(exact, key=lambda word: whole[word] - exact[word])
    for word in rest[: count - sum(whole.values())]:
        whole[word] += 1
    return [word for word, number in whole.items() for _ in range(number)]


def _falling(count: int) -> NDArray[np.float64]:
    """Return falling shares: the first classes of a table are the common ones."""
    weights = 1 / (np.arange(count) + 3.0)
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def _fronts(rng: Generator, town: Town, index: int, count: int) -> NDArray[np.float64]:
    """Return places along the fronts of a community's blocks, busy uses first."""
    weight = {Use.COMMERCE: 4.0, Use.OLD_TOWN: 2.5, Use.ESTATE: 1.0}
    own = [plot for plot in town.plots if plot.community == index]
    # A community of parks and schools alone has its few shops along those.
    plots = [plot for plot in own if plot.use in weight] or own
    share = np.array([weight.get(plot.use, 1.0) * plot.shape.length for plot in plots])
    chosen = rng.choice(len(plots), count, p=share / share.sum())
    rings = np.array([front_of(plots[at].shape, FRONT_SETBACK_M) for at in chosen], object)
    spots = shapely.line_interpolate_point(rings, rng.random(count), normalized=True)
    fronts: NDArray[np.float64] = shapely.get_coordinates(spots)
    return fronts


def draw_hazards(rng: Generator, town: Town, shops: Sequence[Point]) -> list[Point]:
    """Put hazards at shops: most of them rectified, some open, few major.

    Parameters
    ----------
    rng
        Source of randomness.
    town
        Where they were found.
    shops
        The premises.

    Returns
    -------
    hazards
        In the first community exactly 53 ordinary ones are rectified.
    """
    classes = list(class_table(PointKind.HAZARD))
    hazards: list[Point] = []
    for index in range(len(town.layout.communities)):
        code = town.community_code(index)
        own = [shop for shop in shops if shop.id.startswith(code)]
        fixed = FIRST_COMMUNITY_FIXED if index == 0 else int(rng.integers(22, 44))
        states = ["rectified"] * fixed + ["rectifying"] * int(rng.integers(2, 6))
        states += ["found"] * int(rng.integers(1, 5))
        for number, at in enumerate(rng.choice(len(own), len(states), replace=False)):
            major = states[number] == "rectifying" and rng.random() < 0.2
            hazards.append(
                _hazard(rng, own[at], f"{code}-H{number:03d}", classes, states[number], major)
            )
    return hazards


def _hazard(
    rng: Generator, shop: Point, id_: str, classes: Sequence[str], state: str, major: bool
) -> Point:
    days_open = int(rng.integers(3, 15))
    latest = PERIOD_DAYS - days_open if state == "rectified" else PERIOD_DAYS
    earliest = 0 if state == "rectified" else PERIOD_DAYS - 40
    found = FIRST_DAY + timedelta(days=int(rng.integers(earliest, latest)), hours=2)
    attributes: dict[str, object] = {
        "level": "major" if major else "ordinary",
        "state": state,
        "source": str(rng.choice(["inspection", "supervisor", "hazard_hotline", "campaign"])),
        "premises_id": shop.id,
        "due_on": (found + timedelta(days=15)).date().isoformat(),
        "listed": major,
    }
    if state == "rectified":
        attributes["rectified_on"] = (found + timedelta(days=days_open)).date().isoformat()
    return Point(
        id=id_,
        kind=PointKind.HAZARD,
        class_code=classes[int(rng.choice(len(classes), p=_falling(len(classes))))],
        lon=shop.lon,
        lat=shop.lat,
        name=shop.name,
        happened_at=found,
        attributes=attributes,
    )


def draw_components(rng: Generator, town: Town) -> list[Point]:
    """Put hydrants, covers and lamps along the streets.

    Parameters
    ----------
    rng
        Source of randomness.
    town
        Where they stand.

    Returns
    -------
    components
        95 hydrants where 100 are due, and a modest number of covers, lamps and bins.
    """
    wanted = {"hydrant": HYDRANTS_BUILT, "sewer_cover": 260, "street_lamp": 320, "litter_bin": 160}
    roads = [
        line.geometry
        for line in town.layout.lines
        if line.line_class in {LineClass.MAIN_ROAD, LineClass.SECONDARY_ROAD}
    ]
    ways = shapely.intersection(np.array(roads, object), town.layout.outline.buffer(-20))
    lengths = shapely.length(ways)
    made = []
    for class_code, count in wanted.items():
        chosen = rng.choice(len(ways), count, p=lengths / lengths.sum())
        spots = shapely.line_interpolate_point(ways[chosen], rng.random(count), normalized=True)
        beside = shapely.get_coordinates(spots) + rng.uniform(-9, 9, (count, 2))
        states = rng.choice(["intact", "damaged", "missing"], count, p=[0.94, 0.05, 0.01])
        label = class_table(PointKind.COMPONENT)[class_code].label("zh_CN")
        made += [
            Point(
                id=f"{class_code}-{number:04d}",
                kind=PointKind.COMPONENT,
                class_code=class_code,
                lon=float(lon),
                lat=float(lat),
                name=f"{label} {number + 1}",
                attributes={"state": str(states[number])},
            )
            for number, (lon, lat) in enumerate(metres_to_degrees(beside))
        ]
    return made
