"""Coverage statistics: one row for each area, each cell and the territory.

Every rate is an indicator of the registry and keeps its numerator and denominator beside it; an
empty denominator is not applicable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.analysis import Rate, rate
from gridmap.domain import Building, FeatureTable, Point
from gridmap.domain.indicators import CELL, COMMUNITY, WORKER, Scopes
from gridmap.services.indicator_reach import view_areas
from gridmap.services.indicator_sources import Source
from gridmap.services.indicators import Evaluation, evaluate
from gridmap.services.layers import LAYER_OF_KIND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

# The indicators of every report, in the order of the table.
REPORT_KEYS: Final = ("K-02", "D-05", "K-03", "K-11", "K-10", "K-33", "S-29")
SUMS: Final = ("cells", "load", "area_m2", "points", *LAYER_OF_KIND.values())


@dataclass(frozen=True)
class Scope:
    """What one row is about, its sums and its rates; rates are made from sums, never averaged.

    `sums` maps a measure to its total in the scope, `rates` the key of an indicator to its rate.
    An indicator for which something is missing has no rate.
    """

    level: str
    code: str
    name: str
    leader: str
    sums: Mapping[str, float] = field(default_factory=dict)
    rates: Mapping[str, Rate] = field(default_factory=dict)

    def rate(self, key: str) -> Rate:
        """Return the rate of an indicator, not applicable where it has none."""
        return self.rates.get(key, rate(0, 0))


def report(reader: Reader) -> list[Scope]:
    """Count everything that lies in the cells in force.

    Parameters
    ----------
    reader
        A snapshot of the store.

    Returns
    -------
    scopes
        The territory first, then the areas above the communities, then each community followed by
        its cells in the order of codes. Points that lie in no cell count for the territory alone.
    """
    evaluation = evaluate(reader, REPORT_KEYS)
    scopes = evaluation.records.scopes
    rows = {
        level: dict(zip(scopes.codes(level), _rows(evaluation, level), strict=True))
        for level in scopes.levels
        if level != WORKER
    }
    above = [level for level in rows if level not in {COMMUNITY, CELL}]
    return [
        *(row for level in above for row in rows[level].values()),
        *_with_cells(rows.get(COMMUNITY, {}), rows[CELL], scopes),
    ]


def report_table(scopes: Sequence[Scope]) -> FeatureTable:
    """Return a report as rows for a file: sums, and each rate with what it is made of.

    Parameters
    ----------
    scopes
        What `report` gave.

    Returns
    -------
    table
        A table without geometry.
    """
    columns: dict[str, list[object]] = {
        "level": [scope.level for scope in scopes],
        "code": [scope.code for scope in scopes],
        "name": [scope.name for scope in scopes],
        "leader": [scope.leader for scope in scopes],
    }
    for measure in SUMS:
        columns[measure] = [_plain(scope.sums.get(measure, 0)) for scope in scopes]
    for key in REPORT_KEYS:
        rates = [scope.rate(key) for scope in scopes]
        columns[f"{key}_numerator"] = [_plain(one.numerator) for one in rates]
        columns[f"{key}_denominator"] = [_plain(one.denominator) for one in rates]
        columns[f"{key}_ratio"] = [_rounded(one.value) for one in rates]
    return FeatureTable(columns, None, None, "report", np.arange(1, len(scopes) + 1))


def camera_sectors(
    cameras: Sequence[Point], buildings: Sequence[Building] = ()
) -> NDArray[np.object_]:
    """Return the view area of each camera as a polygon in WGS 84 lon/lat.

    Parameters
    ----------
    cameras
        Points of kind camera. One without an azimuth sees in all directions.
    buildings
        Behind these nothing is seen.

    Returns
    -------
    polygons
        Object array of shape (N,).
    """
    lonlat = np.array([(camera.lon, camera.lat) for camera in cameras], np.float64)
    named = ("azimuth_deg", "angle_deg", "range_m")
    columns = {name: [camera.attributes.get(name) for camera in cameras] for name in named}
    walls = np.array([building.geometry for building in buildings], dtype=object)
    return view_areas(Source(columns, shapely.points(lonlat.reshape(-1, 2))), Source({}, walls))


def _rows(evaluation: Evaluation, level: str) -> Iterator[Scope]:
    scopes = evaluation.records.scopes
    codes = scopes.codes(level)
    sums = {
        "cells": _counted(evaluation, "cells", level),
        "load": _counted(evaluation, "cells", level, "load"),
        "area_m2": _counted(evaluation, "cells", level, "area_m2"),
        "points": _counted(evaluation, "points", level),
        **{name: _counted(evaluation, name, level) for name in LAYER_OF_KIND.values()},
    }
    rates = {one.key: list(evaluation.figures(one, level)) for one in evaluation.computable()}
    workers = scopes.codes(WORKER)
    leaders = scopes.above_cell[WORKER] if level == CELL else {}
    names = scopes.names
    for place, code in enumerate(codes):
        yield Scope(
            level,
            code,
            names[level][code],
            names[WORKER][workers[leaders[code]]] if code in leaders else "",
            {measure: float(values[place]) for measure, values in sums.items()},
            {key: values[place] for key, values in rates.items()},
        )


def _counted(
    evaluation: Evaluation, name: str, level: str, measure: str | None = None
) -> NDArray[np.float64]:
    """Return how many rows of a table each scope has, or the sum of a column."""
    table = evaluation.records.tables[name]
    place = table.places[level]
    inside = place >= 0
    weights = np.ones(len(table))
    if measure is not None:
        weights = np.array([value or 0 for value in table.columns[measure]], np.float64)
    count = len(evaluation.records.scopes.codes(level))
    sums: NDArray[np.float64] = np.bincount(place[inside], weights[inside], count).astype(float)
    return sums


def _with_cells(
    communities: Mapping[str, Scope], cells: Mapping[str, Scope], scopes: Scopes
) -> Iterator[Scope]:
    below: dict[int, list[Scope]] = {}
    for code, row in cells.items():
        below.setdefault(scopes.above_cell[COMMUNITY].get(code, -1), []).append(row)
    for place, row in enumerate(communities.values()):
        if place in below:
            yield row
            yield from below[place]


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(float(value), 2)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
