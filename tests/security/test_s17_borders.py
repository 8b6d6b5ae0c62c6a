"""S17: the right to a point follows its cell when the border moves, from the next request on."""

from __future__ import annotations

from datetime import date

import pytest

from tests.api.conftest import ORIGIN
from tests.security.world import Town, build
from tests.unit.web.territory import SOUTH, STEP, WEST

CORNER = [(WEST + STEP) / 1e7, (SOUTH + 2 * STEP) / 1e7]
RAISED = [(WEST + STEP) / 1e7, (SOUTH + 2 * STEP + 50_000) / 1e7]
STAYS, LEAVES = "shop-own-0", "shop-own-5"


@pytest.fixture
def moved(cheap_hashes) -> tuple[Town, object]:
    """Return the town after a border of the first cell was raised over some of its points."""
    town = build()
    local = town.client("inspector.cell")
    assert all(
        local.get(f"/api/v1/points/shop/{one}").status_code == 200 for one in (STAYS, LEAVES)
    )
    planner = town.client("planner.all")
    draft = town.drafts["own"]
    with town.store.writing() as writer:
        writer.remove_lock("lock-own")
    revision = planner.get(f"/api/v1/plans/{draft}").json["revision"]
    edited = planner.post(
        f"/api/v1/drafts/{draft}/edits",
        json={"command": {"op": "move_node", "at": CORNER, "to": RAISED}},
        headers={**ORIGIN, "If-Match": f'"{revision}"'},
    )
    assert edited.status_code == 200, edited.text
    published = planner.post(
        "/api/v1/publications",
        json={"plans": [draft], "valid_from": date.today().isoformat()},  # noqa: DTZ011  as the service's own day
        headers={**ORIGIN, "If-Match": edited.headers["ETag"]},
    )
    assert published.status_code in {200, 201}, published.text
    return town, local


def test_s17_a_point_beyond_the_border_is_gone_for_who_sees_the_cell(moved):
    _, local = moved
    assert local.get(f"/api/v1/points/shop/{STAYS}").status_code == 200
    assert local.get(f"/api/v1/points/shop/{LEAVES}").status_code == 404
    listed = local.get("/api/v1/points/shop").text
    assert STAYS in listed
    assert LEAVES not in listed


def test_s17_a_point_beyond_the_border_can_no_longer_be_changed(moved):
    town, local = moved
    headers = {**ORIGIN, "If-Match": '"1"'}
    before = town.store.digest()
    answer = local.patch(f"/api/v1/points/shop/{LEAVES}", json={"name": "x"}, headers=headers)
    assert answer.status_code == 404
    assert town.store.digest() == before
