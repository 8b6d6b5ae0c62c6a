"""The page of the workbench: for those who draw, in both languages."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("lang", "title"), [("zh", "<title>规划 · GridMap"), ("en", "<title>Planning · GridMap")]
)
def test_planners_get_the_workbench(as_planner, lang, title):
    page = as_planner.get(f"/planner?lang={lang}")
    assert page.status_code == 200
    assert title in page.text
    assert "/static/dist/assets/planner.js" in page.text


def test_who_may_not_draw_is_refused(as_viewer):
    assert as_viewer.get("/planner").status_code == 403


def test_strangers_are_led_to_the_sign_in(anonymous):
    answer = anonymous("GET", "/planner")
    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/login")
