"""What patrols covered: by time band, by shift, by cell and by street."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis import (
    Bands,
    CellIndex,
    Matched,
    Passes,
    Rate,
    Stretches,
    Visits,
    cell_coverage,
    cell_passes,
    covered_m,
    hot_cells_without_pass,
    last_visit_s,
    match,
    met_on_patrol,
    pass_counts,
    rank_match,
    rate,
    street_network,
    stretches,
    visibility,
    visits,
)
from gridmap.analysis.patrol_rates import HOT_SHARE
from gridmap.errors import InputError, Place
from gridmap.geometry.crs import to_metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHIFT_GAP_S = 4 * 3600.0
_DAY_S = 86_400.0


@dataclass(frozen=True)
class Tracks:
    """Position fixes of workers.

    Attributes
    ----------
    worker
        Shape (F,).
    moment
        Shape (F,), on the clock of the territory.
    lonlat
        Shape (F, 2), WGS 84.
    """

    worker: Sequence[str]
    moment: NDArray[np.datetime64]
    lonlat: NDArray[np.float64]


@dataclass(frozen=True)
class Incidents:
    """Incidents that patrols are held against; a moment may be missing (NaT).

    `handled` tells of each whether a patrol dealt with it, None where that is not known.
    """

    lonlat: NDArray[np.float64]
    moment: NDArray[np.datetime64]
    handled: NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class PatrolOptions:
    """How tracks are matched and what counts.

    Attributes
    ----------
    sigma_m
        Noise of the fixes.
    bands
        Bands of the day.
    at_least
        How often a cell or a metre of street must be passed to count as covered.
    hot_share
        Share of cells that counts as hot.
    join_crossings
        Whether streets meet wherever they cross.
    """

    sigma_m: float = 10.0
    bands: Bands = field(default_factory=Bands)
    at_least: int = 1
    hot_share: float = HOT_SHARE
    join_crossings: bool = True


@dataclass(frozen=True)
class BandFigures:
    """Figures of one time band, or of all.

    Attributes
    ----------
    name
        Hours of the band, empty for all.
    street
        Metres of street passed often enough / all metres (K-18).
    cells
        Cells passed often enough / all cells (K-18).
    visibility
        Passes / cell-hours (K-20).
    handled
        Incidents handled on patrol / incidents met (K-20).
    match
        Agreement of ranks (K-19), None where it is not applicable.
    gaps
        Positions of the hot cells without a pass (K-19).
    """

    name: str
    street: Rate
    cells: Rate
    visibility: Rate
    handled: Rate
    match: float | None
    gaps: NDArray[np.int64]


@dataclass(frozen=True)
class Shift:
    """A worker's duty without a long break: what was walked, covered and passed."""

    worker: str
    began_s: float
    ended_s: float
    way_m: float
    covered_m: float
    cell_count: int


@dataclass(frozen=True)
class PatrolReport:
    """All figures of a patrol report.

    Attributes
    ----------
    matched, parts, walked
        Tracks on streets, streets by cell, and ways along them.
    passes
        Passes of cells.
    total, bands
        Figures of the whole period and of each band.
    shifts
        By worker and time.
    incidents
        Shape (C,): incidents of each cell.
    now_s
        The moment that time since the last visit is counted to.
    """

    matched: Matched
    parts: Stretches
    walked: Visits
    passes: Passes
    total: BandFigures
    bands: tuple[BandFigures, ...]
    shifts: tuple[Shift, ...]
    incidents: NDArray[np.int64]
    now_s: float

    @property
    def covered_m(self) -> NDArray[np.float64]:
        """Metres of each stretch that were passed, shape (S,)."""
        return covered_m(self.walked, self.parts)

    def since_visit_s(self, place: NDArray[np.int64], place_count: int) -> NDArray[np.float64]:
        """Return the seconds since the last visit of places, NaN where nobody was."""
        return self.now_s - last_visit_s(self.walked, place, place_count)


def patrol_report(
    tracks: Tracks,
    streets_lonlat: NDArray[np.object_],
    cells_lonlat: NDArray[np.object_],
    *,
    incidents: Incidents | None = None,
    now: np.datetime64 | None = None,
    options: PatrolOptions | None = None,
) -> PatrolReport:
    """Match tracks to streets and report what they covered.

    Parameters
    ----------
    tracks
        Position fixes.
    streets_lonlat
        Lines in WGS 84.
    cells_lonlat
        Cells in WGS 84.
    incidents
        What patrols are held against.
    now
        Until when time since the last visit is counted; the last fix by default.
    options
        How.

    Returns
    -------
    report
        Every rate with numerator and denominator.

    Raises
    ------
    InputError
        There is no fix or no cell, a fix has no time, or no fix is near a street.
    """
    how = options or PatrolOptions()
    if how.at_least < 1:
        raise InputError("patrol.option", what="at_least", value=how.at_least)
    if not len(cells_lonlat):
        raise InputError("patrol.no_cells")
    seconds = _seconds(tracks)
    network = street_network(streets_lonlat, join_crossings=how.join_crossings)
    matched = match(network, tracks.worker, seconds, tracks.lonlat, sigma_m=how.sigma_m)
    parts = stretches(network, cells_lonlat)
    walked = visits(matched, parts)
    held = incidents or Incidents(np.zeros((0, 2)), np.zeros(0, "datetime64[s]"))
    cell = CellIndex(cells_lonlat).locate(held.lonlat)
    days = float(np.floor(seconds.max() / _DAY_S) - np.floor(seconds.min() / _DAY_S)) + 1.0
    met = _met(held, network.crs, tracks.lonlat, seconds)
    scene = _Scene(parts, walked, how, held, cell, met, days)
    hour_band = how.bands.of(walked.seconds)
    every = np.ones(len(walked.seconds), np.bool_)
    return PatrolReport(
        matched,
        parts,
        walked,
        cell_passes(walked, parts),
        _figures(scene, "", every, np.ones(len(cell), np.bool_), 24.0),
        tuple(
            _figures(scene, name, hour_band == band, _in_band(held, how.bands, band), hours)
            for band, (name, hours) in enumerate(
                zip(how.bands.names, how.bands.hours.tolist(), strict=True)
            )
        ),
        tuple(_shifts(walked, parts)),
        np.bincount(cell[cell >= 0], minlength=parts.cell_count).astype(np.int64),
        float(seconds.max()) if now is None else float(now.astype("datetime64[s]").astype(int)),
    )


def cell_passes_of(
    tracks: Tracks, streets_lonlat: NDArray[np.object_], cells_lonlat: NDArray[np.object_]
) -> tuple[Passes, Sequence[str]]:
    """Match tracks to streets and return the passes of cells alone.

    Parameters
    ----------
    tracks
        Position fixes.
    streets_lonlat
        Lines in WGS 84.
    cells_lonlat
        Cells in WGS 84.

    Returns
    -------
    passes, workers
        The passes, in seconds of local time, and the names of the workers by position.

    Raises
    ------
    InputError
        There is no fix, a fix has no time, or no fix is near a street.
    """
    seconds = _seconds(tracks)
    network = street_network(streets_lonlat)
    matched = match(network, tracks.worker, seconds, tracks.lonlat)
    parts = stretches(network, cells_lonlat)
    walked = visits(matched, parts)
    return cell_passes(walked, parts), walked.workers


@dataclass(frozen=True)
class _Scene:
    """What the figures of every band are made from."""

    parts: Stretches
    walked: Visits
    options: PatrolOptions
    incidents: Incidents
    incident_cell: NDArray[np.int64]
    met: NDArray[np.bool_]
    days: float


def _figures(
    scene: _Scene,
    name: str,
    walked_then: NDArray[np.bool_],
    happened_then: NDArray[np.bool_],
    hours: float,
) -> BandFigures:
    parts, how = scene.parts, scene.options
    walked = scene.walked.some(walked_then)
    passes = cell_passes(walked, parts)
    inside = happened_then & (scene.incident_cell >= 0)
    happened = np.bincount(scene.incident_cell[inside], minlength=parts.cell_count)
    passed = pass_counts(passes, parts.cell_count)
    covered = covered_m(walked, parts, at_least=how.at_least)
    met = scene.met & happened_then
    handled = scene.incidents.handled
    return BandFigures(
        name,
        rate(float(covered.sum()), float(parts.length_m.sum())),
        cell_coverage(passes, parts.cell_count, at_least=how.at_least),
        visibility(passes, parts.cell_count, hours * scene.days),
        rate(0, 0) if handled is None else rate(int((met & handled).sum()), int(met.sum())),
        rank_match(happened, passed) if happened.any() else None,
        hot_cells_without_pass(happened, passed, hot_share=how.hot_share),
    )


def _seconds(tracks: Tracks) -> NDArray[np.float64]:
    """Return the moments as seconds of local time.

    Raises
    ------
    InputError
        There is no fix, or one without time.
    """
    if not len(tracks.lonlat):
        raise InputError("patrol.no_fixes")
    missing = np.flatnonzero(np.isnat(tracks.moment))
    if len(missing):
        raise InputError("patrol.no_time", Place(row=int(missing[0]) + 1), count=len(missing))
    return tracks.moment.astype("datetime64[ms]").astype(np.int64) / 1000.0


def _met(
    incidents: Incidents, crs: object, lonlat: NDArray[np.float64], seconds: NDArray[np.float64]
) -> NDArray[np.bool_]:
    known = ~np.isnat(incidents.moment)
    met = np.zeros(len(known), np.bool_)
    if known.any():
        places, fixes = (
            shapely.get_coordinates(to_metric(shapely.points(own), crs))  # type: ignore[arg-type]  # pyproj's CRS
            for own in (incidents.lonlat[known], lonlat)
        )
        happened = incidents.moment[known].astype("datetime64[s]").astype(np.float64)
        met[known] = met_on_patrol(places, happened, fixes, seconds)
    return met


def _in_band(incidents: Incidents, bands: Bands, band: int) -> NDArray[np.bool_]:
    known = ~np.isnat(incidents.moment)
    seconds = np.where(known, incidents.moment, np.datetime64(0, "s")).astype("datetime64[s]")
    return np.asarray(known & (bands.of(seconds.astype(np.float64)) == band), np.bool_)


def _shifts(walked: Visits, parts: Stretches) -> list[Shift]:
    order = np.lexsort((walked.seconds, walked.worker))
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (np.diff(walked.worker[order]) != 0) | (
        np.diff(walked.seconds[order]) > SHIFT_GAP_S
    )
    found = []
    for rows in np.split(order, np.flatnonzero(begins)[1:]) if len(order) else []:
        own = walked.some(rows)
        found.append(
            Shift(
                walked.workers[int(own.worker[0])],
                float(own.seconds[0]),
                float(own.seconds[-1]),
                float((own.to_m - own.from_m).sum()),
                float(covered_m(own, parts).sum()),
                len(np.unique(cell_passes(own, parts).cell)),
            )
        )
    return found
