"""Publishing over HTTP: seen before it is done, at once or on a day to come, and back."""

from __future__ import annotations

import pytest

from tests.api.drawing import Office, cell, move, new_code

TODAY, LATER = "2026-06-01", "2099-01-01"
SPLIT = {"op": "split", "code": cell(1), "line": [[114.305, 30.619], [114.305, 30.631]]}


@pytest.fixture
def office(service):
    return Office.of(service)


@pytest.fixture
def draft(office):
    draft = office.draft()
    office.edit(draft, move(1, 1))
    return draft


def publish(office, draft, day=TODAY):
    return office.send("/publications", {"plans": [draft], "valid_from": day})


def test_the_impact_names_the_cells_that_change(office, draft):
    told = office.get("/publications/impact", plans=draft, valid_from=TODAY).get_json()
    assert [one["code"] for one in told["cells"]] == [cell(n) for n in (4, 5, 7, 8)]


def test_the_impact_adds_up(office, draft):
    told = office.get("/publications/impact", plans=draft, valid_from=TODAY).get_json()
    for one in told["cells"]:
        by_flows = one["before"]["area_m2"] + one["gained"]["area_m2"] - one["lost"]["area_m2"]
        assert one["after"]["area_m2"] == pytest.approx(by_flows, abs=1)


def test_the_impact_says_limits_in_words(office, draft):
    told = office.get("/publications/impact", plans=draft, valid_from=TODAY, max_load=50).get_json()
    assert cell(1) in {one["code"] for one in told["breaches"]}
    assert all(one["text"] for one in told["breaches"])


def test_every_worker_concerned_gets_a_sheet(office, draft):
    told = office.get("/publications/handovers", plans=draft, valid_from=TODAY).get_json()
    assert [one["worker_code"] for one in told["sheets"]] == ["W002", "W003"]
    assert all(len(row) == len(one["columns"]) for one in told["sheets"] for row in one["rows"])


def test_a_published_draft_is_in_force(office, draft):
    answer = publish(office, draft)
    centre = office.get("/communities").get_json()["communities"][0]
    assert (answer.status_code, centre["in_force"]["id"]) == (201, draft)


def test_a_draft_of_the_future_waits_and_can_be_called_back(office, draft):
    assert publish(office, draft, LATER).get_json()["scheduled"]
    assert office.get(f"/plans/{draft}").get_json()["status"] == "scheduled"
    assert office.send(f"/plans/{draft}/unschedule").get_json()["status"] == "draft"


def test_an_earlier_plan_comes_back(office, draft):
    publish(office, draft)
    body = {"valid_from": "2026-07-01", "reason": "居民意见"}
    answer = office.send("/plans/centre-1/roll-back", body)
    (fresh,) = answer.get_json()["plan_ids"]
    assert office.get(f"/plans/{fresh}").get_json()["status"] == "published"


def test_a_draft_is_published_once(office, draft):
    publish(office, draft)
    assert publish(office, draft).status_code == 409


def test_a_new_cell_gets_its_official_code(office, draft):
    fresh = new_code(office.edit(draft, SPLIT))
    office.send(
        "/assignments",
        {"assignments": [{"cell_code": fresh, "worker_code": "W001"}], "valid_from": TODAY},
    )
    assert publish(office, draft).get_json()["renamed"] == {fresh: cell(10)}


def test_a_new_cell_without_leader_is_named(office, draft):
    office.edit(draft, SPLIT)
    assert publish(office, draft).get_json()["leaderless"] == [cell(10)]


def test_gis_staff_draws_and_does_not_publish(service, draft):
    assert publish(Office.of(service, "local"), draft).status_code == 403
