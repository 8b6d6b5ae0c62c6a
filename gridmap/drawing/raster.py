"""A density as a picture: transparent, then yellow to dark red, ever darker."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from gridmap.drawing.palette import HEAT

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEVELS = 255
OPACITY = 0.82


def heat_levels(values: ArrayLike, class_bounds: Sequence[float]) -> NDArray[np.uint8]:
    """Return the step of the colour ramp for each value.

    The ramp runs evenly from one class bound to the next, so that a colour means the same number
    in the picture and in the legend.

    Parameters
    ----------
    values
        Array of any shape, in the unit of the bounds.
    class_bounds
        Rising bounds. Below half the first one nothing is shown, up to it the picture fades in.

    Returns
    -------
    levels
        Array of the same shape: 0 for nothing, 255 at and above the last bound.
    """
    bounds = np.asarray(class_bounds, np.float64)
    stops = np.concatenate(([bounds[0] / 2], bounds))
    # The fade takes the first tenth of the ramp; the classes share the rest.
    places = np.concatenate(([0.0], np.linspace(0.1, 1.0, len(bounds))))
    return np.rint(np.interp(np.asarray(values, np.float64), stops, places) * LEVELS).astype(
        np.uint8
    )


def heat_palette() -> NDArray[np.uint8]:
    """Return the colour ramp: array of shape (256, 4), red, green, blue and opacity."""
    stops = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in HEAT], np.float64)
    places = np.linspace(0, 1, LEVELS + 1)
    position = np.clip((places - 0.1) / 0.9, 0, 1)
    grid = np.linspace(0, 1, len(stops))
    colours = [np.interp(position, grid, stops[:, channel]) for channel in range(3)]
    opacity = np.clip(places / 0.1, 0, 1) * OPACITY * LEVELS
    return np.rint(np.column_stack((*colours, opacity))).astype(np.uint8)


def density_png(values: ArrayLike, class_bounds: Sequence[float]) -> bytes:
    """Return a density as a PNG picture with one pixel a value.

    Parameters
    ----------
    values
        Array of shape (H, W), first row in the north.
    class_bounds
        Rising bounds of the legend, in the unit of the values.

    Returns
    -------
    picture
        The bytes of the file: 256 colours, each with its opacity.
    """
    ramp = heat_palette()
    image = Image.fromarray(heat_levels(values, class_bounds), mode="P")
    image.putpalette(ramp[:, :3].tobytes())
    stream = io.BytesIO()
    image.save(stream, format="PNG", optimize=True, transparency=ramp[:, 3].tobytes())
    return stream.getvalue()


def data_uri(png: bytes) -> str:
    """Return a picture as an address that needs no request."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")
