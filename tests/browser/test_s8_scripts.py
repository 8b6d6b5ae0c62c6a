"""S8: sixty texts in every field, shown by every page, and none of them runs; not without a policy.

Every text of the territory holds twenty payloads at once, in three turns. The second half of the
runs switches the content security policy off, so that it is the pages that are judged.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gridmap.domain import Role
from gridmap.services.open_drafts import new_draft
from gridmap.store import MemoryStore
from tests.browser.payloads import PAYLOADS
from tests.browser.serving import Visit, served, visiting
from tests.unit.web import territory
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here
from tests.unit.web.territory import PASSWORD
from web.accounts import add_account

EACH = 20
PAGES = ("/map", "/planner", "/statistics", "/data", "/admin", "/start", "/api/docs", "/password")
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def hostile_store(text: str, names: list[str]) -> MemoryStore:
    """Return a territory where every text is hostile."""
    store = MemoryStore()
    territory.fill(store)
    with store.writing() as writer:
        writer.set_territory(replace(writer.territory(), name=text))
        writer.put_areas([replace(area, name=text) for area in writer.areas("community")])
        writer.put_workers(
            [replace(worker, name=text, telephone=text) for worker in writer.workers()]
        )
        writer.put_streets([replace(street, name=text) for street in writer.streets()])
        writer.put_buildings([replace(one, name=text) for one in writer.buildings()])
        writer.put_points(
            [
                replace(point, name=names[row % len(names)])
                for row, point in enumerate(writer.points())
            ]
        )
        new_draft(writer, "centre-1", name=text, reason=text)
        for number, name in enumerate(names):
            writer.append_audit(at=NOW, by=name, action=name, subject=name, summary=str(number))
    add_account(store, "hostile", [Role.ADMIN], PASSWORD, display_name=text)
    return store


def look_around(visit: Visit, names: list[str]) -> None:
    """Open every page, and what opens on them by itself, by search and by keyboard."""
    page = visit.page
    for path in PAGES:
        page.goto(f"{visit.address}{path}")
        visit.rest()
        for summary in page.locator("summary:visible").all()[:6]:
            # By script: an open menu may cover the next one.
            summary.evaluate("one => one.click()")
        for _ in range(12):
            page.keyboard.press("Tab")
        assert page.evaluate("window.hit") is None, path
    visit.open_map()
    search = page.locator("input[type=search]:visible").first
    for name in names[:4]:
        search.fill(name[:12])
        page.wait_for_timeout(150)
    page.goto(f"{visit.address}/no/{names[0].replace('/', '')}")
    assert page.evaluate("window.hit") is None


@pytest.mark.parametrize("policy", ["with the policy", "without it"])
@pytest.mark.parametrize("turn", range(3))
def test_s8_nothing_of_sixty_texts_runs(browser, cheap_hashes, turn, policy):  # noqa: F811
    names = list(PAYLOADS[turn * EACH : (turn + 1) * EACH])
    store = hostile_store(" ".join(names), names)
    with (
        served(store) as address,
        visiting(browser, address, bypass_csp=policy == "without it") as visit,
    ):
        dialogs = []
        visit.page.on("dialog", lambda one: (dialogs.append(one.message), one.dismiss()))
        visit.sign_in("".join(names)[:64], "wrong")
        assert visit.page.evaluate("window.hit") is None
        visit.enter("hostile")
        look_around(visit, names)
        assert dialogs == []
        assert visit.foreign == []
        assert [one for one in visit.complaints if "Content Security" in one] == []


def test_s8_there_are_sixty():
    assert len(set(PAYLOADS)) == 3 * EACH
