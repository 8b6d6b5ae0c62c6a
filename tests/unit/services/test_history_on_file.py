"""What is told from a file is what is told from memory."""

from __future__ import annotations

from datetime import date

import pytest

from gridmap.domain import Territory
from gridmap.services.comparing import compare
from gridmap.services.crosswalks import crosswalk
from gridmap.services.handover import handover
from gridmap.services.history_statistics import statistics
from gridmap.services.impact import impact
from gridmap.services.lineage import lineage
from gridmap.services.stories import Borders
from gridmap.store import create
from gridmap.store.memory import MemoryStore
from tests import town_plans
from tests.town_edits import AUTUMN, FOUR, THREE, TWO, merge, put, redraw, split
from tests.towns import WEST

FIRST, SECOND, THIRD = (f"{WEST}-{number}" for number in (1, 2, 3))


def told(store):
    """Redraw, publish, redraw again, and ask for everything."""
    town_plans.town(store)
    put(store, redraw(store, split()))
    redraw(store, merge(TWO, FOUR), split(THREE, 114.3052), source=SECOND)
    with store.reading() as reader:
        borders = Borders.of(reader, THIRD)
        return {
            "comparison": compare(reader, FIRST, THIRD),
            "crosswalk": crosswalk(reader, [FIRST], [SECOND]),
            "impact": impact(reader, [THIRD], AUTUMN),
            "handover": handover(reader, [THIRD], AUTUMN),
            "statistics": statistics(reader, date(2026, 1, 1), date(2026, 12, 31)),
            "lineage": [lineage(reader, code) for code in (TWO, THREE, FOUR)],
            "stories": [borders.of_arc(arc) for arc in range(len(borders))],
        }


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "town.gpkg"
    file = create(path, Territory("试验镇"))
    yield told(MemoryStore()), told(file)
    file.close()


@pytest.mark.parametrize(
    "asked",
    ["comparison", "crosswalk", "impact", "handover", "statistics", "lineage", "stories"],
)
def test_a_file_tells_the_same(both, asked):
    memory, file = both
    assert memory[asked] == file[asked]
