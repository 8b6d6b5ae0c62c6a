"""What a page shows of a territory: the published layers, narrowed to what the principal may see.

Everything starts from `gridmap.services.layers`, so that the map, the table, the API and the export
tell the same numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain import Area, Duty, FeatureTable, PointKind
from gridmap.drawing.palette import owner_hues, round_bounds
from gridmap.geometry.preparing import prepared
from gridmap.services.layers import LAYER_OF_KIND
from gridmap.services.principal import Principal
from gridmap.services.published_layers import LAYERS, layer_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

KIND_OF_LAYER: Mapping[str, PointKind] = MappingProxyType(
    {layer: kind for kind, layer in LAYER_OF_KIND.items()}
)
_BASE_LAYERS = frozenset({"streets", "buildings"})


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many points of a kind there are, and how many of them lie in no cell."""

    kind: PointKind
    total: int
    outside: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The territory at a glance.

    `bounds` is west, south, east, north in degrees, None for an empty territory.
    """

    name: str
    revision: int
    bounds: tuple[float, float, float, float] | None
    communities: tuple[tuple[str, str], ...]
    cell_count: int
    worker_count: int
    kinds: tuple[KindCount, ...]


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One worker's duty in a cell. The telephone is a duty telephone."""

    duty: Duty
    code: str
    name: str
    telephone: str | None


@dataclass(frozen=True, slots=True)
class CellCard:
    """One cell with what belongs to it.

    `load_share_ratio` is the load over the mean load of the community's cells, less one; None where
    either is unknown or zero.
    """

    code: str
    name: str
    community_code: str
    community_name: str
    area_m2: float
    load: float | None
    load_share_ratio: float | None
    team: tuple[TeamMember, ...]
    counts: Mapping[PointKind, int]


def overview(reader: Reader, principal: Principal) -> Overview:
    """Return the territory at a glance.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks.
    """
    territory = reader.territory()
    communities = _communities(reader, principal)
    cells = visible_layer(reader, principal, "cells")
    bounded = [area.boundary for area in communities if area.boundary is not None]
    bounds = shapely.total_bounds(np.array(bounded, dtype=object)) if bounded else None
    return Overview(
        name=territory.name if territory else "",
        revision=reader.revision(),
        bounds=None if bounds is None else tuple(float(value) for value in bounds),  # type: ignore[arg-type]
        communities=tuple((area.code, area.name) for area in communities),
        cell_count=len(cells),
        worker_count=len({code for code in cells.columns["leader_code"] if code is not None}),
        kinds=_counts(reader, principal),
    )


def visible_layer(reader: Reader, principal: Principal, layer: str) -> FeatureTable:
    """Return a published layer without the rows outside the principal's scope.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks.
    layer
        A key of `gridmap.services.published_layers.LAYERS`.

    Returns
    -------
    table
        Rows as the layer has them; the very table for a principal without a scope.
    """
    table = layer_table(reader, layer)
    if not principal.scope:
        return table
    return _rows(table, _in_scope(reader, principal, layer, table))


def layer_names() -> tuple[str, ...]:
    """Return the layers that can be seen and exported."""
    return tuple(LAYERS)


def load_share_ratios(cells: FeatureTable) -> list[float | None]:
    """Return how far each cell's load is from the mean of its community, as a ratio.

    Parameters
    ----------
    cells
        The layer of cells.

    Returns
    -------
    ratios
        0.1 for ten percent above the mean; None where the load is unknown or the mean is zero.
    """
    loads: dict[object, list[float]] = {}
    for community, load in zip(cells.columns["community_code"], cells.columns["load"], strict=True):
        if isinstance(load, int | float):
            loads.setdefault(community, []).append(float(load))
    means = {community: sum(values) / len(values) for community, values in loads.items()}
    return [
        load / means[community] - 1
        if isinstance(load, int | float) and means.get(community)
        else None
        for community, load in zip(
            cells.columns["community_code"], cells.columns["load"], strict=True
        )
    ]


def load_bounds(cells: FeatureTable) -> tuple[float, ...]:
    """Return round bounds between the classes of load, for the legend and the map alike."""
    return round_bounds([load for load in cells.columns["load"] if isinstance(load, int | float)])


def leader_hues(cells: FeatureTable) -> list[int]:
    """Return the hue of each cell's leader: neighbours of different leaders never share one.

    Parameters
    ----------
    cells
        The layer of cells.

    Returns
    -------
    hues
        Positions in `gridmap.drawing.palette.HUES`, -1 where a cell has no leader.
    """
    owners = [None if code is None else str(code) for code in cells.columns["leader_code"]]
    shapes = [] if cells.geometry is None else list(cells.geometry)
    return [int(hue) for hue in owner_hues(shapes, owners)]


@dataclass(frozen=True)
class VisibleCells:
    """The cells that a principal sees, with what the cards of all of them share.

    Attributes
    ----------
    table
        The layer of cells.
    positions
        The row of each cell, by its code.
    load_share_ratios
        One for each row, see `load_share_ratios`.
    community_names
        By their codes.
    """

    table: FeatureTable
    positions: Mapping[object, int]
    load_share_ratios: Sequence[float | None]
    community_names: Mapping[str, str]

    @classmethod
    def of(cls, reader: Reader, principal: Principal) -> VisibleCells:
        """Return the cells of a snapshot that a principal sees."""
        table = visible_layer(reader, principal, "cells")
        return cls(
            table,
            {code: row for row, code in enumerate(table.columns["code"])},
            load_share_ratios(table),
            {area.code: area.name for area in reader.areas("community")},
        )


def cell_card(reader: Reader, cells: VisibleCells, code: str) -> CellCard | None:
    """Return a published cell with its team and counts, None when it is not among those visible.

    Parameters
    ----------
    reader
        A snapshot of the store.
    cells
        The cells that are seen, of the same snapshot.
    code
        The cell's code.
    """
    position = cells.positions.get(code)
    if position is None:
        return None
    row = {name: values[position] for name, values in cells.table.columns.items()}
    community = str(row["community_code"])
    return CellCard(
        code=code,
        name=str(row["name"] or ""),
        community_code=community,
        community_name=cells.community_names.get(community, community),
        area_m2=float(str(row["area_m2"])),
        load=None if row["load"] is None else float(str(row["load"])),
        load_share_ratio=cells.load_share_ratios[position],
        team=_team(reader, code),
        counts={kind: int(str(row[f"{kind.value}_count"])) for kind in PointKind},
    )


def _team(reader: Reader, code: str) -> tuple[TeamMember, ...]:
    ranks = {duty: rank for rank, duty in enumerate(Duty)}
    held = [one for one in reader.assignments_of([code]) if one.valid_to is None]
    held.sort(key=lambda one: (ranks[one.duty], one.worker_code))
    return tuple(
        TeamMember(one.duty, worker.code, worker.name, worker.telephone)
        for one in held
        if (worker := reader.worker(one.worker_code)) is not None
    )


def _communities(reader: Reader, principal: Principal) -> list[Area]:
    return [area for area in reader.areas("community") if principal.sees_area(area.code)]


def _counts(reader: Reader, principal: Principal) -> tuple[KindCount, ...]:
    totals, outside = Counter[PointKind](), Counter[PointKind]()
    for (cell, kind), count in reader.tally().items():
        if principal.sees_cell(cell):
            totals[kind] += count
            outside[kind] += count if cell is None else 0
    return tuple(KindCount(kind, totals[kind], outside[kind]) for kind in PointKind)


def _rows(table: FeatureTable, keep: NDArray[np.bool_]) -> FeatureTable:
    positions: list[int] = np.flatnonzero(keep).tolist()
    return FeatureTable(
        {name: [values[at] for at in positions] for name, values in table.columns.items()},
        None if table.geometry is None else table.geometry[positions],
        table.crs,
        table.source,
        np.arange(1, len(positions) + 1),
    )


def _in_scope(
    reader: Reader, principal: Principal, layer: str, table: FeatureTable
) -> NDArray[np.bool_]:
    if layer in _BASE_LAYERS:
        return _near_scope(reader, principal, table)
    column, sees = _scope_column(principal, layer)
    return np.array([sees(value) for value in table.columns[column]], dtype=bool)


def _scope_column(principal: Principal, layer: str) -> tuple[str, Callable[[object], bool]]:
    if layer == "communities":
        return "code", lambda value: principal.sees_area(str(value))
    if layer == "cells":
        return "code", lambda value: principal.sees_cell(str(value))
    if layer == "blocks":
        return "community_code", lambda value: principal.sees_area(str(value))
    return "cell_code", lambda value: principal.sees_cell(None if value is None else str(value))


def _near_scope(reader: Reader, principal: Principal, table: FeatureTable) -> NDArray[np.bool_]:
    """Return which lines and buildings of the base map touch a community in scope."""
    boundaries = [
        area.boundary
        for area in _communities(reader, principal)
        if area.level == "community" and area.boundary is not None
    ]
    if table.geometry is None or not boundaries:
        return np.zeros(len(table), bool)
    within = prepared(shapely.union_all(np.array(boundaries, dtype=object)))
    return np.asarray(shapely.intersects(within, table.geometry), bool)
