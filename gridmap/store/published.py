"""What a snapshot shows: the layers in force, with their attributes in plain columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import shapely

from gridmap.domain import Duty, PlanStatus, Point, PointKind, attribute_schema
from gridmap.store.port import Reader

if TYPE_CHECKING:
    from shapely import Geometry

_SQL_TYPES: Final = {
    "string": "TEXT",
    "number": "DOUBLE",
    "integer": "INTEGER",
    "boolean": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer to be written: its columns with their types, and rows of geometry and values."""

    name: str
    geometry_type: str
    columns: Mapping[str, str]
    rows: Sequence[tuple[Geometry, Sequence[object]]]


def published_layers(reader: Reader) -> Iterator[Layer]:
    """Yield areas of each level, cells, points of each kind, streets, buildings and blocks.

    Drafts, accounts, workers' telephones and bases are no part of it; the name of a cell's leader
    is, as it is posted in the cell.
    """
    yield from _areas(reader)
    yield _cells(reader)
    for kind in PointKind:
        yield _points(kind, reader.points(kind))
    yield from _base_map(reader)


def _areas(reader: Reader) -> Iterator[Layer]:
    territory = reader.territory()
    for level in territory.hierarchy.keys if territory else ():
        yield Layer(
            level,
            "MULTIPOLYGON",
            {"code": "TEXT", "name": "TEXT", "parent_code": "TEXT"},
            [
                (area.boundary, (area.code, area.name, area.parent_code))
                for area in reader.areas(level)
                if area.boundary is not None
            ],
        )


def _cells(reader: Reader) -> Layer:
    plans = {plan.id: plan for plan in reader.plans(status=PlanStatus.PUBLISHED)}
    names = {area.code: area.name for area in reader.areas("community")}
    leaders = _leaders(reader)
    columns = {
        "code": "TEXT",
        "name": "TEXT",
        "community_code": "TEXT",
        "community": "TEXT",
        "leader": "TEXT",
        "load": "DOUBLE",
        "area_m2": "DOUBLE",
        "cell_type": "TEXT",
        "valid_from": "DATE",
    }
    rows = []
    for cell in reader.published_cells():
        plan = plans[cell.plan_id]
        values = (
            cell.code,
            cell.name,
            plan.community_code,
            names[plan.community_code],
            leaders.get(cell.code),
            cell.load,
            cell.area_m2,
            cell.cell_type,
            plan.valid_from,
        )
        rows.append((cell.geometry, values))
    return Layer("cell", "MULTIPOLYGON", columns, rows)


def _leaders(reader: Reader) -> dict[str, str]:
    """Return the name of the leader whose duty in a cell is open, by the cell's code."""
    names = {worker.code: worker.name for worker in reader.workers()}
    return {
        assignment.cell_code: names[assignment.worker_code]
        for assignment in reader.assignments()
        if assignment.duty is Duty.LEADER and assignment.valid_to is None
    }


def _points(kind: PointKind, points: Iterable[Point]) -> Layer:
    fields = attribute_schema(kind)["properties"]
    columns = {
        "id": "TEXT",
        "class_code": "TEXT",
        "name": "TEXT",
        "happened_at": "DATETIME",
        "cell_code": "TEXT",
    } | {name: _sql_type(field) for name, field in fields.items()}
    rows = []
    for point in points:
        own = (point.id, point.class_code, point.name, point.happened_at, point.cell_code)
        attributes = (point.attributes.get(name) for name in fields)
        rows.append((shapely.Point(point.lon, point.lat), (*own, *attributes)))
    return Layer(kind.value, "POINT", columns, rows)


def _sql_type(field: Mapping[str, Any]) -> str:
    if field.get("format") == "date":
        return "DATE"
    kinds = field["type"] if isinstance(field["type"], list) else [field["type"]]
    return next(_SQL_TYPES[kind] for kind in kinds if kind != "null")


def _base_map(reader: Reader) -> Iterator[Layer]:
    yield Layer(
        "street",
        "LINESTRING",
        {"id": "TEXT", "name": "TEXT", "line_class": "TEXT"},
        [(line.geometry, (line.id, line.name, line.line_class)) for line in reader.streets()],
    )
    yield Layer(
        "building",
        "POLYGON",
        {
            "id": "TEXT",
            "name": "TEXT",
            "floors": "INTEGER",
            "households": "INTEGER",
            "compound": "TEXT",
        },
        [
            (house.geometry, (house.id, house.name, house.floors, house.households, house.compound))
            for house in reader.buildings()
        ],
    )
    yield Layer(
        "block",
        "MULTIPOLYGON",
        {
            "id": "TEXT",
            "community_code": "TEXT",
            "name": "TEXT",
            "block_type": "TEXT",
            "load": "DOUBLE",
        },
        [
            (
                block.geometry,
                (block.id, block.community_code, block.name, block.block_type, block.load),
            )
            for block in reader.blocks()
        ],
    )
