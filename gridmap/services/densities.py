"""How densely points of a kind lie, in a window of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridmap.domain import PointKind
from gridmap.services.heat import HeatOptions, communities_of, events_of, heat_frames_in, heat_of

if TYPE_CHECKING:
    from gridmap.analysis import Density
    from gridmap.analysis.density_frames import DensityFrames
    from gridmap.analysis.time_windows import Band
    from gridmap.store import Reader


def kind_heat(reader: Reader, kind: PointKind, options: HeatOptions) -> Density:
    """Return the density of a kind of point in a window of time.

    Parameters
    ----------
    reader
        A snapshot of the store.
    kind
        What is counted.
    options
        How, and when.
    """
    lonlat, _ = events_of(reader.points(kind), options.window)
    return heat_of(reader, lonlat, options)


def kind_heat_frames(
    reader: Reader, kind: PointKind, band: Band, options: HeatOptions
) -> DensityFrames:
    """Return the density of a kind of point for each hour, weekday or month.

    Parameters
    ----------
    reader
        A snapshot of the store.
    kind
        What is counted.
    band
        ``hour``, ``weekday`` or ``month``, by the clock of the territory.
    options
        How, and when.
    """
    lonlat, moments = events_of(reader.points(kind), options.window)
    return heat_frames_in(communities_of(reader), lonlat, moments, band, options)
