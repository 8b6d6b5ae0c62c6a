"""One density for map, page, API and command line, so that all show the same picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis import Density, density
from gridmap.analysis.density_frames import DensityFrames, density_frames
from gridmap.analysis.density_ratio import density_per_households
from gridmap.analysis.time_windows import BAND_COUNTS, Band, TimeWindow, band_of
from gridmap.domain import Point
from gridmap.errors import InputError
from gridmap.geometry.preparing import prepared
from gridmap.services.local_time import local_moments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridmap.store import Reader

BANDWIDTH_M = 150.0
Per: TypeAlias = Literal["km2", "households"]
FloatArray: TypeAlias = NDArray[np.float64]
Homes: TypeAlias = tuple[FloatArray, FloatArray]


@dataclass(frozen=True)
class HeatOptions:
    """How a density is made: the kernel, what it is related to, and which events count."""

    bandwidth_m: float = BANDWIDTH_M
    adaptive: bool = False
    per: Per = "km2"
    window: TimeWindow = field(default_factory=TimeWindow)


def heat_of(reader: Reader, lonlat: FloatArray, options: HeatOptions | None = None) -> Density:
    """Return the density of events inside the communities.

    Parameters
    ----------
    reader
        A snapshot of the store.
    lonlat
        Array of shape (P, 2), at least one event where there is no community.
    options
        How; a Gaussian of 150 m in events per km² by default.

    Returns
    -------
    density
        A raster in metres with its legend.
    """
    chosen = options or HeatOptions()
    homes = _homes(reader) if chosen.per == "households" else None
    return heat_in(communities_of(reader), lonlat, chosen, homes)


def heat_in(
    boundary: shapely.Geometry | None,
    lonlat: FloatArray,
    options: HeatOptions,
    homes: Homes | None = None,
) -> Density:
    """Return the density of events inside a boundary, in events per km² or per household.

    Kernels are corrected at the boundary: the integral is the number of events inside, and values
    at the border are neither too low nor too high. Events outside are left out.

    Parameters
    ----------
    boundary
        Polygon in lon/lat; None for no limit.
    lonlat
        Events, shape (P, 2).
    options
        How.
    homes
        Places and numbers of households, where events are related to them.

    Raises
    ------
    InputError
        When events are to be related to households that are not known.
    """
    inside = lonlat[inside_of(lonlat, boundary)]
    if options.per == "km2":
        return density(
            inside, bandwidth_m=options.bandwidth_m, boundary=boundary, adaptive=options.adaptive
        )
    if homes is None:
        raise InputError("density.no_households")
    places, count = homes
    kept = inside_of(places, boundary)
    return density_per_households(
        inside, places[kept], count[kept], bandwidth_m=options.bandwidth_m, boundary=boundary
    )


def heat_frames_in(
    boundary: shapely.Geometry | None,
    lonlat: FloatArray,
    moments: NDArray[np.datetime64],
    band: Band,
    options: HeatOptions,
) -> DensityFrames:
    """Return the density of events for each hour, weekday or month.

    Parameters
    ----------
    boundary
        Polygon in lon/lat; None for no limit.
    lonlat, moments
        Events, shape (P, 2) and (P,).
    band
        ``hour``, ``weekday`` or ``month``, by the clock of the territory.
    options
        How.

    Raises
    ------
    InputError
        When no event has a time.
    """
    inside = inside_of(lonlat, boundary)
    bands = band_of(moments[inside], band)
    if not (bands >= 0).any():
        raise InputError("window.empty", count=len(lonlat))
    return density_frames(
        lonlat[inside],
        bands,
        BAND_COUNTS[band],
        bandwidth_m=options.bandwidth_m,
        boundary=boundary,
    )


def boundary_of(shapes: NDArray[np.object_]) -> shapely.Geometry:
    """Return polygons in lon/lat as one boundary.

    Parameters
    ----------
    shapes
        Geometries of shape (N,).

    Raises
    ------
    InputError
        When they have no area.
    """
    boundary = shapely.union_all(shapely.make_valid(shapes))
    if not shapely.area(boundary) > 0:
        raise InputError("density.boundary")
    return boundary


def inside_of(lonlat: FloatArray, boundary: shapely.Geometry | None) -> NDArray[np.bool_]:
    """Return which points lie inside a boundary, shape (P,).

    Parameters
    ----------
    lonlat
        Points, shape (P, 2).
    boundary
        Polygon; None for no limit.

    Raises
    ------
    InputError
        When none does, but some would with longitude and latitude exchanged.
    """
    if boundary is None or not len(lonlat):
        return np.ones(len(lonlat), dtype=np.bool_)
    boundary = prepared(boundary)
    inside: NDArray[np.bool_] = shapely.intersects_xy(boundary, lonlat[:, 0], lonlat[:, 1])
    if not inside.any() and shapely.intersects_xy(boundary, lonlat[:, 1], lonlat[:, 0]).any():
        raise InputError("density.swapped", count=len(lonlat))
    return inside


def events_of(
    points: Sequence[Point], window: TimeWindow
) -> tuple[NDArray[np.float64], NDArray[np.datetime64]]:
    """Return where and when points of a window happened.

    Parameters
    ----------
    points
        Points of a store.
    window
        Which moments count.

    Returns
    -------
    lonlat, moments
        Shape (P, 2), and shape (P,) by the clock of the territory, NaT where unknown.
    """
    lonlat = np.array([(point.lon, point.lat) for point in points]).reshape(-1, 2)
    moments = local_moments([point.happened_at for point in points])
    return in_window(lonlat, moments, window)


def in_window(
    lonlat: FloatArray, moments: NDArray[np.datetime64], window: TimeWindow
) -> tuple[FloatArray, NDArray[np.datetime64]]:
    """Return the events of a window.

    Parameters
    ----------
    lonlat, moments
        Events, shape (P, 2) and (P,).
    window
        Which moments count.

    Raises
    ------
    InputError
        When the window leaves no event although there are some.
    """
    held = window.holds(moments)
    if len(held) and not held.any():
        raise InputError("window.empty", count=len(held))
    return lonlat[held], moments[held]


def communities_of(reader: Reader) -> shapely.Geometry | None:
    """Return the area of all communities in lon/lat; None where there is none."""
    boundaries = [area.boundary for area in reader.areas("community") if area.boundary is not None]
    if not boundaries:
        return None
    return shapely.coverage_union_all(np.array(boundaries, object))


def _homes(reader: Reader) -> Homes:
    buildings = reader.buildings()
    places = shapely.get_coordinates(
        shapely.point_on_surface(np.array([item.geometry for item in buildings], dtype=object))
    ).reshape(-1, 2)
    return places, np.array([float(item.households) for item in buildings])
