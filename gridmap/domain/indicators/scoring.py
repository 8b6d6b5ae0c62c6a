"""Scores of a hundred points: from deductions, from indicators, and the grades they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gridmap.domain.indicators.model import Direction, Indicator
from gridmap.errors import InputError, Place

FULL_POINTS: Final = 100.0
DEMONSTRATION_POINTS: Final = 90.0
COMPLIANT_POINTS: Final = 80.0


class Grade(StrEnum):
    """What a score makes of a community."""

    DEMONSTRATION = "demonstration"
    COMPLIANT = "compliant"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Cuts:
    """From how many points on a community is a demonstration community, or compliant."""

    demonstration: float = DEMONSTRATION_POINTS
    compliant: float = COMPLIANT_POINTS

    def grade(self, points: float, *, vetoed: bool = False) -> Grade:
        """Return the grade of a score; a veto fails whatever the points are."""
        if vetoed or points < self.compliant:
            return Grade.FAILED
        return Grade.DEMONSTRATION if points >= self.demonstration else Grade.COMPLIANT


def hundred_points(deducted: float, bonus: float = 0.0) -> float:
    """Return a hundred less deductions plus bonus, never below zero.

    Parameters
    ----------
    deducted, bonus
        Points.

    Raises
    ------
    InputError
        When one of them is negative.
    """
    if deducted < 0 or bonus < 0:
        raise InputError("indicators.negative_points", deducted=deducted, bonus=bonus)
    return max(0.0, FULL_POINTS - deducted + bonus)


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one indicator adds to a score; `points` is None where its value is missing."""

    key: str
    weight: float
    value: float | None
    points: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """A weighted mean of points.

    Attributes
    ----------
    points
        From 0 to 100; None where no part has a value.
    parts
        What it is made of. A missing part is left out, not counted as zero, and the weights of
        the others are taken for the whole.
    """

    points: float | None
    parts: tuple[ScorePart, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys of the parts without a value."""
        return tuple(part.key for part in self.parts if part.points is None)


def points_of(indicator: Indicator, value: float | None) -> float | None:
    """Return the points of a value: a share as it is, or what is left of it where less is better.

    Parameters
    ----------
    indicator
        Whose value it is.
    value
        The value.

    Returns
    -------
    points
        From 0 to 100; None for a missing value and for one that is neither share nor score.
    """
    if value is None or indicator.direction is Direction.NEUTRAL or indicator.less_one:
        return None
    if indicator.unit == "{points}":
        return min(max(value, 0.0), FULL_POINTS)
    if indicator.unit != "%":
        return None
    good = value if indicator.direction is Direction.HIGHER else 1.0 - value
    return FULL_POINTS * min(max(good, 0.0), 1.0)


def composite(
    indicators: Mapping[str, Indicator],
    values: Mapping[str, float | None],
    weights: Mapping[str, float],
) -> Score:
    """Return the weighted score of indicators.

    Parameters
    ----------
    indicators
        By key.
    values
        Value of each indicator by key; a missing key is a missing value.
    weights
        Weight of each indicator that counts; only their proportions matter.

    Raises
    ------
    InputError
        When a weight is negative, there is none, or its indicator gives no points.
    """
    parts = []
    for key, weight in weights.items():
        check_weight(indicators, key, weight)
        value = values.get(key)
        parts.append(ScorePart(key, weight, value, points_of(indicators[key], value)))
    counted = [(part.weight, part.points) for part in parts if part.points is not None]
    whole = sum(weight for weight, _ in counted)
    points = sum(weight * one for weight, one in counted) / whole if whole else None
    return Score(points, tuple(parts))


def gives_points(indicator: Indicator) -> bool:
    """Return whether values of an indicator can be part of a score."""
    return points_of(indicator, 0.0) is not None


def check_weight(
    indicators: Mapping[str, Indicator], key: str, weight: float, place: Place | None = None
) -> None:
    """Refuse a weight that no score can be made with.

    Parameters
    ----------
    indicators
        By key.
    key
        Of the indicator that is weighed.
    weight
        Its weight.
    place
        Where it was given.

    Raises
    ------
    InputError
        When it is negative or not finite, or its indicator is unknown or gives no points.
    """
    if key not in indicators:
        raise InputError("indicators.unknown", place, key=key, keys=", ".join(indicators))
    if not gives_points(indicators[key]):
        raise InputError("indicators.no_points", place, key=key)
    if not 0 <= weight < float("inf"):
        raise InputError("indicators.weight", place, key=key, weight=weight)
