"""Views end where buildings stand: against a fine raster, against shadows built by shapely."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.analysis.sight import MOUNT_M, Stands, mounted, views
from tests.camera_towns import camera_town

PIXEL_M = 0.25
# The raster lies aslant of the walls: else a row of pixels would fall on one side of each.
ASLANT = np.exp(0.4j)


def one(x=0.0, y=0.0, *, heading=0.0, angle=60.0, length=50.0) -> Stands:
    return Stands(
        np.array([[x, y]]), np.radians([heading]), np.radians([angle]), np.array([length])
    )


def view(buildings, **how) -> shapely.Polygon:
    return views(one(**how), np.array(buildings, dtype=object))[0]


def raster_area_m2(stands: Stands, number: int, walls: np.ndarray) -> float:
    """Cast a ray from a camera to the middle of every pixel of 0.25 m."""
    (x, y), length = stands.xy[number], stands.range_m[number]
    from_eye = walls - [x, y, x, y]
    reached = shapely.dwithin(
        shapely.linestrings(from_eye.reshape(-1, 2, 2)), shapely.Point(0, 0), length
    )
    steps = np.arange(-length, length, PIXEL_M) + PIXEL_M / 2
    across, up = (part.ravel() for part in np.meshgrid(steps, steps))
    dx, dy = across * ASLANT.real - up * ASLANT.imag, across * ASLANT.imag + up * ASLANT.real
    off = (np.arctan2(dy, dx) - stands.heading_rad[number] + np.pi) % (2 * np.pi) - np.pi
    here = (np.hypot(dx, dy) < length) & (abs(off) < stands.angle_rad[number] / 2)
    dx, dy = dx[here], dy[here]
    seen = np.ones(len(dx), bool)
    for ax, ay, bx, by in from_eye[reached]:
        sides = np.sign(dx * ay - dy * ax) != np.sign(dx * by - dy * bx)
        before = (bx - ax) * (0 - ay) - (by - ay) * (0 - ax)
        beyond = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
        seen &= ~(sides & (np.sign(before) != np.sign(beyond)))
    return float(seen.sum()) * PIXEL_M**2


def shadowed(stands: Stands, number: int, buildings: np.ndarray) -> shapely.Geometry:
    """Cut from the open sector what every wall hides, as a quadrangle that reaches far beyond."""
    eye = stands.xy[number]
    open_view = views(
        Stands(*(part[number : number + 1] for part in vars(stands).values())), buildings[:0]
    )[0]
    dark = []
    for building in buildings[shapely.intersects(buildings, open_view)]:
        ring = shapely.get_coordinates(building)
        away = ring - eye
        far = eye + away * (6 * stands.range_m[number] / np.hypot(*away.T))[:, None]
        shadows = np.stack([ring[:-1], ring[1:], far[1:], far[:-1]], axis=1)
        dark += [building, *shapely.make_valid(shapely.polygons(shadows))]
    return open_view.difference(shapely.union_all(dark))


def test_area_is_that_of_a_raster_of_rays_for_200_cameras():
    town = camera_town(9, 200, 1, seed=4, range_m=(25.0, 45.0))
    stands, _ = mounted(town.stands, town.buildings)
    found = shapely.area(views(stands, town.buildings))
    edges = [shapely.get_coordinates(building) for building in town.buildings]
    walls = np.concatenate([np.column_stack([ring[:-1], ring[1:]]) for ring in edges])
    expected = np.array([raster_area_m2(stands, number, walls) for number in range(200)])
    assert (abs(found - expected) / expected).max() < 0.01


def test_view_is_the_sector_less_the_shadows():
    town = camera_town(6, 80, 1, seed=2)
    stands, _ = mounted(town.stands, town.buildings)
    found = views(stands, town.buildings)
    expected = [shadowed(stands, number, town.buildings) for number in range(len(stands))]
    differing = shapely.area(shapely.symmetric_difference(found, expected))
    assert (differing / shapely.area(expected)).max() < 1e-9


def test_views_are_valid_and_seen_whole_from_the_camera():
    town = camera_town(6, 200, 1, seed=3)
    stands, _ = mounted(town.stands, town.buildings)
    found = views(stands, town.buildings)
    assert shapely.is_valid(found).all()
    middles = shapely.get_coordinates(shapely.point_on_surface(found))
    rays = shapely.linestrings(np.stack([stands.xy, middles], axis=1))
    assert shapely.covers(shapely.buffer(found, 1e-6), rays).all()


@pytest.mark.parametrize("angle", [30.0, 180.0, 270.0, 360.0])
def test_nothing_is_hidden_on_open_ground(angle):
    assert view([], angle=angle).area == pytest.approx(np.pi * 50**2 * angle / 360, rel=0.002)


def test_a_wall_behind_the_camera_hides_what_lies_behind_it_in_a_full_view():
    wall = shapely.box(-11, -100, -10, 100)
    assert view([wall], angle=360.0).bounds[0] == pytest.approx(-10.0)


def test_no_light_falls_between_buildings_that_touch_at_a_corner():
    corner = [shapely.box(10, 0, 20, 30), shapely.box(10, -30, 20, 0)]
    assert view(corner, angle=40.0).bounds[2] == pytest.approx(10.0)
    diagonal = [shapely.box(10, 0, 20, 60), shapely.box(5, -60, 10, 0)]
    assert view(diagonal, angle=40.0).bounds[2] == pytest.approx(10.0)


def test_buildings_that_overlap_hide_as_their_union():
    pair = [shapely.box(10, -5, 20, 8), shapely.affinity.rotate(shapely.box(12, -8, 22, 4), 30)]
    seen, expected = view(pair), view(shapely.get_parts(shapely.union_all(pair)))
    assert seen.symmetric_difference(expected).area < 1e-9


def test_a_yard_is_seen_from_within():
    block = shapely.box(-30, -30, 30, 30) - shapely.box(-10, -10, 10, 10)
    assert view([block], angle=360.0).area == pytest.approx(400.0)


HOUSE = np.array([shapely.box(-10, -10, 10, 10)])


def test_a_camera_in_a_building_hangs_before_its_nearest_wall():
    stands, moved = mounted(one(9.0, 0.0, angle=360.0), HOUSE)
    assert moved.tolist() == [True]
    assert stands.xy[0] == pytest.approx([10.0 + MOUNT_M, 0.0], abs=1e-3)


@pytest.mark.parametrize(("heading", "expected"), [(0, (10, 3)), (180, (-10, 3)), (270, (-2, -10))])
def test_a_camera_in_a_building_hangs_where_it_looks_out(heading, expected):
    stands, _ = mounted(one(-2.0, 3.0, heading=heading), HOUSE)
    assert stands.xy[0] == pytest.approx(expected, abs=1.01 * MOUNT_M)
    assert views(stands, HOUSE)[0].area == pytest.approx(np.pi * 50**2 / 6, rel=2e-3)


def test_a_camera_in_a_row_of_houses_hangs_before_the_row():
    row = np.array([shapely.box(-10, -10, 0, 10), shapely.box(0, -10, 40, 10)])
    stands, _ = mounted(one(-0.5, 5.0, angle=360.0), row)
    assert stands.xy[0] == pytest.approx([-0.5, 10.0 + MOUNT_M], abs=0.02)


def test_a_camera_in_the_open_stays():
    stands, moved = mounted(one(20.0, 0.0), np.array([shapely.box(-10, -10, 10, 10)]))
    assert not moved.any()
    assert stands.xy.tolist() == [[20.0, 0.0]]


def test_a_view_shorter_than_a_millimetre_is_a_polygon_still():
    assert view([], length=1e-12).is_valid


def test_no_camera_sees_nothing():
    nobody = Stands(np.zeros((0, 2)), np.zeros(0), np.zeros(0), np.zeros(0))
    assert len(views(nobody, np.array([shapely.box(0, 0, 1, 1)]))) == 0
