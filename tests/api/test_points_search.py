"""One box finds names, pinyin, codes, addresses and coordinates, each within the scope."""

from __future__ import annotations

import pytest

from gridmap.domain import Point, PointKind
from tests.api.conftest import Service
from tests.unit.web.territory import BEND, CENTRE


def hits(client, question, **more):
    answer = client.get("/api/v1/search", query_string={"q": question, **more})
    assert answer.status_code == 200, answer.text
    return answer.json["hits"]


@pytest.mark.parametrize(
    ("question", "kind", "name"),
    [
        ("街心", "community", "街心社区"),
        ("jiexin", "community", "街心社区"),
        ("hwsq", "community", "河湾社区"),
        (f"{CENTRE}004", "cell", "网格 004"),
        ("wanggeyuan2", "worker", "网格员2"),
        ("W003", "worker", "网格员3"),
        ("renmin lu", "street", "人民路"),
        ("yihaolou", "building", "一号楼"),
        ("小店17", "point", "小店17"),
        ("xiaodian17", "point", "小店17"),
        ("s-outside", "point", "远处小店"),
        ("ycxd", "point", "远处小店"),
    ],
)
def test_first_hit(as_planner, question, kind, name):
    hit = hits(as_planner, question)[0]
    assert (hit["type"], hit["name"]) == (kind, name)


def test_exact_name_comes_before_longer_ones(as_planner):
    assert [one["name"] for one in hits(as_planner, "小店5")[:3]] == ["小店5", "小店50", "小店51"]


def test_shop_is_found_by_its_address(service: Service):
    with service.store.writing() as writer:
        shop = Point(
            "a1", PointKind.SHOP, "bakery", 114.305, 30.625, attributes={"address": "幸福里 3 号"}
        )
        writer.put_points([shop])
    (hit,) = hits(service.client("planner"), "幸福里3")
    assert (hit["id"], hit["address"]) == ("a1", "幸福里 3 号")


def test_changed_point_is_found_under_its_new_name_alone(service: Service):
    client = service.client("planner")
    assert hits(client, "小店17")
    with service.store.writing() as writer:
        old = writer.point("S017")
        writer.put_points([Point("S017", old.kind, old.class_code, old.lon, old.lat, "长乐坊")])
        writer.remove_points(["S018"])
    assert hits(client, "小店17") == hits(client, "小店18") == []
    assert hits(client, "changle")[0]["id"] == "S017"


def test_coordinates_are_a_place_in_each_datum(as_planner):
    found = hits(as_planner, "114.315, 30.615")
    assert [one["datum"] for one in found] == ["wgs84", "gcj02", "bd09"]
    assert (found[0]["lon"], found[0]["lat"]) == (114.315, 30.615)


def test_answers_are_as_many_as_wanted(as_planner):
    assert len(hits(as_planner, "小店", limit=7)) == 7


@pytest.mark.parametrize("question", ["", "  ", "\x1f", "a\nb", "%", "'; DROP TABLE point", "🤷"])
def test_odd_questions_find_nothing(as_planner, question):
    assert hits(as_planner, question) == []


def test_scope_hides_what_lies_outside(as_local):
    assert {one["cell_code"] for one in hits(as_local, "小店", limit=100)} == {f"{CENTRE}001"}
    assert [one["id"] for one in hits(as_local, "网格 00")] == [f"{CENTRE}001"]
    assert hits(as_local, "河湾") == hits(as_local, BEND) == hits(as_local, "远处") == []
