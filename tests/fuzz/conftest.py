"""Territories built once a session, and the counts of all walks at its end."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from tests.fuzz import territories
from tests.fuzz.tally import Tally
from tests.fuzz.walks import names_of

_TALLIES = pytest.StashKey[dict[str, Tally]]()


@pytest.fixture(scope="session")
def territory_of(realdata):
    """Return a function that gives the large territory of a name."""
    return cache(lambda name: territories.build(name, realdata))


@pytest.fixture(scope="session")
def names(realdata):
    """Return the territories that this machine can build."""
    return names_of(realdata)


@pytest.fixture(scope="session")
def tallies(pytestconfig):
    """Return the counts of all walks so far, by territory."""
    return pytestconfig.stash.setdefault(_TALLIES, defaultdict(Tally))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for name, tally in config.stash.get(_TALLIES, {}).items():
        terminalreporter.write_sep("-", f"random redrawing: {name}")
        for line in tally.lines():
            terminalreporter.write_line(line)
