"""Pages of tables of points: filtered and sorted by any column, within the scope."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from gridmap.domain import Point, PointKind
from tests.api.conftest import make_service


@pytest.fixture(scope="module")
def service():
    made = make_service()
    with made.store.writing() as work:
        work.put_points(
            Point(
                f"t-{at:02d}",
                PointKind.HAZARD,
                "fire_lane_blocked" if at % 2 else "fire_equipment",
                114.301 + at * 0.001,
                30.601,
                f"隐患{at}",
                datetime(2026, 3, 1 + at, 4, tzinfo=UTC),
                attributes={
                    "level": "major" if at < 3 else "ordinary",
                    "state": "found",
                    "listed": at == 5,
                },
            )
            for at in range(12)
        )
    return made


@pytest.fixture(scope="module")
def client(service):
    return service.client("planner")


def rows(client, **asked):
    if "filters" in asked:
        asked["filters"] = json.dumps(asked["filters"])
    query = "&".join(f"{name}={quote(str(value))}" for name, value in asked.items())
    return client.get(f"/api/v1/tables/hazard?{query}").json


def ids(page) -> list[str]:
    return [row["id"] for row in page["rows"] if row["id"].startswith("t-")]


def test_a_page_tells_how_many_there_are(client):
    page = rows(client, q="隐患", offset=2, limit=3)
    assert (page["found"], ids(page)) == (12, ["t-02", "t-03", "t-04"])


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"level": "重大"}, ["t-00", "t-01", "t-02"]),
        ({"level": "major", "id": "t-0", "name": "1"}, ["t-01"]),
        ({"lon": "> 114.3115"}, ["t-11"]),
        ({"lon": "114.3005..114.3025"}, ["t-00", "t-01"]),
        ({"happened_at": ">= 2026-03-11"}, ["t-10", "t-11"]),
        ({"happened_at": "2026-03-02..2026-03-03"}, ["t-01", "t-02"]),
        ({"listed": "是"}, ["t-05"]),
        ({"name": "没有"}, []),
    ],
)
def test_filters_by_column(client, filters, wanted):
    assert ids(rows(client, q="隐患", filters=filters)) == wanted


@pytest.mark.parametrize("sort", ["lon", "name", "happened_at", "level", "class_code", "cell_code"])
def test_any_column_sorts_both_ways(client, sort):
    up, down = rows(client, q="隐患", sort=sort), rows(client, q="隐患", sort=f"-{sort}")
    assert sorted(ids(up)) == sorted(ids(down))
    first, last = up["rows"][0], down["rows"][0]
    assert first["id"] != last["id"]


def test_time_is_local(client):
    assert rows(client, q="t-00")["rows"][0]["time"] == "2026-03-01T12:00"


def test_rows_outside_the_scope_are_neither_shown_nor_counted(service):
    page = service.client("local").get("/api/v1/tables/hazard").json
    assert all(row["cell_code"].endswith("001") for row in page["rows"])
    assert page["total"] == len(page["rows"])


@pytest.mark.parametrize(
    "query", ["filters=[1]", "filters={", "filters={%22x%22:%221%22}", "sort=nothing", "limit=0"]
)
def test_what_cannot_be_asked(client, query):
    assert client.get(f"/api/v1/tables/hazard?{query}").status_code == 422


def test_fields_say_what_columns_may_hold(client):
    fields = {one["name"]: one for one in client.get("/api/v1/tables/hazard/fields").json["fields"]}
    assert fields["level"]["type"] == "choice"
    assert {one["value"] for one in fields["level"]["choices"]} == {"ordinary", "major"}
    assert fields["listed"]["type"] == "boolean"
    assert fields["lon"]["type"] == "number"


def test_unknown_kind_is_not_there(client):
    assert client.get("/api/v1/tables/nothing").status_code == 404
