"""Points, streets and buildings keep their ids; without ids no file replaces another's rows."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.domain import FeatureTable, PointKind, class_table
from gridmap.errors import InputError
from gridmap.services.importing_things import import_buildings, import_points, import_streets
from tests import towns

ANY_INCIDENT = next(iter(class_table(PointKind.INCIDENT)))


@pytest.fixture
def store(tmp_path):
    store = towns.town_store(tmp_path / "town.gpkg")
    yield store
    store.close()


def table(geometry, **columns):
    return FeatureTable(
        columns={name: tuple(values) for name, values in columns.items()},
        geometry=np.array(geometry, dtype=object),
        crs="EPSG:4326",
        source="same.csv",
        rows=np.arange(1, len(geometry) + 1),
    )


def shops(store, *places):
    points = table([shapely.Point(place) for place in places])
    import_points(store, points, PointKind.SHOP, class_code="restaurant")
    with store.reading() as reader:
        return [point.id for point in reader.points(PointKind.SHOP)]


def test_a_second_file_of_the_same_name_replaces_nothing(store):
    shops(store, (114.301, 30.601), (114.302, 30.601))
    assert len(shops(store, (114.303, 30.601), (114.304, 30.601))) == 4


def test_the_same_file_again_adds_nothing(store):
    twice = [(114.301, 30.601), (114.302, 30.601), (114.302, 30.601)]
    first = shops(store, *twice)
    assert len(first) == 3
    assert shops(store, *twice) == first


def test_a_street_of_one_part_keeps_its_id(store):
    line = shapely.LineString([(114.301, 30.601), (114.302, 30.601)])
    import_streets(store, table([line], id=["S7"]))
    with store.reading() as reader:
        assert [street.id for street in reader.streets()] == ["S7"]


def test_a_building_of_two_parts_has_its_id_with_numbers(store):
    parts = shapely.MultiPolygon(
        [
            shapely.box(114.301, 30.601, 114.302, 30.602),
            shapely.box(114.303, 30.601, 114.304, 30.602),
        ]
    )
    import_buildings(store, table([parts], id=["B7"]))
    with store.reading() as reader:
        assert [building.id for building in reader.buildings()] == ["B7-1", "B7-2"]


def test_the_households_of_a_building_of_two_parts_are_counted_once(store):
    small = shapely.box(114.301, 30.601, 114.302, 30.602)
    parts = shapely.MultiPolygon([small, shapely.box(114.303, 30.601, 114.305, 30.602)])
    import_buildings(store, table([parts], id=["B7"], households=[40]))
    with store.reading() as reader:
        assert [building.households for building in reader.buildings()] == [0, 40]


def test_a_time_without_a_zone_is_local(store):
    places = [shapely.Point(114.301, 30.601)] * 3
    written = ["2026-01-01 20:30", "2026-01-01T20:30Z", "2026-01-02"]
    import_points(
        store, table(places, happened_at=written), PointKind.INCIDENT, class_code=ANY_INCIDENT
    )
    with store.reading() as reader:
        found = sorted(point.happened_at.isoformat() for point in reader.points())
    assert found == [
        "2026-01-01T12:30:00+00:00",
        "2026-01-01T20:30:00+00:00",
        "2026-01-02T00:00:00+00:00",
    ]


def test_values_that_the_schema_refuses_are_named_with_their_rows(store):
    places = [shapely.Point(114.301, 30.601)] * 3
    shops_ = table(places, address=["x" * 300, "here", "y" * 300])
    before = store.digest()
    with pytest.raises(InputError) as refusal:
        import_points(store, shops_, PointKind.SHOP, class_code="restaurant")
    assert "row 1" in str(refusal.value)
    assert "row 3" in str(refusal.value)
    assert store.digest() == before


def test_a_file_without_classes_is_refused_once_and_says_what_to_do(store):
    places = [shapely.Point(114.301, 30.601)] * 3
    with pytest.raises(InputError, match="--class") as refusal:
        import_points(store, table(places), PointKind.SHOP)
    assert refusal.value.code == "point.no_class"


def test_columns_of_the_position_are_not_said_to_be_left_out(store):
    points = table([shapely.Point(114.301, 30.601)], 经度=[114.301], 纬度=[30.601], 电压=[220])
    notes = import_points(store, points, PointKind.SHOP, class_code="restaurant").notes
    assert [("经度" in note, "电压" in note) for note in notes if "电压" in note] == [(False, True)]


def test_buildings_of_one_id_are_told_apart(store):
    boxes = [shapely.box(lon, 30.601, lon + 0.001, 30.602) for lon in (114.301, 114.303)]
    import_buildings(store, table(boxes, id=["B7", "B7"]))
    with store.reading() as reader:
        assert [building.id for building in reader.buildings()] == ["B7-1", "B7-2"]


@pytest.mark.parametrize("written", ["restaurant", "餐馆", "Restaurant"])
def test_one_class_for_all_is_named_in_either_language(store, written):
    points = table([shapely.Point(114.301, 30.601)])
    import_points(store, points, PointKind.SHOP, class_code=written)
    with store.reading() as reader:
        assert [point.class_code for point in reader.points()] == ["restaurant"]


def test_a_class_that_no_table_has_is_refused_with_those_it_has(store):
    before = store.digest()
    with pytest.raises(InputError, match=r"spaceport(.|\n)*supermarket"):
        import_points(store, table([shapely.Point(0, 0)]), PointKind.SHOP, class_code="spaceport")
    assert store.digest() == before
