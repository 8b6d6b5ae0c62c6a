"""What every store promises to many at once: whole snapshots, no lost update."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from gridmap.domain import PlanStatus
from gridmap.errors import ConflictError
from tests.contract.worlds import NEW_YEAR, REDRAWN_DRAFT, WEST, columns, plan, shop


def publish_again_and_again(store, times):
    for number in range(times):
        draft = plan(f"n{number}", WEST)
        middle = round(114.301 + number * 0.001, 7)
        cells = columns(draft, 114.30, middle, 114.31, first=10 + 2 * number)
        with store.writing() as work:
            work.add_plan(draft, cells)
            work.publish({draft.id: cells}, NEW_YEAR + timedelta(days=number))


def test_readers_never_see_two_versions_at_once(store):
    with store.writing() as work:
        work.put_points([shop(f"s{n}", 114.3005 + n * 0.001) for n in range(8)])
    done = threading.Event()

    def read():
        seen, faults = 0, []
        while not done.is_set():
            with store.reading() as reader:
                cells = {cell.code for cell in reader.published_cells()}
                filed = {point.cell_code for point in reader.points()}
                plans = {p.id for p in reader.plans(status=PlanStatus.PUBLISHED)}
                counted = {code for code, _ in reader.tally()}
                held = {cell.plan_id for cell in reader.published_cells()}
            if not (filed <= cells and counted == filed and plans == held):
                faults.append((filed - cells, plans ^ held))
            seen += 1
        return seen, faults

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        publish_again_and_again(store, 8)
        done.set()
        answers = [reader.result() for reader in readers]
    assert all(seen > 0 for seen, _ in answers)
    assert [faults for _, faults in answers] == [[], []]


def test_readers_may_open_a_second_snapshot_however_many_they_are(store):
    count = 40
    together = threading.Barrier(count)

    def read_twice(_):
        with store.reading() as reader:
            together.wait(60)
            with store.reading() as again:
                return again.revision() == reader.revision()

    with ThreadPoolExecutor(count) as pool:
        assert list(pool.map(read_twice, range(count))) == [True] * count


def test_one_of_many_changes_of_a_draft_wins(store):
    draft, cells = REDRAWN_DRAFT
    with store.writing() as work:
        work.add_plan(draft, cells)

    def change(_):
        try:
            with store.writing() as work:
                work.replace_draft(draft.id, cells[:1], revision=1)
        except ConflictError as error:
            return error.code
        return "changed"

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(change, range(6)))
    assert answers == ["changed", *["plan.changed"] * 5]


def test_every_acknowledged_write_is_kept_once(store):
    def write(number):
        with store.writing() as work:
            work.put_points([shop(f"t{number}", 114.301)])

    with store.reading() as reader:
        before = reader.revision()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(30)))
    with store.reading() as reader:
        assert (len(reader.points()), reader.revision()) == (30, before + 30)
