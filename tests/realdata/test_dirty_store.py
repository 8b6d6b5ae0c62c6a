"""Whatever a dirty file holds, an import that fails leaves the store as it was."""

from __future__ import annotations

from datetime import date

import pytest

from gridmap.domain import PointKind, Territory
from gridmap.errors import GridmapError
from gridmap.formats import read
from gridmap.services.importing_areas import import_boundaries
from gridmap.services.importing_cells import import_cells
from gridmap.services.importing_things import import_points, import_streets, import_workers
from gridmap.store import MemoryStore

pytestmark = pytest.mark.realdata

# Fitting a thousand polygons is timed elsewhere; here only what is refused matters.
MOST_POLYGON_ROWS = 100


def points(store, table):
    return import_points(store, table, PointKind.COMPONENT, class_code="other_component")


def cells(store, table):
    return import_cells(store, table, date(2024, 1, 1))


ROW_IMPORTS = (points, import_streets, import_workers)
POLYGON_IMPORTS = (import_boundaries, cells)


def attempts_of(table):
    """Try every import on a store that holds nothing but its territory."""
    store = MemoryStore()
    with store.writing() as work:
        work.set_territory(Territory("试验镇"))
    empty = store.digest()
    few = len(table) <= MOST_POLYGON_ROWS
    for bring_in in (*ROW_IMPORTS, *(POLYGON_IMPORTS if few else ())):
        try:
            bring_in(store, table)
        except GridmapError as error:
            yield bring_in.__name__, error, store.digest() == empty
        else:
            yield bring_in.__name__, None, True
            return


@pytest.fixture(scope="module")
def attempts(realdata):
    """Every file with every import that was tried: (file, import, error or None, unchanged)."""
    tried = []
    for path in sorted(p for p in (realdata / "dirty_import").rglob("*") if p.is_file()):
        try:
            table = read(path)
        except GridmapError as error:
            tried.append((path.name, "read", error, True))
        else:
            tried += [(path.name, *attempt) for attempt in attempts_of(table)]
    return tried


def test_a_failed_import_changes_nothing(attempts):
    failed = [attempt for attempt in attempts if attempt[2] is not None]
    assert len(failed) > 100
    assert [attempt[:2] for attempt in failed if not attempt[3]] == []


def test_every_failure_says_what_and_how_to_mend_in_both_languages(attempts):
    raw = [
        (name, how, locale)
        for name, how, error, _ in attempts
        if error is not None
        for locale in ("zh_CN", "en")
        if f"error.{error.code}" in error.render(locale) or "{" in error.what(locale)
    ]
    assert raw == []


def test_the_hotpot_sheets_come_in_as_points(attempts):
    came_in = {name for name, how, error, _ in attempts if how == "points" and error is None}
    assert len([name for name in came_in if "hotpot" in name]) >= 4
