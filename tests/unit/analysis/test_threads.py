"""Work shared among threads: answers keep their order, and no failure is lost."""

from __future__ import annotations

import threading

import pytest

from gridmap.analysis.threads import even_ranges, in_threads


@pytest.mark.parametrize("threads", [1, 2, 5, None])
def test_answers_keep_the_order_of_the_rows(threads):
    def work(a: int, b: int) -> int:
        return 10 * a + b

    found = in_threads(work, range(9), [3] * 9, threads=threads)
    assert found == [10 * a + 3 for a in range(9)]


def test_two_threads_work_at_once():
    both = threading.Barrier(2, timeout=10.0)
    assert len(in_threads(lambda _: both.wait(), range(2), threads=2)) == 2


@pytest.mark.parametrize("failure", [ValueError, IndexError])
@pytest.mark.parametrize("bad", [0, 3, 7])
def test_a_failure_of_any_row_is_raised(bad, failure):
    def work(row: int) -> int:
        if row == bad:
            raise failure(row)
        return row

    with pytest.raises(failure, match=str(bad)):
        in_threads(work, range(8), threads=3)


def test_even_ranges_cover_all_without_a_gap():
    first, last = even_ranges(10, 4)
    assert first[0] == 0
    assert last[-1] == 10
    assert first[1:] == last[:-1]
