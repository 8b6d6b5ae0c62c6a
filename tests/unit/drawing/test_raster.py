from __future__ import annotations

import base64
import io
from itertools import pairwise

import numpy as np
from PIL import Image

from gridmap.drawing.palette import HEAT
from gridmap.drawing.raster import data_uri, density_png, heat_levels, heat_palette

BOUNDS = (1.0, 2.0, 5.0, 10.0, 20.0)


def opened(values: np.ndarray) -> Image.Image:
    return Image.open(io.BytesIO(density_png(values, BOUNDS))).convert("RGBA")


def test_a_picture_has_one_pixel_a_value() -> None:
    assert opened(np.zeros((3, 5))).size == (5, 3)


def test_nothing_is_transparent() -> None:
    assert np.asarray(opened(np.zeros((2, 2))))[..., 3].max() == 0


def test_rows_run_from_north_to_south() -> None:
    alpha = np.asarray(opened(np.array([[20.0], [0.0]])))[..., 3]
    assert alpha[0, 0] > alpha[1, 0] == 0


def test_the_first_bound_has_the_first_colour_and_the_last_the_last() -> None:
    ramp = heat_palette()[heat_levels([BOUNDS[0], BOUNDS[-1]], BOUNDS)]
    wanted = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in (HEAT[0], HEAT[-1])]
    assert np.abs(ramp[:, :3].astype(int) - wanted).max() <= 1


def test_more_is_never_lighter() -> None:
    pixels = np.asarray(opened(np.linspace(1, 30, 200)[None, :]))[0, :, :3].astype(float)
    luminance = pixels @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(luminance) <= 0.5).all()


def test_levels_run_evenly_between_bounds() -> None:
    halfway = [(low + high) / 2 for low, high in pairwise(BOUNDS)]
    steps = np.diff(heat_levels(halfway, BOUNDS).astype(int))
    assert np.ptp(steps) <= 1


def test_more_than_the_last_bound_stays_at_the_end() -> None:
    assert heat_levels([20.0, 1e9], BOUNDS).tolist() == [255, 255]


def test_a_data_uri_holds_the_picture() -> None:
    png = density_png(np.ones((2, 2)), BOUNDS)
    head, body = data_uri(png).split(",")
    assert (head, base64.b64decode(body)) == ("data:image/png;base64", png)
