"""The OGC service: what the abstract tests of Features Part 1 ask, read by GDAL, scope and all."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from base64 import b64encode
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import shapely
from werkzeug.serving import make_server

from gridmap.domain import Point, PointKind
from gridmap.services.feature_pages import LAYERS
from tests.api.conftest import Service, make_service
from tests.unit.web.territory import BEND, CENTRE
from web.ogc.questions import DEFAULT_LIMIT, MOST
from web.tokens import create_token

ITEMS = "/ogc/collections/{}/items"
SHOPS, INCIDENTS, CELLS = (ITEMS.format(name) for name in ("shops", "incidents", "cells"))


def told(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return json.loads(answer.data)


def ids(client, path):
    return [one["id"] for one in told(client, path)["features"]]


def followed(client, path):
    """Return the pages of a collection, one link after the other."""
    pages = []
    while path is not None:
        pages.append(told(client, path))
        links = {one["rel"]: one["href"] for one in pages[-1]["links"]}
        path = links.get("next", "").removeprefix("http://localhost") or None
    return pages


@pytest.mark.parametrize("path", ["/ogc", "/ogc/"])
def test_landing_page_leads_everywhere(as_planner, path):
    links = told(as_planner, path)["links"]
    rels = {one["rel"]: one for one in links}
    assert {"self", "service-desc", "conformance", "data"} == rels.keys()
    assert rels["service-desc"]["type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert all(as_planner.get(one["href"]).status_code == 200 for one in links)


def test_what_is_claimed(as_planner):
    claimed = told(as_planner, "/ogc/conformance")["conformsTo"]
    assert [name.rsplit("/", 1)[1] for name in claimed] == ["core", "geojson", "oas30"]


def test_document_names_the_size_of_a_page_where_clients_look(as_planner):
    document = told(as_planner, "/ogc/api")
    limit = document["components"]["parameters"]["limit"]
    assert document["openapi"].startswith("3.0.")
    assert (limit["schema"]["default"], limit["schema"]["maximum"]) == (DEFAULT_LIMIT, MOST)
    assert (limit["style"], limit["explode"]) == ("form", False)


def test_every_reference_in_the_document_leads_somewhere(as_planner):
    document = told(as_planner, "/ogc/api")

    def references(value):
        if isinstance(value, dict):
            yield from [value["$ref"]] if "$ref" in value else []
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                yield from references(one)

    for reference in references(document):
        found = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def test_collections_are_the_layers_with_extents_and_links(as_planner):
    collections = told(as_planner, "/ogc/collections")["collections"]
    assert [one["id"] for one in collections] == list(LAYERS)
    for one in collections:
        assert told(as_planner, f"/ogc/collections/{one['id']}") == one
        assert one["crs"] == ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]
    cells = next(one for one in collections if one["id"] == "cells")
    assert cells["extent"]["spatial"]["bbox"] == [[114.3, 30.6, 114.34, 30.63]]


def test_pages_hold_every_feature_once_and_in_order(shared, as_planner):
    pages = followed(as_planner, f"{SHOPS}?limit=7")
    found = [one["id"] for page in pages for one in page["features"]]
    with shared.store.reading() as reader:
        assert found == [point.id for point in reader.points(PointKind.SHOP)]
    assert {page["numberMatched"] for page in pages} == {61}
    assert [page["numberReturned"] for page in pages] == [7] * 8 + [5]


def test_point_that_is_added_between_pages_doubles_no_other(service: Service):
    client = service.client("planner")
    first = told(client, f"{SHOPS}?limit=30")
    with service.store.writing() as writer:
        writer.put_points([Point("A-first", PointKind.SHOP, "bakery", 114.305, 30.625)])
    (rest,) = [one["href"] for one in first["links"] if one["rel"] == "next"]
    second = told(client, rest.removeprefix("http://localhost"))
    assert len({one["id"] for page in (first, second) for one in page["features"]}) == 60


def test_cells_are_the_stored_shapes(shared, as_planner):
    features = told(as_planner, CELLS)["features"]
    with shared.store.reading() as reader:
        stored = {cell.code: cell.geometry for cell in reader.published_cells()}
    shown = {one["id"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in features}
    assert shown.keys() == stored.keys()
    assert all(shapely.equals(shown[code], stored[code]) for code in stored)


@pytest.mark.parametrize("layer", LAYERS)
def test_one_feature_is_that_of_the_page(as_planner, layer):
    features = told(as_planner, ITEMS.format(layer))["features"]
    for feature in features[:1]:
        alone = told(as_planner, f"{ITEMS.format(layer)}/{feature['id']}")
        links = alone.pop("links")
        assert alone == feature
        assert {one["rel"] for one in links} == {"self", "collection"}


def test_box_takes_what_it_touches(as_planner):
    west = "114.3001,30.6001,114.3002,30.6002"
    assert ids(as_planner, f"{CELLS}?bbox={west}") == [f"{CENTRE}007"]
    assert ids(as_planner, f"{CELLS}?bbox=114.3001,30.6001,0,114.3002,30.6002,9") == [
        f"{CENTRE}007"
    ]
    assert ids(as_planner, f"{SHOPS}?bbox=114.4,30.6,114.6,30.8") == ["S-outside"]
    assert len(ids(as_planner, f"{CELLS}?bbox=170,-80,114.31,80")) == 6


def test_moments_and_intervals(as_planner):
    assert len(ids(as_planner, INCIDENTS)) == 20
    assert len(ids(as_planner, f"{INCIDENTS}?datetime=2026-05-01T08:00:00Z")) == 1
    assert len(ids(as_planner, f"{INCIDENTS}?datetime=2026-05-01T16:00:00%2B08:00")) == 1
    early = len(ids(as_planner, f"{INCIDENTS}?datetime=../2026-05-10"))
    late = len(ids(as_planner, f"{INCIDENTS}?datetime=2026-05-11/.."))
    assert early + late == 20
    assert len(ids(as_planner, f"{SHOPS}?datetime=2026-05-01")) == 61


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=x",
        "limit=٣",
        "bbox=1,2,3",
        "bbox=nan,0,1,1",
        "bbox=0,9,1,8",
        "bbox=a,b,c,d",
        "datetime=yesterday",
        "datetime=2026-13-01",
        "datetime=2026-05-02/2026-05-01",
        "datetime=/",
        "datetime=../..",
        "unknown=1",
        "limit=1&limit=2",
        "f=gml",
        "crs=http://www.opengis.net/def/crs/EPSG/0/3857",
    ],
)
def test_wrong_parameters_are_400(as_planner, query):
    assert told(as_planner, f"{SHOPS}?{query}", 400)["type"].startswith("urn:gridmap:error:ogc.")


def test_more_than_the_most_is_the_most(as_planner):
    assert told(as_planner, f"{SHOPS}?limit=999999999")["numberReturned"] == 61


@pytest.mark.parametrize(
    "path", ["/ogc/collections/persons", ITEMS.format("persons"), f"{SHOPS}/nobody", f"{CELLS}/1"]
)
def test_what_is_not_there_is_404(as_planner, path):
    told(as_planner, path, 404)


def test_anonymous_is_asked_for_a_token(anonymous):
    for path in ("/ogc", "/ogc/collections", CELLS):
        answer = anonymous("GET", path)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_viewer_may_look_around_but_takes_nothing_away(as_viewer):
    assert as_viewer.get("/ogc/collections").status_code == 200
    assert as_viewer.get(SHOPS).status_code == 403


def test_token_is_the_password(service: Service):
    token, _ = create_token(service.store, "planner", "QGIS", datetime.now(UTC), None)
    client = service.app.test_client()
    basic = b64encode(f"planner:{token}".encode()).decode()
    assert client.get(SHOPS, headers={"Authorization": f"Basic {basic}"}).status_code == 200
    wrong = b64encode(f"planner:{token}x".encode()).decode()
    assert client.get(SHOPS, headers={"Authorization": f"Basic {wrong}"}).status_code == 401


@pytest.mark.parametrize("layer", LAYERS)
def test_scope_holds_for_pages_items_and_extents(as_local, as_planner, layer):
    path = ITEMS.format(layer)
    own = {one["id"] for one in told(as_local, path)["features"]}
    text = as_local.get(path).text + as_local.get(f"/ogc/collections/{layer}").text
    assert BEND not in text
    assert "114.5" not in text
    for foreign in {one["id"] for one in told(as_planner, path)["features"]} - own:
        told(as_local, f"{path}/{foreign}", 404)


@contextmanager
def listening(service: Service):
    asked: list[str] = []
    inner = service.app.wsgi_app

    def counting(environ, start):
        asked.append(environ["PATH_INFO"])
        return inner(environ, start)

    server = make_server("127.0.0.1", 0, counting, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ogc", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


_GDAL = """
import json, sys, pyogrio
address, userpwd, layer = sys.argv[1:]
meta, table = {}, pyogrio.read_dataframe(f"OAPIF:{address}", layer=layer, USERPWD=userpwd)
print(json.dumps({
    "layers": pyogrio.list_layers(f"OAPIF:{address}", ).tolist() if not userpwd else [],
    "count": len(table), "columns": list(table.columns), "crs": str(table.crs),
    "names": table["name"].astype(str).tolist()[:3], "area": float(table.area.sum()),
    "x": float(table.geometry.bounds.minx.min()),
}))
"""


def by_gdal(address, token, layer):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _GDAL, address, f"planner:{token}", layer],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(("layer", "count"), [("shops", 5061), ("cells", 10), ("streets", 2)])
def test_gdal_reads_layers_with_a_token(layer, count):
    service = make_service()
    with service.store.writing() as writer:
        writer.put_points(
            Point(f"G{n:05d}", PointKind.SHOP, "bakery", 114.3 + n * 1e-6, 30.61, f"店{n}")
            for n in range(5000)
        )
    token, _ = create_token(service.store, "planner", "QGIS", datetime.now(UTC), None)
    with listening(service) as (address, asked):
        found = by_gdal(address, token, layer)
    assert (found["count"], found["x"]) == (count, 114.3)
    # A page has a thousand features; the rest is looking around.
    assert sum(path.endswith("/items") for path in asked) <= count // 1000 + 3


def test_gdal_is_refused_without_a_token():
    service = make_service()
    with listening(service) as (address, _), pytest.raises(AssertionError, match="401"):
        by_gdal(address, "wrong", "shops")
