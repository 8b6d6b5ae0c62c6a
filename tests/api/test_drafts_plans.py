"""Plans and communities over HTTP: cells as shared borders, figures, stories, comparison."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.api.drawing import Office, cell, move, place
from tests.unit.web.territory import BEND, CENTRE


@pytest.fixture
def office(service):
    return Office.of(service)


def test_communities_tell_the_state_of_their_plans(office):
    draft = office.draft()
    centre = office.get("/communities").get_json()["communities"][0]
    assert (centre["code"], centre["in_force"]["id"]) == (CENTRE, "centre-1")
    assert [one["id"] for one in centre["drafts"]] == [draft]
    assert (centre["cell_count"], centre["led_count"]) == (9, 9)


def test_an_unknown_community_is_not_found(office):
    assert office.get("/communities/999999999999").status_code == 404


def test_plans_can_be_narrowed(office):
    draft = office.draft()
    found = office.get("/plans", community=CENTRE, status="draft").get_json()["plans"]
    assert [one["id"] for one in found] == [draft]


def test_a_wrong_state_is_named(office):
    answer = office.get("/plans", status="burnt")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["parameter"] == "status"


def test_shared_borders_stand_once_in_whole_units(office):
    told = office.get("/plans/centre-1/cells").get_json()
    arcs = [np.cumsum(np.array(arc), axis=0) for arc in told["arcs"]]
    corners = {tuple(point) for arc in arcs for point in arc.tolist()}
    assert len(corners) == 16
    assert sum(len(arc) - 1 for arc in arcs) == 24


def test_cells_stand_until_their_plan_changes(office):
    draft = office.draft()
    tag = office.get(f"/plans/{draft}/cells").headers["ETag"]
    office.draft("bend-1")
    path = f"/api/v1/plans/{draft}/cells"
    same = office.client.get(path, headers={"If-None-Match": tag})
    office.edit(draft, move(1, 1))
    other = office.client.get(path, headers={"If-None-Match": tag})
    assert (same.status_code, other.status_code) == (304, 200)


def test_meters_name_broken_limits(office):
    told = office.get("/plans/centre-1/meters", max_load=120).get_json()
    assert {one["code"] for one in told["cells"] if one["broken"]} == {cell(5)}


def test_households_are_counted_in_every_cell(office):
    told = office.get("/plans/centre-1/meters", max_households=40).get_json()
    counts = {one["code"]: one["households"] for one in told["cells"]}
    assert counts == {cell(n): 48 if n == 7 else 0 for n in range(1, 10)}
    assert [one["broken"] for one in told["cells"] if one["broken"]] == [["max_households"]]


def test_households_follow_the_border_as_it_is_redrawn(office):
    draft = office.draft()
    told = office.edit(draft, move(1, 1, east=-0.9, north=-0.9)).get_json()
    counts = {one["id"]: one["properties"]["households"] for one in told["cells"]["features"]}
    assert counts == {cell(4): 0, cell(5): 48, cell(7): 0, cell(8): 0}


def test_buildings_that_come_later_are_counted(service, office):
    before = office.get("/plans/centre-1/cells")
    with service.store.writing() as work:
        (building,) = work.buildings()
        work.put_buildings([replace(building, households=60)])
    told = office.get("/plans/centre-1/cells").get_json()
    counts = [one["properties"]["households"] for one in told["objects"]["cells"]["geometries"]]
    assert (sum(counts), before.get_json() != told) == (60, True)


def test_meters_sum_by_worker(office):
    told = office.get("/plans/centre-1/meters").get_json()
    assert {one["code"]: one["load"] for one in told["workers"]} == {
        "W001": 300.0,
        "W002": 300.0,
        "W003": 300.0,
    }


def test_the_border_at_a_place_tells_its_story(office):
    lon, lat = place(1, 0.5)
    told = office.get("/plans/centre-1/arc", lon=lon, lat=lat).get_json()
    assert (told["left_code"], told["right_code"]) == (cell(7), cell(8))
    assert len(told["lines"]) >= 2


def test_sentences_are_in_the_language_of_the_request(office):
    lines = [
        office.get(f"/plans/centre-1/lineages/{cell(1)}", lang=tag).get_json()["lines"]
        for tag in ("zh", "en")
    ]
    assert lines[0] != lines[1]


def test_a_comparison_has_ground_borders_and_workers(office):
    draft = office.draft()
    office.edit(draft, move(1, 1))
    told = office.get("/plans/centre-1/comparison", other=draft).get_json()
    kinds = {one["properties"]["kind"] for one in told["changes"]["features"]}
    assert kinds == {"area", "arc"}
    assert told["changed_codes"] == [cell(n) for n in (4, 5, 7, 8)]


def test_plans_of_two_communities_are_not_compared(office):
    answer = office.get("/plans/centre-1/comparison", other="bend-1")
    assert (answer.status_code, answer.get_json()["type"].rpartition(":")[2]) == (
        422,
        "compare.communities",
    )


def test_a_draft_takes_another_name(office):
    draft = office.draft()
    answer = office.send(f"/drafts/{draft}", {"name": "北片"}, method="PATCH")
    assert (answer.get_json()["name"], answer.get_json()["revision"]) == ("北片", 1)


def test_a_discarded_draft_can_be_taken_up_again(office):
    draft = office.draft()
    states = [
        office.send(f"/drafts/{draft}/{way}").get_json()["status"] for way in ("discard", "restore")
    ]
    assert states == ["discarded", "draft"]


def test_two_drafts_that_do_not_meet_are_merged(office):
    one, other = office.draft(), office.draft()
    office.edit(one, move(1, 1))
    office.edit(other, move(2, 2))
    told = office.send("/drafts/merge", {"first": one, "second": other}).get_json()
    journal = office.get(f"/plans/{told['plan']['id']}/journal").get_json()["entries"]
    assert (told["edits"], told["clashes"], len(journal)) == (1, [], 1)


def test_two_drafts_that_moved_the_same_border_say_where(office):
    one, other = office.draft(), office.draft()
    office.edit(one, move(1, 1))
    office.edit(other, move(1, 1, east=-0.1))
    told = office.send("/drafts/merge", {"first": one, "second": other}).get_json()
    assert told["plan"] is None
    assert told["clashes"][0]["geometry"]["type"]


def test_one_draft_wins_where_it_is_preferred(office):
    one, other = office.draft(), office.draft()
    office.edit(one, move(1, 1))
    office.edit(other, move(1, 1, east=-0.1))
    body = {"first": one, "second": other, "prefer": "second"}
    assert office.send("/drafts/merge", body).get_json()["plan"] is not None


@pytest.mark.parametrize("path", ["/plans/{0}", "/plans/{0}/cells", "/plans/{0}/meters"])
def test_a_plan_of_another_community_is_not_found(service, path):
    bender = Office.of(service, "local")
    assert bender.get(path.format("bend-1")).status_code == 404


def test_who_sees_one_cell_sees_one_cell_of_a_plan(service):
    told = Office.of(service, "local").get("/plans/centre-1/cells").get_json()
    assert [one["id"] for one in told["objects"]["cells"]["geometries"]] == [cell(1)]


def test_who_sees_one_cell_does_not_redraw_the_community(service, office):
    draft = office.draft()
    local = Office.of(service, "local")
    assert local.send("/drafts", {"based_on": "centre-1"}).status_code == 404
    assert local.edit(draft, move(1, 1), revision=1).status_code == 404


def test_a_viewer_draws_nothing(service, office):
    viewer = Office.of(service, "viewer")
    assert viewer.send("/drafts", {"based_on": "centre-1"}).status_code == 403
    assert viewer.get("/drafts").status_code == 403


def test_the_plan_of_the_other_community_is_whole(office):
    told = office.get("/plans/bend-1/cells").get_json()
    assert told["plan"]["community_code"] == BEND
