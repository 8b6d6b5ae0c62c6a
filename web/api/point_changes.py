"""Changes of points under ``/api/v1/points/<kind>``: add, move, edit, remove, bring back, many."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from apiflask import APIBlueprint
from flask import Response, abort, url_for
from pydantic import AwareDatetime, Field, JsonValue, model_validator

from gridmap.domain import Point, PointKind
from gridmap.errors import ConflictError, Place
from gridmap.geometry.datum import Datum, to_wgs84
from gridmap.services.point_cards import find_point, point_card
from gridmap.services.point_editing import (
    MOST_AT_ONCE,
    Author,
    PointChange,
    bring_back,
    change_point,
    create_points,
    remove_points,
    require_points,
)
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader, Store
from web.api.models import Code, Latitude, Longitude, Name, Strict
from web.api.point_answers import card_members, point_members
from web.api.point_models import BulkAnswer, PointCardAnswer
from web.api.point_queries import kind_of
from web.at_hand import at_hand
from web.changing import Changed, change, current_moment, expected_revision
from web.permissions import requires

point_changes = APIBlueprint("point_changes", __name__, url_prefix="/api/v1/points")

Members = Annotated[dict[str, JsonValue], Field(max_length=50)]


class NewPoint(Strict):
    """A point that is to be; ``lon`` and ``lat`` are degrees in ``datum``."""

    id: Code | None = None
    class_code: Code
    lon: Longitude
    lat: Latitude
    datum: Datum = Datum.WGS84
    name: Name = ""
    happened_at: AwareDatetime | None = None
    attributes: Members = Field(default_factory=dict)


class PointPatch(Strict):
    """What is to be another about a point; what is left out stays.

    An attribute that is null is taken away.
    """

    class_code: Code | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None
    datum: Datum = Datum.WGS84
    name: Name | None = None
    happened_at: AwareDatetime | None = None
    attributes: Members = Field(default_factory=dict)

    @model_validator(mode="after")
    def _have_both(self) -> PointPatch:
        if (self.lon is None) != (self.lat is None):
            raise ValueError
        return self


class BulkPatch(PointPatch):
    """What is to be another about one of many points, at the revision that was seen."""

    id: Code
    revision: Annotated[int, Field(ge=0)]


class BulkRemoval(Strict):
    """One of many points that are to be removed, at the revision that was seen."""

    id: Code
    revision: Annotated[int, Field(ge=0)]


class Bulk(Strict):
    """Many changes that are carried out together or not at all."""

    create: Annotated[list[NewPoint], Field(max_length=MOST_AT_ONCE)] = Field(default_factory=list)
    change: Annotated[list[BulkPatch], Field(max_length=MOST_AT_ONCE)] = Field(default_factory=list)
    remove: Annotated[list[BulkRemoval], Field(max_length=MOST_AT_ONCE)] = Field(
        default_factory=list
    )


@point_changes.post("/<kind>")
@requires(Permission.EDIT_POINTS)
@point_changes.input(NewPoint)
@point_changes.output(PointCardAnswer, status_code=201)
def add_point(kind: str, json_data: NewPoint) -> Response:
    """Add a point; the answer names its cell, its worker and the cells in doubt."""
    wanted = kind_of(kind)

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as writer:
            (point,) = create_points(writer, _author(principal), [_point(wanted, json_data)])
            return _changed(writer, principal, point, status=201)

    return change(work, action="point.add", subject=kind)


@point_changes.patch("/<kind>/<point_id>")
@requires(Permission.EDIT_POINTS)
@point_changes.input(PointPatch)
@point_changes.output(PointCardAnswer)
def edit_point(kind: str, point_id: str, json_data: PointPatch) -> Response:
    """Move or edit a point at the revision that ``If-Match`` names."""
    wanted, revision = kind_of(kind), expected_revision()

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as writer:
            before = _seen(writer, principal, wanted, point_id, revision)
            point = change_point(writer, _author(principal), before, _change(json_data))
            return _changed(writer, principal, point)

    return change(work, action="point.edit", subject=point_id)


@point_changes.delete("/<kind>/<point_id>")
@requires(Permission.EDIT_POINTS)
@point_changes.output({}, status_code=204)
def remove_point(kind: str, point_id: str) -> Response:
    """Remove a point at the revision that ``If-Match`` names; its history keeps it."""
    wanted, revision = kind_of(kind), expected_revision()

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as writer:
            before = _seen(writer, principal, wanted, point_id, revision)
            remove_points(writer, _author(principal), [before])
        return Changed()

    return change(work, action="point.remove", subject=point_id)


@point_changes.post("/<kind>/<point_id>/restoration")
@requires(Permission.EDIT_POINTS)
@point_changes.output(PointCardAnswer, status_code=201)
def restore_point(kind: str, point_id: str) -> Response:
    """Bring a removed point back as it was."""
    wanted = kind_of(kind)

    def work(store: Store, principal: Principal) -> Changed:
        with store.writing() as writer:
            point = bring_back(writer, _author(principal), point_id)
            if point.kind is not wanted:
                abort(404)
            return _changed(writer, principal, point, status=201)

    return change(work, action="point.restore", subject=point_id)


@point_changes.post("/<kind>/bulk")
@requires(Permission.EDIT_POINTS)
@point_changes.input(Bulk)
@point_changes.output(BulkAnswer)
def change_many(kind: str, json_data: Bulk) -> Response:
    """Add, change and remove many points, all of them or none."""
    wanted = kind_of(kind)

    def work(store: Store, principal: Principal) -> Changed:
        author = _author(principal)
        with store.writing() as writer:
            seen = {one.id: one.revision for one in json_data.change}
            seen |= {one.id: one.revision for one in json_data.remove}
            found = require_points(writer, principal, wanted, list(seen))
            for before in found:
                _require_seen(before, seen[before.id])
            known = {before.id: before for before in found}
            remove_points(writer, author, [known[one.id] for one in json_data.remove])
            changed = [
                change_point(writer, author, known[one.id], _change(one))
                for one in json_data.change
            ]
            new = [_point(wanted, one) for one in json_data.create]
            created = create_points(writer, author, new) if new else []
        value = {
            "created": [point_members(one) for one in created],
            "changed": [point_members(one) for one in changed],
            "removed": [one.id for one in json_data.remove],
        }
        return Changed(value, summary=f"+{len(created)} ~{len(changed)} -{len(json_data.remove)}")

    return change(work, action="point.bulk", subject=kind)


def _author(principal: Principal) -> Author:
    return Author(principal, current_moment())


def _seen(
    reader: Reader, principal: Principal, kind: PointKind, point_id: str, revision: int
) -> Point:
    """Return a point at the revision that was seen; 404 where there is none to be seen."""
    point = find_point(reader, principal, kind, point_id)
    if point is None:
        abort(404)
    _require_seen(point, revision)
    return point


def _require_seen(point: Point, revision: int) -> None:
    """Refuse a change of a point that is not as it was seen.

    Raises
    ------
    ConflictError
        With the revision that the point has now.
    """
    if point.revision != revision:
        place = Place(feature=point.id)
        raise ConflictError("point.stale", place, id=point.id, revision=point.revision)


def _changed(reader: Reader, principal: Principal, point: Point, status: int = 200) -> Changed:
    card = point_card(reader, principal, at_hand().cells(reader), point)
    address = url_for("points.show_point", kind=point.kind.value, point_id=point.id)
    location = address if status == 201 else None  # noqa: PLR2004  "created"
    return Changed(card_members(card), point.revision, status, location, point.id)


def _point(kind: PointKind, given: NewPoint) -> Point:
    lon, lat = _wgs84(given.lon, given.lat, given.datum)
    return Point(
        id=given.id or "",
        kind=kind,
        class_code=given.class_code,
        lon=lon,
        lat=lat,
        name=given.name,
        happened_at=given.happened_at,
        attributes=given.attributes,
    )


def _change(given: PointPatch) -> PointChange:
    place = None
    if given.lon is not None and given.lat is not None:
        place = _wgs84(given.lon, given.lat, given.datum)
    moment: datetime | None = given.happened_at
    return PointChange(place, given.class_code, given.name, moment, given.attributes)


def _wgs84(lon: float, lat: float, datum: Datum) -> tuple[float, float]:
    x, y = to_wgs84(lon, lat, datum)
    return float(x), float(y)
