"""The workbench in the browser: a town with blocks, a planner at work, and what the store holds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import shapely
from playwright.sync_api import Browser, Locator, Page, expect

from gridmap.domain import Block, Cell, Origin, Plan, PlanStatus, Role, Worker
from gridmap.store import MemoryStore, Store
from tests.browser.checking import passes_check, unsound_plans
from tests.browser.serving import Visit, served, visiting
from tests.unit.web import territory
from tests.unit.web.territory import CENTRE, LOADS, PASSWORD, SIDE, SOUTH, STEP, WEST
from web.accounts import add_account

EARTH_M = 6_378_137.0
PATIENCE_MS = 15_000
PLACES = 7


def code(number: int) -> str:
    """Return the code of a cell of the community in the centre."""
    return f"{CENTRE}{number:03d}"


def blocks() -> Iterator[Block]:
    """Yield four blocks in each cell, which share its load."""
    half = STEP // 2
    for number, load in enumerate(LOADS):
        west = WEST + (number % SIDE) * STEP
        south = SOUTH + (SIDE - 1 - number // SIDE) * STEP
        for part in range(4):
            x, y = west + (part % 2) * half, south + (part // 2) * half
            corners = [(x, y), (x + half, y), (x + half, y + half), (x, y + half)]
            polygon = territory.lattice_polygon(corners)
            yield Block(f"B{number + 1:02d}-{part}", CENTRE, polygon, load / 4, "street")


def planning_store() -> tuple[Store, str]:
    """Return a town with blocks, workers with limits, a second planner, and the id of a draft."""
    store = MemoryStore()
    territory.fill(store)
    add_account(store, "second", [Role.PLANNER], PASSWORD, display_name="老王")
    with store.writing() as work:
        work.put_blocks(list(blocks()))
        work.put_workers(
            [Worker(f"W{n:03d}", f"网格员{n}", CENTRE, capacity=350.0) for n in range(1, 5)]
        )
        # A plan that was imported would need no leaders; this one was divided here.
        draft = Plan(
            f"{CENTRE}-2", CENTRE, PlanStatus.DRAFT, Origin.DIVIDED, "草案甲", based_on="centre-1"
        )
        work.add_plan(draft, [replace(cell, plan_id=draft.id) for cell in work.cells("centre-1")])
    return store, draft.id


@dataclass
class Bench:
    """A planner at the workbench."""

    store: Store
    draft: str
    visit: Visit

    @property
    def page(self) -> Page:
        return self.visit.page

    def open(self, username: str = "planner") -> Bench:
        """Come in as somebody and open the draft."""
        self.page.set_default_timeout(PATIENCE_MS)
        self.visit.enter(username)
        self.page.goto(f"{self.visit.address}/planner?community={CENTRE}&plan={self.draft}")
        return self.ready()

    def ready(self) -> Bench:
        """Wait until the cells are drawn and the view rests."""
        self.page.wait_for_selector("html[data-ready]", state="attached")
        self.page.wait_for_selector(".map[data-view]", state="attached")
        self.visit.rest()
        return self

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a place is on the screen."""
        stage = self.page.locator(".map")
        x, y, resolution = (
            float(part) for part in (stage.get_attribute("data-view") or "").split()
        )
        box = stage.bounding_box()
        assert box
        east = math.radians(lon) * EARTH_M - x
        north = math.asinh(math.tan(math.radians(lat))) * EARTH_M - y
        return (
            box["x"] + box["width"] / 2 + east / resolution,
            box["y"] + box["height"] / 2 - north / resolution,
        )

    def click(self, lon: float, lat: float, **options: object) -> None:
        """Press a place on the map; a single press is told from a double one after a while."""
        self.page.mouse.click(*self.pixel(lon, lat), **options)

    def choose(self, number: int) -> None:
        """Choose a cell by pressing its middle on the map."""
        middle = territory.square((number - 1) % SIDE, (number - 1) // SIDE).centroid
        self.click(middle.x, middle.y)
        expect(self.card).to_contain_text(f"网格 {number:03d}")

    def drag(
        self, start: tuple[float, float], *stops: tuple[float, float], release: bool = True
    ) -> None:
        """Drag with the left button from one place of the map over others."""
        self.page.mouse.move(*self.pixel(*start))
        self.page.mouse.down()
        for stop in stops:
            self.page.mouse.move(*self.pixel(*stop), steps=6)
        if release:
            self.page.mouse.up()

    def tool(self, letter: str) -> None:
        """Take a tool by its key."""
        self.page.locator(".map").focus()
        self.page.keyboard.press(letter)

    @property
    def card(self) -> Locator:
        return self.page.locator("#cell-card")

    @property
    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]").last

    def saved(self, count: int) -> None:
        """Wait until the draft has so many changes, all of them kept by the service."""
        expect(self.page.locator(".changes")).to_have_text(f"{count} 处修改")

    def cells(self, plan: str | None = None) -> dict[str, Cell]:
        """Return the cells of the draft, or of another plan, as the store has them."""
        with self.store.reading() as reader:
            return {cell.code: cell for cell in reader.cells(plan or self.draft)}

    def ops(self) -> list[str]:
        """Return what the journal of the draft says was done."""
        with self.store.reading() as reader:
            return [str(edit.command["op"]) for edit in reader.edits(self.draft)]

    def in_force(self) -> str:
        """Return the id of the plan in force."""
        with self.store.reading() as reader:
            return reader.plans(CENTRE, PlanStatus.PUBLISHED)[0].id

    def calm(self) -> list[str]:
        """Return what the page complained of; a refusal that it shows is none."""
        assert self.visit.foreign == []
        expected = ("status of 409", "status of 412", "status of 422")
        return [said for said in self.visit.complaints if not any(one in said for one in expected)]

    def passes_check(self, folder: Path, plan: str | None = None) -> bool:
        """Return whether ``gridmap check`` and shapely accept the cells of a plan."""
        cells = self.cells(plan).values()
        whole = shapely.union_all([cell.geometry for cell in cells])
        return whole.equals(territory.centre_boundary()) and passes_check(cells, folder)


@contextmanager
def planning(browser: Browser, **options: object) -> Iterator[Bench]:
    """Serve the town and sit down at the workbench."""
    store, draft = planning_store()
    with served(store) as address, visiting(browser, address, **options) as visit:
        yield Bench(store, draft, visit).open()
    assert unsound_plans(store) == []
