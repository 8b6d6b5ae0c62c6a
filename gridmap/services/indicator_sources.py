"""The rows that indicators are made of, as the store has them or a file brings them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis import CellIndex
from gridmap.domain import Cell, FeatureTable, Hierarchy, PointKind, attribute_schema
from gridmap.domain.indicators import ScopeArea, ScopeCell, Scopes, build_scopes
from gridmap.domain.levels import DEFAULT_HIERARCHY
from gridmap.errors import InputError, Place
from gridmap.formats import as_lonlat, require_points
from gridmap.geometry import area_m2
from gridmap.services.layers import LAYER_OF_KIND, leaders_in_force, published_plans
from gridmap.services.principal import Principal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

M2_PER_KM2 = 1e6
POINT_COLUMNS = ("id", "name", "class_code", "cell_code", "happened_at", "lon", "lat")


@dataclass(frozen=True)
class Source:
    """Rows of one table, with their shapes in lon/lat where they have any."""

    columns: Mapping[str, Sequence[object]]
    geometry: NDArray[np.object_] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        """Return the number of rows."""
        if self.geometry is not None:
            return len(self.geometry)
        return len(next(iter(self.columns.values()), ()))

    @property
    def is_drawn(self) -> bool:
        """Whether the rows have shapes."""
        return self.geometry is not None

    @property
    def shapes(self) -> NDArray[np.object_]:
        """The shapes of the rows.

        Raises
        ------
        InputError
            When they have none.
        """
        if self.geometry is None:
            raise InputError("geometry.absent")
        return self.geometry

    def having(self, further: Mapping[str, Sequence[object]]) -> Source:
        """Return the rows with further columns; those that are there stay as they are."""
        return Source({**further, **self.columns}, self.geometry)

    def taking(self, rows: NDArray[np.intp]) -> Source:
        """Return some of the rows."""
        columns = {
            name: [values[row] for row in rows.tolist()] for name, values in self.columns.items()
        }
        return Source(columns, None if self.geometry is None else self.geometry[rows])


@dataclass(frozen=True)
class Sources:
    """All tables that are there, and what figures can be made for."""

    scopes: Scopes
    tables: Mapping[str, Source]

    def has(self, *names: str) -> bool:
        """Return whether all these tables are there with at least one row."""
        return all(name in self.tables and len(self.tables[name]) for name in names)


def sources_of(
    reader: Reader,
    names: Collection[str],
    principal: Principal | None = None,
    supplied: Mapping[str, FeatureTable] = MappingProxyType({}),
) -> Sources:
    """Take tables from a store, narrowed to what the principal may see.

    Parameters
    ----------
    reader
        A snapshot of the store.
    names
        The tables that are wanted; cells and communities are always taken.
    principal
        Who asks; everybody may see everything by default.
    supplied
        Tables by name that the store does not keep, or that replace those it keeps.

    Returns
    -------
    sources
        The tables that there are.

    Raises
    ------
    InputError
        When the points of a supplied table have no CRS or no place.
    """
    cells = [cell for cell in reader.published_cells() if _sees(principal, cell.code)]
    tables = {"cells": _cells(reader, cells), "communities": _communities(reader, principal)}
    wanted = {*names} | ({*LAYER_OF_KIND.values()} if "points" in names else set())
    for name in wanted & _MAKERS.keys():
        source = _MAKERS[name](reader)
        tables[name] = source if name in _FOR_ALL else _visible(source, principal)
    if "points" in wanted:
        tables["points"] = _joined({kind: tables[LAYER_OF_KIND[kind]] for kind in PointKind})
    index = CellIndex(_shapes(cells)) if supplied and cells else None
    for name, table in supplied.items():
        codes = [cell.code for cell in cells]
        tables[name] = _visible(supplied_source(table, index, codes), principal)
    return Sources(_scopes(reader, cells, principal), tables)


def supplied_source(table: FeatureTable, index: CellIndex | None, codes: Sequence[str]) -> Source:
    """Return the rows of a file; points without a cell are located.

    Parameters
    ----------
    table
        The rows.
    index
        Index of the cells, None where there are none.
    codes
        Their codes, in its order.

    Raises
    ------
    InputError
        When the points have no CRS, a row has no point or one without finite coordinates, or
        longitude and latitude are exchanged.
    """
    columns = dict(table.columns)
    shapes = as_lonlat(table).geometry if len(table) else None
    if shapes is None or index is None or "cell_code" in columns:
        return Source(columns, shapes)
    if (shapely.get_type_id(shapes) > shapely.GeometryType.POINT).any():
        return Source(columns, shapes)
    require_points(table)
    lonlat = shapely.get_coordinates(shapes)
    found = index.locate(lonlat)
    if not (found >= 0).any() and _lie_swapped(lonlat, index):
        raise InputError("indicators.swapped", Place(file=table.source))
    columns["cell_code"] = [codes[place] if place >= 0 else None for place in found.tolist()]
    return Source(columns, shapes)


def _lie_swapped(lonlat: NDArray[np.float64], index: CellIndex) -> bool:
    """Return whether most points would lie in cells with their axes exchanged."""
    swapped = index.locate(lonlat[:, ::-1])
    return bool((swapped >= 0).sum() > len(swapped) / 2)


def _sees(principal: Principal | None, code: str | None) -> bool:
    return principal is None or principal.sees_cell(code)


def _visible(source: Source, principal: Principal | None) -> Source:
    if principal is None or not principal.scope:
        return source
    count = len(source)
    cells = source.columns.get("cell_code", [None] * count)
    areas = source.columns.get("community_code", [None] * count)
    kept = [
        principal.sees_cell(str(cell))
        if cell is not None
        else area is not None and principal.sees_area(str(area))
        for cell, area in zip(cells, areas, strict=True)
    ]
    return source.taking(np.flatnonzero(kept))


def _shapes(cells: Sequence[Cell]) -> NDArray[np.object_]:
    return np.array([cell.geometry for cell in cells], dtype=object)


def _cells(reader: Reader, cells: Sequence[Cell]) -> Source:
    plans, leaders = published_plans(reader), leaders_in_force(reader)
    columns: dict[str, Sequence[object]] = {
        "cell_code": [cell.code for cell in cells],
        "name": [cell.name for cell in cells],
        "community_code": [plans[cell.plan_id].community_code for cell in cells],
        "has_leader": [cell.code in leaders for cell in cells],
        "load": [cell.load for cell in cells],
        "area_m2": [cell.area_m2 for cell in cells],
        "area_km2": [cell.area_m2 / M2_PER_KM2 for cell in cells],
    }
    return Source(columns, _shapes(cells))


def _communities(reader: Reader, principal: Principal | None) -> Source:
    areas = [
        area
        for area in reader.areas("community")
        if principal is None or principal.sees_area(area.code)
    ]
    geometry = np.array([area.boundary for area in areas], dtype=object)
    columns: dict[str, Sequence[object]] = {
        "community_code": [area.code for area in areas],
        "name": [area.name for area in areas],
        "boundary_m2": [
            None if area.boundary is None else float(area_m2([area.boundary])[0]) for area in areas
        ],
    }
    return Source(columns, geometry)


def _workers(reader: Reader) -> Source:
    workers = reader.workers()
    columns: dict[str, Sequence[object]] = {
        "worker_code": [worker.code for worker in workers],
        "name": [worker.name for worker in workers],
        "community_code": [worker.community_code for worker in workers],
        "trained": [worker.trained for worker in workers],
    }
    return Source(columns)


def _points_of(kind: PointKind) -> Callable[[Reader], Source]:
    attributes = tuple(attribute_schema(kind)["properties"])

    def make(reader: Reader) -> Source:
        points = reader.points(kind)
        columns: dict[str, Sequence[object]] = {
            name: [getattr(point, name) for point in points] for name in POINT_COLUMNS
        }
        for name in attributes:
            columns[name] = [point.attributes.get(name) for point in points]
        lonlat = np.array([(point.lon, point.lat) for point in points], np.float64)
        return Source(columns, shapely.points(lonlat.reshape(-1, 2)))

    return make


def _joined(kinds: Mapping[PointKind, Source]) -> Source:
    """Return the points of all kinds as one table."""
    columns: dict[str, Sequence[object]] = {
        name: [value for source in kinds.values() for value in source.columns[name]]
        for name in ("id", "name", "cell_code")
    }
    columns["kind"] = [kind.value for kind, source in kinds.items() for _ in range(len(source))]
    return Source(columns)


def _streets(reader: Reader) -> Source:
    streets = reader.streets()
    columns: dict[str, Sequence[object]] = {
        "id": [street.id for street in streets],
        "name": [street.name for street in streets],
        "line_class": [street.line_class.value for street in streets],
    }
    return Source(columns, np.array([street.geometry for street in streets], dtype=object))


def _buildings(reader: Reader) -> Source:
    buildings = reader.buildings()
    shapes = np.array([building.geometry for building in buildings], dtype=object)
    return Source({"id": [building.id for building in buildings]}, shapes)


# What stands between a camera and a place stands there for everybody.
_FOR_ALL = frozenset({"buildings"})
_MAKERS: Mapping[str, Callable[[Reader], Source]] = MappingProxyType(
    {
        **{LAYER_OF_KIND[kind]: _points_of(kind) for kind in PointKind},
        "workers": _workers,
        "streets": _streets,
        "buildings": _buildings,
    }
)


def _scopes(reader: Reader, cells: Sequence[Cell], principal: Principal | None) -> Scopes:
    plans, leaders = published_plans(reader), leaders_in_force(reader)
    territory = reader.territory()
    hierarchy = territory.hierarchy if territory else DEFAULT_HIERARCHY
    areas = {
        area.code: ScopeArea(area.code, area.level, area.name, area.parent_code)
        for area in reader.areas()
        if principal is None or principal.sees_area(area.code)
    }
    named = [
        ScopeCell(
            cell.code,
            cell.name,
            plans[cell.plan_id].community_code,
            leaders[cell.code].worker_code if cell.code in leaders else None,
        )
        for cell in cells
    ]
    leading = {cell.worker_code for cell in named}
    whole = principal is None or not principal.scope
    workers = {one.code: one.name for one in reader.workers() if whole or one.code in leading}
    return build_scopes(
        named,
        [_with_parent(area, hierarchy, areas.keys()) for area in areas.values()],
        [key for key in hierarchy.keys if any(area.level == key for area in areas.values())],
        workers,
        territory.name if territory else "",
    )


def _with_parent(area: ScopeArea, hierarchy: Hierarchy, known: Iterable[str]) -> ScopeArea:
    """Return an area with its parent; the code tells it where the record does not."""
    if area.parent_code is not None or area.level not in hierarchy.keys:
        return area
    above = hierarchy.keys[: hierarchy.keys.index(area.level)]
    codes = [area.code[: hierarchy.digits_of(level)] for level in above]
    parents = [code for code in codes if code in set(known) and code != area.code]
    return ScopeArea(area.code, area.level, area.name, parents[-1] if parents else None)
