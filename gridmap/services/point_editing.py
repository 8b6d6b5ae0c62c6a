"""Creating, changing, moving and removing points, singly or many in one unit of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from gridmap.domain import Point, PointKind
from gridmap.errors import ConflictError, InputError, Place
from gridmap.services.point_cards import find_point
from gridmap.services.principal import Principal

if TYPE_CHECKING:
    from gridmap.store import Reader
    from gridmap.store.port import Writer

MOST_AT_ONCE: Final = 1000
_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class PointChange:
    """What is to be another about a point; None leaves a field as it is.

    Attributes
    ----------
    lonlat
        Its new place, WGS 84.
    class_code, name, happened_at
        New values.
    attributes
        Attributes that get a value; those that get None are taken away.
    """

    lonlat: tuple[float, float] | None = None
    class_code: str | None = None
    name: str | None = None
    happened_at: datetime | None = None
    attributes: Mapping[str, object] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True)
class Author:
    """Who changes points, and when."""

    principal: Principal
    at: datetime


def create_points(writer: Writer, author: Author, points: Sequence[Point]) -> list[Point]:
    """Add points; one whose id is empty gets one.

    Ids that are given are made of the kind and the coming revision of the store, so that the same
    steps give the same ids.

    Parameters
    ----------
    writer
        The open unit of work.
    author
        Who adds them.
    points
        As they are to be.

    Returns
    -------
    points
        As the store keeps them, each with its cell.

    Raises
    ------
    ConflictError
        When an id is taken.
    InputError
        When a point does not fit, there are too many, or one lies outside what its author may
        change.
    """
    _require_few(len(points))
    named = _with_ids(writer, points)
    taken = writer.points_named([point.id for point in named])
    for name in taken:
        raise ConflictError("point.exists", Place(feature=name), id=name)
    return _put(writer, author, named)


def change_point(writer: Writer, author: Author, before: Point, change: PointChange) -> Point:
    """Change a point; what it was is kept.

    Parameters
    ----------
    writer
        The open unit of work.
    author
        Who changes it.
    before
        The point as it is, found by `find_point` in the same unit of work.
    change
        What is to be another.

    Returns
    -------
    point
        As the store keeps it, with the cell it now lies in.

    Raises
    ------
    InputError
        When it would not fit, or would lie outside what its author may change.
    """
    attributes = {
        name: value
        for name, value in {**before.attributes, **change.attributes}.items()
        if value is not None or (name not in change.attributes)
    }
    lon, lat = change.lonlat or (before.lon, before.lat)
    after = replace(
        before,
        lon=lon,
        lat=lat,
        class_code=before.class_code if change.class_code is None else change.class_code,
        name=before.name if change.name is None else change.name,
        happened_at=before.happened_at if change.happened_at is None else change.happened_at,
        attributes=attributes,
    )
    return _put(writer, author, [after])[0]


def remove_points(writer: Writer, author: Author, points: Sequence[Point]) -> None:
    """Remove points; their history keeps them, and `bring_back` undoes it.

    Raises
    ------
    InputError
        When there are too many.
    """
    _require_few(len(points))
    ids = [point.id for point in points]
    writer.remove_points(ids, by=author.principal.username, at=author.at)


def bring_back(writer: Writer, author: Author, point_id: str) -> Point:
    """Bring a removed point back as it was when it was removed.

    Raises
    ------
    ConflictError
        When the point is there, or there never was one that its author may see.
    """
    if writer.point(point_id) is not None:
        raise ConflictError("point.exists", Place(feature=point_id), id=point_id)
    versions = writer.point_history(point_id)
    if not versions or not author.principal.sees_cell(versions[-1].point.cell_code):
        raise ConflictError("point.unknown", Place(feature=point_id), id=point_id)
    return _put(writer, author, [versions[-1].point])[0]


def require_points(
    reader: Reader, principal: Principal, kind: PointKind, ids: Sequence[str]
) -> list[Point]:
    """Return points that may be seen.

    Raises
    ------
    ConflictError
        When one is not there, or not for this principal, which is the same to them.
    """
    found = [find_point(reader, principal, kind, name) for name in ids]
    for name, point in zip(ids, found, strict=True):
        if point is None:
            raise ConflictError("point.unknown", Place(feature=name), id=name)
    return [point for point in found if point is not None]


def _put(writer: Writer, author: Author, points: Sequence[Point]) -> list[Point]:
    writer.put_points(points, by=author.principal.username, at=author.at)
    kept = writer.points_named([point.id for point in points])
    for point in kept.values():
        if not author.principal.sees_cell(point.cell_code):
            raise InputError("point.out_of_scope", Place(feature=point.id), id=point.id)
    return [kept[point.id] for point in points]


def _with_ids(writer: Writer, points: Sequence[Point]) -> list[Point]:
    revision = writer.revision() + 1
    stem = {kind: f"{kind}-{revision}" for kind in PointKind}
    several = len(points) > 1
    return [
        point
        if point.id
        else replace(point, id=f"{stem[point.kind]}-{number}" if several else stem[point.kind])
        for number, point in enumerate(points, 1)
    ]


def _require_few(count: int) -> None:
    if count > MOST_AT_ONCE:
        raise InputError("points.too_many", count=count, most=MOST_AT_ONCE)
