"""The bar leads to the pages that one may open; the start leads where work waits."""

from __future__ import annotations

import re

import pytest

from gridmap.domain import Role, Territory
from gridmap.services.open_drafts import new_draft
from gridmap.store import MemoryStore
from tests.api.conftest import BUNDLES, KEY, sign_in
from tests.unit.web.territory import CENTRE, PASSWORD
from web.accounts import add_account
from web.app import create_app
from web.settings import Settings


def pages_of(client) -> list[str]:
    """Return where the bar of a page leads."""
    html = client.get("/statistics").text
    return re.findall(r'class="page-link to-\w+" href="([^"]+)"', html)


def test_a_viewer_is_led_to_what_may_be_seen(as_viewer):
    assert pages_of(as_viewer)[:2] == ["/map", "/statistics"]
    assert "/admin" not in pages_of(as_viewer)


def test_a_planner_is_led_to_the_workbench(as_planner):
    assert "/planner" in pages_of(as_planner)


def test_the_page_one_is_on_is_marked(as_viewer):
    html = as_viewer.get("/statistics").text
    assert re.search(r'to-statistics" href="/statistics" aria-current="page"', html)


def test_every_page_of_the_bar_opens(as_planner):
    assert {as_planner.get(path).status_code for path in pages_of(as_planner)} == {200}


def test_the_start_leads_to_the_map(as_viewer):
    assert as_viewer.get("/").headers["Location"] == "/map"


def test_the_start_leads_planners_to_waiting_drafts(service):
    with service.store.writing() as unit:
        source = next(plan for plan in unit.plans(CENTRE))
        new_draft(unit, source.id, name="", reason="")
    assert service.client("planner").get("/").headers["Location"] == "/planner"
    assert service.client("viewer").get("/").headers["Location"] == "/map"


@pytest.fixture
def empty():
    store = MemoryStore()
    with store.writing() as writer:
        writer.set_territory(Territory("青山区"))
    for name, role in (("planner", Role.PLANNER), ("viewer", Role.VIEWER)):
        add_account(store, name, [role], PASSWORD)
    return create_app(Settings(secret_key=KEY), store, bundles=BUNDLES)


@pytest.mark.parametrize(("name", "path"), [("planner", "/start"), ("viewer", "/map")])
def test_an_empty_store_leads_those_who_may_draw_to_the_guide(empty, name, path):
    client = empty.test_client()
    sign_in(client, name)
    assert client.get("/").headers["Location"] == path


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_a_chosen_theme_is_kept(service, theme):
    client = service.client("viewer")
    client.get(f"/map?theme={theme}")
    assert f'data-theme="{theme}"' in client.get("/statistics").text


def test_a_theme_that_does_not_exist_is_not_kept(service):
    answer = service.client("viewer").get("/map?theme=%3Cscript%3E")
    assert 'data-theme="system"' in answer.text
    assert "gridmap_theme" not in str(answer.headers)
