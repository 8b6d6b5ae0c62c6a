"""Workers and their duties over HTTP."""

from __future__ import annotations

import pytest

from tests.api.drawing import Office, cell
from tests.unit.web.territory import CENTRE

DAY = "2026-12-01"


@pytest.fixture
def office(service):
    return Office.of(service)


def assign(office, worker, *cells, **more):
    posts = [{"cell_code": code, "worker_code": worker, **more} for code in cells]
    return office.send("/assignments", {"assignments": posts, "valid_from": DAY})


def test_the_register_tells_load_and_cells(office):
    first = office.get("/workers").get_json()["workers"][0]
    assert (first["code"], first["load"], len(first["led_codes"])) == ("W001", 300.0, 3)


def test_a_worker_is_added_once(office):
    body = {"code": "W900", "name": "新人", "community_code": CENTRE, "capacity": 300.0}
    assert office.send("/workers", body).status_code == 201
    assert office.send("/workers", body).status_code == 409


def test_a_worker_can_be_changed(office):
    body = {"name": "改名", "community_code": CENTRE, "capacity": 250.0}
    told = office.send("/workers/W001", body, method="PUT").get_json()
    assert (told["name"], told["over"]) == ("改名", True)


def test_an_unknown_worker_is_not_found(office):
    assert office.get("/workers/nobody").status_code == 404
    assert office.send("/workers/nobody", {"name": "谁"}, method="PUT").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"capacity": "300"}, {"capacity": -1}, {"duties": []}, {"name": ""}, {"role": "king"}],
)
def test_a_worker_that_does_not_fit_is_refused(office, wrong):
    body = {"code": "W900", "name": "新人", **wrong}
    assert office.send("/workers", body).status_code == 422


def test_map_table_and_card_agree_after_two_cells_change_hands(office):
    assign(office, "W004", cell(1), cell(2))
    card = office.get("/workers/W004").get_json()
    features = office.get("/cells").get_json()["cells"]["features"]
    on_map = {one["properties"]["code"]: one["properties"]["leader_code"] for one in features}
    meters = office.get("/plans/centre-1/meters").get_json()["workers"]
    assert card["led_codes"] == [code for code, led in on_map.items() if led == "W004"]
    assert card["load"] == next(one["load"] for one in meters if one["code"] == "W004") == 210.0


def test_assigning_names_who_was_relieved(office):
    told = assign(office, "W004", cell(1)).get_json()
    assert [one["worker_code"] for one in told["relieved"]] == ["W001"]


def test_a_cell_without_leader_is_listed(office):
    posts = [{"cell_code": cell(1), "worker_code": "W001"}]
    office.send("/assignments/relief", {"assignments": posts, "last_day": DAY})
    assert office.get("/assignments", plan="centre-1").get_json()["leaderless"] == [cell(1)]


def test_an_unknown_worker_or_cell_is_refused(office):
    assert assign(office, "nobody", cell(1)).status_code == 422
    assert assign(office, "W001", f"{CENTRE}999").status_code == 422


def test_a_proposal_fills_what_is_open_and_writes_nothing(office):
    posts = [{"cell_code": cell(n), "worker_code": f"W00{(n + 2) // 3}"} for n in (1, 5)]
    office.send("/assignments/relief", {"assignments": posts, "last_day": DAY})
    told = office.get("/assignments/proposal", plan="centre-1", valid_from=DAY).get_json()
    assert {one["cell_code"] for one in told["assignments"]} == {cell(1), cell(5)}
    assert office.get("/assignments", plan="centre-1").get_json()["leaderless"] == [
        cell(1),
        cell(5),
    ]


def test_a_proposal_accepted_whole_leaves_nothing_open(office):
    posts = [{"cell_code": cell(n), "worker_code": f"W00{(n + 2) // 3}"} for n in (1, 5)]
    office.send("/assignments/relief", {"assignments": posts, "last_day": "2026-11-30"})
    told = office.get("/assignments/proposal", plan="centre-1", valid_from=DAY).get_json()
    accepted = [
        {name: one[name] for name in ("cell_code", "worker_code", "duty")}
        for one in told["assignments"]
    ]
    office.send("/assignments", {"assignments": accepted, "valid_from": DAY})
    again = office.get("/assignments/proposal", plan="centre-1", valid_from=DAY).get_json()
    assert (again["assignments"], again["without_leader"]) == ([], [])


def test_gis_staff_assigns_nobody(service):
    assert assign(Office.of(service, "local"), "W001", cell(1)).status_code == 403


def test_telephones_are_for_those_who_see_the_worker(service):
    told = Office.of(service, "local").get("/workers").get_json()["workers"]
    assert [one["code"] for one in told] == ["W001", "W004"]
