"""A small territory in which everything foreign says so: its names and ids hold a canary.

Of two communities one is foreign to those who are limited to the other; of its nine cells eight are
foreign to those who are limited to one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from flask import Flask
from flask.testing import FlaskClient
from shapely import LineString

from gridmap.domain import (
    Area,
    Assignment,
    Building,
    Cell,
    Duty,
    Job,
    JobKind,
    LineClass,
    Lock,
    LockKind,
    Plan,
    PlanStatus,
    Point,
    PointKind,
    Role,
    Street,
    Territory,
    Upload,
    Worker,
)
from gridmap.services.open_drafts import new_draft
from gridmap.store import MemoryStore, Store
from tests.api.conftest import BUNDLES, KEY, ORIGIN
from tests.unit.web.territory import BEND, CENTRE, PASSWORD, SOUTH, STEP, WEST, areas, plans, square
from web.accounts import add_account
from web.app import create_app
from web.settings import Settings

FAR = "zqxfar"
"""Stands in everything of the other community."""
NEAR = "zqynear"
"""Stands in everything of the other cells of the same community."""
OWN_CELL = f"{CENTRE}001"
NEXT_CELL = f"{CENTRE}002"
FAR_CELL = f"{BEND}001"
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
FIRST = date(2026, 1, 1)
SCOPES = {"all": (), "community": (CENTRE,), "cell": (OWN_CELL,)}


def mark(cell_code: str | None) -> str:
    """Return what stands in the names of things in a cell."""
    if cell_code == OWN_CELL:
        return "own"
    return NEAR if cell_code is not None and cell_code.startswith(CENTRE) else FAR


def marked_areas() -> list[Area]:
    return [replace(one, name=f"{FAR} 社区") if one.code == BEND else one for one in areas()]


def marked_plans() -> list[tuple[Plan, list[Cell]]]:
    told = []
    for plan, cells in plans():
        name = f"{FAR} 方案" if plan.community_code == BEND else "方案"
        named = [replace(one, name=f"{mark(one.code)} 网格 {one.code[-3:]}") for one in cells]
        told.append((replace(plan, name=name), named))
    return told


def marked_workers() -> list[Worker]:
    return [
        Worker("W-own", "own 网格员", CENTRE, telephone="027-1"),
        Worker(f"W-{NEAR}", f"{NEAR} 网格员", CENTRE, telephone=f"027-{NEAR}"),
        Worker(f"W-{FAR}", f"{FAR} 网格员", BEND, telephone=f"027-{FAR}"),
    ]


def marked_assignments() -> list[Assignment]:
    near = [f"{CENTRE}{number:03d}" for number in range(2, 10)]
    return [
        Assignment(OWN_CELL, "W-own", Duty.LEADER, FIRST),
        *(Assignment(code, f"W-{NEAR}", Duty.LEADER, FIRST) for code in near),
        Assignment(FAR_CELL, f"W-{FAR}", Duty.LEADER, FIRST),
    ]


PLACES = {
    "own": [(WEST + 20_000 + step * 9_000, SOUTH + 2 * STEP + 30_000) for step in range(6)],
    NEAR: [(WEST + STEP + 20_000 + step * 9_000, SOUTH + 2 * STEP + 30_000) for step in range(6)],
    FAR: [(WEST + 3 * STEP + 20_000 + step * 9_000, SOUTH + 130_000) for step in range(6)],
}
CLASSES = {
    PointKind.SHOP: "restaurant",
    PointKind.INCIDENT: "litter",
}


def marked_points() -> list[Point]:
    return [
        Point(
            f"{kind.value}-{word}-{number}",
            kind,
            class_code,
            lon / 1e7,
            lat / 1e7,
            f"{word} 点位 {number}",
            happened_at=NOW if kind is PointKind.INCIDENT else None,
        )
        for kind, class_code in CLASSES.items()
        for word, places in PLACES.items()
        for number, (lon, lat) in enumerate(places)
    ]


def marked_base() -> tuple[list[Street], list[Building]]:
    middle = (SOUTH + 50_000) / 1e7
    own = LineString([(WEST / 1e7, middle), ((WEST + STEP) / 1e7, middle)])
    east = (WEST + 3 * STEP + 50_000) / 1e7
    far = LineString([(east, SOUTH / 1e7), (east, (SOUTH + 2 * STEP) / 1e7)])
    house = square(3, 1).buffer(-0.004)
    return (
        [
            Street("R-own", "人民路", LineClass.MAIN_ROAD, own),
            Street(f"R-{FAR}", f"{FAR} 路", LineClass.MAIN_ROAD, far),
        ],
        [Building(f"B-{FAR}", house, f"{FAR} 楼", 6, 24)],
    )


def furnish(store: Store) -> None:
    """Put the territory into an empty store, with a draft, a lock, a job and an upload of each."""
    with store.writing() as writer:
        writer.set_territory(Territory("示例区"))
        writer.put_areas(marked_areas())
        for plan, cells in marked_plans():
            writer.add_plan(plan, cells)
        writer.put_workers(marked_workers())
        writer.put_assignments(marked_assignments())
        streets, buildings = marked_base()
        writer.put_streets(streets)
        writer.put_buildings(buildings)
        writer.put_points(marked_points(), by="planner", at=NOW)
        for source, word in (("centre-1", "own"), ("bend-1", FAR)):
            draft = new_draft(writer, source, name=f"{word} 草案", reason=f"{word} 理由")
            lock = Lock(f"lock-{word}", draft.id, LockKind.PLAN, f"{word} 锁定", by="planner")
            writer.put_locks([lock])
    with store.working() as work:
        work.put_jobs([Job(f"job-{FAR}", JobKind.CHECK, {"note": FAR}, f"other-{FAR}", NOW)])
        work.put_uploads(
            [Upload(f"upload-{FAR}", "shop", f"{FAR}.csv", 3, "0" * 64, f"other-{FAR}", NOW)]
        )


@dataclass
class Town:
    """The service over the marked territory, with one account for each role and each scope."""

    app: Flask
    store: Store
    drafts: dict[str, str]

    def client(self, username: str) -> FlaskClient:
        client = self.app.test_client()
        form = {"username": username, "password": PASSWORD}
        # Each account comes from an address of its own, so that failures of others do not count.
        place = f"10.11.0.{sum(map(ord, username)) % 250}"
        answer = client.post(
            "/login", data=form, headers=ORIGIN, environ_overrides={"REMOTE_ADDR": place}
        )
        assert answer.status_code == 302
        return client


def build(store: Store | None = None) -> Town:
    """Return the service over a store, in memory where none is given."""
    store = store or MemoryStore()
    furnish(store)
    for role in Role:
        for word, scope in SCOPES.items():
            add_account(store, f"{role.value}.{word}", [role], PASSWORD, scope=scope)
    with store.reading() as reader:
        drafts = {plan.community_code: plan.id for plan in reader.plans(status=PlanStatus.DRAFT)}
    app = create_app(Settings(secret_key=KEY), store, bundles=BUNDLES, now=lambda: NOW)
    return Town(app, store, {"own": drafts[CENTRE], "far": drafts[BEND]})
