"""Densities of one set of events band by band, all on the same squares: for a time slider."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.canvas import Canvas, Frame, canvas_over, project
from gridmap.analysis.density import check_bandwidth, checked_points, checked_weights
from gridmap.analysis.density_field import Density, class_bounds, density_of
from gridmap.errors import InputError


@dataclass(frozen=True)
class DensityFrames:
    """A density for each band of time.

    Attributes
    ----------
    surfaces
        Shape (T, H + 8, W + 8), float32: each band's density with a margin, from the south.
    canvas
        Where the squares lie.
    bandwidth_m
        Standard deviation of the kernel.
    totals
        Shape (T,): sum of the weights in each band.
    without_band
        How many events belong to no band.
    """

    surfaces: NDArray[np.float32]
    canvas: Canvas
    bandwidth_m: float
    totals: NDArray[np.float64]
    without_band: int

    def __len__(self) -> int:
        return len(self.surfaces)

    def frame(self, band: int) -> Density:
        """Return the density of a band."""
        return density_of(
            self.canvas,
            self.surfaces[band].astype(np.float64),
            bandwidth_m=self.bandwidth_m,
            total=float(self.totals[band]),
        )

    @property
    def classes(self) -> tuple[float, ...]:
        """Class bounds that serve all bands, so that a colour means the same in each."""
        return class_bounds(max(float(self.frame(k).values.max()) for k in range(len(self))))


def density_frames(
    lonlat: ArrayLike,
    bands: ArrayLike,
    band_count: int,
    *,
    bandwidth_m: float,
    weights: ArrayLike | None = None,
    frame_lonlat: Frame | None = None,
    square_size_m: float | None = None,
    boundary: shapely.Geometry | None = None,
) -> DensityFrames:
    """Return the density of each band of events.

    Parameters
    ----------
    lonlat
        Events, shape (P, 2), in degrees.
    bands
        Band of each event, shape (P,), -1 for none; see `time_windows.band_of`.
    band_count
        How many bands there are.
    bandwidth_m, weights, frame_lonlat, square_size_m, boundary
        As `density` has them.

    Returns
    -------
    frames
        Their sum is the density of all events that have a band.

    Raises
    ------
    InputError
        As `density`, or a band does not exist.
    """
    check_bandwidth(bandwidth_m)
    points = checked_points(lonlat, boundary)
    weight = checked_weights(weights, len(points))
    band = np.asarray(bands, np.intp)
    if band.shape != (len(points),) or not ((band >= -1) & (band < band_count)).all():
        raise InputError("density.bands", found=band.size, expected=len(points), most=band_count)
    canvas = canvas_over(
        points,
        bandwidth_m=bandwidth_m,
        frame_lonlat=frame_lonlat,
        square_size_m=square_size_m,
        boundary=boundary,
    )
    events_m, kernel = project(points, canvas.crs), canvas.kernel(bandwidth_m)
    surfaces = np.zeros((band_count, *canvas.surface.shape), np.float32)
    for k in np.unique(band[band >= 0]):
        chosen = band == k
        surfaces[k] = kernel.field(events_m[chosen], weight[chosen])
    return DensityFrames(
        surfaces=surfaces,
        canvas=canvas,
        bandwidth_m=float(bandwidth_m),
        totals=np.bincount(band[band >= 0], weight[band >= 0], band_count).astype(np.float64),
        without_band=int((band < 0).sum()),
    )
