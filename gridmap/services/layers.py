"""The layers that maps show: each a function from a snapshot to rows with geometry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain import Assignment, Cell, Duty, FeatureTable, Plan, PlanStatus, PointKind

if TYPE_CHECKING:
    from gridmap.store import Reader

WGS84 = "EPSG:4326"


def leaders_in_force(reader: Reader) -> dict[str, Assignment]:
    """Return the current leader's assignment of each cell."""
    return {
        assignment.cell_code: assignment
        for assignment in reader.assignments()
        if assignment.duty is Duty.LEADER and assignment.valid_to is None
    }


def published_plans(reader: Reader) -> dict[str, Plan]:
    """Return the plans in force by their id."""
    return {plan.id: plan for plan in reader.plans(status=PlanStatus.PUBLISHED)}


def _table(
    source: str, columns: Mapping[str, Sequence[object]], geometries: Iterable[shapely.Geometry]
) -> FeatureTable:
    array = np.array(list(geometries), dtype=object)
    return FeatureTable(columns, array, WGS84, source, np.arange(1, len(array) + 1))


def _columns(names: Sequence[str], rows: Sequence[Sequence[object]]) -> dict[str, list[object]]:
    return {name: [row[position] for row in rows] for position, name in enumerate(names)}


def _communities(reader: Reader) -> FeatureTable:
    areas = [area for area in reader.areas("community") if area.boundary is not None]
    rows = [(area.code, area.name, area.parent_code) for area in areas]
    return _table(
        "communities",
        _columns(("code", "name", "parent_code"), rows),
        [area.boundary for area in areas if area.boundary is not None],
    )


CELL_COLUMNS = (
    "code",
    "name",
    "community_code",
    "plan_id",
    "valid_from",
    "load",
    "area_m2",
    "leader_code",
    "leader_name",
    *(f"{kind.value}_count" for kind in PointKind),
)


def _cells(reader: Reader) -> FeatureTable:
    plans = published_plans(reader)
    leaders = leaders_in_force(reader)
    names = {worker.code: worker.name for worker in reader.workers()}
    counts: Counter[tuple[str | None, PointKind]] = Counter(reader.tally())
    cells = reader.published_cells()

    def row(cell: Cell) -> tuple[object, ...]:
        plan = plans[cell.plan_id]
        leader = leaders.get(cell.code)
        return (
            cell.code,
            cell.name,
            plan.community_code,
            plan.id,
            plan.valid_from,
            cell.load,
            round(cell.area_m2, 2),
            leader.worker_code if leader else None,
            names[leader.worker_code] if leader else None,
            *(counts[cell.code, kind] for kind in PointKind),
        )

    return _table(
        "cells",
        _columns(CELL_COLUMNS, [row(cell) for cell in cells]),
        [cell.geometry for cell in cells],
    )


def _points_of(kind: PointKind) -> Callable[[Reader], FeatureTable]:
    def build(reader: Reader) -> FeatureTable:
        points = reader.points(kind)
        extra = sorted({name for point in points for name in point.attributes})
        names = ("id", "name", "class_code", "cell_code", "happened_at", *extra)
        rows = [
            (
                point.id,
                point.name,
                point.class_code,
                point.cell_code,
                point.happened_at,
                *(point.attributes.get(name) for name in extra),
            )
            for point in points
        ]
        lonlat = np.array([(point.lon, point.lat) for point in points], np.float64)
        return _table(
            LAYER_OF_KIND[kind], _columns(names, rows), shapely.points(lonlat.reshape(-1, 2))
        )

    return build


def _streets(reader: Reader) -> FeatureTable:
    streets = reader.streets()
    rows = [(street.id, street.name, street.line_class.value) for street in streets]
    return _table(
        "streets",
        _columns(("id", "name", "line_class"), rows),
        [street.geometry for street in streets],
    )


def _buildings(reader: Reader) -> FeatureTable:
    buildings = reader.buildings()
    rows = [(item.id, item.name, item.floors, item.households, item.compound) for item in buildings]
    return _table(
        "buildings",
        _columns(("id", "name", "floors", "households", "compound"), rows),
        [item.geometry for item in buildings],
    )


def _blocks(reader: Reader) -> FeatureTable:
    blocks = reader.blocks()
    rows = [
        (block.id, block.name, block.community_code, block.block_type, block.load)
        for block in blocks
    ]
    return _table(
        "blocks",
        _columns(("id", "name", "community_code", "block_type", "load"), rows),
        [block.geometry for block in blocks],
    )


LAYER_OF_KIND: Mapping[PointKind, str] = MappingProxyType(
    {
        PointKind.SHOP: "shops",
        PointKind.HAZARD: "hazards",
        PointKind.CAMERA: "cameras",
        PointKind.INCIDENT: "incidents",
        PointKind.COMPONENT: "components",
    }
)

MAP_LAYERS: Mapping[str, Callable[[Reader], FeatureTable]] = MappingProxyType(
    {
        "communities": _communities,
        "cells": _cells,
        **{LAYER_OF_KIND[kind]: _points_of(kind) for kind in PointKind},
        "streets": _streets,
        "buildings": _buildings,
        "blocks": _blocks,
    }
)
