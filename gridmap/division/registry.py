"""The dividers by name, and the one function that runs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil, isfinite
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely import STRtree

from gridmap.division.arrays import Areal, FloatArray, ObjectArray
from gridmap.division.assembly import settle
from gridmap.division.balanced import balance
from gridmap.division.cooling import Limits
from gridmap.division.result import Division, Draft, Note
from gridmap.division.score import score_division
from gridmap.division.streets import street_blocks
from gridmap.division.supply import supply
from gridmap.division.task import Task, check, shapes_of
from gridmap.division.tiling import DEFAULT_AREA_M2, tile, tile_into
from gridmap.errors import CoverageError, InputError, UsageError
from gridmap.geometry import area_m2, double_areas_units

Divider = Callable[[Task], Draft]


def cells_for_load(total: float, target: float) -> int:
    """Return how many cells of a target load a total makes, at least one.

    Parameters
    ----------
    total
        Load of the whole boundary.
    target
        Load that a cell should have, positive.

    Returns
    -------
    cells
        The number for which the mean load is nearest to the target in proportion.

    Raises
    ------
    InputError
        When the target is not a positive number.
    """
    if not (target > 0 and isfinite(target)):
        raise InputError("division.target_load", target=target)
    fewer = max(1, int(total / target))
    more = fewer + 1
    # The mean is too high by total / fewer / target and too low by target / (total / more).
    return fewer if total * total <= target * target * fewer * more else more


def divide(
    boundary: Areal,
    *,
    method: str,
    cells: int | None = None,
    target_area_m2: float | None = None,
    blocks: ArrayLike | None = None,
    load: ArrayLike | None = None,
    lines: ArrayLike | None = None,
    barriers: ArrayLike | None = None,
    bridges: ArrayLike | None = None,
    nesting: str | None = None,
    block_types: ArrayLike | None = None,
    seed: int = 0,
    min_load: float = 0.0,
    max_load: float = np.inf,
    max_area_m2: float = np.inf,
    tolerance_ratio: float = 0.01,
    tries: int | None = None,
) -> Division:
    """Divide a boundary into cells that cover it exactly.

    Parameters
    ----------
    boundary
        On the lattice, WGS 84 lon/lat.
    method
        A name in `DIVIDERS`: ``lattice`` (squares), ``lattice-hexagon``, ``blocks`` (lines cut the
        boundary) or ``balanced`` (blocks are grouped into cells of equal load).
    cells
        Number of cells; ``balanced`` needs it, or `target_area_m2`, or limits of the load.
    target_area_m2
        Area of a cell, for ``lattice`` 10,000 m2 by default.
    blocks
        Indivisible polygons in WGS 84 lon/lat, shape (N,). ``balanced`` groups them; without any
        it makes them from `lines`, else from a fine lattice.
    load
        Load of each block, shape (N,); their area in m2 by default.
    lines
        Street, rail and river lines in WGS 84 lon/lat.
    barriers
        Lines that a balanced cell may not cross.
    bridges
        Points, or lines that cross barriers, where it may.
    nesting
        What to do with blocks that do not fill the boundary exactly: ``share``, ``majority``
        (see `nest`) or ``fill`` (see `fill`). None takes only blocks that fill it to within 0.1 %.
    block_types
        Type of each block, shape (N,), for the score.
    seed
        Same input and seed, same cells.
    min_load, max_load, max_area_m2
        Hard limits of a cell; where one cannot be met, a note names the block that prevents it.
    tolerance_ratio
        Deviation from the mean load up to which only the shape of cells counts.
    tries
        How many candidates ``balanced`` compares.

    Returns
    -------
    division
        The cells with their load, score and notes.

    Raises
    ------
    UsageError
        When there is no such method or nesting rule.
    InputError
        When the input cannot be divided as asked.
    CoverageError
        When the cells would not partition the boundary: no caller ever gets such cells.
    """
    if method not in DIVIDERS:
        raise UsageError("division.method", method=method, known=", ".join(DIVIDERS))
    task = Task(
        boundary=boundary,
        cells=cells,
        target_area_m2=target_area_m2,
        blocks=shapes_of(blocks),
        load=None if load is None else np.asarray(load, dtype=np.float64),
        lines=shapes_of(lines),
        barriers=shapes_of(barriers),
        bridges=shapes_of(bridges),
        nesting=nesting,
        seed=seed,
        limits=Limits(tolerance_ratio, min_load, max_load, max_area_m2),
        tries=tries,
    )
    check(task)
    draft = DIVIDERS[method](task)
    geometries = _settled(draft.geometries)
    return Division(
        geometries=geometries,
        load=draft.load,
        members=draft.members,
        notes=draft.notes,
        bound_ratio=draft.bound_ratio,
        method=method,
        score=score_division(
            boundary,
            geometries,
            load=draft.load,
            target_area_m2=target_area_m2,
            compounds=task.blocks,
            block_types=block_types,
        ),
    )


def _settled(cells: ObjectArray) -> ObjectArray:
    """Return cells with clearance between arcs and nodes, proven to be an exact partition.

    Raises
    ------
    CoverageError
        When they are none.
    """
    settled = settle(cells)
    union = shapely.coverage_union_all(settled)
    doubles = double_areas_units(np.append(settled, union))
    if not shapely.coverage_is_valid(settled) or sum(doubles[:-1]) != doubles[-1]:
        raise CoverageError("division.broken")
    return settled


def _lattice(task: Task) -> Draft:
    return _tiled(task, hexagonal=False)


def _hexagons(task: Task) -> Draft:
    return _tiled(task, hexagonal=True)


def _tiled(task: Task, *, hexagonal: bool) -> Draft:
    notes: tuple[Note, ...] = ()
    if task.cells is None:
        target = task.target_area_m2 or DEFAULT_AREA_M2
        shapes = tile(task.boundary, target, hexagonal=hexagonal)
    else:
        shapes = tile_into(task.boundary, task.cells, hexagonal=hexagonal)
        if len(shapes) != task.cells:
            params = {"wanted": task.cells, "cells": len(shapes)}
            notes = (Note("division.note.cells_near", params),)
    return Draft(shapes, _shared_load(task, shapes), notes=notes)


def _blocks(task: Task) -> Draft:
    if task.lines is None:
        raise InputError("division.lines_needed")
    shapes = street_blocks(task.boundary, task.lines)
    return Draft(shapes, _shared_load(task, shapes))


def _shared_load(task: Task, cells: ObjectArray) -> FloatArray:
    """Return the load of cells that cut blocks: shared by area, or the area itself."""
    if task.blocks is None or task.load is None:
        return area_m2(cells)
    block, cell = STRtree(cells).query(task.blocks, predicate="intersects")
    common = shapely.area(shapely.intersection(task.blocks[block], cells[cell]))
    part = task.load[block] * common / shapely.area(task.blocks)[block]
    return np.bincount(cell, weights=part, minlength=len(cells)).astype(np.float64)


def _balanced(task: Task) -> Draft:
    cells = _cells_wanted(task)
    given = supply(task, cells)
    if cells > len(given.blocks):
        raise InputError("division.too_many_cells", cells=cells, blocks=len(given.blocks))
    draft = balance(
        given.blocks,
        given.load,
        cells,
        seed=task.seed,
        limits=task.limits,
        barriers=task.barriers,
        bridges=task.bridges,
        tries=task.tries,
        names=given.names,
    )
    return Draft(
        draft.geometries,
        draft.load,
        tuple(given.given(own) for own in draft.members) if task.blocks is not None else (),
        given.notes + draft.notes,
        draft.bound_ratio,
    )


def _cells_wanted(task: Task) -> int:
    """Return the number of cells asked for, outright or by a size.

    Raises
    ------
    InputError
        When nothing says how many.
    """
    if task.cells is not None:
        return task.cells
    ground = float(area_m2(task.boundary)[0])
    if task.target_area_m2 is not None:
        return cells_for_load(ground, task.target_area_m2)
    limits = task.limits
    total = ground if task.load is None else float(task.load.sum())
    if isfinite(limits.max_load) and limits.max_load > 0:
        middle = (limits.min_load + limits.max_load) / 2.0
        return max(cells_for_load(total, middle), ceil(total / limits.max_load))
    raise InputError("division.cells_needed")


DIVIDERS: Mapping[str, Divider] = MappingProxyType(
    {
        "lattice": _lattice,
        "lattice-hexagon": _hexagons,
        "blocks": _blocks,
        "balanced": _balanced,
    }
)
