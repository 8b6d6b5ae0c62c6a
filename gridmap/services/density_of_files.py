"""Densities of the points of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis import Density
from gridmap.analysis.density_frames import DensityFrames
from gridmap.analysis.time_windows import Band, TimeWindow
from gridmap.errors import InputError, Place
from gridmap.formats import as_lonlat, numbers, require_points, require_polygons
from gridmap.services.files import Reading
from gridmap.services.heat import (
    HeatOptions,
    Homes,
    boundary_of,
    heat_frames_in,
    heat_in,
    in_window,
)
from gridmap.services.local_time import local_moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.domain import FeatureTable

HOUSEHOLDS = "households"


@dataclass(frozen=True)
class EventFile:
    """A file of events, and how it is to be read.

    Attributes
    ----------
    path
        The file.
    time_column
        Column that says when; None where no time is needed.
    reading
        What the file does not say itself.
    """

    path: Path
    time_column: str | None = None
    reading: Reading = field(default_factory=Reading)

    def events(self, window: TimeWindow) -> tuple[NDArray[np.float64], NDArray[np.datetime64]]:
        """Return where and when the events of a window happened, shape (P, 2) and (P,).

        Raises
        ------
        InputError
            When a row has no place, a moment cannot be read, or a window is given without a column
            of moments.
        """
        table = as_lonlat(require_points(self.reading.table(self.path)))
        lonlat = shapely.get_coordinates(table.geometry)
        if self.time_column is None:
            if not window.is_open:
                raise InputError("window.no_column", Place(file=table.source))
            return lonlat, np.full(len(lonlat), np.datetime64("NaT", "s"))
        moments = local_moments(_column(table, self.time_column), self.time_column)
        return in_window(lonlat, moments, window)


def file_heat(
    events: EventFile, options: HeatOptions, within: Path | None, households: Path | None
) -> Density:
    """Return the density of the events of a file.

    Parameters
    ----------
    events
        The file.
    options
        How, and when.
    within
        File with polygons of the boundary.
    households
        File of buildings with a column households, where events are related to them.
    """
    lonlat, _ = events.events(options.window)
    return heat_in(_boundary(within), lonlat, options, _homes(households))


def file_heat_frames(
    events: EventFile, band: Band, options: HeatOptions, within: Path | None
) -> DensityFrames:
    """Return the density of the events of a file for each hour, weekday or month.

    Parameters
    ----------
    events
        The file, with a column of moments.
    band
        ``hour``, ``weekday`` or ``month``.
    options
        How, and when.
    within
        File with polygons of the boundary.
    """
    lonlat, moments = events.events(options.window)
    return heat_frames_in(_boundary(within), lonlat, moments, band, options)


def _boundary(within: Path | None) -> shapely.Geometry | None:
    if within is None:
        return None
    table = as_lonlat(require_polygons(Reading().table(within)))
    return boundary_of(np.asarray(table.geometry, dtype=object))


def _homes(households: Path | None) -> Homes | None:
    if households is None:
        return None
    table = as_lonlat(Reading().table(households))
    _column(table, HOUSEHOLDS)
    places = shapely.get_coordinates(shapely.point_on_surface(table.geometry))
    count = np.array([number or 0.0 for number in numbers(table, HOUSEHOLDS)])
    return places, count


def _column(table: FeatureTable, name: str) -> Sequence[object]:
    if name not in table.columns:
        place = Place(file=table.source)
        raise InputError("frame.column", place, column=name, columns=", ".join(table.columns))
    return table.columns[name]
