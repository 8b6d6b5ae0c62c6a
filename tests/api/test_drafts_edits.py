"""Redrawing over HTTP: every edit once, in turn, with its figures; refusals with their place."""

from __future__ import annotations

import pytest
import shapely

from tests.api.drawing import Office, cell, move, new_code, place


@pytest.fixture
def office(service):
    return Office.of(service)


@pytest.fixture
def draft(office):
    return office.draft()


def cells_of(office, plan_id):
    """Return the cells of a plan by code, from its TopoJSON."""
    told = office.get(f"/plans/{plan_id}/cells").get_json()
    return {one["id"]: one for one in told["objects"]["cells"]["geometries"]}


def test_an_edit_answers_with_the_changed_cells_and_their_figures(office, draft):
    told = office.edit(draft, move(1, 1)).get_json()
    assert {one["id"] for one in told["cells"]["features"]} == {cell(n) for n in (4, 5, 7, 8)}
    figures = told["cells"]["features"][0]["properties"]
    assert {"load", "load_share_ratio", "area_m2", "compactness_ratio", "broken"} <= set(figures)


def test_what_one_cell_loses_its_neighbours_gain(office, draft):
    told = office.edit(draft, move(1, 1)).get_json()
    assert sum(one["area_m2"] for one in told["changes"]) == pytest.approx(0, abs=0.01)


def test_an_edit_carries_the_revision_to_send_next(office, draft):
    answer = office.edit(draft, move(1, 1))
    assert answer.headers["ETag"] == f'"{office.revision(draft)}"'


def test_an_edit_without_the_revision_it_starts_from_is_refused(office, draft):
    answer = office.send(f"/drafts/{draft}/edits", {"command": move(1, 1)})
    assert answer.status_code == 428


def test_a_stale_edit_is_told_what_changed(office, draft):
    office.edit(draft, move(1, 1), name="河边")
    answer = office.edit(draft, move(2, 2), revision=1)
    told = answer.get_json()
    assert (answer.status_code, told["revision"]) == (412, 2)
    assert told["changes"][0]["name"] == "河边"


def test_the_same_edit_sent_twice_is_carried_out_once(office, draft):
    once = {"If_Match": '"1"', "Idempotency_Key": "once"}
    body = {"command": move(1, 1)}
    first, second = (office.send(f"/drafts/{draft}/edits", body, **once) for _ in range(2))
    assert first.get_json() == second.get_json()
    assert office.revision(draft) == 2


@pytest.mark.parametrize(
    ("command", "status", "code"),
    [
        ({"op": "move_node", "at": place(2, 2), "to": place(2.9, 3.5)}, 409, "edits.fold"),
        ({"op": "move_node", "at": place(1.5, 1.5), "to": place(2, 2)}, 422, "edits.no_node"),
        ({"op": "burn"}, 422, "commands.op"),
        ({"op": "merge", "codes": [cell(1), cell(9)]}, 409, "edits.apart"),
    ],
)
def test_a_refusal_has_a_code_and_changes_nothing(office, draft, command, status, code):
    answer = office.edit(draft, command)
    told = answer.get_json()
    assert (answer.status_code, told["type"]) == (status, f"urn:gridmap:error:{code}")
    assert office.revision(draft) == 1


def test_a_refusal_has_its_place_as_geojson(office, draft):
    told = office.edit(draft, {"op": "move_node", "at": place(2, 2), "to": place(2.9, 3.5)})
    fault = shapely.geometry.shape(told.get_json()["place"])
    assert fault.distance(shapely.Point(place(2.9, 3))) < 0.02


def test_undo_goes_back_to_the_start_and_redo_to_a_name(office, draft):
    before = cells_of(office, draft)
    for number in range(3):
        office.edit(draft, move(1 + number % 2, 1 + number // 2), name=f"第{number}步")
    undone = office.turn("undo", draft, to="0").get_json()
    assert cells_of(office, draft) == before
    assert undone["cursor"] == {"standing": [], "undone": [3, 2, 1]}
    redone = office.turn("redo", draft, to="第1步").get_json()
    assert redone["cursor"]["standing"] == [1, 2]


def test_nothing_is_left_to_undo(office, draft):
    answer = office.turn("undo", draft)
    assert (answer.status_code, answer.get_json()["type"].rpartition(":")[2]) == (
        409,
        "journal.nothing_to_undo",
    )


def test_a_split_makes_a_cell_that_an_undo_takes_away(office, draft):
    line = [place(0.5, 1.9), place(0.5, 3.1)]
    fresh = new_code(office.edit(draft, {"op": "split", "code": cell(1), "line": line}))
    assert office.turn("undo", draft).get_json()["gone"] == [fresh]


def test_a_merge_names_the_cells_that_went(office, draft):
    told = office.edit(draft, {"op": "merge", "codes": [cell(1), cell(2)]}).get_json()
    assert told["gone"] == [cell(2)]
    assert set(cells_of(office, draft)) == {cell(n) for n in (1, *range(3, 10))}


def test_changes_bring_a_stale_copy_up_to_date(office, draft):
    office.edit(draft, move(1, 1))
    office.edit(draft, move(2, 2))
    told = office.get(f"/drafts/{draft}/changes", after=1).get_json()
    assert [entry["number"] for entry in told["entries"]] == [2]
    assert {one["id"] for one in told["cells"]["features"]} == {cell(n) for n in (2, 3, 5, 6)}


def test_the_journal_tells_who_did_what(office, draft):
    office.edit(draft, move(1, 1), name="河边", reason="两户搬迁")
    (entry,) = office.get(f"/plans/{draft}/journal").get_json()["entries"]
    assert (entry["op"], entry["by"], entry["name"], entry["reason"]) == (
        "move_node",
        "planner",
        "河边",
        "两户搬迁",
    )


def test_a_locked_cell_stays_as_it_is(office, draft):
    lock = office.send(f"/plans/{draft}/locks", {"cell_code": cell(5), "reason": "示范网格"})
    refused = office.edit(draft, move(1, 1))
    assert (lock.status_code, refused.status_code) == (201, 409)
    office.send(f"/plans/{draft}/locks/{lock.get_json()['id']}", method="DELETE")
    assert office.edit(draft, move(1, 1)).status_code == 200


def test_the_common_border_moves_in_both_drafts_or_in_none(office, draft):
    other = office.draft("bend-1")
    command = move(3, 1, east=-0.1)
    alone = office.edit(draft, command)
    together = office.edit(draft, command, together=[other])
    assert (alone.status_code, together.status_code) == (409, 200)
    assert (office.revision(draft), office.revision(other)) == (2, 2)


def test_a_stale_edit_of_the_common_border_changes_neither(office, draft):
    other = office.draft("bend-1")
    office.edit(draft, move(1, 1))
    answer = office.edit(draft, move(3, 1, east=-0.1), revision=1, together=[other])
    assert (answer.status_code, office.revision(other)) == (412, 1)


def test_a_change_is_in_the_audit(service, office, draft):
    office.edit(draft, move(1, 1))
    with service.store.reading() as reader:
        entries = reader.audit()
    assert [(one.action, one.subject) for one in entries[-2:]] == [
        ("draft.open", draft),
        ("draft.edit", draft),
    ]


def test_a_refused_edit_is_not(service, office, draft):
    office.edit(draft, {"op": "burn"})
    with service.store.reading() as reader:
        assert reader.audit()[-1].action == "draft.open"
