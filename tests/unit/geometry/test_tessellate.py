from __future__ import annotations

from math import pi, sqrt

import pytest
import shapely

from gridmap.errors import InputError
from gridmap.geometry import hexagons, squares

BLOB = (
    shapely.Point(431_217.3, 3_320_113.7)
    .buffer(800)
    .difference(shapely.Point(431_400, 3_320_200).buffer(150))
)
TILINGS = [lambda area: squares(BLOB, 100.0), lambda area: hexagons(BLOB, 10_000.0)]


@pytest.mark.parametrize("tile", TILINGS)
def test_tiles_form_a_coverage_that_covers_the_boundary(tile):
    tiles = tile(BLOB)
    assert shapely.coverage_is_valid(tiles)
    assert shapely.coverage_union_all(tiles).covers(BLOB)


@pytest.mark.parametrize("tile", TILINGS)
def test_tiles_have_the_asked_area_and_share_area_with_the_boundary(tile):
    tiles = tile(BLOB)
    assert shapely.area(tiles) == pytest.approx(10_000)
    assert shapely.area(shapely.intersection(tiles, BLOB)).min() > 0


def test_neighbouring_boundaries_meet_on_one_lattice():
    west, east = shapely.box(3.2, 5.1, 611.7, 400.3), shapely.box(611.7, 5.1, 1290.5, 400.3)
    both = {*squares(west, 50.0), *squares(east, 50.0)}
    assert shapely.coverage_is_valid(list(both))


def test_hexagons_are_regular():
    ratio = 4 * pi * 10_000 / shapely.length(hexagons(BLOB, 10_000.0)) ** 2
    assert ratio == pytest.approx(pi / (2 * sqrt(3)))


@pytest.mark.parametrize(
    ("boundary", "side_m", "code"),
    [
        (BLOB, 0.0, "size"),
        (BLOB, float("nan"), "size"),
        (shapely.Polygon(), 10.0, "empty"),
        (BLOB, 0.1, "too_many"),
    ],
)
def test_bad_sizes_are_refused(boundary, side_m, code):
    with pytest.raises(InputError) as caught:
        squares(boundary, side_m)
    assert caught.value.code == f"tessellate.{code}"
