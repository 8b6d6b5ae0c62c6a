"""S16: nothing that data say becomes a formula in a spreadsheet, and all of it comes back."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest

from gridmap.domain import Point, PointKind, Role
from gridmap.formats.values import plain
from tests.security.world import build
from tests.unit.web.territory import PASSWORD
from web.accounts import add_account

PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    '=IMPORTXML(CONCAT("http://evil.example"),"//a")',
    "+1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "@evil",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM",
    "{=1+1}",
    '=DDE("cmd";"/C calc";"x")',
    "%0A=1+1",
    "'=1+1",
]  # fmt: skip
DANGEROUS = re.compile("[=+\\-@\t\r＝＋－＠]")


@pytest.fixture(scope="module")
def client(cheap_hashes):
    town = build()
    add_account(town.store, "formulas", [Role.GIS], PASSWORD)
    with town.store.writing() as writer:
        writer.put_points(
            Point(f"f{number:02d}", PointKind.SHOP, "restaurant", 114.305, 30.625, name)
            for number, name in enumerate(PAYLOADS)
        )
    return town.client("formulas")


def test_s16_there_are_twenty_payloads():
    assert len(set(PAYLOADS)) == 20


def test_s16_no_cell_of_a_workbook_is_a_formula(client):
    answer = client.get("/api/v1/layers/shops.xlsx")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    assert sheets
    assert all(b"<f>" not in sheet and b"<f " not in sheet for sheet in sheets)
    assert all(b"<hyperlink" not in sheet for sheet in sheets)


def test_s16_no_cell_of_a_plain_table_runs_and_each_comes_back(client):
    answer = client.get("/api/v1/layers/shops.csv")
    assert answer.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    cells = {row["id"]: row["name"] for row in rows if row["id"].startswith("f")}
    assert not [cell for cell in cells.values() if DANGEROUS.match(cell)]
    assert [plain(cells[f"f{number:02d}"]) for number in range(20)] == PAYLOADS
