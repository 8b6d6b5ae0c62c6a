"""Dividing and evening out in the browser: asked for, watched, and opened as a draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from gridmap.domain import PlanStatus
from gridmap.services.publishing import publish
from tests.browser.planning import Bench, code, planning
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here
from tests.unit.web.territory import CENTRE
from web.daybreak import local_day

JOB_MS = 60_000


@pytest.fixture
def bench(browser: Browser, cheap_hashes: None) -> Iterator[Bench]:  # noqa: F811
    with planning(browser) as opened:
        yield opened
        assert opened.calm() == []


def opened_draft(bench: Bench) -> str:
    """Wait for the draft that a job made, and return its id."""
    chosen = bench.page.locator(".plan-choice")
    expect(chosen).not_to_have_value(bench.draft, timeout=JOB_MS)
    return chosen.input_value()


def test_a_community_is_divided_into_twelve_cells(bench: Bench, tmp_path: Path) -> None:
    bench.page.get_by_role("button", name="新建草案").click()
    bench.dialog.get_by_role("radio", name="重新划分").check()
    bench.dialog.locator("input[name=cells]").fill("12")
    bench.dialog.get_by_role("button", name="建立草案").click()
    plan = opened_draft(bench)
    expect(bench.page.locator(".balance-figures")).to_contain_text("12 个网格")
    assert len(bench.cells(plan)) == 12
    assert bench.passes_check(tmp_path, plan)


def test_a_plan_is_evened_out(bench: Bench, tmp_path: Path) -> None:
    bench.page.get_by_role("button", name="新建草案").click()
    bench.dialog.get_by_role("radio", name="均衡调整").check()
    bench.dialog.locator("input[name=tolerance]").fill("12")
    bench.dialog.get_by_role("button", name="建立草案").click()
    plan = opened_draft(bench)
    worst = max(abs((cell.load or 0) - 100) for cell in bench.cells(plan).values())
    assert plan != bench.draft
    assert worst < 25
    assert bench.passes_check(tmp_path, plan)


def test_limits_make_faults_and_are_kept(bench: Bench) -> None:
    bench.page.locator("#limits summary").click()
    bench.page.locator("#limit-max_load").fill("120")
    bench.page.keyboard.press("Tab")
    expect(bench.page.locator(".balance-figures")).to_contain_text("问题 1")
    bench.page.reload()
    bench.ready()
    bench.tool("n")
    expect(bench.card).to_contain_text("网格 005")
    expect(bench.card).to_contain_text("工作量 125 高于上限 120")


def test_a_plan_waits_for_its_day_and_is_called_back(bench: Bench) -> None:
    bench.page.get_by_role("button", name="发布").click()
    day = local_day() + timedelta(days=30)
    bench.dialog.locator("input[type=date]").fill(day.isoformat())
    bench.dialog.get_by_role("button", name="发布").click()
    expect(bench.page.locator(".toast.good")).to_contain_text(day.isoformat())
    bench.page.get_by_role("button", name="更多操作").click()
    bench.page.get_by_role("menuitem", name="取消定时生效").click()
    expect(bench.page.locator(".plan-choice option:checked")).to_have_text("草案：草案甲")
    with bench.store.reading() as reader:
        plan = reader.plan(bench.draft)
    assert plan is not None
    assert plan.status is PlanStatus.DRAFT


def test_an_earlier_plan_comes_into_force_again(bench: Bench) -> None:
    publish(bench.store, local_day(), [bench.draft])
    bench.page.goto(f"{bench.visit.address}/planner?community={CENTRE}")
    bench.ready()
    bench.page.get_by_role("button", name="更多操作").click()
    bench.page.get_by_role("menuitem", name="恢复以前的方案").click()
    bench.dialog.get_by_role("button", name="恢复").click()
    expect(bench.page.locator(".toast.good")).to_contain_text("9 个网格")
    assert bench.in_force() not in {bench.draft, "centre-1"}
    assert code(1) in bench.cells(bench.in_force())
