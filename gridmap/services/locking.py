"""Locking a cell, an arc or a whole plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain import Cell, Lock, LockKind
from gridmap.errors import InputError, Place
from gridmap.geometry import UNITS_PER_DEGREE
from gridmap.topology import build_arcs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridmap.store import Store

_WITHIN_DEG = 1.0 / UNITS_PER_DEGREE + 1e-12


def lock_plan(store: Store, lock: Lock, place: tuple[float, float] | None = None) -> Lock:
    """Keep a lock; an arc is named by a place on it.

    Parameters
    ----------
    store
        Where the plan is.
    lock
        What is locked, until when and why; the course of an arc is looked up.
    place
        For an arc, a place (lon, lat) within 1e-7 degree of it.

    Returns
    -------
    lock
        As it is kept.

    Raises
    ------
    InputError
        When there is no such cell, or no arc at the place.
    ConflictError
        When there is no such plan.
    """
    with store.writing() as work:
        if lock.kind is LockKind.ARC:
            lock = replace(lock, geometry=arc_at(work.cells(lock.plan_id), place))
        work.put_locks([lock])
    return lock


def arc_at(cells: Sequence[Cell], place: tuple[float, float] | None) -> shapely.LineString:
    """Return the course of the arc at a place, from junction to junction, in lon/lat.

    Raises
    ------
    InputError
        When there is none within 1e-7 degree.
    """
    here = shapely.Point(place if place is not None else (np.nan, np.nan))
    shapes = np.array([cell.geometry for cell in cells], dtype=object)
    if place is not None and len(shapes):
        lines = build_arcs(shapes).lines()
        nearest = lines[int(np.argmin(shapely.distance(lines, here)))]
        if shapely.distance(nearest, here) <= _WITHIN_DEG:
            return nearest
    raise InputError("edits.no_arc", Place(geometry=here))
