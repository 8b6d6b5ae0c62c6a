"""A supervisor at the map: presses and drags places, and reads what the page says of them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import shapely
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from gridmap.domain import Point, PointKind
from gridmap.store import MemoryStore, Store
from tests.browser.checking import passes_check, unsound_plans
from tests.browser.serving import Visit, cookies, served, visiting
from tests.unit.web import territory

EARTH_M = 6_378_137.0
RESOLUTION = 2 * math.pi * EARTH_M / 256
# Friday the first of May 2026, nine in the evening by the clock of the territory.
FRIDAY_NIGHT = datetime(2026, 5, 1, 13, tzinfo=UTC)
AT_NIGHT = 7


def mapped_store() -> Store:
    """Return the town with a camera, a hazard, and some incidents on a Friday night."""
    store = MemoryStore()
    territory.fill(store)
    lon, lat = middle_of(5)
    with store.writing() as writer:
        writer.put_points(
            [
                Point(
                    "H1",
                    PointKind.HAZARD,
                    "fire_lane_blocked",
                    lon,
                    lat,
                    "堵塞的出口",
                    attributes={"level": "ordinary", "state": "found"},
                ),
                *(
                    Point(
                        f"N{number}",
                        PointKind.INCIDENT,
                        "litter",
                        lon + number * 1e-4,
                        lat,
                        happened_at=FRIDAY_NIGHT,
                    )
                    for number in range(AT_NIGHT)
                ),
            ]
        )
    return store


def middle_of(number: int) -> tuple[float, float]:
    """Return the middle of a cell of the first community, by its number."""
    side = territory.SIDE
    middle = territory.square((number - 1) % side, (number - 1) // side).centroid
    return middle.x, middle.y


@dataclass
class Chart:
    """The page of the map, opened by somebody who has signed in."""

    store: Store
    visit: Visit

    @property
    def page(self) -> Page:
        return self.visit.page

    @property
    def card(self) -> Locator:
        return self.page.locator(".card")

    @property
    def legend(self) -> Locator:
        return self.page.locator(".legends")

    @property
    def told(self) -> Locator:
        """What the page says in passing."""
        return self.page.locator(".toast")

    def open(self, hash_: str = "") -> Chart:
        self.visit.open(f"/map{hash_}")
        return self

    def sight(self) -> tuple[float, float, float]:
        """Return longitude, latitude and zoom in the middle, as the address has them."""
        expect(self.page).to_have_url(re.compile(r"#at="))
        self.page.wait_for_timeout(300)
        found = re.search(r"at=([-\d.]+),([-\d.]+),([\d.]+)", self.page.url)
        assert found
        lon, lat, zoom = (float(part) for part in found.groups())
        return lon, lat, zoom

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a place is on the screen."""
        centre_lon, centre_lat, zoom = self.sight()
        box = self.page.locator(".map").bounding_box()
        assert box
        resolution = RESOLUTION / 2**zoom
        east = math.radians(lon - centre_lon) * EARTH_M
        north = EARTH_M * (_stretched(lat) - _stretched(centre_lat))
        return (
            box["x"] + box["width"] / 2 + east / resolution,
            box["y"] + box["height"] / 2 - north / resolution,
        )

    def click(self, lon: float, lat: float) -> None:
        self.page.mouse.click(*self.pixel(lon, lat))

    def drag(self, start: tuple[float, float], stop: tuple[float, float]) -> None:
        x, y = self.pixel(*start)
        goal = self.pixel(*stop)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(*goal, steps=8)
        self.page.mouse.up()

    def point(self, point_id: str) -> Point:
        """Return a point as the store has it."""
        with self.store.reading() as reader:
            found = reader.point(point_id)
        assert found
        return found

    def hazards(self) -> list[Point]:
        with self.store.reading() as reader:
            return list(reader.points(PointKind.HAZARD))

    def is_sound(self, folder: Path) -> bool:
        """Return whether ``gridmap check`` accepts the cells, and shapely each point's cell."""
        with self.store.reading() as reader:
            cells = reader.published_cells()
            points = [point for kind in PointKind for point in reader.points(kind)]
        shapes = {cell.code: cell.geometry for cell in cells}
        return passes_check(cells, folder) and all(
            point.cell_code is None
            or shapely.covers(shapes[point.cell_code], shapely.Point(point.lon, point.lat))
            for point in points
        )


def _stretched(lat: float) -> float:
    return math.asinh(math.tan(math.radians(lat)))


@contextmanager
def mapping(
    browser: Browser, store: Store, address: str, hash_: str = "", **options: object
) -> Iterator[Chart]:
    """Open the map of a served town; it must not complain, nor ask elsewhere."""
    with visiting(browser, address, **options) as visit:
        yield Chart(store, visit).open(hash_)
        assert visit.foreign == []
        assert visit.complaints == []
        assert unsound_plans(store) == []


@contextmanager
def mapped_service(browser: Browser) -> Iterator[tuple[Store, str, StorageState]]:
    """Serve the town and sign in once; yields the store, the address and the cookies."""
    store = mapped_store()
    with served(store) as address:
        yield store, address, cookies(browser, address)
