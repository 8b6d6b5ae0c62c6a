"""Publishing on the command line: now, on a day to come, and back."""

from __future__ import annotations

import pytest

from gridmap.services.assigning import assign_workers
from gridmap.services.dividing import Wish, divide_communities
from gridmap.services.publishing import publish
from gridmap.store import open_store
from tests import towns
from tests.cli.running import run

LATER = "2999-01-01"
FIRST, SECOND = f"{towns.WEST}-1", f"{towns.WEST}-2"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Both communities in force, and a second draft of the west whose cells have leaders."""
    path = tmp_path_factory.mktemp("town") / "town.gpkg"
    store = towns.town_store(path)
    divide_communities(store, Wish(cells=3))
    assign_workers(store, towns.DAY)
    publish(store, towns.DAY)
    divide_communities(store, Wish(cells=2), [towns.WEST])
    assign_workers(store, towns.DAY)
    store.close()
    return path


@pytest.fixture
def town(published, tmp_path):
    copy = tmp_path / "town.gpkg"
    copy.write_bytes(published.read_bytes())
    return copy


def status(path, plan_id):
    store = open_store(path)
    with store.reading() as reader:
        found = reader.plan(plan_id).status
    store.close()
    return str(found)


def test_a_plan_for_a_day_to_come_waits(town, capsys):
    assert run("publish", "--store", town, "--from", LATER) == 0
    assert f"wait for {LATER}" in capsys.readouterr().out
    assert (status(town, FIRST), status(town, SECOND)) == ("published", "scheduled")


def test_nothing_is_due_before_its_day(town, capsys):
    run("publish", "--store", town, "--from", LATER)
    assert run("publish", "--store", town, "--due") == 0
    assert "No plan is due" in capsys.readouterr().out


def test_what_is_due_comes_into_force(town, capsys):
    store = open_store(town)
    publish(store, towns.DAY, [SECOND], today=towns.DAY.replace(year=2025))
    store.close()
    assert run("publish", "--store", town, "--due") == 0
    assert "Published 1 plan with 2 cells, in force from 2026-01-01" in capsys.readouterr().out
    assert status(town, SECOND) == "published"


def test_what_is_refused_goes_on_waiting(town, capsys):
    store = open_store(town)
    publish(store, towns.DAY, [SECOND], today=towns.DAY.replace(year=2025))
    with store.writing() as work:
        codes = [cell.code for cell in work.cells(SECOND)]
        work.end_assignments(codes, towns.DAY.replace(year=2025))
    store.close()
    assert run("publish", "--store", town, "--due") == 3
    told = capsys.readouterr()
    assert "go on waiting" in told.out
    assert "exactly one leader" in told.err


def test_a_plan_is_called_back(town, capsys):
    run("publish", "--store", town, "--from", LATER)
    assert run("publish", "--store", town, "--call-back", SECOND) == 0
    assert "is a draft again" in capsys.readouterr().out
    assert status(town, SECOND) == "draft"


def test_an_earlier_plan_comes_back_and_names_cells_without_leader(town, capsys):
    run("publish", "--store", town)
    assert run("publish", "--store", town, "--roll-back", FIRST) == 0
    assert f"without a leader: {towns.WEST}001" in capsys.readouterr().out


def test_one_thing_is_done_at_a_time(town, capsys):
    assert run("publish", "--store", town, "--due", "--plan", SECOND) == 2
    assert "one of" in capsys.readouterr().err


def test_codes_are_made_longer(town, capsys):
    assert run("codes", "--store", town, "--digits", 4) == 0
    assert "codes of 16 digits" in capsys.readouterr().out
    run("publish", "--store", town)
    store = open_store(town)
    with store.reading() as reader:
        codes = {cell.code for cell in reader.published_cells(towns.WEST)}
    store.close()
    assert codes == {f"{towns.WEST}0004", f"{towns.WEST}0005"}
