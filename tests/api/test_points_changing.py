"""Points that are added, moved, edited and removed: named cells, kept history, nothing lost."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from gridmap.domain import PointKind
from tests.api.conftest import ORIGIN, Service
from tests.unit.web.territory import CENTRE

HAZARDS = "/api/v1/points/hazard"
NEW = {
    "class_code": "fire_lane_blocked",
    "lon": 114.305,
    "lat": 30.625,
    "name": "堆物",
    "attributes": {"level": "ordinary", "state": "found"},
}
FIRST, SECOND = f"{CENTRE}001", f"{CENTRE}002"


@pytest.fixture
def client(service: Service) -> FlaskClient:
    return service.client("planner")


def add(client, **more):
    answer = client.post(HAZARDS, json=NEW | more, headers=ORIGIN)
    assert answer.status_code == 201, answer.text
    return answer.json


def patch(client, point, revision=None, **change):
    headers = ORIGIN | {"If-Match": f'"{point["revision"] if revision is None else revision}"'}
    return client.patch(f"{HAZARDS}/{point['id']}", json=change, headers=headers)


def test_new_point_is_told_its_cell_and_worker(client):
    card = add(client)
    assert card["place"]["cell"]["code"] == card["cell_code"] == FIRST
    assert card["place"]["cell"]["leader_name"] == "网格员1"


def test_new_point_can_be_fetched_where_the_answer_says(client):
    answer = client.post(HAZARDS, json=NEW | {"id": "h-1"}, headers=ORIGIN)
    found = client.get(answer.headers["Location"])
    assert found.json == answer.json
    assert answer.headers["ETag"] == f'"{found.json["revision"]}"'


def test_point_over_the_border_changes_its_cell(client):
    point = add(client)
    moved = patch(client, point, lon=114.3151, lat=30.625)
    assert moved.json["cell_code"] == SECOND
    assert moved.json["place"]["cell"]["code"] == SECOND


def test_edited_attributes_are_added_replaced_and_taken_away(client):
    point = add(client, attributes={"level": "ordinary", "state": "found", "listed": True})
    changed = patch(client, point, attributes={"state": "closed", "listed": None}).json
    assert changed["attributes"] == {"level": "ordinary", "state": "closed"}


def test_history_tells_what_was_and_who_changed_it(client):
    point = add(client)
    patch(client, point, name="已清理")
    (version,) = client.get(f"{HAZARDS}/{point['id']}/history").json["versions"]
    assert (version["point"]["name"], version["by"]) == ("堆物", "planner")


def test_stale_change_is_refused_with_the_revision_that_holds(client):
    point = add(client)
    now = patch(client, point, name="甲").json["revision"]
    answer = patch(client, point, name="乙")
    assert (answer.status_code, answer.json["revision"]) == (412, now)
    assert client.get(f"{HAZARDS}/{point['id']}").json["name"] == "甲"


def test_change_must_say_which_revision_it_saw(client):
    point = add(client)
    answer = client.patch(f"{HAZARDS}/{point['id']}", json={"name": "甲"}, headers=ORIGIN)
    assert answer.status_code == 428


def test_removed_point_comes_back_as_it_was(client):
    point = add(client)
    headers = ORIGIN | {"If-Match": f'"{point["revision"]}"'}
    assert client.delete(f"{HAZARDS}/{point['id']}", headers=headers).status_code == 204
    assert client.get(f"{HAZARDS}/{point['id']}").status_code == 404
    back = client.post(f"{HAZARDS}/{point['id']}/restoration", headers=ORIGIN).json
    same = ("id", "name", "lon", "lat", "attributes", "cell_code")
    assert [back[name] for name in same] == [point[name] for name in same]


def test_list_shows_a_change_at_once(client):
    before = client.get(HAZARDS).headers["ETag"]
    point = add(client)
    answer = client.get(HAZARDS, headers={"If-None-Match": before})
    assert answer.json["id"] == [point["id"]]


def test_the_same_key_adds_one_point(client):
    headers = ORIGIN | {"Idempotency-Key": "k-1"}
    first = client.post(HAZARDS, json=NEW, headers=headers)
    again = client.post(HAZARDS, json=NEW, headers=headers)
    assert again.json == first.json
    assert client.get(f"{HAZARDS}?form=count").json == {"total": 1}


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"lon": "114.3"}, 422),
        ({"lat": 95.0}, 422),
        ({"class_code": "no_such"}, 422),
        ({"attributes": {"level": "ordinary"}}, 422),
        ({"attributes": {"level": "ordinary", "state": "found", "person": "x"}}, 422),
        ({"happened_at": "2026-05-01T08:00:00"}, 422),
        ({"unknown": 1}, 422),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(client, more, status):
    answer = client.post(HAZARDS, json=NEW | more, headers=ORIGIN)
    assert answer.status_code == status
    assert client.get(f"{HAZARDS}?form=count").json == {"total": 0}


def test_id_that_is_taken_is_refused(client):
    add(client, id="h-1")
    answer = client.post(HAZARDS, json=NEW | {"id": "h-1"}, headers=ORIGIN)
    assert (answer.status_code, answer.json["type"]) == (409, "urn:gridmap:error:point.exists")


def test_viewer_changes_nothing(service: Service):
    answer = service.client("viewer").post(HAZARDS, json=NEW, headers=ORIGIN)
    assert answer.status_code == 403


def test_scope_bars_points_of_others_and_moves_out_of_it(service: Service):
    local, planner = service.client("local"), service.client("planner")
    own, foreign = add(local), add(planner, lon=114.3151)
    assert patch(local, foreign, name="x").status_code == 404
    out = patch(local, own, lon=114.3151, lat=30.625)
    assert (out.status_code, out.json["type"]) == (422, "urn:gridmap:error:point.out_of_scope")
    assert planner.get(f"{HAZARDS}/{own['id']}").json["cell_code"] == FIRST


def test_many_changes_are_all_made_or_none(client):
    one, other = add(client, id="h-1"), add(client, id="h-2")
    seen = {"id": "h-1", "revision": one["revision"]}
    bulk = {
        "create": [NEW | {"id": "h-3"}, NEW],
        "change": [seen | {"name": "改"}],
        "remove": [{"id": "h-2", "revision": 0}],
    }
    refused = client.post(f"{HAZARDS}/bulk", json=bulk, headers=ORIGIN)
    assert refused.status_code == 412
    bulk["remove"] = [{"id": "h-2", "revision": other["revision"]}]
    made = client.post(f"{HAZARDS}/bulk", json=bulk, headers=ORIGIN)
    assert (made.status_code, len(made.json["created"])) == (200, 2)
    assert client.get(HAZARDS).json["name"].count("改") == 1


def test_every_change_stands_in_the_audit(service: Service):
    client = service.client("planner")
    patch(client, add(client), name="甲")
    with service.store.reading() as reader:
        actions = [entry.action for entry in reader.audit()]
        assert len(reader.points(PointKind.HAZARD)) == 1
    assert actions[-2:] == ["point.add", "point.edit"]
