"""Long work over HTTP: asked for, looked at, stopped, and what comes of it."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from gridmap.domain import Block, PlanStatus, Role
from tests.api.conftest import ORIGIN, Service
from tests.unit.web.territory import BEND, CENTRE, PASSWORD, square
from web.accounts import add_account
from web.workrooms import foreman_of


@pytest.fixture
def planner(service):
    return service.client("planner")


def ask(client, path, body=None):
    return client.post(f"/api/v1{path}", json=body or {}, headers=ORIGIN)


def done(service: Service, client, answer):
    """Return the job of an answer once it was carried out."""
    assert answer.status_code == 202, answer.json
    foreman_of(service.app).run_due()
    return client.get(f"/api/v1/jobs/{answer.json['id']}").json


def put_blocks(service: Service, loads=(1, 2, 3, 4, 5, 6, 7, 8, 9)) -> None:
    places = [(column, row) for row in range(3) for column in range(3)]
    with service.store.writing() as work:
        work.put_blocks(
            Block(f"b{number}", CENTRE, square(*place), load=float(load))
            for number, (place, load) in enumerate(zip(places, loads, strict=True))
        )


def test_division_becomes_a_draft(service, planner):
    put_blocks(service)
    wish = {"communities": [CENTRE], "method": "balanced", "cells": 3}
    job = done(service, planner, ask(planner, "/divisions", wish))
    assert (job["state"], job["progress_ratio"]) == ("done", 1)
    (draft,) = job["result"]["drafts"]
    with service.store.reading() as reader:
        assert reader.plan(draft["plan_id"]).status is PlanStatus.DRAFT
        assert len(reader.cells(draft["plan_id"])) == draft["cells"] == 3


def test_division_that_cannot_be_fails_with_a_sentence(service, planner):
    wish = {"communities": [BEND], "method": "balanced", "cells": 1900}
    job = done(service, planner, ask(planner, "/divisions", wish))
    assert (job["state"], job["result"]) == ("failed", {})
    assert job["problem"]["title"]


@pytest.mark.parametrize(
    "wish",
    [
        {"communities": [CENTRE]},
        {"communities": [CENTRE], "cells": 3, "target_load": 5.0},
        {"communities": [], "cells": 3},
        {"communities": [CENTRE], "cells": 0},
        {"communities": [CENTRE], "cells": 3, "more": 1},
    ],
)
def test_divisions_that_say_too_little_or_too_much(planner, wish):
    assert ask(planner, "/divisions", wish).status_code == 422


def test_unknown_community_is_not_there(planner):
    assert ask(planner, "/divisions", {"communities": ["1"], "cells": 3}).status_code == 404


def test_rebalance_moves_little_and_evens_out(service, planner):
    put_blocks(service)
    divided = done(
        service, planner, ask(planner, "/divisions", {"communities": [CENTRE], "cells": 3})
    )
    plan = divided["result"]["drafts"][0]["plan_id"]
    # What was even is not so any more: one block takes most of the load.
    put_blocks(service, (30, 2, 3, 4, 5, 6, 7, 8, 9))
    answer = ask(planner, "/divisions/rebalances", {"plan_id": plan, "tolerance_ratio": 0.1})
    job = done(service, planner, answer)
    (draft,) = job["result"]["drafts"]
    assert draft["worst_after_ratio"] < draft["worst_before_ratio"]
    with service.store.reading() as reader:
        assert len(reader.edits(draft["plan_id"])) == draft["moves"] > 0


def test_layer_as_a_workbook(service, planner):
    job = done(
        service, planner, ask(planner, "/jobs/exports", {"layer": "shops", "format": "xlsx"})
    )
    answer = planner.get(f"/api/v1/jobs/{job['id']}/file")
    assert "shops.xlsx" in answer.headers["Content-Disposition"]
    assert zipfile.is_zipfile(io.BytesIO(answer.data))


def test_export_has_the_scope_of_the_one_who_asked(service):
    local = service.client("local")
    job = done(service, local, ask(local, "/jobs/exports", {"layer": "cells"}))
    told = json.loads(local.get(f"/api/v1/jobs/{job['id']}/file").data)
    assert {one["properties"]["code"] for one in told["features"]} == {f"{CENTRE}001"}


def test_snapshot_is_for_those_who_see_everything(service):
    local = service.client("local")
    answer = ask(local, "/jobs/exports", {"layer": "snapshot", "format": "gpkg"})
    assert answer.status_code == 404


def test_backup_is_for_administrators(service, planner):
    assert ask(planner, "/jobs/backups").status_code == 403


def test_waiting_job_is_cancelled_at_once(service, planner):
    job = ask(planner, "/jobs/exports", {"layer": "cells"}).json
    answer = ask(planner, f"/jobs/{job['id']}/cancel")
    assert answer.json["state"] == "cancelled"
    assert foreman_of(service.app).run_due() == 0


def test_job_that_ended_cannot_be_cancelled(service, planner):
    job = done(service, planner, ask(planner, "/jobs/exports", {"layer": "cells"}))
    assert ask(planner, f"/jobs/{job['id']}/cancel").status_code == 409


def test_foreign_jobs_are_not_there(service, planner):
    job = ask(planner, "/jobs/exports", {"layer": "cells"}).json
    other = service.client("local")
    statuses = [
        other.get(f"/api/v1/jobs/{job['id']}").status_code,
        ask(other, f"/jobs/{job['id']}/cancel").status_code,
        other.get(f"/api/v1/jobs/{job['id']}/file").status_code,
    ]
    assert (statuses, other.get("/api/v1/jobs").json["jobs"]) == ([404] * 3, [])


def test_administrators_see_all_jobs(service, planner):
    add_account(service.store, "root", [Role.ADMIN], PASSWORD)
    job = ask(planner, "/jobs/exports", {"layer": "cells"}).json
    seen = service.client("root").get("/api/v1/jobs").json["jobs"]
    assert [one["id"] for one in seen] == [job["id"]]


def test_asking_twice_with_one_key_asks_once(service, planner):
    headers = {**ORIGIN, "Idempotency-Key": "k1"}
    for _ in range(2):
        planner.post("/api/v1/jobs/exports", json={"layer": "cells"}, headers=headers)
    assert len(planner.get("/api/v1/jobs").json["jobs"]) == 1


def test_jobs_do_not_count_as_a_revision_while_they_run(service, planner):
    answer = ask(planner, "/jobs/exports", {"layer": "cells"})
    with service.store.reading() as reader:
        before = reader.revision()
    with service.store.working() as desk:
        desk.put_jobs([desk.job(answer.json["id"])])
    with service.store.reading() as reader:
        assert reader.revision() == before
