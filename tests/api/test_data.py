"""The numbers of the API: the same as the library's, narrowed to the scope, sent once."""

from __future__ import annotations

import gzip
import io
import json

import pytest
import shapely
from PIL import Image

from gridmap.domain import PointKind, Role, Worker
from gridmap.formats.geojson import write_geojson
from gridmap.services.published_layers import LAYERS, layer_table
from gridmap.store import MemoryStore
from tests.api.conftest import BUNDLES, KEY, Service, sign_in
from tests.unit.web.territory import BEND, CENTRE, LOADS, PASSWORD
from web.accounts import add_account
from web.app import create_app
from web.settings import Settings

CELL = f"{CENTRE}005"


def test_overview_counts_what_the_store_counts(shared, as_planner):
    with shared.store.reading() as reader:
        tally = reader.tally()
        shops = sum(count for (_, kind), count in tally.items() if kind is PointKind.SHOP)
    told = as_planner.get("/api/v1/overview").json
    kinds = {one["kind"]: one for one in told["kinds"]}
    assert kinds["shop"] == {"kind": "shop", "total": shops, "outside": 1}
    assert (told["cells"], told["workers"]) == (10, 3)
    assert told["bounds"] == [114.3, 30.6, 114.34, 30.63]


def test_cells_are_those_of_the_store(shared, as_planner):
    features = as_planner.get("/api/v1/cells").json["cells"]["features"]
    with shared.store.reading() as reader:
        stored = {cell.code: cell.geometry for cell in reader.published_cells()}
    shown = {
        one["properties"]["code"]: shapely.from_geojson(json.dumps(one["geometry"]))
        for one in features
    }
    assert shown.keys() == stored.keys()
    assert all(shapely.equals_identical(shown[code], stored[code]) for code in stored)


def test_share_of_load_is_against_the_mean_of_the_community(as_planner):
    features = as_planner.get("/api/v1/cells").json["cells"]["features"]
    ratios = {one["properties"]["code"]: one["properties"]["load_share_ratio"] for one in features}
    mean = sum(LOADS) / len(LOADS)
    assert ratios[CELL] == pytest.approx(LOADS[4] / mean - 1)
    assert ratios[f"{BEND}001"] == 0


def test_neighbours_of_different_leaders_have_different_hues(as_planner):
    features = as_planner.get("/api/v1/cells").json["cells"]["features"]
    hues = [one["properties"]["hue"] for one in features]
    rows = [set(hues[start : start + 3]) for start in (0, 3, 6)]
    assert all(len(row) == 1 for row in rows)
    assert rows[0].isdisjoint(rows[1])
    assert rows[1].isdisjoint(rows[2])
    assert hues[9] == -1


def test_card_has_the_counts_of_the_list(as_planner):
    features = as_planner.get("/api/v1/cells").json["cells"]["features"]
    row = next(one["properties"] for one in features if one["properties"]["code"] == CELL)
    card = as_planner.get(f"/api/v1/cells/{CELL}").json
    assert {f"{kind}_count": count for kind, count in card["counts"].items()}.items() <= row.items()
    assert (card["load"], card["area_m2"]) == (row["load"], row["area_m2"])


def test_card_names_the_team_leader_first(as_planner):
    team = as_planner.get(f"/api/v1/cells/{CENTRE}001").json["team"]
    assert [one["duty"] for one in team] == ["leader", "volunteer"]
    assert team[0]["telephone"] == "027-5550001"


def test_points_come_as_columns_of_one_length(as_planner):
    columns = as_planner.get("/api/v1/points/shop").json
    assert {len(values) for values in columns.values()} == {61}
    assert columns["cell_code"].count(None) == 1


@pytest.mark.parametrize("layer", LAYERS)
def test_export_is_byte_for_byte_what_the_library_writes(shared, as_planner, layer, tmp_path):
    with shared.store.reading() as reader:
        write_geojson(layer_table(reader, layer), tmp_path / "own.geojson")
    answer = as_planner.get(f"/api/v1/layers/{layer}.geojson")
    assert answer.data == (tmp_path / "own.geojson").read_bytes()
    assert answer.content_type == "application/geo+json"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{layer}.geojson"'


def test_packed_answer_unpacks_to_the_plain_one(as_planner):
    plain = as_planner.get("/api/v1/cells")
    packed = as_planner.get("/api/v1/cells", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


def test_density_says_where_it_lies_and_what_it_means(as_planner):
    told = as_planner.get("/api/v1/density/incident").json
    assert told["count"] == 20
    assert told["bounds"] == sorted(told["bounds"])
    west, south = (min(corner[axis] for corner in told["corners"]) for axis in (0, 1))
    assert (west, south) == pytest.approx((114.3, 30.6), abs=0.002)


def test_density_frames_hot_squares_and_says_what_they_stand_on(as_planner):
    squares = as_planner.get("/api/v1/density/shop").json["hotspots"]
    assert squares["tested"] > 500
    assert (squares["side_m"], squares["q"]) == (100.0, 0.05)
    assert squares["hot"] <= len(squares["rings"])


def test_who_sees_a_part_of_the_points_is_told_of_no_hot_squares(service: Service):
    assert service.client("local").get("/api/v1/density/shop").json["hotspots"] is None


def test_density_is_a_picture_that_fades_out(as_planner):
    address = as_planner.get("/api/v1/density/incident").json["image"]
    answer = as_planner.get(address)
    picture = Image.open(io.BytesIO(answer.data)).convert("RGBA")
    assert answer.content_type == "image/png"
    assert picture.getpixel((0, 0))[3] == 0
    assert picture.getextrema()[3][1] > 128


def test_density_leaves_out_what_lies_outside_the_communities(as_planner):
    assert as_planner.get("/api/v1/density/shop").json["count"] == 60


def test_there_is_no_density_of_nothing(as_planner):
    assert as_planner.get("/api/v1/density/camera").status_code == 404


DATA = [
    "/api/v1/overview",
    "/api/v1/base",
    "/api/v1/cells",
    f"/api/v1/cells/{CELL}",
    "/api/v1/points/shop",
    "/api/v1/layers/cells.geojson",
    "/api/v1/density/shop",
    "/api/v1/density/shop.png",
]


@pytest.mark.parametrize("path", DATA)
def test_known_answer_is_not_sent_again(as_planner, path):
    tag = as_planner.get(path).headers["ETag"]
    answer = as_planner.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")


def test_write_to_the_store_changes_the_tag(service: Service):
    client = service.client("planner")
    tag = client.get("/api/v1/cells").headers["ETag"]
    with service.store.writing() as writer:
        writer.put_workers([Worker("W001", "新名字", CENTRE)])
    answer = client.get("/api/v1/cells", headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "新名字" in answer.text


def test_tags_of_different_scopes_differ(as_planner, as_local):
    path = "/api/v1/cells"
    assert as_planner.get(path).headers["ETag"] != as_local.get(path).headers["ETag"]


@pytest.mark.parametrize("path", DATA[:3] + DATA[4:6])
def test_scope_hides_what_lies_outside(as_local, path):
    told = as_local.get(path).text
    assert BEND not in told
    assert CELL not in told
    assert "远处小店" not in told


@pytest.mark.parametrize("layer", ["communities", "shops", "incidents", "blocks"])
def test_scope_holds_for_exports_too(as_local, layer):
    assert BEND not in as_local.get(f"/api/v1/layers/{layer}.geojson").text


def test_cell_outside_the_scope_is_as_unknown_as_one_that_is_not(as_local):
    hidden = as_local.get(f"/api/v1/cells/{CELL}")
    absent = as_local.get("/api/v1/cells/999")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json["type"] == absent.json["type"]


def test_empty_store_answers_as_well():
    store = MemoryStore()
    add_account(store, "planner", [Role.PLANNER], PASSWORD)
    client = create_app(Settings(secret_key=KEY), store, bundles=BUNDLES).test_client()
    sign_in(client, "planner")
    assert client.get("/api/v1/overview").json["bounds"] is None
    assert client.get("/api/v1/cells").json["cells"]["features"] == []
    assert client.get("/api/v1/base").json["streets"]["features"] == []
    assert client.get("/api/v1/points/shop").json["id"] == []
