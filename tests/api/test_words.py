"""What people read: the language, and refusals that say what is wrong and how to mend it."""

from __future__ import annotations

import pytest

from gridmap.errors import ConflictError, CoverageError, InputError, Place, UsageError
from tests.api.conftest import ORIGIN
from web.problems import STATUS

PAGE = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "zh-CN"),
        ({"Accept-Language": "en-GB,en;q=0.9"}, "en"),
        ({"Accept-Language": "de,en;q=0.5,zh;q=0.1"}, "en"),
        ({"Accept-Language": "zh-TW"}, "zh-CN"),
        ({"Accept-Language": "fr"}, "zh-CN"),
        ({"Accept-Language": "*"}, "zh-CN"),
    ],
)
def test_language_is_the_users_then_the_browsers_then_chinese(anonymous, headers, language):
    answer = anonymous("GET", "/login", headers=headers)
    assert f'<html lang="{language}"' in answer.text
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize(("chosen", "language"), [("zh-CN", "zh-CN"), ("nonsense", "en")])
def test_cookie_comes_before_the_browser(shared, chosen, language):
    client = shared.app.test_client()
    client.set_cookie("gridmap_language", chosen)
    page = client.get("/login", headers={"Accept-Language": "en"}).text
    assert f'<html lang="{language}"' in page


def test_chosen_language_is_remembered(shared):
    client = shared.app.test_client()
    assert '<html lang="en"' in client.get("/login?lang=en").text
    assert '<html lang="en"' in client.get("/login").text


def test_problem_has_the_members_of_the_standard(anonymous):
    answer = anonymous("GET", "/api/v1/overview?lang=en")
    problem = answer.json
    assert answer.content_type == "application/problem+json"
    assert problem["type"] == "urn:gridmap:error:web.401"
    assert problem["status"] == answer.status_code == 401
    assert problem["instance"].startswith("urn:uuid:")


def test_problem_speaks_the_language_of_the_request(anonymous):
    chinese = anonymous("GET", "/api/v1/nothing").json
    english = anonymous("GET", "/api/v1/nothing", headers={"Accept-Language": "en"}).json
    assert chinese["title"] == "页面或数据不存在。"
    assert english["title"] == "There is no such page or record."
    assert chinese["detail"] != english["detail"]


def test_people_get_a_page_and_programs_get_data(anonymous):
    page = anonymous("GET", "/nothing", headers=PAGE)
    data = anonymous("GET", "/nothing", headers={"Accept": "application/json"})
    assert page.content_type.startswith("text/html")
    assert data.content_type == "application/problem+json"
    assert page.status_code == data.status_code == 404


@pytest.mark.parametrize("error", [InputError, CoverageError, ConflictError, UsageError])
def test_errors_of_the_library_keep_place_and_mending(service, error):
    def fail() -> None:
        raise error("hierarchy.lowest", Place(row=7), key="cell")

    service.app.view_functions["health.alive"] = fail_with_rule(service, fail)
    answer = service.client().get("/healthz", headers={"Accept": "application/json"})
    assert answer.status_code == STATUS[error]
    assert answer.json["type"] == "urn:gridmap:error:hierarchy.lowest"
    assert "7" in answer.json["where"]
    assert "community" in answer.json["detail"]


def test_failure_tells_nothing_of_the_inside(service):
    def fail() -> None:
        message = "a secret of the inside"
        raise RuntimeError(message)

    service.app.view_functions["health.alive"] = fail_with_rule(service, fail)
    answer = service.client().get("/healthz", headers={"Accept": "application/json"})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.json["instance"].startswith("urn:uuid:")


def fail_with_rule(service, fail):
    fail.gridmap_rule = service.app.view_functions["health.alive"].gridmap_rule
    return fail


def test_wrong_method_names_the_right_one(as_planner):
    answer = as_planner.post("/api/v1/cells", headers=ORIGIN)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_too_large_a_form_is_refused(shared):
    client = shared.app.test_client()
    form = {"username": "x", "password": "y" * (2 * 1024 * 1024)}
    assert client.post("/login", data=form, headers=ORIGIN).status_code == 413


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_was_typed_is_never_markup(shared, name):
    client = shared.app.test_client()
    form = {"username": name, "password": "x"}
    answer = client.post("/login", data=form, headers=ORIGIN, query_string={"next": name})
    assert name not in answer.text
