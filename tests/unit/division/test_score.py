"""The four principles in numbers, on worked figures."""

import numpy as np
import pytest
import shapely

from gridmap.division import score_division
from tests.unit.division.towns import box

FIELD = box(0, 0, 80_000, 40_000)
HALVES = np.array([box(0, 0, 40_000, 40_000), box(40_000, 0, 80_000, 40_000)])


def test_a_partition_covers_all_without_overlap_or_spill() -> None:
    score = score_division(FIELD, HALVES)
    assert score["coverage"].value == pytest.approx(1.0)
    assert score["overlap"].value == 0.0
    assert score["spill"].value == 0.0


def test_a_missing_half_is_half_covered() -> None:
    score = score_division(FIELD, HALVES[:1])
    assert score["coverage"].value == pytest.approx(0.5, rel=1e-4)


def test_an_overlap_is_measured_against_the_boundary() -> None:
    score = score_division(FIELD, [HALVES[0], FIELD])
    assert score["overlap"].value == pytest.approx(0.5, rel=1e-4)


def test_ground_outside_is_spill() -> None:
    score = score_division(HALVES[0], [FIELD])
    assert score["spill"].value == pytest.approx(1.0, rel=1e-4)


def test_balance_of_worked_loads() -> None:
    score = score_division(FIELD, HALVES, load=[30.0, 10.0])
    assert score["load_variation"].value == pytest.approx(0.5)
    assert score["load_extremes"].value == pytest.approx(3.0)
    assert score["load_gini"].value == pytest.approx(0.25)
    assert score["worst_deviation"].value == pytest.approx(0.5)


def test_an_empty_denominator_is_not_applicable() -> None:
    score = score_division(FIELD, HALVES, load=[0.0, 0.0])
    assert score["load_variation"].value is None
    assert score["load_extremes"].value is None


def test_without_input_a_metric_is_not_applicable() -> None:
    score = score_division(FIELD, HALVES)
    absent = {metric.key for metric in score.metrics if metric.value is None}
    assert absent == {
        "whole_compounds",
        "located_points",
        "load_variation",
        "load_extremes",
        "load_gini",
        "worst_deviation",
        "size_conformity",
        "purity",
    }


def test_a_cut_compound_is_counted() -> None:
    compounds = [box(0, 0, 10_000, 10_000), box(35_000, 0, 45_000, 10_000)]
    metric = score_division(FIELD, HALVES, compounds=compounds)["whole_compounds"]
    assert (metric.numerator, metric.denominator) == (1.0, 2.0)


def test_purity_is_the_area_of_the_leading_type() -> None:
    compounds = [box(0, 0, 30_000, 40_000), box(30_000, 0, 40_000, 40_000), HALVES[1]]
    score = score_division(FIELD, HALVES, compounds=compounds, block_types=["home", "shop", ""])
    assert score["purity"].value == pytest.approx(0.75, rel=1e-6)


def test_points_in_cells_are_counted() -> None:
    inside = shapely.get_coordinates(shapely.centroid(HALVES))
    points = np.concatenate([inside, [[0.0, 0.0]]])
    metric = score_division(FIELD, HALVES, points=points)["located_points"]
    assert (metric.numerator, metric.denominator) == (2.0, 3.0)


def test_size_conformity_counts_cells_near_the_target() -> None:
    score = score_division(
        FIELD, [*HALVES[:1], box(40_000, 0, 60_000, 40_000)], target_area_m2=170_000
    )
    assert score["size_conformity"].value == 0.5


def test_rows_speak_the_language_asked_for() -> None:
    rows = score_division(FIELD, HALVES).rows("zh_CN")
    assert rows[0][:2] == ("完整性", "边界覆盖率")
    assert ("差异性", "网格内主导类型面积占比", "不适用") in rows
