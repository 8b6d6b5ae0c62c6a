"""Duties in cells: the best for all of them together, and a reason for each that stays open."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp

from gridmap.analysis.assigning import assign, assign_duties
from gridmap.analysis.choosing import Choice, choose
from gridmap.catalogue import LOCALES, text
from gridmap.errors import InputError

TOWN = np.array([114.3, 30.5])
REASONS = (
    "no_duty",
    "no_skill",
    "elsewhere",
    "unreachable",
    "too_heavy",
    "other_duty",
    "no_room",
)


def places(count: int, seed: int) -> np.ndarray:
    return TOWN + np.random.default_rng(seed).uniform(0, 0.04, (count, 2))


def random_choice(seed: int, cells: int, duties: int, workers: int) -> Choice:
    """Draw a choice with a task for each cell and duty, tight and with pairs that may not be."""
    rng = np.random.default_rng(seed)
    tasks = cells * duties
    cost = rng.uniform(0, 100, (tasks, workers))
    cost[rng.random(cost.shape) < 0.2] = np.inf
    return Choice(
        cost=cost,
        load=rng.uniform(1, 4, tasks),
        capacity=rng.uniform(3, 7, workers),
        counts=np.arange(tasks) % 3 < 2,
        most_tasks=np.full(workers, 1),
        pinned=np.full(tasks, -1),
        head=np.where(np.arange(tasks) % duties, np.arange(tasks) // duties * duties, -1),
        extra_task_cost=150.0,
        uncovered_cost=rng.choice([1000.0, 3000.0], tasks),
    )


def cost_of(choice: Choice, worker: np.ndarray) -> float:
    """Return what an answer costs, infinite where it breaks a limit."""
    led = np.flatnonzero(worker >= 0)
    count = len(choice.capacity)
    load = np.bincount(worker[led], choice.load[led], count)
    below = led[choice.head[led] >= 0]
    doubled = worker[below] == worker[choice.head[below]]
    if (load > choice.capacity + 1e-9).any() or doubled.any():
        return np.inf
    counted = worker[led[choice.counts[led]]]
    extra = np.maximum(np.bincount(counted, minlength=count) - choice.most_tasks, 0)
    paid = choice.cost[led, worker[led]].sum() + choice.extra_task_cost * extra.sum()
    return float(paid + choice.uncovered_cost[worker < 0].sum())


def by_milp(choice: Choice) -> float:
    """Return the smallest cost by a program over all pairs, written without ours."""
    tasks, workers = choice.cost.shape
    pair = tasks * workers
    width = pair + tasks + workers
    rows, low, high = [], [], []
    for task in range(tasks):
        row = np.zeros(width)
        row[task * workers : (task + 1) * workers] = row[pair + task] = 1
        rows.append(row), low.append(1), high.append(1)
    for worker in range(workers):
        load, number = np.zeros(width), np.zeros(width)
        load[worker:pair:workers], number[worker:pair:workers] = choice.load, choice.counts
        number[pair + tasks + worker] = -1
        rows += [load, number]
        low += [-np.inf, -np.inf]
        high += [choice.capacity[worker], choice.most_tasks[worker]]
        for task in np.flatnonzero(choice.head >= 0):
            row = np.zeros(width)
            row[[task * workers + worker, choice.head[task] * workers + worker]] = 1
            rows.append(row), low.append(-np.inf), high.append(1)
    cost = np.where(np.isfinite(choice.cost), choice.cost, 1e6).ravel()
    whole = np.concatenate([np.ones(pair), np.zeros(tasks + workers)])
    result = milp(
        np.concatenate([cost, choice.uncovered_cost, np.full(workers, choice.extra_task_cost)]),
        integrality=whole,
        bounds=Bounds(0, np.inf),
        constraints=LinearConstraint(np.array(rows), low, high),
    )
    return float(result.fun)


@pytest.mark.parametrize("seed", range(8))
def test_small_choice_with_duties_is_the_best_of_all(seed):
    choice = random_choice(seed, 3, 2, 3)
    best = min(cost_of(choice, np.array(answer)) for answer in product(range(-1, 3), repeat=6))
    assert cost_of(choice, choose(choice).worker) == pytest.approx(best)


@pytest.mark.parametrize("seed", range(4))
def test_middle_choice_is_as_good_as_a_program_over_all_pairs(seed):
    choice = random_choice(seed, 9, 2, 12)
    chosen = choose(choice)
    best = by_milp(choice)
    assert cost_of(choice, chosen.worker) == pytest.approx(chosen.value)
    assert chosen.bound - 1e-6 <= best <= chosen.value + 1e-6
    assert chosen.value <= best * 1.02


def test_a_town_of_like_cells_is_proved_best_and_equals_scipy():
    cells, bases = places(420, 1), places(60, 2)
    answer = assign(cells, np.ones(420), bases, np.full(60, 7.0), togetherness=0.0)
    stretch = np.array([np.cos(np.radians(30.52)), 1.0])
    distance = np.hypot(*((cells[:, None] - bases[None]) * stretch).transpose(2, 0, 1))
    best = linear_sum_assignment(np.repeat(distance, 7, axis=1))
    found = distance[np.arange(420), answer.worker].sum()
    assert answer.gap_m == pytest.approx(0.0, abs=1e-3)
    assert found == pytest.approx(distance[best[0], best[1] // 7].sum(), rel=1e-3)


def test_an_answer_that_is_not_proved_states_how_far_it_may_be_from_the_best():
    rng = np.random.default_rng(3)
    load = rng.lognormal(3, 0.5, 200)
    capacity = np.full(40, load.sum() / 40 * 1.3)
    answer = assign(places(200, 4), load, places(40, 5), capacity, togetherness=0.0)
    assert (answer.load <= capacity).all()
    assert 0 < answer.gap_m < 0.2 * np.nansum(answer.distance_m)


def test_a_deputy_is_kept_free_for_the_cell_where_nobody_else_can_be_it():
    # The nearer worker is the only deputy, so the farther one has to lead.
    posted = assign_duties(
        [TOWN], [1.0], [TOWN + 0.001, TOWN + 0.02], [9, 9], [[True, True], [True, False]]
    )
    assert posted.worker.tolist() == [[1, 0]]


def test_no_leader_has_another_duty_in_the_cell():
    posted = assign_duties(places(8, 1), np.ones(8), places(6, 2), np.full(6, 9), np.ones((6, 3)))
    assert not (posted.worker[:, 1:] == posted.worker[:, :1]).any()


def test_one_worker_may_have_two_duties_beside_the_leader():
    posted = assign_duties(
        [TOWN], [1.0], [TOWN, TOWN], [9, 9], [[True, False, False], [False, True, True]]
    )
    assert posted.worker.tolist() == [[0, 1, 1]]


def test_locked_pairs_hold_and_present_ones_stay():
    centre, bases = places(1, 1), places(3, 2)
    locked = assign_duties(centre, [1.0], bases, [9, 9, 9], np.ones((3, 1)), pinned=[[2]])
    assert locked.worker.tolist() == [[2]]


def test_skills_decide_who_may_go():
    posted = assign_duties(
        [TOWN, TOWN + 0.01], [1, 1], [TOWN, TOWN + 0.01], [9, 9], np.ones((2, 1)),
        skills=[[False], [True]], needs=[[True], [False]],
    )  # fmt: skip
    assert posted.worker[0, 0] == 1


def test_distances_along_streets_replace_straight_ones():
    centres, bases = [TOWN], [TOWN + 0.001, TOWN + 0.002]
    answer = assign(centres, [1.0], bases, [9, 9], distance_m=[[5000.0, 400.0]])
    assert answer.worker.tolist() == [1]
    assert answer.distance_m.tolist() == [400.0]


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("no_duty", {"duties": [[False], [False]]}),
        ("no_skill", {"skills": [[False], [False]], "needs": [[True]]}),
        ("elsewhere", {"serves": [[False, False]]}),
        ("unreachable", {"distance_m": [[np.inf, np.inf]]}),
        ("too_heavy", {"load": [20.0]}),
    ],
)
def test_an_open_duty_tells_why(reason, change):
    problem = {
        "cell_centres_lonlat": [TOWN],
        "load": [1.0],
        "worker_base_lonlat": [TOWN, TOWN],
        "capacity": [9.0, 9.0],
        "duties": [[True], [True]],
    }
    (open_,) = assign_duties(**(problem | change)).uncovered
    assert (open_.cell, open_.duty, open_.reason) == (0, 0, reason)


def test_a_worker_with_another_duty_here_is_named_as_the_reason():
    (open_,) = assign_duties([TOWN], [1.0], [TOWN], [9.0], [[True, True]]).uncovered
    assert open_.reason == "other_duty"


def test_full_capacity_is_named_as_the_reason():
    (open_,) = assign_duties([TOWN, TOWN], [1, 1], [TOWN], [1.0], [[True]]).uncovered
    assert open_.reason == "no_room"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_reason_has_words(locale):
    codes = [f"assign.reason.{reason}" for reason in REASONS]
    assert [code for code in codes if text(code, locale) == code] == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("assign.lengths_differ", {"duties": np.ones((3, 1))}),
        ("assign.lengths_differ", {"wanted": np.ones((2, 2))}),
        ("assign.lengths_differ", {"skills": np.ones((2, 2)), "needs": np.ones((2, 3))}),
        ("assign.no_such_worker", {"pinned": [[0], [5]]}),
        ("assign.bad_share", {"load_share": [-1.0]}),
        ("assign.bad_distance", {"distance_m": [[0, np.nan], [0, 0]]}),
        ("assign.bad_distance", {"distance_m": [[0, -1.0], [0, 0]]}),
    ],
)
def test_wrong_input_is_refused(code, change):
    problem = {
        "cell_centres_lonlat": places(2, 1),
        "load": [1.0, 1.0],
        "worker_base_lonlat": places(2, 2),
        "capacity": [9.0, 9.0],
        "duties": np.ones((2, 1)),
    }
    with pytest.raises(InputError) as caught:
        assign_duties(**(problem | change))
    assert caught.value.code == code
