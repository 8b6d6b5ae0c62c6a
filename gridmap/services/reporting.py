"""Coverage statistics: one row for each cell, each community and the territory.

Every rate keeps its numerator and denominator beside it; an empty denominator is not applicable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from gridmap.analysis import Rate, covered_share, rate, sectors
from gridmap.domain import Cell, FeatureTable, Point, PointKind
from gridmap.services.layers import LAYER_OF_KIND, leaders_in_force, published_plans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

FIXED_HAZARD_STATES = frozenset({"rectified", "closed"})
IN_SERVICE = "in_service"


@dataclass(frozen=True)
class Scope:
    """What one row is about and its sums; rates are made from sums, never averaged.

    `sums` maps a measure to its total in the scope; measures are counts, loads or square metres.
    """

    level: str
    code: str
    name: str
    leader: str
    sums: Mapping[str, float] = field(default_factory=dict)

    def rate(self, key: str) -> Rate:
        """Return one of `RATES` for this scope."""
        numerator, denominator = RATES[key]
        return rate(self.sums.get(numerator, 0), self.sums.get(denominator, 0))


# Each rate names the sums it is made of: key to (numerator, denominator).
RATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "assignment_coverage": ("cells_with_leader", "cells"),
        "located_points": ("points_in_cells", "points"),
        "camera_area_coverage": ("camera_area_m2", "area_m2"),
        "camera_in_service": ("cameras_in_service", "cameras"),
        "camera_networked": ("cameras_networked", "cameras"),
        "hazards_rectified": ("hazards_fixed", "hazards"),
        "shops_in_joint_defence": ("shops_joint_defence", "shops"),
    }
)

SUMS = (
    "cells",
    "cells_with_leader",
    "load",
    "area_m2",
    "points",
    "points_in_cells",
    *LAYER_OF_KIND.values(),
    "shops_joint_defence",
    "hazards_fixed",
    "cameras_in_service",
    "cameras_networked",
    "camera_area_m2",
)


def report(reader: Reader) -> list[Scope]:
    """Count everything that lies in the cells in force.

    Parameters
    ----------
    reader
        A snapshot of the store.

    Returns
    -------
    scopes
        The territory first, then each community followed by its cells in the order of codes.
        Points that lie in no cell count for the territory alone.
    """
    cells = reader.published_cells()
    sums: dict[str | None, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    leaders = leaders_in_force(reader)
    for cell in cells:
        _count_cell(sums[cell.code], cell, has_leader=cell.code in leaders)
    cameras = []
    for point in reader.points():
        _count_point(sums[point.cell_code], point)
        if point.kind is PointKind.CAMERA and point.attributes.get("state") == IN_SERVICE:
            cameras.append(point)
    for cell, covered_m2 in zip(cells, _camera_area_m2(cells, cameras), strict=True):
        sums[cell.code]["camera_area_m2"] = float(covered_m2)
    return _scopes(reader, cells, sums)


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
    for key in RATES:
        columns[f"{key}_ratio"] = [_rounded(scope.rate(key).value) for scope in scopes]
    return FeatureTable(columns, None, None, "report", np.arange(1, len(scopes) + 1))


def _count_cell(sums: dict[str, float], cell: Cell, *, has_leader: bool) -> None:
    sums["cells"] += 1
    sums["cells_with_leader"] += has_leader
    sums["load"] += cell.load or 0
    sums["area_m2"] += cell.area_m2


def _count_point(sums: dict[str, float], point: Point) -> None:
    sums["points"] += 1
    sums["points_in_cells"] += point.cell_code is not None
    sums[LAYER_OF_KIND[point.kind]] += 1
    for measure, counts in _FURTHER.get(point.kind, {}).items():
        sums[measure] += counts(point)


# What is counted about a kind beside its number: measure to the test a point must pass.
_FURTHER: Mapping[PointKind, Mapping[str, Callable[[Point], bool]]] = {
    PointKind.SHOP: {
        "shops_joint_defence": lambda shop: bool(shop.attributes.get("joint_defence"))
    },
    PointKind.HAZARD: {
        "hazards_fixed": lambda hazard: hazard.attributes.get("state") in FIXED_HAZARD_STATES
    },
    PointKind.CAMERA: {
        "cameras_in_service": lambda camera: camera.attributes.get("state") == IN_SERVICE,
        "cameras_networked": lambda camera: bool(camera.attributes.get("networked")),
    },
}


def camera_sectors(cameras: Sequence[Point]) -> NDArray[np.object_]:
    """Return the view area of each camera as a polygon in WGS 84 lon/lat.

    Parameters
    ----------
    cameras
        Points of kind camera. One without an azimuth sees in all directions.

    Returns
    -------
    polygons
        Object array of shape (N,).
    """
    return sectors(
        np.array([camera.lon for camera in cameras]),
        np.array([camera.lat for camera in cameras]),
        np.array([_number(camera, "azimuth_deg", np.nan) for camera in cameras]),
        np.array([_number(camera, "angle_deg", 360.0) for camera in cameras]),
        np.array([_number(camera, "range_m", 50.0) for camera in cameras]),
    )


def _number(point: Point, name: str, otherwise: float) -> float:
    value = point.attributes.get(name)
    return float(value) if isinstance(value, int | float) else otherwise


def _camera_area_m2(cells: Sequence[Cell], cameras: Sequence[Point]) -> list[float]:
    if not cells or not cameras:
        return [0.0] * len(cells)
    shares = covered_share(
        np.array([cell.geometry for cell in cells], dtype=object), camera_sectors(cameras)
    )
    # The kernel measures on a plane, the cell's own area is ellipsoidal: carry the share over.
    return [cell.area_m2 * (share.value or 0.0) for cell, share in zip(cells, shares, strict=True)]


def _scopes(
    reader: Reader, cells: Sequence[Cell], sums: Mapping[str | None, Mapping[str, float]]
) -> list[Scope]:
    plans = published_plans(reader)
    names = {area.code: area.name for area in reader.areas("community")}
    workers = {worker.code: worker.name for worker in reader.workers()}
    leaders = leaders_in_force(reader)
    by_community: dict[str, list[Scope]] = defaultdict(list)
    for cell in cells:
        leader = leaders.get(cell.code)
        by_community[plans[cell.plan_id].community_code].append(
            Scope(
                "cell",
                cell.code,
                cell.name,
                workers[leader.worker_code] if leader else "",
                sums[cell.code],
            )
        )
    below = [
        row
        for code in sorted(by_community)
        for row in (
            Scope("community", code, names.get(code, ""), "", _total(by_community[code])),
            *by_community[code],
        )
    ]
    territory = reader.territory()
    everything = [*below, Scope("cell", "", "", "", sums.get(None, {}))]
    total = _total([scope for scope in everything if scope.level == "cell"])
    return [Scope("territory", "", territory.name if territory else "", "", total), *below]


def _total(scopes: Sequence[Scope]) -> dict[str, float]:
    return {measure: sum(scope.sums.get(measure, 0) for scope in scopes) for measure in SUMS}


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(float(value), 2)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
