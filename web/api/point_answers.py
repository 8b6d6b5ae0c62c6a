"""Points, cards and places as the members of JSON answers."""

from __future__ import annotations

from dataclasses import asdict
from typing import TypedDict

from gridmap.domain import Point, PointVersion
from gridmap.services.point_cards import PointCard
from gridmap.services.whereabouts import CellBrief, Whereabouts


class PointMembers(TypedDict):
    """A point."""

    id: str
    kind: str
    class_code: str
    name: str
    lon: float
    lat: float
    happened_at: str | None
    cell_code: str | None
    attributes: dict[str, object]
    revision: int


def point_members(point: Point) -> PointMembers:
    """Return a point as JSON members."""
    return {
        "id": point.id,
        "kind": point.kind.value,
        "class_code": point.class_code,
        "name": point.name,
        "lon": point.lon,
        "lat": point.lat,
        "happened_at": None if point.happened_at is None else point.happened_at.isoformat(),
        "cell_code": point.cell_code,
        "attributes": dict(point.attributes),
        "revision": point.revision,
    }


def place_members(place: Whereabouts) -> dict[str, object]:
    """Return what is known of a place as JSON members."""
    return {
        "lon": place.lon,
        "lat": place.lat,
        "cell": _brief(place.cell),
        "border_m": place.border_m,
        "doubtful": [_brief(one) for one in place.doubtful],
        "neighbours": [_brief(one) for one in place.neighbours],
    }


def card_members(card: PointCard) -> dict[str, object]:
    """Return a point with all that a page tells of it as JSON members."""
    return {
        **point_members(card.point),
        "place": place_members(card.place),
        "hazards": [point_members(one) for one in card.hazards],
        "versions": card.versions,
    }


def version_members(version: PointVersion) -> dict[str, object]:
    """Return what a point was as JSON members."""
    return {
        "point": point_members(version.point),
        "replaced_in": version.replaced_in,
        "removed": version.removed,
        "by": version.by,
        "at": None if version.at is None else version.at.isoformat(),
    }


def _brief(cell: CellBrief | None) -> dict[str, object] | None:
    return None if cell is None else asdict(cell)
