"""Score cards: how one area, cell or worker stands in every indicator, and among its peers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gridmap.analysis import Rate
from gridmap.domain.indicators import INDICATORS, Direction, Figures, Indicator
from gridmap.domain.indicators.ranking import (
    WeakLink,
    competition_ranks,
    rank_changes,
    weak_links,
)
from gridmap.domain.indicators.scoring import Score, composite
from gridmap.services.indicators import Evaluation


@dataclass(frozen=True, slots=True)
class Standing:
    """One scope in a ranking.

    `rank` is 0 where the value is not applicable; `change` tells by how many places it rose since
    the earlier period, None where there is none to compare with.
    """

    code: str
    name: str
    value: float | None
    rank: int
    change: int | None = None


@dataclass(frozen=True, slots=True)
class CardLine:
    """One indicator on a card.

    `of` is how many peers have a rank; an indicator of which neither more nor less is better has
    none.
    """

    indicator: Indicator
    rate: Rate
    target: float | None
    met: bool | None
    rank: int
    of: int
    change: int | None = None

    @property
    def place(self) -> str:
        """The rank among the peers, such as ``3 / 13``."""
        return f"{self.rank} / {self.of}" if self.rank else ""


@dataclass(frozen=True)
class ScoreCard:
    """How one scope stands.

    Attributes
    ----------
    level, code, name
        Which scope.
    lines
        The indicators that apply to it.
    score
        The weighted score, with what it is made of.
    standing
        The score among the peers.
    """

    level: str
    code: str
    name: str
    lines: tuple[CardLine, ...]
    score: Score
    standing: Standing


def ranking(
    evaluation: Evaluation, indicator: Indicator, level: str, earlier: Evaluation | None = None
) -> list[Standing]:
    """Rank the scopes of a level by an indicator.

    Parameters
    ----------
    evaluation
        Where the figures come from.
    indicator
        One that has figures.
    level
        The level.
    earlier
        The same indicators for an earlier period, for the change of ranks.

    Returns
    -------
    standings
        The best first; scopes of equal value in the order of their codes, those to which the
        indicator does not apply at the end.
    """
    found = evaluation.figures(indicator, level)
    before = None
    if earlier is not None and earlier.lack(indicator) is None:
        past = earlier.figures(indicator, level)
        before = dict(zip(past.codes, past.values().tolist(), strict=True))
    return standings(evaluation, found, before)


def standings(
    evaluation: Evaluation, found: Figures, before: Mapping[str, float] | None = None
) -> list[Standing]:
    """Rank figures.

    Parameters
    ----------
    evaluation
        Where they come from.
    found
        The figures.
    before
        Earlier values by code.

    Returns
    -------
    standings
        The best first.
    """
    names = evaluation.records.scopes.names[found.level]
    values = found.values()
    return _ranked(found.codes, names, values, found.indicator, before)


def score_ranking(
    evaluation: Evaluation, level: str, earlier: Evaluation | None = None
) -> list[Standing]:
    """Rank the scopes of a level by their weighted score.

    Parameters
    ----------
    evaluation
        Where the figures come from.
    level
        The level.
    earlier
        The same for an earlier period.
    """
    scores = _scores(evaluation, level)
    before = None
    if earlier is not None:
        before = {code: _or_nan(one.points) for code, one in _scores(earlier, level).items()}
    names = evaluation.records.scopes.names[level]
    values = np.array([_or_nan(one.points) for one in scores.values()])
    return _ranked(tuple(scores), names, values, INDICATORS["K-59"], before)


def score_cards(
    evaluation: Evaluation, level: str, earlier: Evaluation | None = None
) -> dict[str, ScoreCard]:
    """Return the card of every scope of a level, by code.

    Parameters
    ----------
    evaluation
        Where the figures come from.
    level
        The level.
    earlier
        The same indicators for an earlier period, for the changes of ranks.
    """
    scores = _scores(evaluation, level)
    whole = {one.code: one for one in score_ranking(evaluation, level, earlier)}
    columns = [
        (one, evaluation.figures(one, level), ranking(evaluation, one, level, earlier))
        for one in evaluation.computable()
    ]
    lines: dict[str, list[CardLine]] = {code: [] for code in scores}
    for indicator, found, ranked in columns:
        of = sum(one.rank > 0 for one in ranked)
        by_code = {one.code: one for one in ranked}
        target = evaluation.settings.target(indicator.key)
        for code, rate in zip(found.codes, found, strict=True):
            if rate.value is not None:
                judged = indicator.direction is not Direction.NEUTRAL
                rank = by_code[code].rank if judged else 0
                change = by_code[code].change if judged else None
                met = indicator.meets(rate.value, target)
                lines[code].append(CardLine(indicator, rate, target, met, rank, of, change))
    names = evaluation.records.scopes.names[level]
    return {
        code: ScoreCard(level, code, names[code], tuple(lines[code]), score, whole[code])
        for code, score in scores.items()
    }


def weakest(evaluation: Evaluation, level: str) -> list[WeakLink]:
    """Return all figures of a level that miss their target, the weakest first.

    Parameters
    ----------
    evaluation
        Where the figures come from.
    level
        The level.
    """
    found = [evaluation.figures(one, level) for one in evaluation.computable()]
    return weak_links(found, evaluation.settings.targets)


def _scores(evaluation: Evaluation, level: str) -> dict[str, Score]:
    weights = evaluation.settings.score_weights()
    computable = {one.key: one for one in evaluation.computable()}
    if not evaluation.settings.weights:
        # Without weights of its own a score is made of what can be computed.
        weights = {key: weight for key, weight in weights.items() if key in computable}
    found = {
        key: evaluation.figures(computable[key], level) for key in weights if key in computable
    }
    return {
        code: composite(
            INDICATORS, {key: one.rate(place).value for key, one in found.items()}, weights
        )
        for place, code in enumerate(evaluation.records.scopes.codes(level))
    }


def _ranked(
    codes: tuple[str, ...],
    names: Mapping[str, str],
    values: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    indicator: Indicator,
    before: Mapping[str, float] | None,
) -> list[Standing]:
    ranks = competition_ranks(values, indicator.direction)
    changes = np.full(len(codes), np.nan)
    if before is not None:
        past = np.array([before.get(code, np.nan) for code in codes])
        changes = rank_changes(competition_ranks(past, indicator.direction), ranks)
    found = [
        Standing(
            code,
            names[code],
            None if np.isnan(value) else value,
            rank,
            None if np.isnan(change) else int(change),
        )
        for code, value, rank, change in zip(
            codes, values.tolist(), ranks.tolist(), changes.tolist(), strict=True
        )
    ]
    return sorted(found, key=lambda one: (one.rank == 0, one.rank, one.code))


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value
