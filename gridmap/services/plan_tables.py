"""From tables to the cells, loads and lines of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import geopandas
import numpy as np
import pandas as pd
import shapely

from gridmap import topology
from gridmap.analysis import CellIndex
from gridmap.domain import Cell
from gridmap.domain.commands import Line
from gridmap.domain.partition import Weigh
from gridmap.errors import InputError, Place, UsageError
from gridmap.geometry import area_m2, is_on_lattice, snap_round
from gridmap.services.frames import lonlat_of
from gridmap.topology.edits.places import line_points

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import LineString

    LineLike: TypeAlias = LineString | Sequence[tuple[float, float]]

_OWN: Final = ("code", "name", "load", "area_m2")


def exact(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return cells on the lattice after they were found to be one coverage.

    Raises
    ------
    InputError
        When there are none.
    """
    if not len(geometries):
        raise InputError("frame.empty")
    if is_on_lattice(geometries).all():
        topology.check(geometries).require_valid()
        return geometries
    topology.check(geometries, clearance=False).require_valid()
    return snap_round(geometries).geometries


def codes_of(cells: geopandas.GeoDataFrame) -> list[str]:
    """Return the codes of cells; numbers where the table has none.

    Raises
    ------
    InputError
        When a code is missing.
    """
    if "code" not in cells:
        digits = max(3, len(str(len(cells))))
        return [f"{number:0{digits}d}" for number in range(1, len(cells) + 1)]
    missing = np.flatnonzero(cells["code"].isna() | (cells["code"].astype(str) == ""))
    if len(missing):
        raise InputError("frame.no_code", Place(row=int(missing[0]) + 1, column="code"))
    return [str(code) for code in cells["code"]]


def records_of(
    cells: geopandas.GeoDataFrame, codes: Sequence[str], geometries: NDArray[np.object_]
) -> list[Cell]:
    """Return cells with all that the table says of them."""
    others = [name for name in cells.columns if name not in {*_OWN, cells.geometry.name}]
    rows = cells[others].to_dict("records") if others else [{}] * len(cells)
    names = cells["name"].fillna("").astype(str) if "name" in cells else [""] * len(cells)
    loads = pd.to_numeric(cells["load"]) if "load" in cells else [np.nan] * len(cells)
    return [
        Cell(
            code=code,
            plan_id="",
            geometry=geometry,
            name=name,
            load=None if np.isnan(load) else float(load),
            area_m2=float(area),
            attributes=MappingProxyType(row),
        )
        for code, geometry, name, load, area, row in zip(
            codes, geometries, names, loads, area_m2(geometries), rows, strict=True
        )
    ]


def points_of(load: geopandas.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a point inside each shape and its load, of shapes (P, 2) and (P,).

    Raises
    ------
    UsageError
        When it is no table with geometry.
    InputError
        When it has no CRS or no column load.
    """
    if not isinstance(load, geopandas.GeoDataFrame):
        raise UsageError("frame.type", type=type(load).__name__)
    if "load" not in load:
        raise InputError("frame.column", column="load", columns=", ".join(map(str, load)))
    inside = shapely.point_on_surface(lonlat_of(load))
    return shapely.get_coordinates(inside), load["load"].to_numpy(np.float64)


def weigher(load: geopandas.GeoDataFrame) -> Weigh:
    """Return what sums the load of points inside cells."""
    places, loads = points_of(load)
    tree = shapely.STRtree(shapely.points(places))

    def weigh(geometries: NDArray[np.object_], beside: NDArray[np.object_]) -> NDArray[np.float64]:
        near = np.unique(tree.query(shapely.box(*shapely.bounds(geometries).T))[1])
        position = CellIndex(np.concatenate([geometries, beside])).locate(places[near])
        sums = np.zeros(len(geometries) + len(beside) + 1)
        # Position -1, outside of all, falls on the last entry.
        np.add.at(sums, position, loads[near])
        return sums[: len(geometries)]

    return weigh


def line_of(line: LineLike) -> Line:
    """Return a line as pairs of lon and lat."""
    return tuple((float(lon), float(lat)) for lon, lat in line_points(line))
