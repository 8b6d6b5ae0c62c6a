"""Hostile files at the door: refused with a sentence, in bounds, and nothing leaks (S2-S4, S14)."""

from __future__ import annotations

import io
import json
import stat
import zipfile

import pytest

from tests.api.conftest import ORIGIN, Service, make_service

CANARY = "canary-text-of-another-file"
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{path}</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.fixture(scope="module")
def service() -> Service:
    return make_service()


@pytest.fixture(scope="module")
def client(service):
    return service.client("planner")


def hand_in(client, data: bytes, name: str, kind: str = "shop"):
    form = {"kind": kind, "file": (io.BytesIO(data), name)}
    return client.post("/api/v1/uploads", data=form, headers=ORIGIN)


def look(client, data: bytes, name: str) -> dict:
    """Hand a file in and return the answer of its preview."""
    upload = hand_in(client, data, name)
    assert upload.status_code == 201, upload.json
    answer = client.get(f"/api/v1/uploads/{upload.json['id']}/preview")
    assert answer.status_code == 200
    return answer.json


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return whole.getvalue()


def link() -> zipfile.ZipInfo:
    member = zipfile.ZipInfo("a.geojson")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


@pytest.mark.parametrize("ending", ["geojson", "json", "csv", "gpkg", "kml", "gpx", "xlsx", "zip"])
def test_disguised_drivers_read_no_other_file(client, tmp_path, ending):
    (tmp_path / "canary.csv").write_text(f"id,name\n1,{CANARY}\n", encoding="utf-8")
    text = VRT.format(path=tmp_path / "canary.csv").encode()
    data = zipped(("a.geojson", text)) if ending == "zip" else text
    assert CANARY not in json.dumps(look(client, data, f"a.{ending}"))


@pytest.mark.parametrize(
    "data",
    [
        zipped(("../../etc/a.geojson", b"{}")),
        zipped(("/etc/a.geojson", b"{}")),
        zipped((link(), b"/etc/passwd")),
        zipped(("a.zip", zipped(("b.csv", b"a,b\n1,2")))),
        zipped(("a.csv", b"0" * 30_000_000)),
        zipped(*((f"{at}.csv", b"a") for at in range(1100))),
    ],
    ids=["climbs", "absolute", "link", "nested", "bomb", "crowd"],
)
def test_archives_that_do_not_open(client, data):
    assert look(client, data, "a.zip")["problem"]["title"]


@pytest.mark.parametrize("depth", [100, 10_000, 100_000])
def test_nested_collections_do_not_kill_the_service(client, depth):
    head = '{"type":"GeometryCollection","geometries":['
    data = (head * depth + "]}" * depth).encode()
    assert look(client, data, "a.geojson")["problem"]["title"]


def test_entities_are_refused(client):
    laughs = '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "ha">]><kml>&a;</kml>'
    assert look(client, laughs.encode(), "a.kml")["problem"]["title"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd.csv", "passwd.csv"),
        ("/abs/商户.csv", "商户.csv"),
        ("a\u202egpj.csv", "agpj.csv"),
        ("CON.csv", "CON.csv"),
        ("%2e%2e%2fa.csv", "%2e%2e%2fa.csv"),
    ],
)
def test_names_are_shown_and_never_used_as_paths(client, service, name, shown):
    answer = hand_in(client, b"id,name\n1,a", name)
    assert answer.json["name"] == shown


def test_files_lie_under_names_of_ours_alone(service, client):
    hand_in(client, b"id,name\n1,a", "../../escape.csv")
    room = service.app.extensions["gridmap_work"].room
    names = {path.name for path in room.folder.iterdir()}
    assert all(len(name.partition(".")[0]) == 32 for name in names)
    assert not (room.folder.parent / "escape.csv").exists()


def test_a_file_that_is_too_large_is_refused_while_it_comes(client):
    answer = hand_in(client, b"0" * (51 * 2**20), "a.csv")
    assert answer.status_code in {413, 422}


@pytest.mark.parametrize("kind", ["", "nothing", "shop/../.."])
def test_unknown_kinds_are_refused(client, kind):
    assert hand_in(client, b"a,b\n1,2", "a.csv", kind).status_code == 422


@pytest.mark.parametrize("made_up", ["x", "0" * 32, "..%2f..%2fetc"])
def test_made_up_ids_are_not_there(client, made_up):
    answers = [
        client.get(f"/api/v1/uploads/{made_up}{rest}").status_code
        for rest in ("", "/preview", "/marked.xlsx", "/refused.xlsx")
    ]
    assert set(answers) == {404}
