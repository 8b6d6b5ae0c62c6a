"""What the service writes down of requests."""

from __future__ import annotations

import logging

import pytest

from tests.api.conftest import make_service, sign_in
from tests.unit.web.territory import PASSWORD


@pytest.fixture
def records(caplog):
    caplog.set_level(logging.INFO, logger="web.requests")
    return caplog


def test_request_is_told_with_its_account_and_outcome(records):
    make_service().client("planner").get("/api/v1/cells?secret=word")
    told = records.records[-1]
    assert (told.account, told.method, told.path, told.status) == (
        "planner",
        "GET",
        "/api/v1/cells",
        200,
    )


def test_no_secret_is_written_down(records):
    client = make_service().client("planner")
    sign_in(client, "planner", PASSWORD + "x")
    client.get("/api/v1/cells?q=hidden", headers={"Authorization": "Bearer hidden-token"})
    cookie = client.get_cookie("gridmap_session").value
    told = "".join(str(vars(one)) for one in records.records)
    assert "/api/v1/cells" in told
    assert not [word for word in (PASSWORD, "hidden", cookie) if word in told]


def test_watchers_leave_no_line(records):
    make_service().client().get("/healthz")
    assert [one for one in records.records if one.name == "web.requests"] == []
