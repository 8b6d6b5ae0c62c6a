"""Shared fixtures: the folder of real data, and one loud line where it is absent."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def data_folder() -> Path:
    return Path(os.environ.get("GRIDMAP_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def realdata() -> Path:
    return data_folder()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if data_folder().is_dir():
        return
    absent = [item for item in items if item.get_closest_marker("realdata")]
    for item in absent:
        item.add_marker(pytest.mark.skip(reason="the real data folder is absent"))
    config.stash[_ABSENT] = len(absent)


_ABSENT = pytest.StashKey[int]()


def _minutes_per_folder(reporter: pytest.TerminalReporter) -> dict[str, float]:
    minutes: dict[str, float] = defaultdict(float)
    for outcome in ("passed", "failed", "skipped", "error", ""):
        for report in reporter.stats.get(outcome, []):
            if isinstance(report, pytest.TestReport):
                minutes["/".join(report.nodeid.split("/")[:2])] += report.duration / 60
    return minutes


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    minutes = _minutes_per_folder(terminalreporter)
    if minutes:
        terminalreporter.write_sep("-", "minutes per folder")
        for folder, spent in sorted(minutes.items(), key=lambda item: -item[1]):
            terminalreporter.write_line(f"{spent:6.1f}  {folder}")
    count = config.stash.get(_ABSENT, 0)
    if count:
        terminalreporter.write_line(
            f"!!! {count} tests on real data NOT RUN: set GRIDMAP_DATA to the folder that holds it",
            red=True,
            bold=True,
        )
