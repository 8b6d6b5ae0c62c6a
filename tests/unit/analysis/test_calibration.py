"""Weights fitted on history: the planted ones come back, and accuracy is that on unseen cells."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import lsq_linear

from gridmap.analysis.calibration import calibrate
from gridmap.errors import InputError

TRUE = {"shops": 2.0, "key_places": 7.0, "households": 0.05}


def history(cells=200, noise=1.0, seed=0):
    rng = np.random.default_rng(seed)
    counts = {
        "shops": rng.poisson(20, cells),
        "key_places": rng.poisson(3, cells),
        "households": rng.poisson(400, cells),
    }
    effort = 5.0 + sum(TRUE[name] * counts[name] for name in TRUE) + rng.normal(0, noise, cells)
    return counts, np.maximum(effort, 0.0)


def test_planted_weights_come_back():
    found = calibrate(*history())
    assert found.weights["shops"] == pytest.approx(2.0, rel=0.05)
    assert found.weights["key_places"] == pytest.approx(7.0, rel=0.05)


def test_effort_of_new_cells_is_foretold():
    counts, effort = history(seed=1)
    assert calibrate(*history()).effort(counts) == pytest.approx(effort, abs=6.0)


def test_fitted_weights_beat_the_present_ones_on_unseen_cells():
    found = calibrate(*history(noise=5.0))
    assert found.r2_out_of_sample > found.r2_baseline
    assert found.r2_in_sample >= found.r2_out_of_sample


def test_nothing_to_learn_is_no_better_than_the_mean():
    counts, effort = history()
    shuffled = np.random.default_rng(7).permutation(effort)
    assert calibrate(counts, shuffled).r2_out_of_sample < 0.1


def test_a_useless_count_gets_no_negative_weight():
    counts, effort = history(noise=0.1)
    counts["open_hazards"] = np.maximum(60 - counts["shops"], 0)
    assert min(calibrate(counts, effort).weights.values()) >= 0.0


def test_signed_weights_follow_the_closed_form():
    counts, effort = history(noise=3.0)
    found = calibrate(counts, effort, non_negative=False)
    columns = np.column_stack(list(counts.values())).astype(float)
    scaled = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    design = np.vstack([scaled, np.sqrt(found.ridge * 200) * np.eye(3)])
    oracle = lsq_linear(design, np.append(effort - effort.mean(), np.zeros(3))).x
    assert list(found.weights.values()) == pytest.approx(oracle / columns.std(axis=0), rel=1e-6)


def test_a_count_that_is_the_same_everywhere_gets_no_weight():
    counts, effort = history()
    counts["components"] = np.full(200, 4)
    assert calibrate(counts, effort).weights["components"] == 0.0


def test_counts_of_other_names_have_no_baseline():
    counts, effort = history()
    assert calibrate({"trees": counts["shops"]}, effort).r2_baseline is None


def test_equal_efforts_have_no_variance_to_explain():
    counts, effort = history()
    assert calibrate(counts, np.full_like(effort, 3.0)).r2_out_of_sample is None


def test_the_same_seed_gives_the_same_answer():
    assert calibrate(*history(), seed=3) == calibrate(*history(), seed=3)


@pytest.mark.parametrize(
    ("code", "counts", "effort"),
    [
        ("workload.no_counts", {}, [1.0] * 20),
        ("workload.lengths_differ", {"shops": [1] * 19}, [1.0] * 20),
        ("workload.lengths_differ", {"shops": [1] * 20, "households": [1] * 3}, [1.0] * 20),
        ("workload.bad_count", {"shops": [1] * 20}, [np.nan] * 20),
        ("workload.bad_count", {"shops": [-1] * 20}, [1.0] * 20),
        ("workload.too_few", {"shops": [1] * 9}, [1.0] * 9),
    ],
)
def test_wrong_history_is_refused(code, counts, effort):
    with pytest.raises(InputError) as caught:
        calibrate(counts, effort)
    assert caught.value.code == code
