"""Leaders for cells: optimal, within capacity, faithful to pins and present leaders."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from gridmap.analysis.assigning import assign
from gridmap.analysis.choosing import Choice, choose
from gridmap.errors import InputError

TOWN = np.array([114.3, 30.5])


def places(count: int, seed: int) -> np.ndarray:
    return TOWN + np.random.default_rng(seed).uniform(0, 0.04, (count, 2))


def no_limit(count: int) -> np.ndarray:
    return np.full(count, np.inf)


def test_one_cell_each_equals_the_assignment_of_scipy():
    cells, bases = places(40, 1), places(40, 2)
    answer = assign(cells, np.ones(40), bases, np.ones(40))
    stretch = np.array([np.cos(np.radians(30.52)), 1.0])
    distance = np.hypot(*((cells[:, None] - bases[None]) * stretch).transpose(2, 0, 1))
    best = distance[linear_sum_assignment(distance)].sum()
    found = distance[np.arange(40), answer.worker].sum()
    assert found == pytest.approx(best, rel=1e-3)


def enumerated(choice: Choice) -> float:
    """Return the smallest cost by trying every choice."""
    cells, workers = choice.cost.shape
    best = np.inf
    for leaders in product(range(-1, workers), repeat=cells):
        best = min(best, cost_of(choice, np.array(leaders)))
    return best


def cost_of(choice: Choice, leaders: np.ndarray) -> float:
    led = leaders >= 0
    workers = choice.cost.shape[1]
    load = np.bincount(leaders[led], weights=choice.load[led], minlength=workers)
    if (load > choice.capacity).any():
        return np.inf
    extra = np.bincount(leaders[led], minlength=workers) - choice.most_tasks
    total = choice.cost[np.flatnonzero(led), leaders[led]].sum()
    return float(
        total
        + choice.extra_task_cost * np.maximum(extra, 0).sum()
        + choice.uncovered_cost[~led].sum()
    )


@pytest.mark.parametrize("seed", range(6))
def test_small_choice_is_the_best_of_all(seed):
    generator = np.random.default_rng(seed)
    choice = Choice(
        cost=generator.uniform(0, 100, (6, 3)),
        load=generator.uniform(1, 4, 6),
        capacity=generator.uniform(3, 7, 3),
        counts=np.ones(6, bool),
        most_tasks=np.full(3, 2),
        pinned=np.full(6, -1),
        head=np.full(6, -1),
        extra_task_cost=150.0,
        uncovered_cost=np.full(6, 1000.0),
    )
    assert cost_of(choice, choose(choice).worker) == pytest.approx(enumerated(choice))


def test_no_worker_leads_more_than_the_capacity():
    load = np.random.default_rng(3).uniform(10, 30, 140)
    capacity = np.full(100, 2.0 * load.mean())
    answer = assign(places(140, 4), load, places(100, 5), capacity)
    assert (answer.worker >= 0).all()
    assert (answer.load <= capacity).all()


def test_everybody_gets_a_cell_before_anyone_gets_a_third():
    answer = assign(places(140, 6), np.ones(140), places(100, 7), no_limit(100))
    assert np.bincount(answer.worker, minlength=100).max() == 2


def test_cells_beyond_all_capacity_are_named():
    answer = assign(places(5, 8), np.ones(5), places(2, 9), np.full(2, 2.0))
    (note,) = answer.notes
    assert note.code == "uncovered"
    assert note.cells == tuple(np.flatnonzero(answer.worker < 0).tolist())
    assert len(note.cells) == 1


def test_cell_heavier_than_every_capacity_is_named():
    answer = assign(places(3, 8), [1.0, 9.0, 1.0], places(3, 9), np.full(3, 2.0))
    assert [(note.code, note.cells) for note in answer.notes] == [("too_heavy", (1,))]


def test_pin_holds_beyond_capacity_and_is_noted():
    answer = assign(places(3, 8), [1, 9, 1], places(3, 9), np.full(3, 2.0), pinned=[-1, 2, -1])
    assert answer.worker[1] == 2
    assert [(note.code, note.workers) for note in answer.notes] == [("pinned_over_capacity", (2,))]


def test_present_leader_stays_unless_another_is_much_nearer():
    cells = TOWN + np.array([[0.0, 0.0], [0.02, 0.0]])
    bases = TOWN + np.array([[0.001, 0.0], [0.003, 0.0]])
    fresh = assign(cells, [1, 1], bases, [1, 1])
    kept = assign(cells, [1, 1], bases, [1, 1], continuity=[1, 0])
    assert fresh.worker.tolist() == [0, 1]
    assert kept.worker.tolist() == [1, 0]


def test_cells_of_a_worker_without_base_lie_together():
    west, east = places(4, 10) * 0.01 + TOWN * 0.99, places(4, 11) * 0.01 + TOWN * 0.99 + 0.1
    cells = np.concatenate([west, east])[[0, 4, 1, 5, 2, 6, 3, 7]]
    answer = assign(cells, np.ones(8), np.full((2, 2), np.nan), no_limit(2))
    assert answer.worker[::2].tolist() == [answer.worker[0]] * 4
    assert answer.worker[1::2].tolist() == [1 - answer.worker[0]] * 4


def test_same_input_gives_the_same_answer():
    arguments = (places(60, 12), np.ones(60), places(25, 13), np.full(25, 3.0))
    assert np.array_equal(assign(*arguments).worker, assign(*arguments).worker)


@pytest.mark.parametrize(("cells", "workers"), [(0, 3), (3, 0), (0, 0)])
def test_nothing_to_assign_is_no_error(cells, workers):
    answer = assign(places(cells, 1), np.ones(cells), places(workers, 2), no_limit(workers))
    assert answer.worker.tolist() == [-1] * cells


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("assign.bad_load", {"load": [1.0, -1.0, 1.0]}),
        ("assign.bad_load", {"load": [1.0, np.nan, 1.0]}),
        ("assign.bad_capacity", {"capacity": [1.0, -1.0]}),
        ("assign.lengths_differ", {"capacity": [1.0]}),
        ("assign.no_such_worker", {"pinned": [-1, 2, -1]}),
        ("assign.centre_not_finite", {"cell_centres_lonlat": [(1, 1), (np.nan, 1), (1, 2)]}),
    ],
)
def test_wrong_input_is_refused(code, change):
    arguments = {
        "cell_centres_lonlat": places(3, 1),
        "load": np.ones(3),
        "worker_base_lonlat": places(2, 2),
        "capacity": no_limit(2),
    }
    with pytest.raises(InputError) as caught:
        assign(**(arguments | change))
    assert caught.value.code == code
