"""An answer that many wait for is made once."""

from __future__ import annotations

import contextlib
import threading
import time

from gridmap.store import MemoryStore
from web.answers import JSON, Answers


def test_those_who_wait_find_it_made():
    answers, made = Answers(MemoryStore()), []

    def ask():
        with answers.turn("tag"):
            if answers.find("tag") is None:
                made.append(1)
                time.sleep(0.05)
                answers.keep("tag", b"{}", JSON)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_one_that_failed_is_made_by_the_next():
    answers = Answers(MemoryStore())
    with contextlib.suppress(ZeroDivisionError), answers.turn("tag"):
        _ = 1 / 0
    with answers.turn("tag"):
        assert answers.find("tag") is None
