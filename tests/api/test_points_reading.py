"""Points in every form: the same ones, filtered alike, narrowed to the scope."""

from __future__ import annotations

import threading

import pytest

from gridmap.domain import PointKind
from tests.api.conftest import make_service
from tests.unit.web.territory import BEND, CENTRE
from web.at_hand import warm

SHOPS = "/api/v1/points/shop"
CELL = f"{CENTRE}005"


def stored(service, kind=PointKind.SHOP):
    with service.store.reading() as reader:
        return {point.id: point for point in reader.points(kind)}


def ids(client, query="", path=SHOPS):
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json["id"]


def test_all_points_in_the_order_of_ids(shared, as_planner):
    assert ids(as_planner) == sorted(stored(shared))


def test_box_keeps_what_lies_in_it_sides_included(shared, as_planner):
    inside = [p.id for p in stored(shared).values() if 114.31 <= p.lon <= 114.32 and p.lat <= 30.62]
    assert ids(as_planner, "bbox=114.31,30.6,114.32,30.62") == sorted(inside)


def test_box_over_the_antimeridian_takes_both_sides(as_planner):
    assert len(ids(as_planner, "bbox=114.33,-90,114.29,90")) < 61
    assert len(ids(as_planner, "bbox=170,-90,-170,90")) == 0


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "0,9,1,8", "nan,0,1,1", "-181,0,1,1"])
def test_what_is_no_box_is_refused(as_planner, box):
    answer = as_planner.get(f"{SHOPS}?bbox={box}")
    assert (answer.status_code, answer.json["type"]) == (422, "urn:gridmap:error:points.bbox")


def test_cell_and_community_by_the_beginning_of_the_code(shared, as_planner):
    points = stored(shared).values()
    in_cell = sorted(p.id for p in points if p.cell_code == CELL)
    in_bend = sorted(p.id for p in points if (p.cell_code or "").startswith(BEND))
    assert ids(as_planner, f"cell={CELL}") == in_cell
    assert ids(as_planner, f"cell={BEND}") == in_bend


def test_points_in_no_cell(as_planner):
    assert ids(as_planner, "outside=true") == ["S-outside"]


def test_class_and_name(as_planner):
    assert ids(as_planner, "class=bakery,supermarket") == ["S-outside"]
    assert ids(as_planner, "q=小店59") == ["S059"]


def test_days_and_hours_are_those_of_the_territory(shared, as_planner):
    path = "/api/v1/points/incident"
    first = [p.id for p in stored(shared, PointKind.INCIDENT).values() if p.happened_at.day == 1]
    assert ids(as_planner, "since=2026-05-01&until=2026-05-01", path) == sorted(first)
    # They happened at 8 UTC, which is 16 o'clock there.
    assert len(ids(as_planner, "hours=16-17", path)) == 20
    assert ids(as_planner, "hours=8-9", path) == []


def test_hours_of_the_week_run_over_its_end(shared, as_planner):
    path = "/api/v1/points/incident"
    fridays = [
        p.id for p in stored(shared, PointKind.INCIDENT).values() if p.happened_at.weekday() == 4
    ]
    # Friday 16:00 is hour 4 x 24 + 16 = 112; 113-112 is everything else.
    assert ids(as_planner, "week_hours=112-113", path) == sorted(fridays)
    assert len(ids(as_planner, "week_hours=113-112", path)) == 20 - len(fridays)


def test_packed_points_are_counted_by_class(as_planner):
    packed = as_planner.get(f"{SHOPS}?form=packed").json
    counts = dict(zip(packed["classes"], packed["counts"], strict=True))
    assert (counts["restaurant"], counts["bakery"], packed["total"]) == (60, 1, 61)


def test_clusters_hold_every_point_once(as_planner):
    near = as_planner.get(f"{SHOPS}?form=clusters&zoom=18").json
    far = as_planner.get(f"{SHOPS}?form=clusters&zoom=6").json
    assert sum(near["count"]) == sum(far["count"]) == 61
    assert len(far["count"]) < 3 < len(near["count"])
    assert all((name is None) == (n > 1) for name, n in zip(near["id"], near["count"], strict=True))


def test_clusters_need_a_zoom(as_planner):
    assert as_planner.get(f"{SHOPS}?form=clusters").status_code == 400


def test_pages_of_rows_make_the_whole_table(shared, as_planner):
    path = f"{SHOPS}?form=rows&limit=25&sort=-name&offset="
    pages = [as_planner.get(f"{path}{start}").json for start in (0, 25, 50)]
    names = [row["name"] for page in pages for row in page["rows"]]
    assert names == sorted((p.name for p in stored(shared).values()), reverse=True)
    assert {page["total"] for page in pages} == {61}


def test_what_lies_under_a_click_comes_nearest_first(shared, as_planner):
    shop = stored(shared)["S010"]
    answer = as_planner.get(f"{SHOPS}/near?lon={shop.lon}&lat={shop.lat}&within_m=2000").json
    assert answer["rows"][0]["id"] == "S010"
    assert answer["total"] > 1


def test_card_names_cell_worker_and_the_way_to_the_border(as_planner):
    card = as_planner.get(f"{SHOPS}/S010").json
    assert card["place"]["cell"]["code"] == card["cell_code"]
    assert card["place"]["cell"]["leader_name"].startswith("网格员")
    assert 0 < card["place"]["border_m"] < 600


def test_scope_hides_points_cards_and_counts(as_local):
    assert {code[:15] for code in as_local.get(SHOPS).json["cell_code"]} == {f"{CENTRE}001"}
    assert as_local.get(f"{SHOPS}/S-outside").status_code == 404
    assert as_local.get(f"{SHOPS}?form=count&outside=true").json == {"total": 0}


def test_place_on_a_border_shows_both_cells(as_planner):
    place = as_planner.get("/api/v1/locate?lon=114.31002&lat=30.615").json
    assert place["cell"]["code"] == f"{CENTRE}005"
    assert [one["code"] for one in place["doubtful"]] == [f"{CENTRE}005", f"{CENTRE}004"]
    assert len(place["neighbours"]) == 8


def test_place_in_another_datum_is_brought_home(as_planner):
    plain = as_planner.get("/api/v1/locate?lon=114.315&lat=30.615").json
    shifted = as_planner.get("/api/v1/locate?lon=114.3205&lat=30.6126&datum=gcj02").json
    assert plain["cell"] == shifted["cell"]
    assert shifted["lon"] != 114.3205


def test_cells_that_may_not_be_seen_are_no_neighbours(as_local):
    place = as_local.get("/api/v1/locate?lon=114.305&lat=30.625").json
    assert place["cell"]["code"] == f"{CENTRE}001"
    assert place["neighbours"] == []


def test_points_are_read_before_anybody_asks():
    service = make_service()
    warm(service.app)
    for thread in threading.enumerate():
        if thread.name == "warming":
            thread.join()
    kept = service.app.extensions["gridmap_at_hand"]
    with service.store.reading() as reader:
        revision = reader.revision()
        assert kept.points(reader, PointKind.SHOP) is kept.points(reader, PointKind.SHOP)
    assert {known.revision for known in kept._columns.values()} == {revision}
