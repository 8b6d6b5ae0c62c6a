"""Density: equal to the direct sum, true to the count, the same in every frame."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy.ndimage import gaussian_filter, map_coordinates

from gridmap.analysis import Density, density
from gridmap.errors import InputError
from gridmap.geometry.crs import from_metric, to_metric

MIDDLE = np.array([114.3, 30.5])
BOUNDARY = shapely.Polygon(
    [(114.28, 30.48), (114.33, 30.485), (114.31, 30.505), (114.32, 30.52), (114.29, 30.51)],
    [[(114.295, 30.49), (114.305, 30.49), (114.305, 30.5), (114.295, 30.5)]],
)


def events(count: int = 400, seed: int = 1) -> np.ndarray:
    return MIDDLE + np.random.default_rng(seed).normal(0, 0.004, (count, 2))


def inside_boundary(count: int = 3000) -> np.ndarray:
    places = MIDDLE + np.random.default_rng(2).uniform(-0.03, 0.03, (count, 2))
    return places[shapely.contains_xy(BOUNDARY, places[:, 0], places[:, 1])]


def middles_m(raster: Density) -> np.ndarray:
    west, south, _, _ = raster.bounds_m
    rows, columns = raster.values.shape
    x = west + (np.arange(columns) + 0.5) * raster.square_size_m
    y = south + (np.arange(rows)[::-1] + 0.5) * raster.square_size_m
    return np.stack(np.meshgrid(x, y), axis=-1)


def direct_sum(raster: Density, lonlat: np.ndarray, weights: np.ndarray) -> np.ndarray:
    places = shapely.get_coordinates(to_metric(shapely.points(lonlat), raster.crs))
    total = np.zeros(raster.values.shape)
    for place, weight in zip(places, weights, strict=True):
        distance = (middles_m(raster) - place) / raster.bandwidth_m
        total += weight * np.exp(-(distance**2).sum(axis=-1) / 2)
    return total / (2 * np.pi * raster.bandwidth_m**2) * 1e6


@pytest.mark.parametrize(
    ("square_size_m", "error"), [(None, 1e-6), (30.0, 5e-6), (50.0, 4e-5), (150.0, 5e-3)]
)
def test_every_value_equals_the_direct_sum(square_size_m, error):
    lonlat, weights = events(120), np.random.default_rng(3).uniform(0, 4, 120)
    raster = density(lonlat, bandwidth_m=150.0, weights=weights, square_size_m=square_size_m)
    expected = direct_sum(raster, lonlat, weights)
    assert np.abs(raster.values - expected).max() < error * expected.max()


def test_integral_is_the_count():
    raster = density(events(), bandwidth_m=150.0)
    assert raster.integral == pytest.approx(400, rel=1e-3)


def test_weights_sum_to_the_integral():
    raster = density(events(), bandwidth_m=150.0, weights=np.full(400, 2.5))
    assert raster.total == 1000.0
    assert raster.integral == pytest.approx(1000, rel=1e-3)


def test_integral_inside_a_boundary_is_the_count():
    lonlat = inside_boundary()
    raster = density(lonlat, bandwidth_m=250.0, boundary=BOUNDARY)
    assert raster.integral == pytest.approx(len(lonlat), rel=0.005)


def evenly_spread() -> np.ndarray:
    x, y = np.meshgrid(np.linspace(114.28, 114.33, 400), np.linspace(30.48, 30.52, 400))
    places = np.column_stack([x.ravel(), y.ravel()])
    return places[shapely.contains_xy(BOUNDARY, places)]


def test_events_spread_evenly_are_as_dense_at_the_border_as_inside():
    raster = density(evenly_spread(), bandwidth_m=200.0, boundary=BOUNDARY)
    shown = raster.values[raster.inside > 0.5]
    # At a tip of the boundary a row of events more or less is two percent.
    assert np.abs(shown / np.median(shown) - 1).max() < 0.02


@pytest.mark.parametrize("bandwidth_m", [60.0, 150.0, 400.0, 3000.0])
def test_integral_inside_a_boundary_is_the_count_with_any_bandwidth(bandwidth_m):
    lonlat = inside_boundary()
    raster = density(lonlat, bandwidth_m=bandwidth_m, boundary=BOUNDARY)
    assert raster.integral == pytest.approx(len(lonlat), rel=0.005)


def test_corrected_value_equals_the_sum_of_corrected_kernels():
    lonlat = inside_boundary()[:150]
    raster = density(lonlat, bandwidth_m=250.0, boundary=BOUNDARY)
    expected = corrected_sum(raster, lonlat)
    wrong = np.abs(raster.values - expected)[raster.inside > 0.999].max()
    assert wrong < 0.005 * expected.max()


def corrected_sum(raster: Density, lonlat: np.ndarray) -> np.ndarray:
    """The definition, with factors by another program on a raster more than twice as fine."""
    fine = density([], bandwidth_m=250.0, square_size_m=20.0, boundary=BOUNDARY)
    share = np.pad(fine.inside, 80)
    factors = np.ones(share.shape)
    for _ in range(25):
        factors = np.sqrt(factors * gaussian_filter(share / factors, 250 / 20, truncate=6))
        factors = np.maximum(factors, 1e-9)

    def at(places_m: np.ndarray) -> np.ndarray:
        west, _, _, north = fine.bounds_m
        column, row = (places_m[..., 0] - west) / 20 + 79.5, (north - places_m[..., 1]) / 20 + 79.5
        return map_coordinates(factors, [row, column], order=3)

    places = shapely.get_coordinates(to_metric(shapely.points(lonlat), raster.crs))
    return direct_sum(raster, lonlat, 1 / at(places)) / at(middles_m(raster))


def test_adapting_bandwidth_keeps_the_count_and_sharpens_the_peak():
    lonlat = inside_boundary()[:800]
    crowd = np.concatenate([lonlat, MIDDLE + (0.01, 0) + (lonlat[:200] - MIDDLE) / 30])
    fixed = density(crowd, bandwidth_m=250.0, boundary=BOUNDARY)
    adapting = density(crowd, bandwidth_m=250.0, boundary=BOUNDARY, adaptive=True)
    assert adapting.integral == pytest.approx(len(crowd), rel=0.005)
    assert adapting.values.max() > 1.5 * fixed.values.max()


def test_a_place_between_the_middles_has_the_exact_value():
    lonlat = events(120)
    raster = density(lonlat, bandwidth_m=150.0)
    places = MIDDLE + np.random.default_rng(5).uniform(-0.01, 0.01, (50, 2))
    ends = [to_metric(shapely.points(xy), raster.crs) for xy in (places, lonlat)]
    apart = np.array([[a.distance(b) for b in ends[1]] for a in ends[0]]) / 150.0
    expected = np.exp(-(apart**2) / 2).sum(axis=1) / (2 * np.pi * 150.0**2) * 1e6
    assert np.abs(raster.at(places) - expected).max() < 1e-4 * expected.max()


def test_places_outside_are_zero_beyond_the_boundary_and_nan_beyond_the_raster():
    raster = density(inside_boundary(), bandwidth_m=250.0, boundary=BOUNDARY)
    assert raster.at([(114.3, 30.495), (114.0, 30.495)]) == pytest.approx([0, np.nan], nan_ok=True)


@pytest.mark.parametrize("zoom", range(12, 20))
def test_value_of_a_place_is_the_same_in_the_tiles_of_all_zooms(zoom):
    lonlat, place = inside_boundary(), (114.3125, 30.4911)
    whole = density(lonlat, bandwidth_m=150.0, boundary=BOUNDARY).at([place])[0]
    pixel_m = 40_075_017 * np.cos(np.radians(place[1])) / 256 / 2**zoom
    drawn = density(
        lonlat,
        bandwidth_m=150.0,
        frame_lonlat=tile_bounds(place, zoom),
        square_size_m=min(max(pixel_m, 2.0), 50.0),
        boundary=BOUNDARY,
    )
    assert drawn.at([place])[0] == pytest.approx(whole, rel=0.01)


def tile_bounds(place: tuple[float, float], zoom: int) -> tuple[float, float, float, float]:
    """West, south, east, north of the Web Mercator tile around a place."""
    tiles = 2**zoom
    column = np.floor((place[0] + 180) / 360 * tiles)
    row = np.floor((1 - np.arcsinh(np.tan(np.radians(place[1]))) / np.pi) / 2 * tiles)
    north, south = (
        np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * edge / tiles)))) for edge in (row, row + 1)
    )
    west, east = (edge / tiles * 360 - 180 for edge in (column, column + 1))
    return float(west), float(south), float(east), float(north)


def test_events_with_swapped_axes_are_named():
    with pytest.raises(InputError) as caught:
        density(inside_boundary()[:, ::-1], bandwidth_m=150.0, boundary=BOUNDARY)
    assert caught.value.code == "density.swapped"


def test_value_is_zero_outside_the_boundary():
    raster = density(inside_boundary(), bandwidth_m=250.0, boundary=BOUNDARY)
    assert raster.values[raster.inside == 0].max() == 0.0


def test_same_place_has_the_same_value_in_every_frame():
    lonlat = events()
    whole = density(lonlat, bandwidth_m=150.0, square_size_m=25.0)
    part = density(
        lonlat,
        bandwidth_m=150.0,
        square_size_m=25.0,
        frame_lonlat=(114.299, 30.498, 114.305, 30.502),
    )
    row = round((whole.bounds_m[3] - part.bounds_m[3]) / 25.0)
    column = round((part.bounds_m[0] - whole.bounds_m[0]) / 25.0)
    rows, columns = part.values.shape
    same = whole.values[row : row + rows, column : column + columns]
    assert np.abs(part.values - same).max() < 1e-6 * whole.values.max()


def test_first_row_lies_in_the_north():
    raster = density([(114.3, 30.5), (114.3, 30.51), (114.3, 30.51)], bandwidth_m=100.0)
    rows = raster.values.sum(axis=1)
    assert rows[: len(rows) // 2].sum() > rows[len(rows) // 2 :].sum()


def test_corners_run_from_the_north_west_clockwise():
    raster = density(events(), bandwidth_m=150.0)
    west, south, east, north = raster.bounds_m
    corners = shapely.points([(west, north), (east, north), (east, south), (west, south)])
    expected = shapely.get_coordinates(from_metric(corners, raster.crs))
    assert np.array_equal(raster.corners, expected)
    assert raster.bounds_lonlat[0] < 114.3 < raster.bounds_lonlat[2]


def test_classes_are_five_rising_round_numbers_up_to_the_peak():
    raster = density(events(), bandwidth_m=150.0)
    classes = raster.classes
    assert len(classes) == 5
    assert np.allclose(np.diff(classes), classes[0])
    assert 0.5 * raster.values.max() < classes[-1] <= raster.values.max()


def test_no_events_give_zeros_and_a_legend_that_says_so():
    raster = density([], bandwidth_m=150.0, frame_lonlat=(114.29, 30.49, 114.31, 30.51))
    assert not raster.values.any()
    assert raster.legend("en")[1].startswith("No events")
    assert raster.classes == (1.0, 2.0, 3.0, 4.0, 5.0)


def test_legend_has_a_unit_and_a_line_for_each_class():
    lines = density(events(), bandwidth_m=150.0).legend("zh_CN")
    assert lines[0] == "件/km²"
    assert len(lines) == 6


@pytest.mark.parametrize("bandwidth_m", [0.0, -1.0, np.nan, np.inf])
def test_impossible_bandwidth_is_refused(bandwidth_m):
    with pytest.raises(InputError) as caught:
        density(events(), bandwidth_m=bandwidth_m)
    assert caught.value.code == "density.bandwidth"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("density.square_size", {"square_size_m": 0.0}),
        ("density.square_size", {"square_size_m": 151.0}),
        ("density.weights", {"weights": np.ones(3)}),
        ("density.weights", {"weights": np.full(400, -1.0)}),
        ("density.frame", {"lonlat": []}),
        ("density.outside", {"boundary": shapely.box(114.299, 30.499, 114.3, 30.5)}),
        ("density.too_large", {"frame_lonlat": (110, 25, 120, 35), "square_size_m": 10.0}),
        ("locate.not_finite", {"lonlat": [(114.3, 30.5), (np.nan, 30.5)]}),
    ],
)
def test_wrong_input_is_refused(code, change):
    with pytest.raises(InputError) as caught:
        density(**({"lonlat": events(), "bandwidth_m": 150.0} | change))
    assert caught.value.code == code
