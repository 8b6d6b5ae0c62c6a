"""Lines found on the base map of a store, for one community of the sample and for a drawn town."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.domain import Cell, LineClass, Street
from gridmap.errors import InputError
from gridmap.sample import generate
from gridmap.services.drawing_lines import equal_lines, line_course, split_line, street_course
from gridmap.store import MemoryStore
from gridmap.topology.edits import split
from tests import towns


@pytest.fixture(scope="module")
def sample():
    return generate(3, communities=1)


@pytest.fixture(scope="module")
def reader(sample):
    store = MemoryStore()
    with store.writing() as work:
        work.set_territory(sample.territory)
        work.put_areas(sample.areas)
        work.put_streets(sample.streets)
        work.put_buildings(sample.buildings)
        work.put_blocks(sample.blocks)
    with store.reading() as reader:
        yield reader


@pytest.fixture(scope="module")
def cell(sample):
    community = next(area for area in sample.areas if area.level == "community")
    return Cell("D-1", "plan", community.boundary)


def across(cell):
    west, south, east, north = cell.bounds
    middle = (south + north) / 2
    return shapely.LineString([(west - 1e-4, middle), (east + 1e-4, middle)])


def cut_through(reader, lines):
    footprints = np.array([building.geometry for building in reader.buildings()], dtype=object)
    return [k for line in lines for k in np.flatnonzero(depth(line, footprints) > 1e-6)]


def depth(line, footprints):
    return shapely.length(shapely.intersection(line, footprints))


def imbalance(loads):
    return float(np.abs(loads - loads.mean()).max() / loads.mean())


def test_a_rough_line_cuts_no_building_and_splits(reader, cell):
    found = split_line(reader, cell.geometry, across(cell.geometry))
    assert cut_through(reader, [found.line]) == []
    assert len(split([cell.geometry], 0, found.line).geometries) == 2


def test_buildings_that_bar_every_way_are_named_as_the_reader_counts_them(cell):
    class Walled:
        def buildings(self):
            bar = shapely.box(*bounds_of_bar(cell.geometry))
            return [Standing(shapely.box(0, 0, 1, 1)), Standing(bar)]

        def streets(self):
            return []

    found = split_line(Walled(), cell.geometry, across(cell.geometry))
    assert found.crossed_buildings == (1,)


class Standing:
    def __init__(self, geometry):
        self.geometry = geometry


def bounds_of_bar(cell):
    west, south, east, north = cell.bounds
    middle = (west + east) / 2
    return middle - 1e-4, south - 1e-3, middle + 1e-4, north + 1e-3


@pytest.mark.parametrize("parts", [2, 3])
@pytest.mark.parametrize("by", ["households", "load", "area"])
def test_equal_parts_stay_within_five_percent_and_cut_no_building(reader, cell, by, parts):
    parting = equal_lines(reader, cell, parts, by=by)
    assert imbalance(parting.loads) <= 0.05
    assert cut_through(reader, parting) == []


def test_households_are_all_shared_out(reader, cell):
    parting = equal_lines(reader, cell, 2, by="households")
    inside = [
        building.households
        for building in reader.buildings()
        if shapely.contains(cell.geometry, building.geometry)
    ]
    assert parting.loads.sum() == pytest.approx(sum(inside), rel=0.01)


def test_the_load_of_blocks_is_shared_by_area(reader, cell):
    west, south, east, north = cell.geometry.bounds
    half = shapely.intersection(cell.geometry, shapely.box(west, south, (west + east) / 2, north))
    blocks = reader.blocks()
    shapes = np.array([block.geometry for block in blocks], dtype=object)
    share = shapely.area(shapely.intersection(shapes, half)) / shapely.area(shapes)
    expected = (share * [block.load for block in blocks]).sum()
    parting = equal_lines(reader, Cell("D-2", "plan", half), 2, by="load")
    assert parting.loads.sum() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("by", "code"), [("households", "lines.no_households"), ("load", "lines.no_blocks")]
)
def test_nothing_to_share_out_is_told(reader, by, code):
    nowhere = Cell("D-3", "plan", towns.box(100.0, 20.0, 100.01, 20.01))
    with pytest.raises(InputError) as refusal:
        equal_lines(reader, nowhere, 2, by=by)
    assert refusal.value.code == code


def test_an_unknown_measure_is_told(reader, cell):
    with pytest.raises(InputError, match="households, load, area"):
        equal_lines(reader, cell, 2, by="windows")


ENDS = ((114.300, 30.601), (114.306, 30.6015))
MIDDLE = shapely.LineString([(114.2995, 30.602), (114.3065, 30.602)])


class Streets:
    def __init__(self, *streets):
        self._streets = list(streets)

    def streets(self):
        return self._streets


TOWN = Streets(
    Street("s1", "建设中路", LineClass.LANE, MIDDLE),
    Street("s2", "建设北路", LineClass.LANE, shapely.LineString([(114.3, 30.61), (114.31, 30.61)])),
    Street("s3", "", LineClass.WALL, MIDDLE),
)


def test_a_named_street_gives_the_course():
    course = street_course(TOWN, "建设中路", ENDS)
    assert (course.coords[0], course.coords[-1]) == ENDS
    assert shapely.intersection(course, shapely.buffer(MIDDLE, 2e-7)).length >= 0.004


def test_a_line_gives_the_course_as_a_street_does():
    assert line_course(MIDDLE, ENDS) == street_course(TOWN, "建设中路", ENDS)


def test_names_alike_are_told():
    with pytest.raises(InputError) as refusal:
        street_course(TOWN, "建设路", ENDS)
    assert refusal.value.code == "lines.no_street"
    assert set(refusal.value.params["names"].replace("、", ", ").split(", ")) == {
        "建设中路",
        "建设北路",
    }


def test_the_nearest_streets_are_told_where_no_name_is_alike():
    with pytest.raises(InputError) as refusal:
        street_course(TOWN, "Elm", ENDS)
    assert refusal.value.params["names"].startswith("建设中路")


def test_a_base_map_without_names_is_told():
    with pytest.raises(InputError) as refusal:
        street_course(Streets(), "建设中路", ENDS)
    assert refusal.value.code == "lines.no_streets"


def test_an_empty_name_is_no_name():
    with pytest.raises(InputError) as refusal:
        street_course(TOWN, "", ENDS)
    assert refusal.value.code == "lines.no_street"
