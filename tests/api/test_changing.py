"""A change, its audit and its kept answer: one transaction, whatever the client repeats."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from apiflask import APIBlueprint
from pydantic import Field

from gridmap.domain import Role, Worker
from gridmap.domain.access import AnsweredRequest, first_broken
from gridmap.errors import ConflictError, InputError, Place
from gridmap.services.principal import Permission
from tests.api.conftest import ORIGIN, make_service
from tests.unit.web.territory import PASSWORD
from web.accounts import add_account
from web.api.models import Answer, Strict
from web.changing import Changed, change, expected_revision
from web.permissions import requires

GATE = threading.Event()
ENTERED = threading.Event()


class NewWorker(Strict):
    code: str = Field(min_length=1, max_length=20)
    name: str


class WorkerAnswer(Answer):
    code: str
    revision: int


def blueprint():
    made = APIBlueprint("trial", __name__, url_prefix="/api/v1/trial")

    @made.post("/<mood>")
    @requires(Permission.ASSIGN)
    @made.input(NewWorker)
    @made.output(WorkerAnswer, status_code=201)
    def add(mood, json_data):
        def work(store, principal):
            with store.writing() as writer:
                writer.put_workers([Worker(json_data.code, json_data.name)])
            if mood == "slow":
                ENTERED.set()
                GATE.wait(5)
            if mood == "swallowing":
                with pytest.raises(InputError), store.writing() as writer:
                    writer.put_workers([Worker("", "nameless")])
            if mood == "failing":
                raise ConflictError("plan.no_draft", Place(feature="p"), id="p")
            answer = WorkerAnswer(code=json_data.code, revision=7)
            return Changed(answer, status=201, subject=json_data.code, summary="made")

        return change(work, action="worker.add", subject="?")

    @made.put("/stale")
    @requires(Permission.ASSIGN)
    def stale():
        seen = expected_revision()

        def work(store, principal):
            since = ({"number": 4, "op": "merge", "name": "", "by": "li"},)
            raise ConflictError(
                "plan.changed", Place(feature="p"), id="p", revision=5, changes=seen, since=since
            )

        return change(work, action="plan.edit", subject="p")

    @made.delete("/none")
    @requires(Permission.ASSIGN)
    def nothing():
        return change(lambda _store, _principal: None, action="worker.drop", subject="w")

    return made


@pytest.fixture
def service():
    made = make_service()
    made.app.register_blueprint(blueprint())
    return made


@pytest.fixture
def client(service):
    return service.client("planner")


def post(client, mood="plain", key=None, **body):
    headers = ORIGIN | ({} if key is None else {"Idempotency-Key": key})
    sent = {"code": "w9", "name": "王工"} | body
    return client.post(f"/api/v1/trial/{mood}", json=sent, headers=headers)


def names(service):
    with service.store.reading() as reader:
        return [worker.code for worker in reader.workers()]


def told(service):
    with service.store.reading() as reader:
        return [one for one in reader.audit() if one.action == "worker.add"]


def test_change_is_kept_with_its_entry(service, client):
    answer = post(client)
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"7"')
    assert "w9" in names(service)
    (entry,) = told(service)
    assert (entry.by, entry.subject, entry.summary) == ("planner", "w9", "made")


def test_refused_change_leaves_nothing(service, client):
    before = service.store.digest()
    assert post(client, "failing", key="k").status_code == 409
    assert service.store.digest() == before


def test_failure_that_a_service_swallows_spoils_the_whole(service, client):
    before = service.store.digest()
    assert post(client, "swallowing").status_code == 500
    assert service.store.digest() == before


def test_same_key_gets_the_same_answer_once(service, client):
    first, second = post(client, key="k1"), post(client, key="k1")
    assert first.data == second.data
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (second.status_code, second.headers["ETag"]) == (201, '"7"')
    assert len(told(service)) == 1


def test_old_answers_are_forgotten_once_a_day(service, client):
    old = AnsweredRequest("planner", "old", "f", 200, b"{}", datetime(2020, 1, 1, tzinfo=UTC))
    with service.store.writing() as writer:
        writer.keep_answer(old)
    post(client, key="k1")
    with service.store.reading() as reader:
        kept = [reader.answered_request("planner", key) is not None for key in ("old", "k1")]
    assert kept == [False, True]


def test_same_key_with_another_body_is_refused(service, client):
    post(client, key="k1")
    answer = post(client, key="k1", name="another")
    assert answer.status_code == 422
    assert answer.json["type"] == "urn:gridmap:error:request.other_body"


def test_refusal_is_not_kept(client):
    post(client, "failing", key="k1")
    assert post(client, "failing", key="k1").status_code == 409


def test_keys_of_two_accounts_are_two(service, client):
    add_account(service.store, "second", [Role.PLANNER], PASSWORD)
    post(client, key="k1")
    assert "Idempotent-Replayed" not in post(service.client("second"), key="k1").headers


@pytest.mark.parametrize("key", ["", " ", "k" * 256, "schlüssel", "a b"])
def test_key_that_is_none_is_refused(client, key):
    headers = ORIGIN | {"Idempotency-Key": key}
    sent = {"code": "w9", "name": "x"}
    assert client.post("/api/v1/trial/plain", json=sent, headers=headers).status_code == 400


def test_key_at_work_is_told_to_wait(service, client):
    GATE.clear()
    ENTERED.clear()
    second = service.client("planner")
    # Sessions are made before: signing in would wait for the turn.
    answers = []
    slow = threading.Thread(target=lambda: answers.append(post(client, "slow", key="k1")))
    slow.start()
    ENTERED.wait(5)
    meanwhile = post(second, "slow", key="k1").status_code
    GATE.set()
    slow.join()
    assert (meanwhile, answers[0].status_code) == (409, 201)


def test_stale_change_is_told_what_came_between(client):
    headers = ORIGIN | {"If-Match": '"3"'}
    answer = client.put("/api/v1/trial/stale", headers=headers)
    assert answer.status_code == 412
    assert answer.json["revision"] == 5
    assert answer.json["changes"] == [{"number": "4", "op": "merge", "name": "", "by": "li"}]


@pytest.mark.parametrize(
    ("tag", "status"),
    [(None, 428), ("3", 400), ('W/"3"', 400), ("*", 400), ('"x"', 400), ('"1","2"', 400)],
)
def test_change_says_what_it_starts_from(client, tag, status):
    headers = ORIGIN | ({} if tag is None else {"If-Match": tag})
    assert client.put("/api/v1/trial/stale", headers=headers).status_code == status


def test_change_without_content(client):
    answer = client.delete("/api/v1/trial/none", headers=ORIGIN)
    assert (answer.status_code, answer.data) == (204, b"")


def test_every_fault_of_a_body_is_pointed_at(client):
    answer = client.post(
        "/api/v1/trial/plain", json={"code": "", "name": 3, "a/b": 1}, headers=ORIGIN
    )
    assert answer.status_code == 422
    assert {(one["pointer"], one["code"]) for one in answer.json["errors"]} == {
        ("#/code", "api.fault.length"),
        ("#/name", "api.fault.type"),
        ("#/a~1b", "api.fault.extra"),
    }


def test_other_content_than_json_is_refused(client):
    answer = client.post("/api/v1/trial/plain", data='{"code":"w","name":"x"}', headers=ORIGIN)
    assert answer.status_code == 415


def test_chain_of_the_audit_holds(service, client):
    for number in range(5):
        post(client, code=f"w{number}")
    with service.store.reading() as reader:
        assert first_broken(reader.audit()) is None
