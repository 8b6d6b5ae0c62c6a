"""Cameras come in with their direction in degrees or words."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.domain import FeatureTable, PointKind
from gridmap.errors import InputError
from gridmap.services.importing_things import import_points
from tests import towns


@pytest.fixture
def store(tmp_path):
    store = towns.town_store(tmp_path / "town.gpkg")
    yield store
    store.close()


def brought_in(store, *azimuths):
    places = [shapely.Point(114.301 + 1e-4 * number, 30.601) for number in range(len(azimuths))]
    rows = np.arange(1, len(places) + 1)
    cameras = FeatureTable(
        {"azimuth_deg": azimuths}, np.array(places, dtype=object), "EPSG:4326", "c.csv", rows
    )
    import_points(store, cameras, PointKind.CAMERA, class_code="main_street")
    with store.reading() as reader:
        points = sorted(reader.points(PointKind.CAMERA), key=lambda point: point.lon)
    return [point.attributes.get("azimuth_deg") for point in points]


def test_words_become_degrees(store):
    found = brought_in(store, "东南", "NE", "90°", 12.5, "球机", None)
    assert found == [135, 45, 90, 12.5, None, None]


@pytest.mark.parametrize(("said", "code"), [("那边", "bearing.word"), ("东;西", "bearing.several")])
def test_what_is_no_single_direction_is_refused_with_its_row(store, said, code):
    with pytest.raises(InputError) as caught:
        brought_in(store, "东", said)
    assert caught.value.code == code
    assert caught.value.place.row == 2
