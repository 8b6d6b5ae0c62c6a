"""What a divider is asked to do, checked before it starts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely import MultiPolygon, Polygon

from gridmap.division.arrays import Areal, FloatArray, ObjectArray
from gridmap.division.cooling import Limits
from gridmap.errors import InputError, Place
from gridmap.geometry import area_m2, is_on_lattice


@dataclass(frozen=True)
class Task:
    """One boundary and everything a divider may want to know; see `divide`."""

    boundary: Areal
    cells: int | None = None
    target_area_m2: float | None = None
    blocks: ObjectArray | None = None
    load: FloatArray | None = None
    lines: ObjectArray | None = None
    barriers: ObjectArray | None = None
    bridges: ObjectArray | None = None
    nesting: str | None = None
    seed: int = 0
    limits: Limits = field(default_factory=Limits)
    tries: int | None = None


def shapes_of(geometries: ArrayLike | None) -> ObjectArray | None:
    """Return geometries as an object array, None for none."""
    if geometries is None:
        return None
    shapes = np.atleast_1d(np.asarray(geometries, dtype=object))
    return shapes if len(shapes) else None


def check(task: Task) -> None:
    """Refuse a task that cannot be carried out.

    Raises
    ------
    InputError
        When the boundary, a number or a block is not as it should be; the place is named.
    """
    _check_boundary(task.boundary)
    _check_numbers(task)
    if task.blocks is not None:
        _check_polygons(task.blocks)
    if task.load is not None:
        _check_load(task.load, 0 if task.blocks is None else len(task.blocks))


def _check_boundary(boundary: Areal) -> None:
    if not isinstance(boundary, Polygon | MultiPolygon) or boundary.is_empty:
        raise InputError("division.boundary_empty")
    if not boundary.is_valid:
        raise InputError("division.boundary_invalid", Place(geometry=boundary))
    if not is_on_lattice(boundary).all():
        raise InputError("division.boundary_off_lattice", Place(geometry=boundary))


def _check_numbers(task: Task) -> None:
    if task.cells is not None and task.cells < 1:
        raise InputError("division.cells", cells=task.cells)
    if task.target_area_m2 is not None:
        if task.cells is not None:
            raise InputError("division.both_sizes")
        if not task.target_area_m2 > 0:
            raise InputError("division.target_area", area=task.target_area_m2)
        total = float(area_m2(task.boundary)[0])
        if not np.isfinite(total / task.target_area_m2):
            raise InputError("division.target_area", area=task.target_area_m2)
    limits = task.limits
    low, high = limits.min_load, limits.max_load
    if not (0.0 <= low <= high and limits.max_area_m2 > 0 and limits.tolerance_ratio >= 0):
        raise InputError("division.limits", low=low, high=high, area=limits.max_area_m2)


def _check_polygons(blocks: ObjectArray) -> None:
    """Name the first block that is no valid polygon.

    Raises
    ------
    InputError
        When there is one.
    """
    kinds = shapely.get_type_id(blocks)
    polygon = (kinds == shapely.GeometryType.POLYGON) | (kinds == shapely.GeometryType.MULTIPOLYGON)
    bad = np.flatnonzero(~polygon | shapely.is_empty(blocks) | ~shapely.is_valid(blocks))
    if len(bad):
        place = Place(feature=int(bad[0]) + 1, geometry=blocks[bad[0]])
        raise InputError("division.block_invalid", place, count=len(bad))


def _check_load(load: FloatArray, blocks: int) -> None:
    if len(load) != blocks:
        raise InputError("division.load_length", loads=len(load), blocks=blocks)
    bad = np.flatnonzero(~(np.isfinite(load) & (load >= 0)))
    if len(bad):
        raise InputError(
            "division.load_value", Place(feature=int(bad[0]) + 1), value=load[bad[0]].item()
        )
