"""Patrols from files and stores, and their figures as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis import pass_counts
from gridmap.domain import FeatureTable, PointKind
from gridmap.errors import InputError, Place
from gridmap.formats import as_lonlat, recognise, require_points
from gridmap.geometry import LONLAT
from gridmap.services.dividing import ROAD_CLASSES
from gridmap.services.local_time import local_moments
from gridmap.services.patrols import Incidents, PatrolReport, Tracks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

_WORKER_HEADS = ("worker", "worker_code", "name", "code", "id")
_DAY_S = 86_400.0


@dataclass(frozen=True)
class Named:
    """Shapes in WGS 84 lon/lat with a code and a name for each."""

    shapes: NDArray[np.object_]
    codes: tuple[str, ...]
    names: tuple[str, ...]


def tracks_of(table: FeatureTable, *, worker: str | None = None, time: str | None = None) -> Tracks:
    """Return the fixes of a file.

    Parameters
    ----------
    table
        Points, a row for each fix.
    worker
        Column that names the worker; ``worker``, or a column of names or codes, by default. All
        fixes are of one worker where there is none.
    time
        Column with the moment; found by its head by default.

    Returns
    -------
    tracks
        On the clock of the territory.

    Raises
    ------
    InputError
        When a column is missing, a row has no point, or a value is no moment.
    """
    fixes = as_lonlat(require_points(table))
    columns = list(table.columns)
    found = recognise(columns, {} if time is None else {"time": time}, table.source)
    if "time" not in found:
        raise InputError(
            "column.missing",
            Place(file=table.source),
            meaning="time",
            columns=", ".join(columns),
        )
    who = worker or next((name for name in _WORKER_HEADS if name in columns), None)
    if worker is not None and worker not in columns:
        raise InputError(
            "column.missing",
            Place(file=table.source, column=worker),
            meaning="worker",
            columns=", ".join(columns),
        )
    names = [""] * len(fixes) if who is None else [str(name) for name in table.columns[who]]
    moments = local_moments(list(table.columns[found["time"]]), found["time"])
    return Tracks(names, moments, shapely.get_coordinates(fixes.geometry))


def named(table: FeatureTable) -> Named:
    """Return the shapes of a file with their codes and names; row numbers where it has none."""
    own = as_lonlat(table)
    shapes = np.zeros(0, object) if own.geometry is None else own.geometry
    rows = [str(row) for row in table.rows]
    codes = table.columns.get("code") or table.columns.get("id") or rows
    return Named(
        shapes,
        tuple(str(code) for code in codes),
        tuple(str(name or "") for name in table.columns.get("name", [""] * len(rows))),
    )


def streets_of(reader: Reader) -> Named:
    """Return the streets of a store that can be walked: no rails, rivers or walls."""
    streets = [street for street in reader.streets() if street.line_class in ROAD_CLASSES]
    return Named(
        np.array([street.geometry for street in streets], object),
        tuple(street.id for street in streets),
        tuple(street.name for street in streets),
    )


def cells_of(reader: Reader) -> Named:
    """Return the cells in force of a store."""
    cells = reader.published_cells()
    return Named(
        np.array([cell.geometry for cell in cells], object),
        tuple(cell.code for cell in cells),
        tuple(cell.name for cell in cells),
    )


def incidents_of(reader: Reader) -> Incidents:
    """Return the incidents of a store."""
    points = reader.points(PointKind.INCIDENT)
    return Incidents(
        np.array([(point.lon, point.lat) for point in points]).reshape(-1, 2),
        local_moments([point.happened_at for point in points]),
    )


def cell_table(report: PatrolReport, cells: Named) -> FeatureTable:
    """Return the figures of each cell as rows for a file."""
    parts, count = report.parts, report.parts.cell_count
    inside = parts.cell >= 0
    place = parts.cell[inside]
    street_m = np.bincount(place, parts.length_m[inside], count)
    walked_m = np.bincount(place, report.covered_m[inside], count)
    gaps = set(report.total.gaps.tolist())
    columns: dict[str, Sequence[object]] = {
        "code": cells.codes,
        "name": cells.names,
        "passes": pass_counts(report.passes, count).tolist(),
        "street_m": np.round(street_m, 1).tolist(),
        "covered_m": np.round(walked_m, 1).tolist(),
        "days_since_visit": _days(_cell_visits(report)),
        "incidents": report.incidents.tolist(),
        "gap": [position in gaps for position in range(count)],
    }
    return _table(columns, cells, "patrol-cells")


def street_table(report: PatrolReport, streets: Named) -> FeatureTable:
    """Return the figures of each street as rows for a file."""
    parts, count = report.parts, report.parts.street_count
    columns: dict[str, Sequence[object]] = {
        "code": streets.codes,
        "name": streets.names,
        "length_m": np.round(np.bincount(parts.street, parts.length_m, count), 1).tolist(),
        "covered_m": np.round(np.bincount(parts.street, report.covered_m, count), 1).tolist(),
        "days_since_visit": _days(report.since_visit_s(parts.street, count)),
    }
    return _table(columns, streets, "patrol-streets")


def _cell_visits(report: PatrolReport) -> NDArray[np.float64]:
    """Return the seconds since the last pass of each cell, NaN where nobody passed.

    Who walks along the edge of a cell passes it, as for the number of passes.
    """
    latest = np.full(report.parts.cell_count, -np.inf)
    np.maximum.at(latest, report.passes.cell, report.passes.left_s)
    return np.where(np.isfinite(latest), report.now_s - latest, np.nan)


def _days(seconds: NDArray[np.float64]) -> list[object]:
    return [None if np.isnan(value) else round(float(value) / _DAY_S, 2) for value in seconds]


def _table(columns: dict[str, Sequence[object]], of: Named, source: str) -> FeatureTable:
    rows = np.arange(1, len(of.codes) + 1)
    return FeatureTable(columns, of.shapes, LONLAT, source, rows)
