"""Backups of a store that is being redrawn: each is whole, and can be put in its place."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from gridmap.domain.access import first_broken
from gridmap.store import open_store, restore
from tests.longer import is_long
from tests.reliability.town import faults

BACKUPS = 50 if is_long() else 20
PROGRAM = str(Path(sys.executable).with_name("gridmap"))
PATIENCE_S = 120


@pytest.fixture(scope="module")
def crowd(crowd_of):
    """Two clients who redraw without a pause."""
    crowd = crowd_of(2)
    crowd.begin()
    crowd.await_lines("done", 5, PATIENCE_S)
    return crowd


@pytest.fixture(scope="module")
def copies(crowd):
    """Backups, the first by the command, with clients at work before, between and after."""
    made = [crowd.folder / f"backup{number}.gpkg" for number in range(BACKUPS)]
    command = [PROGRAM, "backup", "--store", str(crowd.path), "-o", str(made[0])]
    subprocess.run(command, check=True, capture_output=True)
    from gridmap.store import backup  # noqa: PLC0415  beside the command that does the same

    store = open_store(crowd.path)
    for copy in made[1:]:
        backup(store, copy)
        crowd.await_lines("done", len(crowd.lines("done")) + 1, PATIENCE_S)
    store.close()
    return made


def test_every_backup_is_whole(copies):
    assert {copy.name: found for copy in copies if (found := faults(copy))} == {}


def test_every_backup_is_its_owners_alone(copies):
    assert {copy.stat().st_mode & 0o777 for copy in copies} == {0o600}


def test_the_audit_of_every_backup_is_unbroken(copies):
    broken = []
    for copy in copies:
        store = open_store(copy)
        with store.reading() as reader:
            broken.append(first_broken(reader.audit()))
        store.close()
    assert broken == [None] * BACKUPS


def test_backups_follow_the_work(copies):
    revisions = []
    for copy in copies:
        store = open_store(copy)
        with store.reading() as reader:
            revisions.append(reader.revision())
        store.close()
    assert all(one < other for one, other in itertools.pairwise(revisions[1:]))


def test_nothing_is_restored_over_a_store_that_is_served(crowd, copies):
    command = [PROGRAM, "restore", str(copies[0]), "--store", str(crowd.path)]
    refused = subprocess.run(command, check=False, capture_output=True)
    assert refused.returncode == 2
    assert crowd.lines("wrong") == []


def test_a_backup_takes_the_place_of_a_store_at_rest(crowd, copies):
    crowd.end()
    kept = restore(copies[-1], crowd.path)
    assert (faults(crowd.path), faults(kept)) == ([], [])
