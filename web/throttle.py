"""Counting failed sign-ins, exactly.

The service runs as one process with many threads (see `web.serving`), so one lock over one table in
memory counts every attempt. An attempt is counted *before* the password is looked at and
taken back when it was right: sixteen guesses at the same moment are sixteen attempts.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from datetime import timedelta

_SWEEP_AT = 10_000


class Throttle:
    """At most so many failures for each name within a sliding span of time.

    Parameters
    ----------
    limit
        Failures allowed.
    within
        The span.
    clock
        Seconds that only grow, such as `time.monotonic`.
    """

    def __init__(self, limit: int, within: timedelta, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._within_s = within.total_seconds()
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def begin(self, *names: str) -> float | None:
        """Count an attempt under all names, unless one of them has used up its failures.

        Returns
        -------
        wait_s
            None when the attempt may go on, else the seconds until the next one may.
        """
        now = self._clock()
        with self._lock:
            if len(self._failures) > _SWEEP_AT:
                self._sweep(now)
            waits = [self._wait_s(name, now) for name in names]
            if any(waits):
                return max(waits)
            for name in names:
                self._failures.setdefault(name, deque()).append(now)
            return None

    def succeed(self, account: str, *others: str) -> None:
        """Forget the failures of the account, and take the attempt back from the other names.

        An address keeps its earlier failures: else one known password would buy new guesses.
        """
        with self._lock:
            self._failures.pop(account, None)
            for name in others:
                attempts = self._failures.get(name)
                if attempts:
                    attempts.pop()

    def _wait_s(self, name: str, now: float) -> float:
        attempts = self._failures.get(name)
        if attempts is None:
            return 0.0
        while attempts and attempts[0] <= now - self._within_s:
            attempts.popleft()
        if len(attempts) < self._limit:
            return 0.0
        return attempts[0] + self._within_s - now

    def _sweep(self, now: float) -> None:
        for name in [name for name in self._failures if not self._wait_s(name, now)]:
            if not self._failures[name]:
                del self._failures[name]
