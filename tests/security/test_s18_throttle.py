"""S18: guessing passwords stops at the eleventh, exactly, however many guess at once."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from tests.api.conftest import make_service, sign_in

LIMIT = 10
QUARTER_S = 15 * 60


def address(number: int) -> dict[str, object]:
    return {"environ_overrides": {"REMOTE_ADDR": f"10.0.{number // 250}.{number % 250}"}}


def test_s18_the_eleventh_failure_of_an_account_is_refused_from_wherever():
    service = make_service()
    answers = [
        sign_in(service.client(), "planner", "wrong", **address(number)).status_code
        for number in range(LIMIT + 1)
    ]
    assert answers == [401] * LIMIT + [429]


def test_s18_the_eleventh_failure_of_an_address_is_refused_whoever_it_says_it_is():
    service = make_service()
    answers = [
        sign_in(service.client(), f"name{number}", "wrong").status_code
        for number in range(LIMIT + 1)
    ]
    assert answers == [401] * LIMIT + [429]


def test_s18_guessing_with_many_threads_counts_every_guess():
    service, answers, gate = make_service(), [], threading.Barrier(40)

    def guess(number: int) -> None:
        client = service.client()
        gate.wait()
        answers.append(sign_in(client, "planner", "wrong", **address(number)).status_code)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(40)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert Counter(answers) == {401: LIMIT, 429: 40 - LIMIT}


@pytest.mark.parametrize(("waited_s", "status"), [(QUARTER_S - 1, 429), (QUARTER_S + 1, 302)])
def test_s18_a_quarter_of_an_hour_later_the_right_password_opens(waited_s, status):
    service = make_service()
    for _ in range(LIMIT):
        sign_in(service.client(), "planner", "wrong")
    service.clock.now_s += waited_s
    assert sign_in(service.client(), "planner").status_code == status


def test_s18_changing_a_password_is_counted_as_well():
    service = make_service()
    client = service.client("planner")
    form = {"current": "wrong", "new": "a few other words", "again": "a few other words"}
    headers = {"Origin": "http://localhost"}
    for _ in range(LIMIT):
        client.post("/password", data=form, headers=headers)
    answer = client.post("/password", data=form, headers=headers)
    assert "Retry-After" in answer.headers or answer.status_code in {422, 429}
    assert sign_in(service.client(), "planner", **address(9)).status_code == 429
