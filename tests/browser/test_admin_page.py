"""The page of administration: accounts, tokens, the audit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from gridmap.store import MemoryStore
from tests.browser.serving import OFFICE, Visit, served, visiting
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here
from tests.unit.web.territory import fill


@pytest.fixture(scope="module")
def address(cheap_hashes) -> Iterator[str]:  # noqa: F811  the fixture of that name
    store = MemoryStore()
    fill(store)
    with served(store, OFFICE) as at:
        yield at


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address) as made:
        yield made.enter("admin")
        assert made.foreign == []


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit.open("/admin")


def add_account(page: Page, name: str) -> str:
    page.get_by_role("button", name="添加账号").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("账号", exact=True).fill(name)
    dialog.get_by_label("规划员").check()
    dialog.get_by_role("button", name="添加账号").click()
    return page.get_by_label(f"{name} 的一次性密码", exact=True).last.input_value()


def test_a_new_account_comes_in_by_its_one_time_password(page, browser, address):
    password = add_account(page, "wang")
    expect(page.get_by_role("grid")).to_contain_text("待首次登录")
    with visiting(browser, address) as other:
        other.sign_in("wang", password)
        expect(other.page).to_have_url(f"{address}/password")


def test_the_last_administrator_stays(page, visit):
    page.get_by_role("button", name="操作 admin").click()
    page.get_by_role("menuitem", name="修改……").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("允许登录").uncheck()
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).to_contain_text("最后一个可以管理整个辖区的账号")
    assert len(visit.complaints) == 1


def test_an_account_without_a_role_is_marked_before_it_is_sent(page, visit):
    page.get_by_role("button", name="添加账号").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="添加账号").click()
    expect(dialog.get_by_label("账号", exact=True)).to_be_focused()
    expect(dialog).to_contain_text("请填写“账号”。")
    assert visit.complaints == []


def test_a_token_is_shown_once_and_taken_back(page, visit):
    page.get_by_role("tab", name="令牌").click()
    page.get_by_role("button", name="新建令牌").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("用途").fill("QGIS")
    dialog.get_by_role("button", name="新建令牌").click()
    token = page.get_by_label("新令牌").last.input_value()
    page.get_by_role("dialog").locator("footer").get_by_role("button", name="关闭").click()
    asked = f"{visit.address}/api/v1/overview"
    bearer = {"Authorization": f"Bearer {token}"}
    with_token = visit.context.browser.new_context(extra_http_headers=bearer)
    assert with_token.request.get(asked).status == 200
    page.get_by_role("button", name="撤销").first.click()
    page.get_by_role("dialog").get_by_role("button", name="撤销").click()
    expect(page.get_by_role("grid")).to_contain_text("已失效")
    assert with_token.request.get(asked).status == 401
    with_token.close()


def test_the_audit_tells_what_was_done_and_is_sound(page):
    add_account(page, "zhao")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="操作日志").click()
    expect(page.get_by_role("grid")).to_contain_text("添加账号")
    page.get_by_role("button", name="校验完整性").click()
    expect(page.get_by_text("均未被改动")).to_be_visible()


def test_tabs_are_walked_by_arrow_keys(page):
    page.get_by_role("tab", name="账号").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="令牌")).to_have_attribute("aria-selected", "true")
    assert page.url.endswith("#tokens")


def test_a_planner_finds_no_administration(browser, address):
    with visiting(browser, address) as made:
        page = made.enter("planner").open("/statistics")
        expect(page.get_by_role("link", name="管理")).to_have_count(0)
        assert made.context.request.get(f"{address}/admin").status == 403
