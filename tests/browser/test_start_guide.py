"""From an empty store to a published plan by the guided page."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import geopandas
import pytest
from playwright.sync_api import Browser, Page, expect

from gridmap.domain import PlanStatus, Territory
from gridmap.services.initialising import initialise, parse_levels
from gridmap.store import MemoryStore, Store
from tests.browser.checking import unsound_plans
from tests.browser.serving import OFFICE, Visit, served, visiting
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here

LONG_MS = 180_000


@pytest.fixture(params=["file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Return an empty store: a file, whose jobs are done by children, or one in memory."""
    if request.param == "memory":
        made: Store = MemoryStore()
        with made.writing() as writer:
            writer.set_territory(Territory("青山区"))
    else:
        made = initialise(tmp_path / "town.gpkg", "青山区", parse_levels([]), 3)
    yield made
    made.close()


in_memory = pytest.mark.parametrize("store", ["memory"], indirect=True)


@pytest.fixture
def visit(browser: Browser, store: Store, cheap_hashes) -> Iterator[Visit]:  # noqa: F811  pytest's
    with served(store, OFFICE) as address, visiting(browser, address) as made:
        made.page.set_default_timeout(LONG_MS)
        expect.set_options(timeout=LONG_MS)
        made.sign_in("admin")
        made.page.wait_for_selector(".guide")
        yield made
        expect.set_options(timeout=5_000)
        assert made.complaints == []
        assert made.foreign == []
        assert unsound_plans(store) == []


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit.page


def step(page: Page, name: str):
    return page.locator(f'[data-step="{name}"]')


def bring_in(page: Page, at: str, kind: str, path: Path, /, **columns: str) -> None:
    """Hand a file in at a step, say which column holds what, and bring it in."""
    form = step(page, at).locator(f'[data-kind="{kind}"]')
    form.locator("input[type=file]").set_input_files(path)
    if "layer" in columns:
        form.get_by_label("图层").fill(columns.pop("layer"))
        form.get_by_role("button", name="重新读取").click()
    for field, column in columns.items():
        form.locator(f'select[name="{field}"]').select_option(column)
    form.get_by_role("button", name="导入", exact=True).click()


def divide_to_publish(page: Page, target_load: int) -> None:
    step(page, "divide").get_by_label("数值").fill(str(target_load))
    step(page, "divide").get_by_role("button", name="划分").click()


def finish(page: Page) -> None:
    step(page, "assign").get_by_role("button", name="推荐并指派").click()
    step(page, "publish").get_by_role("button", name="发布").click()
    expect(page.get_by_text("网格方案已发布")).to_be_visible()


def cells_in_force(store: Store) -> geopandas.GeoDataFrame:
    with store.reading() as reader:
        assert not reader.plans(status=PlanStatus.DRAFT)
        cells = reader.published_cells()
    return geopandas.GeoDataFrame(
        {"code": [cell.code for cell in cells]},
        geometry=[cell.geometry for cell in cells],
        crs="EPSG:4326",
    )


def test_the_sample_is_published_by_the_guide(page, store):
    sample = files("geodata") / "sample"
    step(page, "territory").get_by_role("button", name="保存并继续").click()
    with as_file(sample / "communities.geojson") as path:
        bring_in(page, "boundary", "boundaries", path)
    with as_file(sample / "blocks.geojson") as path:
        bring_in(page, "ground", "blocks", path)
    expect(step(page, "ground")).to_contain_text("已有")
    step(page, "ground").get_by_role("button", name="跳过，继续").click()
    divide_to_publish(page, 400)
    with as_file(sample / "workers.csv") as path:
        bring_in(page, "assign", "workers", path)
    finish(page)
    cells = cells_in_force(store)
    assert cells.geometry.is_valid_coverage()
    assert len(cells) > 10


@in_memory
def test_a_boundary_with_wrong_codes_is_refused_with_the_place(page, visit, tmp_path: Path):
    wrong = tmp_path / "wrong.geojson"
    with as_file(files("geodata") / "sample" / "communities.geojson") as path:
        table = geopandas.read_file(path)
    table["code"] = ["1", "2"]
    table.to_file(wrong)
    step(page, "territory").get_by_role("button", name="保存并继续").click()
    bring_in(page, "boundary", "boundaries", wrong)
    expect(step(page, "boundary").get_by_role("alert").first).to_contain_text("12")
    expect(step(page, "ground").get_by_role("button")).to_be_disabled()


@in_memory
def test_the_guide_goes_on_where_it_was_left(page, visit):
    step(page, "territory").get_by_role("button", name="保存并继续").click()
    with as_file(files("geodata") / "sample" / "communities.geojson") as path:
        bring_in(page, "boundary", "boundaries", path)
    expect(step(page, "boundary")).to_contain_text("2 个社区")
    again = visit.open("/")
    expect(step(again, "ground")).to_have_class("panel guide-step open")


@pytest.mark.realdata
def test_trafford_is_published_by_the_guide(page, store, realdata: Path, tmp_path: Path):
    boundaries = realdata / "trafford" / "boundaries.gpkg"
    form = step(page, "territory")
    form.get_by_label("辖区名称").fill("Trafford")
    form.get_by_role("button", name="删除 街道").click()
    form.get_by_label("位数 区县").fill("0")
    form.get_by_label("位数 社区").fill("9")
    form.get_by_role("button", name="保存并继续").click()
    areas = {"layer": "wards", "code": "area_code", "name": "area_name"}
    bring_in(page, "boundary", "boundaries", boundaries, **areas)
    bring_in(page, "ground", "blocks", boundaries, layer="oa", load="pop_2024")
    expect(step(page, "ground")).to_contain_text("已有")
    step(page, "ground").get_by_role("button", name="跳过，继续").click()
    divide_to_publish(page, 1500)
    workers = tmp_path / "workers.csv"
    write_workers(workers, boundaries)
    bring_in(page, "assign", "workers", workers)
    finish(page)
    district = geopandas.read_file(boundaries, layer="district").to_crs(27700)
    cells = cells_in_force(store).to_crs(27700)
    assert cells.area.sum() == pytest.approx(district.area.sum(), rel=1e-3)


def write_workers(path: Path, boundaries: Path) -> None:
    """Write ten workers for each ward."""
    with sqlite3.connect(boundaries) as database:
        wards = [code for (code,) in database.execute("select area_code from wards")]
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(["code", "name", "community_code", "duties"])
        lines.writerows(
            [f"{ward}-{number}", f"Worker {number}", ward, "leader"]
            for ward in wards
            for number in range(1, 11)
        )
