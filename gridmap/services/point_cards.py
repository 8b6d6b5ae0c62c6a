"""One point with all that a page tells of it, and many points as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridmap.domain import Point, PointKind, PointVersion
from gridmap.domain.point_columns import PointColumns
from gridmap.errors import InputError
from gridmap.services.principal import Principal
from gridmap.services.whereabouts import GPS_ERROR_M, Whereabouts, whereabouts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.services.points_at_hand import CellsAtHand
    from gridmap.store import Reader

SORTS = ("id", "name", "class_code", "cell_code", "state", "happened_at")
_M_PER_DEGREE = 111_195.0
"""Metres of a degree on a sphere of mean radius: enough to tell which points lie under a finger."""


@dataclass(frozen=True, slots=True)
class PointCard:
    """A point, where it lies, and what belongs to it.

    Attributes
    ----------
    point
        The point.
    place
        Its cell and worker, the border next to it, and the cells it may truly lie in.
    hazards
        Of a shop: the hazards whose premises it is.
    versions
        How often it was changed.
    """

    point: Point
    place: Whereabouts
    hazards: tuple[Point, ...]
    versions: int


def find_point(
    reader: Reader, principal: Principal, kind: PointKind, point_id: str
) -> Point | None:
    """Return a point, None where there is none of this kind and id that may be seen."""
    point = reader.point(point_id)
    if point is None or point.kind is not kind or not principal.sees_cell(point.cell_code):
        return None
    return point


def point_card(
    reader: Reader,
    principal: Principal,
    cells: CellsAtHand,
    point: Point,
    *,
    error_m: float = GPS_ERROR_M,
) -> PointCard:
    """Return a point that may be seen with all that a page tells of it.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks.
    cells
        The cells in force.
    point
        The point.
    error_m
        How far it may truly lie from where it is said to be.
    """
    return PointCard(
        point,
        whereabouts(reader, principal, cells, point.lon, point.lat, error_m=error_m),
        _hazards_of(reader, point),
        len(reader.point_history(point.id)),
    )


def point_history(
    reader: Reader, principal: Principal, kind: PointKind, point_id: str
) -> list[PointVersion] | None:
    """Return what a point was, the oldest first; also of one that was removed.

    Returns
    -------
    versions
        None where there is and was no such point that may be seen.
    """
    point = reader.point(point_id)
    versions = reader.point_history(point_id)
    last = point or (versions[-1].point if versions else None)
    if last is None or last.kind is not kind or not principal.sees_cell(last.cell_code):
        return None
    return [one for one in versions if principal.sees_cell(one.point.cell_code)]


def sorted_rows(
    columns: PointColumns, rows: NDArray[np.intp], by: str, *, descending: bool = False
) -> NDArray[np.intp]:
    """Return rows in another order; equal ones stay in the order of their ids.

    Raises
    ------
    InputError
        When there is no such column.
    """
    if by not in SORTS:
        raise InputError("points.sort", value=by[:40], allowed=", ".join(SORTS))
    keys = _keys(columns.taking(rows), by)
    # Texts are compared as Python does; moments are ISO, so that their order is that of time.
    order = sorted(range(len(rows)), key=keys.__getitem__, reverse=descending)
    return rows[np.array(order, np.intp)]


def _keys(columns: PointColumns, by: str) -> list[str]:
    if by == "happened_at":
        written = np.datetime_as_string(columns.happened_at)
        moments: list[str] = np.where(np.isnat(columns.happened_at), "", written).tolist()
        return moments
    if by in {"id", "name"}:
        texts: list[str] = (columns.ids if by == "id" else columns.names).tolist()
        return texts
    coded = {"class_code": columns.classes, "cell_code": columns.cells, "state": columns.states}
    return [text or "" for text in coded[by].texts()]


def near_rows(
    columns: PointColumns, rows: NDArray[np.intp], place: tuple[float, float], within_m: float
) -> NDArray[np.intp]:
    """Return those of some rows that lie near a place, the nearest first."""
    lonlat = columns.lonlat[rows]
    squeeze = np.cos(np.radians(place[1]))
    away = np.hypot((lonlat[:, 0] - place[0]) * squeeze, lonlat[:, 1] - place[1]) * _M_PER_DEGREE
    near = np.flatnonzero(away <= within_m)
    return rows[near[np.argsort(away[near], kind="stable")]]


def points_in_order(reader: Reader, ids: Sequence[str]) -> list[Point]:
    """Return points in the order of their ids as given; those that are gone are left out."""
    found: Mapping[str, Point] = reader.points_named(ids)
    return [found[name] for name in ids if name in found]


def _hazards_of(reader: Reader, point: Point) -> tuple[Point, ...]:
    if point.kind is not PointKind.SHOP or point.cell_code is None:
        return ()
    around = reader.points(PointKind.HAZARD, point.cell_code)
    return tuple(one for one in around if one.attributes.get("premises_id") == point.id)
