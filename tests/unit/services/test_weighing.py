"""Households and load of cells that nobody has published."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely

from gridmap.domain import Building
from gridmap.sample import generate
from gridmap.services.weighing import LoadUnit, Weighing
from gridmap.store.memory import MemoryStore
from tests import town_plans
from tests.towns import EAST, WEST, box


@pytest.fixture(scope="module")
def store():
    return town_plans.town()


@pytest.fixture
def weighing(store):
    with store.reading() as reader:
        return Weighing.of(reader, [WEST])


def shapes(cells):
    return np.array([cell.geometry for cell in cells], dtype=object)


def test_buildings_count_where_they_stand(weighing):
    households = weighing.households(shapes(town_plans.first_cells(WEST)))
    assert households.tolist() == [10 + 40, 20 + 50, 30 + 60]


def test_blocks_that_are_not_cut_weigh_whole(weighing):
    load = weighing.load(shapes(town_plans.first_cells(WEST)))
    assert load.tolist() == [230.0, 250.0, 270.0]


def test_a_cut_block_shares_its_load_by_area(weighing):
    left = box(114.3, 30.6, 114.3005, 30.604)
    (load,) = weighing.load([left])
    assert load == pytest.approx(230.0 / 4, rel=1e-6)


def test_a_bend_of_the_border_takes_nothing_from_a_block(weighing):
    bent = shapely.Polygon(
        [
            (114.3, 30.6),
            (114.302, 30.6),
            (114.3020001, 30.602),
            (114.302, 30.604),
            (114.3, 30.604),
        ]
    )
    assert weighing.load([bent, box(114.302, 30.6, 114.304, 30.604)]).tolist() == [230.0, 250.0]


def test_pieces_share_strictly_by_area(weighing):
    thin = box(114.302, 30.6, 114.3020001, 30.604)
    (load,) = weighing.block_load_of_pieces(np.array([thin], dtype=object))
    assert load == pytest.approx(250.0 * 1e-7 / 0.002, rel=1e-3)


def test_a_building_on_the_common_border_counts_once(weighing):
    on_border = shapely.buffer(shapely.Point(114.302, 30.6035), 2e-4, cap_style="square")
    place = shapely.get_coordinates(shapely.point_on_surface(on_border))
    place[0, 0] = 114.302
    both = replace(weighing, places=place, building_households=np.array([7]))
    west, east = shapes(town_plans.first_cells(WEST))[:2]
    assert both.households([west], [east]).tolist() == [0]
    assert both.households([east], [west]).tolist() == [7]


def test_a_building_alone_on_the_outer_border_still_counts(weighing):
    edge = replace(
        weighing, places=np.array([[114.302, 30.602]]), building_households=np.array([7])
    )
    assert edge.households(shapes(town_plans.first_cells(WEST))[:1]).tolist() == [7]


def test_the_unit_is_the_load_of_blocks_where_there_are_such(weighing):
    assert weighing.unit is LoadUnit.BLOCK_LOAD


def test_without_blocks_households_are_the_load(store):
    with store.reading() as reader:
        weighing = Weighing.of(_Without(reader, "blocks"), [WEST, EAST])
    load = weighing.load(shapes(town_plans.first_cells(WEST)))
    assert (weighing.unit, load.tolist()) == (LoadUnit.HOUSEHOLDS, [50.0, 70.0, 90.0])


def test_without_blocks_and_buildings_the_area_is_the_load(store):
    with store.reading() as reader:
        weighing = Weighing.of(_Without(reader, "blocks", "buildings"))
    cells = town_plans.first_cells(WEST)
    assert weighing.load(shapes(cells)).tolist() == [cell.area_m2 for cell in cells]


def test_buildings_need_not_be_read_for_the_load_of_blocks(store):
    with store.reading() as reader:
        light = Weighing.of(_Without(reader, "buildings"), [WEST], households=False)
        heavy = Weighing.of(reader, [WEST])
    cells = shapes(town_plans.first_cells(WEST))
    assert light.load(cells).tolist() == heavy.load(cells).tolist()
    assert light.households(cells).tolist() == [0, 0, 0]


def test_households_are_read_where_they_are_the_load(store):
    with store.reading() as reader:
        weighing = Weighing.of(_Without(reader, "blocks"), [WEST], households=False)
    assert weighing.load(shapes(town_plans.first_cells(WEST))).tolist() == [50.0, 70.0, 90.0]


def test_buildings_far_from_the_communities_are_left_aside(store):
    far = Building("far", box(115.0, 30.6, 115.001, 30.601), households=999)
    with store.reading() as reader:
        weighing = Weighing.of(_With(reader, far), [WEST])
    assert 999 not in weighing.building_households


@pytest.mark.parametrize("unit", LoadUnit)
def test_every_unit_has_a_name_in_both_languages(unit):
    assert unit.label("en") != unit.label("zh_CN")


def test_a_cell_beyond_its_community_weighs_what_lies_there(weighing):
    beyond = box(114.304, 30.6, 114.307, 30.604)
    # The last third of the west, and half a block's width of the east.
    assert weighing.load([beyond])[0] == pytest.approx(270.0 + 230.0 / 2, rel=1e-6)


@pytest.fixture(scope="module")
def suburb():
    """A generated community, and squares of about 150 m that cover it and more."""
    sample = generate(seed=3, communities=1)
    store = MemoryStore()
    with store.writing() as work:
        work.set_territory(sample.territory)
        work.put_areas(sample.areas)
        work.put_buildings(sample.buildings)
        work.put_blocks(sample.blocks)
    with store.reading() as reader:
        weighing = Weighing.of(reader)
    west, south, east, north = np.round(shapely.total_bounds(weighing.blocks), 3)
    lon, lat = (
        np.arange(west - 1e-3, east + 2e-3, 1.5e-3),
        np.arange(south - 1e-3, north + 2e-3, 1.5e-3),
    )
    squares = [box(a, b, c, d) for a, c in pairwise(lon) for b, d in pairwise(lat)]
    return weighing, np.array(squares, dtype=object)


def test_nothing_is_lost_between_cells(suburb):
    weighing, squares = suburb
    assert weighing.load(squares).sum() == pytest.approx(weighing.block_load.sum(), rel=1e-9)
    assert weighing.households(squares).sum() == weighing.building_households.sum()


@pytest.mark.parametrize("seed", range(8))
def test_some_cells_weigh_what_they_weigh_among_all(suburb, seed):
    weighing, squares = suburb
    chosen = np.random.default_rng(seed).choice(len(squares), 5, replace=False)
    beside = np.delete(squares, chosen)
    assert weighing.load(squares[chosen]).tolist() == weighing.load(squares)[chosen].tolist()
    assert (
        weighing.households(squares[chosen], beside).tolist()
        == weighing.households(squares)[chosen].tolist()
    )


class _Without:
    """A reader that lacks some tables."""

    def __init__(self, reader, *tables):
        self._reader, self._tables = reader, tables

    def __getattr__(self, name):
        return (lambda *_: []) if name in self._tables else getattr(self._reader, name)


class _With:
    """A reader with one more building."""

    def __init__(self, reader, building):
        self._reader, self._building = reader, building

    def __getattr__(self, name):
        return getattr(self._reader, name)

    def buildings(self):
        return [*self._reader.buildings(), self._building]
