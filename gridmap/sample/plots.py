"""Street blocks: communities cut by the bones, then halved again and again like grown towns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.ops import polygonize, split

from gridmap.domain.words import LineClass
from gridmap.sample.layout import BANK_M, RIVERSIDE_M, Layout, Line, prolonged

if TYPE_CHECKING:
    from numpy.random import Generator

SMALLEST_M2 = 2500.0
SPECK_M2 = 1.0  # what the rounding of the bones leaves; it vanishes on the lattice
BEND_DEG = 7.0


class Use(StrEnum):
    """What a block is used for."""

    ESTATE = "estate"
    OLD_TOWN = "old_town"
    COMMERCE = "commerce"
    SCHOOL = "school"
    FACTORY = "factory"
    PARK = "park"
    WATER = "water"


# Share of the uses among blocks that are neither water nor riverside.
USE_SHARES = {
    Use.ESTATE: 0.62,
    Use.OLD_TOWN: 0.12,
    Use.COMMERCE: 0.12,
    Use.SCHOOL: 0.04,
    Use.FACTORY: 0.05,
    Use.PARK: 0.05,
}


@dataclass(frozen=True, slots=True)
class Plot:
    """A street block in metres, and the community that it lies in."""

    shape: Polygon
    community: int
    use: Use


@dataclass(frozen=True, slots=True)
class Fabric:
    """Blocks of all communities and the small streets between them, in metres."""

    plots: tuple[Plot, ...]
    streets: tuple[Line, ...]


def draw_fabric(rng: Generator, layout: Layout) -> Fabric:
    """Divide all communities into street blocks.

    Parameters
    ----------
    rng
        Source of randomness.
    layout
        The bones.

    Returns
    -------
    fabric
        Blocks that fill each community, and branch roads and lanes.
    """
    bones = shapely.union_all([prolonged(line.geometry) for line in layout.lines])
    plots: list[Plot] = []
    streets: list[Line] = []
    for index, community in enumerate(layout.communities):
        cuts = shapely.union_all([community.exterior, bones])
        for face in polygonize(cuts):
            if face.area < SPECK_M2:
                continue
            inside = face.representative_point()
            if not community.contains(inside):
                continue
            strip = _riverside(layout, inside)
            if strip is not None:
                plots.append(Plot(face, index, strip))
                continue
            plots.extend(
                Plot(piece, index, _draw_use(rng)) for piece in _halved(rng, face, 0, streets)
            )
    return Fabric(tuple(plots), tuple(streets))


def _riverside(layout: Layout, inside: shapely.Point) -> Use | None:
    """Return water or park for what lies between the roads along the river."""
    if layout.river is None:
        return None
    distance_m = shapely.distance(layout.river, inside)
    if distance_m < BANK_M:
        return Use.WATER
    return Use.PARK if distance_m < RIVERSIDE_M else None


def _draw_use(rng: Generator) -> Use:
    return list(USE_SHARES)[int(rng.choice(len(USE_SHARES), p=list(USE_SHARES.values())))]


def _halved(rng: Generator, face: Polygon, depth: int, streets: list[Line]) -> list[Polygon]:
    """Cut a face across its long side until its pieces have the size of a block."""
    if face.area < rng.uniform(9_000, 19_000):
        return [face]
    cut = _across(rng, face)
    pieces = [piece for piece in shapely.get_parts(split(face, cut)) if piece.area > 0]
    if len(pieces) != 2 or min(piece.area for piece in pieces) < SMALLEST_M2:
        return [face]
    kind = LineClass.BRANCH_ROAD if face.area > 60_000 else LineClass.LANE
    street = shapely.intersection(cut, face)
    if street.geom_type == "LineString":
        streets.append(Line(street, kind))
    return [block for piece in pieces for block in _halved(rng, piece, depth + 1, streets)]


def _across(rng: Generator, face: Polygon) -> LineString:
    """Return a line across the long side of a face, slightly off the middle and the right angle."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(face))[:4]
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    long = int(np.argmax(lengths))
    along = sides[long] / lengths[long]
    angle = np.pi / 2 + np.radians(rng.uniform(-BEND_DEG, BEND_DEG))
    across = np.array(
        [
            along[0] * np.cos(angle) - along[1] * np.sin(angle),
            along[0] * np.sin(angle) + along[1] * np.cos(angle),
        ]
    )
    middle = corners.mean(axis=0) + along * lengths[long] * rng.uniform(-0.09, 0.09)
    reach = lengths.max()
    return LineString([middle - across * reach, middle + across * reach])
