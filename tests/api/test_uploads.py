"""A file comes in, is looked into, tried, brought in and taken back, over HTTP."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from gridmap.domain import PointKind
from gridmap.formats.workbooks import write_sheet
from gridmap.geometry.datum import Datum, from_wgs84
from tests.api.conftest import ORIGIN
from web.workrooms import foreman_of

GOOD = [
    ("s-1", "东湖小吃", "restaurant", 114.3052, 30.6048),
    ("s-2", "学府文具", "文具图书店", 114.3061, 30.6052),
    ("s-3", "人民药店", "pharmacy", 114.3068, 30.6056),
]
HEADS = ("编号", "名称", "类别", "经度", "纬度")


def sheet(rows, heads=HEADS) -> bytes:
    lines = [",".join(heads), *(",".join(map(str, row)) for row in rows)]
    return "\ufeff".encode() + "\r\n".join(lines).encode()


def workbook(path, rows, heads=HEADS) -> bytes:
    write_sheet(path, "商户", {head: [row[at] for row in rows] for at, head in enumerate(heads)})
    return path.read_bytes()


class Desk:
    """A planner at the service, and a foreman who works when he is told."""

    def __init__(self, service) -> None:
        self.service = service
        self.client = service.client("planner")

    def post(self, path, body=None):
        return self.client.post(f"/api/v1{path}", json=body, headers=ORIGIN)

    def get(self, path):
        return self.client.get(f"/api/v1{path}")

    def upload(self, data: bytes, name="商户.csv", kind="shop"):
        form = {"kind": kind, "file": (io.BytesIO(data), name)}
        return self.client.post("/api/v1/uploads", data=form, headers=ORIGIN)

    def settle(self, upload_id, **settings):
        path = f"/api/v1/uploads/{upload_id}/settings"
        return self.client.put(path, json=settings, headers=ORIGIN)

    def done(self, answer):
        """Return the job of an answer once it was carried out."""
        assert answer.status_code == 202, answer.json
        foreman_of(self.service.app).run_due()
        return self.get(f"/jobs/{answer.json['id']}").json

    def shops(self):
        with self.service.store.reading() as reader:
            return {point.id: point for point in reader.points(PointKind.SHOP)}


@pytest.fixture
def desk(service):
    return Desk(service)


def test_an_upload_is_known_by_its_own_name(desk):
    answer = desk.upload(sheet(GOOD), "../../东湖 商户.csv")
    assert (answer.status_code, answer.json["name"]) == (201, "东湖 商户.csv")


def test_preview_guesses_what_columns_mean(desk):
    upload = desk.upload(sheet(GOOD)).json
    found = desk.get(f"/uploads/{upload['id']}/preview").json
    assert found["meanings"] == {
        "id": "编号",
        "name": "名称",
        "class_code": "类别",
        "lon": "经度",
        "lat": "纬度",
    }
    assert found["rows"][0] == {"row": 2, "cells": list(map(str, GOOD[0]))}


def test_dry_run_writes_nothing(desk):
    upload = desk.upload(sheet(GOOD)).json
    before = desk.shops()
    job = desk.done(desk.post(f"/uploads/{upload['id']}/check"))
    assert (job["state"], job["result"]["good"], job["result"]["fault_count"]) == ("done", 3, 0)
    assert desk.shops() == before


def test_dry_run_names_every_fault_with_row_and_column(desk):
    bad = [*GOOD, ("s-4", "甲", "不知道", 114.3, 30.6), ("s-5", "乙", "restaurant", "x", 30.6)]
    bad += [("s-1", "丙", "restaurant", 114.3, 30.6), ("s-6", "丁", "", 114.3, 30.6)]
    upload = desk.upload(sheet(bad)).json
    job = desk.done(desk.post(f"/uploads/{upload['id']}/check"))
    places = [(one["row"], one["column"]) for one in job["result"]["faults"]]
    assert places == [(5, "类别"), (6, "经度"), (7, "编号"), (8, "类别")]


def test_import_brings_all_in_and_undo_takes_them_back(desk):
    before = desk.shops()
    upload = desk.upload(sheet(GOOD)).json
    job = desk.done(desk.post(f"/uploads/{upload['id']}/import", {"only_good": False}))
    assert job["result"]["count"] == 3
    assert desk.shops()["s-2"].class_code == "stationery"
    undone = desk.post(f"/uploads/{upload['id']}/undo")
    assert (undone.json["state"], desk.shops()) == ("undone", before)


def test_import_restores_what_it_replaced(desk):
    first = desk.upload(sheet(GOOD)).json
    desk.done(desk.post(f"/uploads/{first['id']}/import", {}))
    before = desk.shops()
    changed = [("s-1", "改名", "restaurant", 114.3053, 30.6049)]
    second = desk.upload(sheet(changed)).json
    job = desk.done(desk.post(f"/uploads/{second['id']}/import", {}))
    assert (job["result"]["replaced"], desk.shops()["s-1"].name) == (1, "改名")
    desk.post(f"/uploads/{second['id']}/undo")
    assert desk.shops() == before


def test_undo_is_refused_when_something_was_changed_since(desk):
    upload = desk.upload(sheet(GOOD)).json
    desk.done(desk.post(f"/uploads/{upload['id']}/import", {}))
    shop = desk.shops()["s-1"]
    with desk.service.store.writing() as work:
        work.put_points([replace(shop, name="后来改的")])
    answer = desk.post(f"/uploads/{upload['id']}/undo")
    assert answer.status_code == 409
    assert answer.json["type"].endswith("upload.changed_since")


def test_one_fault_refuses_all(desk):
    before = desk.shops()
    upload = desk.upload(sheet([*GOOD, ("s-9", "坏", "不知道", 114.3, 30.6)])).json
    job = desk.done(desk.post(f"/uploads/{upload['id']}/import", {}))
    assert (job["state"], desk.shops()) == ("failed", before)
    assert job["problem"]["row"] == 5


def test_good_rows_only(desk):
    upload = desk.upload(sheet([*GOOD, ("s-9", "坏", "不知道", 114.3, 30.6)])).json
    desk.done(desk.post(f"/uploads/{upload['id']}/check"))
    job = desk.done(desk.post(f"/uploads/{upload['id']}/import", {"only_good": True}))
    assert (job["result"]["count"], job["result"]["skipped"]) == (3, 1)
    assert "s-9" not in desk.shops()


def test_good_rows_only_needs_a_dry_run(desk):
    upload = desk.upload(sheet(GOOD)).json
    answer = desk.post(f"/uploads/{upload['id']}/import", {"only_good": True})
    assert answer.status_code == 409


def test_a_file_is_brought_in_once(desk):
    upload = desk.upload(sheet(GOOD)).json
    desk.done(desk.post(f"/uploads/{upload['id']}/import", {}))
    assert desk.post(f"/uploads/{upload['id']}/import", {}).status_code == 409


def test_datum_is_guessed_by_where_rows_would_lie(desk):
    at_the_eastern_edge = [114.3371, 114.3385, 114.3397]
    lon, lat = from_wgs84(at_the_eastern_edge, [row[4] for row in GOOD], Datum.GCJ02)
    moved = [(*row[:3], x, y) for row, x, y in zip(GOOD, lon, lat, strict=True)]
    upload = desk.upload(sheet(moved)).json
    best = desk.get(f"/uploads/{upload['id']}/preview").json["guesses"][0]
    assert (best["datum"], best["is_swapped"], best["inside_ratio"]) == ("gcj02", False, 1)


def test_swapped_columns_are_seen(desk):
    swapped = [(*row[:3], row[4], row[3]) for row in GOOD]
    upload = desk.upload(sheet(swapped)).json
    best = desk.get(f"/uploads/{upload['id']}/preview").json["guesses"][0]
    assert best["is_swapped"]
    desk.settle(upload["id"], columns={"lon": "纬度", "lat": "经度"})
    job = desk.done(desk.post(f"/uploads/{upload['id']}/import", {}))
    assert job["result"]["outside"] == 0


def test_errors_come_back_in_the_own_workbook(desk, tmp_path):
    bad = [*GOOD, ("s-4", "甲", "不知道", 114.3, 30.6), ("s-5", "乙", "restaurant", 999, 30.6)]
    upload = desk.upload(workbook(tmp_path / "a.xlsx", bad), "商户.xlsx").json
    desk.done(desk.post(f"/uploads/{upload['id']}/check"))
    answer = desk.get(f"/uploads/{upload['id']}/marked.xlsx")
    assert answer.status_code == 200, answer.json
    marked = load_workbook(io.BytesIO(answer.data)).active
    assert [marked.cell(1, at).value for at in (1, 2, 3)] == ["错误 / Errors", "编号", "名称"]
    red = {
        cell.coordinate
        for row in marked.iter_rows(min_col=2)
        for cell in row
        if cell.fill.fgColor.rgb == "FFFFC7CE"
    }
    assert red == {"D5", "E6"}
    assert marked["D5"].comment is not None


def test_refused_rows_come_back_alone(desk):
    upload = desk.upload(sheet([*GOOD, ("s-9", "坏", "不知道", 114.3, 30.6)])).json
    desk.done(desk.post(f"/uploads/{upload['id']}/check"))
    answer = desk.get(f"/uploads/{upload['id']}/refused.xlsx")
    rows = list(load_workbook(io.BytesIO(answer.data)).active.values)
    assert (len(rows), rows[1][1]) == (2, "s-9")


@pytest.mark.parametrize("kind", ["shop", "hazard", "camera", "workers", "streets", "boundaries"])
def test_template_has_no_formula_and_its_example_is_passed_over(desk, kind):
    answer = desk.get(f"/uploads/templates/{kind}.xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    upload = desk.upload(answer.data, "t.xlsx", kind).json
    found = desk.get(f"/uploads/{upload['id']}/preview").json
    assert (found["problem"], found["count"]) == (None, 0)


@pytest.mark.parametrize(
    ("data", "name", "status"),
    [(b"", "a.csv", 422), (b"x", "", 422), (b"x", "...", 422), (b"x" * 300, "好" * 90, 422)],
)
def test_files_that_cannot_be_taken(desk, data, name, status):
    assert desk.upload(data, name).status_code == status


def test_a_broken_file_is_a_problem_to_mend(desk):
    upload = desk.upload(b"{not json", "a.geojson").json
    found = desk.get(f"/uploads/{upload['id']}/preview").json
    assert found["problem"]["title"]


def test_foreign_uploads_are_not_there(desk):
    upload = desk.upload(sheet(GOOD)).json
    other = desk.service.client("local")
    assert other.get(f"/api/v1/uploads/{upload['id']}").status_code == 404
    assert desk.service.client("viewer").get("/api/v1/uploads").status_code == 403


def test_upload_is_removed_with_its_file(desk):
    upload = desk.upload(sheet(GOOD)).json
    removed = desk.client.delete(f"/api/v1/uploads/{upload['id']}", headers=ORIGIN)
    assert removed.status_code == 204
    assert desk.get(f"/uploads/{upload['id']}/preview").status_code == 404
