"""Lines drawn roughly, and the lines that were meant: small drawn scenes in metres."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.division import follow, reroute_along
from gridmap.errors import InputError
from gridmap.geometry import is_on_lattice
from gridmap.topology.edits import reshape_arc, split
from tests.strategies import from_local

UNITS = 1e7 / 111_320  # a metre north
LON = 1.157  # a metre east takes more units than one north at 30 degrees


def lonlat(geometry):
    """Bring a drawing in metres to lon/lat."""
    return from_local(shapely.transform(geometry, lambda xy: xy * [UNITS * LON, UNITS]))


def metres(geometry):
    """Bring lon/lat back to the drawing."""
    west, south = shapely.get_coordinates(lonlat(shapely.Point(0, 0)))[0]
    scale = [1e7 / UNITS / LON, 1e7 / UNITS]
    return shapely.transform(geometry, lambda xy: (xy - [west, south]) * scale)


def line(*points):
    return lonlat(shapely.LineString(points))


def share_on(found, mapped):
    """Return the share of a line within 5 cm of mapped lines, by shapely alone."""
    course, near = metres(found), shapely.union_all(shapely.buffer(metres(mapped), 0.05))
    return shapely.intersection(course, near).length / course.length


#  300 m by 200 m, a street from west to east at y = 100, a wall from south to north at x = 150
CELL = lonlat(shapely.box(0, 0, 300, 200))
STREET = line((-50, 100), (100, 100), (200, 108), (350, 108))
WALL = line((150, -20), (150, 220))
WOBBLY = line((-5, 92), (60, 109), (120, 97), (180, 112), (240, 99), (305, 116))


def test_a_rough_line_becomes_the_street():
    found = follow(WOBBLY, CELL, lines=[STREET])
    assert share_on(found.line, [STREET]) >= 0.99
    assert found.on_lines_ratio >= 0.99


def test_what_was_meant_splits_the_cell_and_is_on_the_lattice():
    found = follow(WOBBLY, CELL, lines=[STREET, WALL])
    assert is_on_lattice([found.line]).all()
    assert len(split([CELL], 0, found.line).geometries) == 2


def test_without_mapped_lines_the_drawn_line_stays():
    found = follow(WOBBLY, CELL)
    assert shapely.hausdorff_distance(metres(found.line), metres(WOBBLY)) <= 6
    assert found.on_lines_ratio == 0.0


def test_no_tolerance_at_all_keeps_to_the_drawn_line():
    found = follow(line((0, 92), (300, 92)), CELL, lines=[STREET], within_m=0.0)
    assert share_on(found.line, [STREET]) == 0.0


def test_a_street_beyond_the_tolerance_is_not_meant():
    found = follow(line((0, 40), (300, 40)), CELL, lines=[STREET])
    assert share_on(found.line, [STREET]) == 0.0


def test_half_a_street_is_followed_and_the_rest_is_free():
    half = line((-50, 100), (160, 100))
    found = follow(line((0, 92), (300, 92)), CELL, lines=[half])
    course = metres(found.line)
    assert shapely.intersection(course, shapely.box(0, 99.9, 150, 100.1)).length >= 149
    assert shapely.intersection(course, shapely.box(185, 91.9, 300, 92.1)).length >= 114


def test_a_crossing_street_turns_nothing():
    found = follow(line((0, 60), (300, 60)), CELL, lines=[WALL])
    assert (
        shapely.hausdorff_distance(metres(found.line), shapely.LineString([(0, 60), (300, 60)]))
        < 0.1
    )


def test_the_line_turns_from_street_to_wall_where_it_was_drawn_so():
    found = follow(line((0, 95), (146, 104), (157, 200)), CELL, lines=[STREET, WALL])
    assert share_on(found.line, [STREET, WALL]) >= 0.95


def test_a_street_in_pieces_is_followed_over_the_gap():
    pieces = [line((-5, 100), (120, 100)), line((128, 101), (305, 101))]
    found = follow(WOBBLY, CELL, lines=pieces)
    assert share_on(found.line, pieces) >= 0.9


def test_a_street_on_the_border_is_no_way_through():
    found = follow(line((0, 8), (300, 8)), CELL, lines=[line((0, 0), (300, 0))])
    assert len(split([CELL], 0, found.line).geometries) == 2
    assert share_on(found.line, [line((0, 0), (300, 0))]) < 0.01


HOUSE = lonlat(shapely.box(100, 30, 130, 80))


def test_the_line_goes_round_a_building():
    found = follow(line((0, 60), (300, 60)), CELL, buildings=[HOUSE])
    assert not shapely.intersects(found.line, HOUSE)
    assert found.crossed_buildings == ()


def test_a_way_round_is_short():
    found = follow(line((0, 60), (300, 60)), CELL, buildings=[HOUSE])
    assert metres(found.line).length <= 328
    assert len(found.line.coords) <= 8


def test_houses_without_a_gap_between_them_are_one():
    row = [lonlat(shapely.box(100, y, 130, y + 29.8)) for y in (30, 60, 90, 120)]
    found = follow(line((0, 75), (300, 75)), CELL, buildings=row)
    assert not shapely.intersects(found.line, shapely.union_all(row))


def test_a_gap_between_houses_is_taken():
    row = [lonlat(shapely.box(100, 0, 130, 70)), lonlat(shapely.box(100, 73, 130, 200))]
    found = follow(line((0, 55), (300, 55)), CELL, buildings=row)
    assert found.crossed_buildings == ()


def test_a_building_from_border_to_border_is_crossed_and_told():
    barrier = lonlat(shapely.box(200, -10, 230, 210))
    found = follow(line((0, 60), (300, 60)), CELL, buildings=[HOUSE, barrier])
    assert found.crossed_buildings == (1,)
    assert len(split([CELL], 0, found.line).geometries) == 2


def test_a_street_under_a_building_is_left_where_there_is_a_way():
    house = lonlat(shapely.box(100, 90, 130, 115))
    found = follow(WOBBLY, CELL, lines=[STREET], buildings=[house])
    assert found.crossed_buildings == ()
    assert share_on(found.line, [STREET]) >= 0.7


def test_a_house_on_the_border_moves_the_end_aside():
    house = lonlat(shapely.box(-10, 50, 40, 90))
    found = follow(line((0, 60), (300, 60)), CELL, buildings=[house])
    assert found.crossed_buildings == ()
    assert len(split([CELL], 0, found.line).geometries) == 2


def test_an_end_inside_is_led_on_to_the_border():
    found = follow(line((40, 60), (200, 60)), CELL)
    assert len(split([CELL], 0, found.line).geometries) == 2


def test_a_line_across_a_hole_splits():
    ring = shapely.difference(CELL, lonlat(shapely.box(100, 60, 200, 140)))
    found = follow(WOBBLY, ring, lines=[STREET])
    assert len(split([ring], 0, found.line).geometries) == 2


def test_a_hole_that_touches_the_border_is_gone_round():
    hole = lonlat(shapely.Polygon([(100, 0), (180, 120), (60, 120)]))
    pinched = shapely.difference(CELL, hole)
    found = follow(line((0, 60), (300, 60)), pinched)
    assert len(split([pinched], 0, found.line).geometries) == 2


def test_a_line_drawn_along_the_border_is_refused():
    with pytest.raises(InputError) as refusal:
        follow(line((0, 0.5), (300, 0.5)), CELL)
    assert refusal.value.code == "lines.misses"


def test_a_bay_is_not_crossed_twice():
    bay = shapely.difference(CELL, lonlat(shapely.box(100, 50, 140, 210)))
    found = follow(WOBBLY, bay, lines=[STREET])
    assert len(split([bay], 0, found.line).geometries) == 2


def test_a_line_outside_is_refused():
    with pytest.raises(InputError) as refusal:
        follow(line((400, 0), (500, 0)), CELL)
    assert refusal.value.code == "lines.misses"


def test_the_answer_is_the_same_each_time_and_in_any_order_of_lines():
    houses = [HOUSE, lonlat(shapely.box(180, 90, 200, 120))]
    one = follow(WOBBLY, CELL, lines=[STREET, WALL], buildings=houses)
    other = follow(WOBBLY, CELL, lines=[WALL, STREET], buildings=houses[::-1])
    assert one.line == other.line


ENDS = tuple(map(tuple, shapely.get_coordinates(line((0, 60), (300, 70)))))


def test_a_border_is_moved_to_a_street():
    course = reroute_along(ENDS, [STREET], "东街")
    assert (course.coords[0], course.coords[-1]) == ENDS
    assert share_on(course, [STREET]) >= 0.6


def test_the_course_reshapes_the_arc_between_two_cells():
    south, north = (
        lonlat(shapely.box(0, 0, 300, 60)),
        lonlat(shapely.box(0, 60, 300, 200)),
    )
    course = reroute_along(
        tuple(map(tuple, shapely.get_coordinates(line((0, 60), (300, 60))))), [STREET]
    )
    edited = reshape_arc([south, north], (course.coords[0], course.coords[-1]), course)
    assert shapely.coverage_is_valid(edited.geometries)
    assert share_on(shapely.intersection(*edited.geometries), [STREET]) >= 0.6


def test_a_node_on_the_street_is_where_the_course_begins():
    ends = (tuple(shapely.get_coordinates(line((50, 100), (0, 0)))[0]), ENDS[1])
    course = reroute_along(ends, [STREET])
    assert course.coords[0] == ends[0]
    assert share_on(course, [STREET]) >= 0.75


def test_a_street_in_pieces_is_bridged():
    pieces = [line((0, 100), (120, 100)), line((128, 101), (300, 101))]
    assert share_on(reroute_along(ENDS, pieces), pieces) >= 0.6


@pytest.mark.parametrize(
    ("street", "code"),
    [
        (line((0, 400), (300, 400)), "lines.far"),
        ([line((0, 100), (80, 100)), line((200, 100), (300, 100))], "lines.broken"),
        (line((150, 30), (150, 190)), "lines.across"),
    ],
)
def test_streets_that_do_not_serve_are_refused(street, code):
    with pytest.raises(InputError) as refusal:
        reroute_along(ENDS, street, "东街")
    assert refusal.value.code == code
    assert "东街" in refusal.value.what()


def test_how_far_the_street_is_stands_in_the_refusal():
    with pytest.raises(InputError) as refusal:
        reroute_along(ENDS, [line((0, 400), (300, 400))], "东街")
    assert float(refusal.value.params["distance"]) == pytest.approx(340, abs=5)


def test_the_lattice_holds_the_course():
    assert is_on_lattice(np.array([reroute_along(ENDS, [STREET])])).all()
