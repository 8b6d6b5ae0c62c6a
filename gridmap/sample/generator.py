"""The synthetic sub-district: the same for the same seed, with its truth beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from gridmap.domain.records import Area, Block, Building, Point, Street, Territory, Worker
from gridmap.domain.words import PointKind
from gridmap.sample import names
from gridmap.sample.cameras import CHECKPOINTS_MISSING, crossings, draw_cameras
from gridmap.sample.incidents import HotSpot, draw_incidents
from gridmap.sample.people import draw_workers
from gridmap.sample.places import draw_components, draw_hazards, draw_shops
from gridmap.sample.town import draw_town

MOST_COMMUNITIES = 13
VALID_FROM = date(2024, 1, 1)


@dataclass(frozen=True)
class Truth:
    """What a test may know of the sample.

    Parameters
    ----------
    counts
        Number of points of each kind.
    households
        Households of each community by its code.
    hot_spots
        The planted hot spots.
    crossings
        Names of the roads that leave the territory, one for each crossing.
    without_checkpoint
        Names of those that have no checkpoint.
    """

    counts: Mapping[PointKind, int]
    households: Mapping[str, int]
    hot_spots: tuple[HotSpot, ...]
    crossings: tuple[str, ...]
    without_checkpoint: tuple[str, ...]


@dataclass(frozen=True)
class Sample:
    """A sub-district as records of the domain, WGS 84 lon/lat on the lattice."""

    territory: Territory
    areas: tuple[Area, ...]
    blocks: tuple[Block, ...]
    streets: tuple[Street, ...]
    buildings: tuple[Building, ...]
    workers: tuple[Worker, ...]
    points: tuple[Point, ...]
    truth: Truth
    valid_from: date = VALID_FROM

    def of_kind(self, kind: PointKind) -> list[Point]:
        """Return the points of one kind."""
        return [point for point in self.points if point.kind is kind]


def generate(seed: int = 0, *, communities: int = MOST_COMMUNITIES) -> Sample:
    """Make a believable sub-district of which every coordinate and every name is invented.

    Parameters
    ----------
    seed
        The same seed makes the same sub-district.
    communities
        How many communities, 1 to 13.

    Returns
    -------
    sample
        About 4,000 households, 240 shops and 460 incidents for each community.
    """
    rng = np.random.default_rng(seed)
    town = draw_town(rng, communities)
    shops = draw_shops(rng, town)
    incidents, spots = draw_incidents(rng, town)
    points = (
        *shops,
        *draw_hazards(rng, town, shops),
        *draw_cameras(rng, town),
        *draw_components(rng, town),
        *incidents,
    )
    roads = tuple(name for name, _ in crossings(town))
    return Sample(
        territory=Territory(names.SUBDISTRICT),
        areas=town.areas,
        blocks=town.blocks,
        streets=town.streets,
        buildings=town.buildings,
        workers=tuple(draw_workers(rng, town)),
        points=points,
        truth=Truth(
            counts={kind: sum(point.kind is kind for point in points) for kind in PointKind},
            households={
                area.code: round(
                    sum(block.load for block in town.blocks if block.community_code == area.code)
                )
                for area in town.areas
                if area.level == "community"
            },
            hot_spots=tuple(spots),
            crossings=roads,
            without_checkpoint=roads[-CHECKPOINTS_MISSING:],
        ),
    )
