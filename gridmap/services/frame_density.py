"""Densities from GeoDataFrames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas
import numpy as np
import shapely

from gridmap import analysis
from gridmap.analysis.canvas import M2_PER_KM2
from gridmap.analysis.contours import contour_bands
from gridmap.analysis.density_ratio import density_per_households
from gridmap.analysis.integrals import integral_per_cell
from gridmap.catalogue import text
from gridmap.errors import UsageError
from gridmap.geometry import area_m2
from gridmap.services.density_files import write_density
from gridmap.services.frame_points import moments_of, numbers_of, points_of
from gridmap.services.frames import LONLAT, lonlat_of
from gridmap.services.heat import HeatOptions, boundary_of, heat_frames_in, inside_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.analysis.density_frames import DensityFrames
    from gridmap.analysis.time_windows import Band

HOUSEHOLDS = "households"


@dataclass(frozen=True)
class DensityMap:
    """A density of events, and what can be made of it.

    Attributes
    ----------
    raster
        The values with their place, system, unit and legend.
    left_out
        Events outside the boundary, which are not counted.
    """

    raster: analysis.Density
    left_out: int

    @property
    def values(self) -> NDArray[np.float64]:
        """Array of shape (H, W), in the unit, first row in the north."""
        return self.raster.values

    @property
    def integral(self) -> float:
        """Events inside: the sum of all values times their areas."""
        return self.raster.integral

    def legend(self, locale: str | None = None) -> tuple[str, ...]:
        """Return the unit and a line for each class."""
        return self.raster.legend(locale)

    def at(self, points: geopandas.GeoDataFrame | geopandas.GeoSeries) -> NDArray[np.float64]:
        """Return the density at points, shape (P,): zero outside the boundary.

        Parameters
        ----------
        points
            Points with a CRS.
        """
        return self.raster.at(points_of(points))

    def contours(self, bounds: Sequence[float] | None = None) -> geopandas.GeoDataFrame:
        """Return the areas between bounds.

        Parameters
        ----------
        bounds
            Rising numbers in the unit; those of the legend by default.

        Returns
        -------
        contours
            In EPSG:4326, with the columns low, high (NaN above the last bound) and unit.
        """
        bands = contour_bands(self.raster, bounds)
        return geopandas.GeoDataFrame(
            {
                "low": [band.low for band in bands],
                "high": [np.nan if band.high is None else band.high for band in bands],
                "unit": text(self.raster.unit_code),
            },
            geometry=[band.geometry for band in bands],
            crs=LONLAT,
        )

    def per_cell(self, cells: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
        """Return cells with the integral of the density over each.

        Parameters
        ----------
        cells
            Polygons with a CRS.

        Returns
        -------
        cells
            With two further columns: smoothed_events, whose sum over cells that cover the boundary
            is the number of events, and per_km2.

        Raises
        ------
        UsageError
            When the density is a rate, which cannot be summed.
        """
        if self.raster.unit_code != "density.unit":
            raise UsageError("density.not_additive")
        shapes = lonlat_of(cells)
        events = integral_per_cell(self.raster, shapes)
        return cells.assign(smoothed_events=events, per_km2=events / area_m2(shapes) * M2_PER_KM2)

    def write(self, path: str | Path) -> list[Path]:
        """Write the raster or its contours, as the ending of the name says.

        Parameters
        ----------
        path
            ``.tif`` for a GeoTIFF, ``.png`` for a picture with a world file and a legend, an ending
            of a layer such as ``.geojson`` or ``.gpkg`` for contours.

        Returns
        -------
        paths
            What was written.
        """
        return write_density(self.raster, Path(path))


def density(
    points: geopandas.GeoDataFrame | geopandas.GeoSeries,
    *,
    bandwidth_m: float = 150.0,
    within: geopandas.GeoDataFrame | geopandas.GeoSeries | None = None,
    weight: str | None = None,
    households: geopandas.GeoDataFrame | None = None,
    adaptive: bool = False,
    square_size_m: float | None = None,
) -> DensityMap:
    """Return how densely points lie, in events per km² or per 1,000 households.

    Parameters
    ----------
    points
        Events, with a CRS.
    bandwidth_m
        Standard deviation of the Gaussian kernel in metres.
    within
        Boundary, one row or several; the density is corrected at it and zero beyond, and events
        outside it are left out.
    weight
        Column of `points` with the weight of each event.
    households
        Points or polygons of buildings with a column households: the density becomes events per
        1,000 households, not applicable (NaN) where too few lie within reach.
    adaptive
        Whether the bandwidth narrows where events are dense and widens where they are rare.
    square_size_m
        Side of a square of the raster; an eighth of the bandwidth or as the area needs by default.

    Returns
    -------
    density
        The raster with its legend, contours and integrals.

    Raises
    ------
    InputError
        When a table has no CRS, a point no place, a number is missing or out of range, or there is
        no point inside and no boundary.
    """
    lonlat = points_of(points)
    boundary = None if within is None else boundary_of(lonlat_of(within))
    inside = inside_of(lonlat, boundary)
    if households is not None:
        homes, count = _homes(households)
        kept = inside_of(homes, boundary)
        raster = density_per_households(
            lonlat[inside],
            homes[kept],
            count[kept],
            bandwidth_m=bandwidth_m,
            square_size_m=square_size_m,
            boundary=boundary,
        )
    else:
        raster = analysis.density(
            lonlat[inside],
            bandwidth_m=bandwidth_m,
            weights=None if weight is None else numbers_of(points, weight)[inside],
            square_size_m=square_size_m,
            boundary=boundary,
            adaptive=adaptive,
        )
    return DensityMap(raster, int((~inside).sum()))


def density_frames(
    points: geopandas.GeoDataFrame,
    *,
    moment: str,
    by: Band,
    bandwidth_m: float = 150.0,
    within: geopandas.GeoDataFrame | geopandas.GeoSeries | None = None,
) -> DensityFrames:
    """Return how densely points lie in each hour of the day, weekday or month.

    Parameters
    ----------
    points
        Events, with a CRS.
    moment
        Column that says when; moments with a zone are brought to the clock of the territory.
    by
        ``hour``, ``weekday`` or ``month``.
    bandwidth_m, within
        As `density` has them.

    Returns
    -------
    frames
        One density for each, all on the same squares and with one legend.
    """
    boundary = None if within is None else boundary_of(lonlat_of(within))
    options = HeatOptions(bandwidth_m)
    return heat_frames_in(boundary, points_of(points), moments_of(points, moment), by, options)


def _homes(
    households: geopandas.GeoDataFrame,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    places = shapely.get_coordinates(shapely.point_on_surface(lonlat_of(households)))
    count = numbers_of(households, HOUSEHOLDS)
    return places, np.nan_to_num(count)
