"""Densities by bands of time, and the areas between bounds."""

import numpy as np
import pytest
import shapely

from gridmap.analysis import density
from gridmap.analysis.contours import contour_bands
from gridmap.analysis.density_frames import density_frames
from gridmap.errors import InputError

AREA = shapely.box(114.30, 30.60, 114.33, 30.63)
EVENTS = np.random.default_rng(0).uniform((114.3, 30.6), (114.33, 30.63), (300, 2))
BANDS = np.arange(300) % 5 - 1


def test_bands_add_up_to_the_density_of_all():
    frames = density_frames(EVENTS, BANDS, 4, bandwidth_m=200.0, boundary=AREA)
    whole = density(EVENTS[BANDS >= 0], bandwidth_m=200.0, boundary=AREA)
    summed = sum(frames.frame(band).values for band in range(len(frames)))
    assert np.abs(summed - whole.values).max() < 1e-6 * whole.values.max()


def test_each_band_has_its_count_and_the_rest_is_said():
    frames = density_frames(EVENTS, BANDS, 6, bandwidth_m=200.0, boundary=AREA)
    integrals = [frames.frame(band).integral for band in range(len(frames))]
    assert integrals == pytest.approx([60, 60, 60, 60, 0, 0], rel=0.005)
    assert frames.without_band == 60


def test_classes_serve_the_highest_band():
    frames = density_frames(EVENTS, BANDS * 0 + (BANDS > 0), 2, bandwidth_m=200.0, boundary=AREA)
    assert frames.classes == frames.frame(1).classes


@pytest.mark.parametrize("bands", [np.full(300, 4), np.full(300, -2), np.zeros(3)])
def test_bands_that_do_not_exist_are_refused(bands):
    with pytest.raises(InputError) as caught:
        density_frames(EVENTS, bands, 4, bandwidth_m=200.0)
    assert caught.value.code == "density.bands"


def test_contours_hold_the_places_of_their_values():
    made = density(EVENTS, bandwidth_m=200.0, boundary=AREA)
    places = np.random.default_rng(1).uniform((114.3, 30.6), (114.33, 30.63), (500, 2))
    values, points = made.at(places), shapely.points(places)
    for band in contour_bands(made):
        held = shapely.intersects(band.geometry, points)
        near = np.abs(values - band.low) < 0.5
        expected = (values >= band.low) & (values < (band.high or np.inf))
        near |= np.abs(values - (band.high or np.inf)) < 0.5
        assert (held == expected)[~near].all()


@pytest.mark.parametrize("bounds", [[], [3.0, 2.0], [1.0, np.nan], [1.0, 1.0]])
def test_bounds_that_do_not_rise_are_refused(bounds):
    made = density(EVENTS, bandwidth_m=200.0)
    with pytest.raises(InputError) as caught:
        contour_bands(made, bounds)
    assert caught.value.code == "density.bounds"
