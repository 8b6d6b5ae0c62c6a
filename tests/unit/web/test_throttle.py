from __future__ import annotations

import threading
from datetime import timedelta

from web.throttle import Throttle


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def throttle(limit: int = 3) -> tuple[Throttle, Clock]:
    clock = Clock()
    return Throttle(limit, timedelta(seconds=60), clock), clock


def test_limit_is_exact():
    counting, _ = throttle()
    assert [counting.begin("a") for _ in range(4)] == [None, None, None, 60.0]


def test_oldest_failure_leaves_first():
    counting, clock = throttle()
    for clock.now_s in (0.0, 10.0, 20.0):
        counting.begin("a")
    clock.now_s = 60.0
    assert counting.begin("a") is None
    assert counting.begin("a") == 10.0


def test_refused_attempt_counts_for_nobody():
    counting, _ = throttle()
    for _ in range(3):
        counting.begin("a")
    counting.begin("b", "a")
    assert [counting.begin("b") for _ in range(3)] == [None] * 3


def test_success_forgets_the_account_and_keeps_the_address():
    counting, _ = throttle()
    for _ in range(2):
        counting.begin("account", "address")
    counting.begin("account", "address")
    counting.succeed("account", "address")
    assert counting.begin("account") is None
    assert counting.begin("address") is None
    assert counting.begin("address") is not None


def test_simultaneous_attempts_are_all_counted():
    counting, _ = throttle(limit=10)
    allowed = []
    gate = threading.Barrier(32)

    def attempt() -> None:
        gate.wait()
        allowed.append(counting.begin("account"))

    threads = [threading.Thread(target=attempt) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allowed.count(None) == 10


def test_names_that_never_come_back_are_swept():
    counting, clock = throttle()
    for number in range(10_001):
        counting.begin(f"name{number}")
    clock.now_s = 61.0
    counting.begin("one more")
    assert len(counting._failures) == 1
