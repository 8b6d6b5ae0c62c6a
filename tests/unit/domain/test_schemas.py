from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gridmap.domain import Point, PointKind, attribute_schema, check_point, check_points
from gridmap.errors import InputError

GOOD = {
    PointKind.SHOP: ("restaurant", {"grade": "A", "cctv": True, "floor_area_m2": 42.5}),
    PointKind.HAZARD: ("wiring", {"level": "major", "state": "found", "due_on": "2026-03-01"}),
    PointKind.CAMERA: ("busy_area", {"azimuth_deg": None, "angle_deg": 90, "range_m": 60}),
    PointKind.INCIDENT: ("litter", {"source": "12319", "severity": 2, "closed": False}),
    PointKind.COMPONENT: ("hydrant", {"state": "missing", "department": "消防"}),
}
BAD = [
    (PointKind.SHOP, {"grade": "E"}, "point.value", "grade"),
    (PointKind.SHOP, {"owner_name": "某人"}, "point.unknown_field", "owner_name"),
    (PointKind.SHOP, {"floor_area_m2": float("nan")}, "point.value", "floor_area_m2"),
    (PointKind.SHOP, {"floor_area_m2": True}, "point.value", "floor_area_m2"),
    (PointKind.HAZARD, {"level": "major"}, "point.missing_field", "state"),
    (
        PointKind.HAZARD,
        {"level": "major", "state": "found", "due_on": "1 May"},
        "point.value",
        "due_on",
    ),
    (PointKind.CAMERA, {"azimuth_deg": 360}, "point.value", "azimuth_deg"),
    (PointKind.INCIDENT, {"severity": 4}, "point.value", "severity"),
]


def point(kind: PointKind, **changes: object) -> Point:
    class_code, attributes = GOOD[kind]
    values = {"class_code": class_code, "lon": 114.3, "lat": 30.6, "attributes": attributes}
    return Point(id="p1", kind=kind, **(values | changes))


@pytest.mark.parametrize("kind", PointKind)
def test_good_point_passes(kind):
    check_point(point(kind))
    check_points([point(kind), point(kind)])


@pytest.mark.parametrize(("kind", "attributes", "code", "field"), BAD)
def test_bad_attribute_is_refused_with_id_and_field(kind, attributes, code, field):
    with pytest.raises(InputError) as caught:
        check_points([point(kind), point(kind, attributes=attributes)])
    assert (caught.value.code, caught.value.place.feature, caught.value.place.column) == (
        code,
        "p1",
        field,
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"class_code": "nothing"}, "point.class"),
        ({"lon": float("nan")}, "point.coordinates"),
        ({"lat": 91.0}, "point.coordinates"),
        ({"happened_at": datetime(2026, 1, 1)}, "point.time"),  # noqa: DTZ001 the fault under test
        ({"id": ""}, "point.id"),
    ],
)
def test_point_without_place_time_or_class_is_refused(changes, code):
    values = {"id": "p1", "class_code": "restaurant", "lon": 114.3, "lat": 30.6} | changes
    with pytest.raises(InputError) as caught:
        check_points([Point(kind=PointKind.SHOP, **values)])
    assert caught.value.code == code


def test_time_with_zone_passes():
    check_point(point(PointKind.INCIDENT, happened_at=datetime(2026, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize("kind", PointKind)
def test_schema_is_closed_and_flat(kind):
    schema = attribute_schema(kind)
    assert schema["additionalProperties"] is False
    assert not {"allOf", "anyOf", "oneOf", "if", "dependentRequired"} & schema.keys()
