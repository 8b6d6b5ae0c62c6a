"""The town as domain records: communities, blocks, streets and buildings on the lattice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.ops import substring

from gridmap.domain.records import Area, Block, Building, Street
from gridmap.domain.words import LineClass
from gridmap.geometry import snap_round
from gridmap.sample import names
from gridmap.sample.frame import degrees_of
from gridmap.sample.housing import House, draw_houses
from gridmap.sample.layout import Layout, Line, draw_layout
from gridmap.sample.plots import Plot, Use, draw_fabric
from gridmap.topology import REPAIRS

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

SUBDISTRICT_CODE = f"{names.DISTRICT_CODE}001"
WALL_SETBACK_M = 3.0
GATE_M = 8.0
STREET_ENDINGS = {LineClass.BRANCH_ROAD: "街", LineClass.LANE: "巷"}


@dataclass(frozen=True)
class Town:
    """What stands still: records on the lattice, and the drawing in metres behind them."""

    areas: tuple[Area, ...]
    blocks: tuple[Block, ...]
    streets: tuple[Street, ...]
    buildings: tuple[Building, ...]
    layout: Layout
    plots: tuple[Plot, ...]
    houses: tuple[tuple[House, ...], ...]

    def community_code(self, index: int) -> str:
        """Return the code of a community by its position in the layout."""
        return community_code(index)


def community_code(index: int) -> str:
    """Return the code of a community by its position in the layout."""
    return f"{SUBDISTRICT_CODE}{index + 1:03d}"


def draw_town(rng: Generator, communities: int) -> Town:
    """Draw a town.

    Parameters
    ----------
    rng
        Source of randomness.
    communities
        How many communities, 1 to 13.

    Returns
    -------
    town
        Blocks that form one exact coverage, communities made of them, streets, buildings.
    """
    layout = draw_layout(rng, communities)
    fabric = draw_fabric(rng, layout)
    plots = fabric.plots
    houses = tuple(tuple(draw_houses(rng, plot.shape, plot.use)) for plot in plots)
    shapes = _exact(degrees_of(np.array([plot.shape for plot in plots], object)))
    estates = _estate_names(rng, plots)
    blocks = tuple(
        Block(
            id=f"{community_code(plot.community)}-B{number:03d}",
            community_code=community_code(plot.community),
            geometry=shape,
            load=float(sum(house.households for house in own)),
            block_type=plot.use.value,
            name=estates[number],
        )
        for number, (plot, shape, own) in enumerate(zip(plots, shapes, houses, strict=True))
    )
    walls = _walls(rng, plots, estates)
    streets = _streets((*layout.lines, *_named(rng, fabric.streets), *walls))
    buildings = _buildings(blocks, houses)
    return Town(_areas(blocks), blocks, streets, buildings, layout, plots, houses)


def _exact(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Bring blocks to the lattice; what specks left open between them is closed."""
    return REPAIRS["close_gaps"](snap_round(shapes).geometries).geometries


def _areas(blocks: Sequence[Block]) -> tuple[Area, ...]:
    areas = [
        Area(names.DISTRICT_CODE, "district", names.DISTRICT),
        Area(SUBDISTRICT_CODE, "subdistrict", names.SUBDISTRICT, names.DISTRICT_CODE),
    ]
    for index, code in enumerate(dict.fromkeys(sorted(block.community_code for block in blocks))):
        own = [block.geometry for block in blocks if block.community_code == code]
        boundary = shapely.coverage_union_all(np.array(own, object))
        areas.append(Area(code, "community", names.COMMUNITIES[index], SUBDISTRICT_CODE, boundary))
    return tuple(areas)


def _estate_names(rng: Generator, plots: Sequence[Plot]) -> list[str]:
    stems = [stem + ending for ending in names.COMPOUND_ENDINGS for stem in names.COMPOUND_STEMS]
    order = iter(rng.permutation(len(stems)))
    return [
        stems[int(next(order, rng.integers(len(stems))))] if plot.use is Use.ESTATE else ""
        for plot in plots
    ]


def _named(rng: Generator, streets: Sequence[Line]) -> list[Line]:
    stems = rng.permutation(np.array(names.STREET_STEMS))
    return [
        Line(
            street.geometry,
            street.line_class,
            f"{stems[number % len(stems)]}{_ordinal(number // len(stems))}"
            f"{STREET_ENDINGS[street.line_class or LineClass.LANE]}",
        )
        for number, street in enumerate(streets)
    ]


def front_of(shape: shapely.Polygon, setback_m: float) -> shapely.LinearRing:
    """Return the outline of a plot set back from its edge; the edge where nothing is left.

    A plot with a narrow neck falls into pieces when it is set back; the largest counts.
    """
    pieces = shapely.get_parts(shape.buffer(-setback_m))
    largest = max(pieces, key=lambda piece: piece.area, default=shape)
    return (shape if largest.is_empty else largest).exterior


def _ordinal(round_: int) -> str:
    return ("", "东", "西", "南", "北", "上", "下", "新")[round_ % 8]


def _walls(rng: Generator, plots: Sequence[Plot], estates: Sequence[str]) -> list[Line]:
    """Return the walls of estates, each open at one gate."""
    walls = []
    for plot, name in zip(plots, estates, strict=True):
        inner = plot.shape.buffer(-WALL_SETBACK_M, join_style="mitre")
        if not name or inner.geom_type != "Polygon" or inner.length <= 2 * GATE_M:
            continue
        ring = inner.exterior
        gate = rng.uniform(0, ring.length - GATE_M)
        open_ = substring(ring, gate + GATE_M, ring.length)
        rest = substring(ring, 0, gate)
        way = np.vstack([shapely.get_coordinates(open_), shapely.get_coordinates(rest)[1:]])
        walls.append(Line(shapely.LineString(way), LineClass.WALL, name))
    return walls


def _streets(lines: Sequence[Line]) -> tuple[Street, ...]:
    return tuple(
        Street(f"{SUBDISTRICT_CODE}-S{number:04d}", line.name, line.line_class, shape)
        for number, (line, shape) in enumerate(
            zip(lines, degrees_of(np.array([line.geometry for line in lines], object)), strict=True)
        )
        if line.line_class is not None
    )


def _buildings(blocks: Sequence[Block], houses: Sequence[Sequence[House]]) -> tuple[Building, ...]:
    made = []
    for block, own in zip(blocks, houses, strict=True):
        shapes = degrees_of(np.array([house.shape for house in own], object))
        made += [
            Building(
                id=f"{block.id}-{number:02d}",
                geometry=shape,
                name=f"{block.name}{number}号楼" if block.name else "",
                floors=house.floors,
                households=house.households,
                compound=block.name or None,
            )
            for number, (house, shape) in enumerate(zip(own, shapes, strict=True), 1)
        ]
    return tuple(made)
