"""K-50 to K-70 and the indicators of case handling: cases, people, scores and changes."""

from __future__ import annotations

from typing import Final

from gridmap.domain.indicators.making import (
    LESS_IS_BETTER,
    NEUTRAL,
    absent,
    any_true,
    in_time,
    is_,
    present,
    share,
    true,
)
from gridmap.domain.indicators.model import Cadence, Direction, Indicator, Selection, Test
from gridmap.domain.indicators.scoring import COMPLIANT_POINTS, Grade

DEMONSTRATION_SHARE: Final = 0.8
# The five basics of community fire work: the checklist by which a cell is compliant.
FIVE_BASICS: Final = ("organisation", "rules", "team", "facilities", "education")
_MONTH = Cadence.MONTH


def _stage(key: str, *reached: str) -> Indicator:
    return share(key, "cases", present(*reached), when="reported_on", cadence=_MONTH)


def _case(
    key: str,
    *tests: Test,
    due: str,
    target: float | None = None,
    direction: Direction = Direction.HIGHER,
) -> Indicator:
    """Return a share of the cases that were due in a period."""
    return share(
        key,
        "cases",
        *tests,
        among=(present(due),),
        when=due,
        target=target,
        direction=direction,
        cadence=_MONTH,
    )


def _yearly_change(key: str, table: str, measure: str | None, when: str) -> Indicator:
    return Indicator(
        key,
        Selection(table, measure=measure, when=when),
        Selection(table, measure=measure, when=when, years_back=1),
        direction=LESS_IS_BETTER,
        cadence=Cadence.YEAR,
        less_one=True,
    )


# After the indicator tables of city-management evaluation (families of CJ/T 292, GB/T 30428.4).
CASE_HANDLING: Final = (
    _case("A-01", present("handled_on"), due="handle_by"),
    _case("A-02", in_time("handled_on", "handle_by"), due="handle_by"),
    _case("A-03", present("closed_on"), due="close_by"),
    _case("A-04", in_time("closed_on", "close_by"), due="close_by"),
    _case("A-05", true("returned"), due="close_by", direction=LESS_IS_BETTER),
    _case("A-06", absent("handled_on"), due="handle_by", direction=LESS_IS_BETTER),
    _case("A-07", true("postponed"), due="handle_by", direction=LESS_IS_BETTER),
)

EVALUATION: Final = (
    _stage("K-50F", "filed_on"),
    _stage("K-50D", "dispatched_on"),
    _stage("K-50C", "closed_on"),
    share(
        "K-51",
        "cases",
        in_time("closed_on", "close_by"),
        among=(present("closed_on", "close_by"),),
        when="close_by",
        cadence=_MONTH,
    ),
    share(
        "K-52",
        "cases",
        true("returned"),
        among=(present("handled_on"),),
        when="handled_on",
        direction=LESS_IS_BETTER,
        cadence=_MONTH,
    ),
    share("K-53", "cases", is_("source", "supervisor"), when="reported_on", cadence=_MONTH),
    share(
        "K-54",
        "cases",
        absent("cell_code"),
        when="reported_on",
        direction=LESS_IS_BETTER,
        cadence=_MONTH,
    ),
    Indicator(
        "K-55",
        Selection("incidents", (present("cell_code"),), when="happened_at"),
        Selection("cells", measure="area_km2"),
        direction=NEUTRAL,
        unit="/km2",
        cadence=_MONTH,
    ),
    Indicator(
        "K-55P",
        Selection("incidents", when="happened_at"),
        Selection("shops"),
        direction=NEUTRAL,
        unit="/100",
        cadence=_MONTH,
        scale=100.0,
    ),
    share(
        "K-56",
        "cases",
        any_true("urged", "supervised"),
        among=(present("filed_on"),),
        when="filed_on",
        direction=LESS_IS_BETTER,
        cadence=_MONTH,
    ),
    Indicator(
        "K-57",
        Selection("surveys", measure="satisfied", when="day"),
        Selection("surveys", measure="asked", when="day"),
        0.85,
    ),
    Indicator(
        "K-58",
        Selection("surveys", measure="score", when="day"),
        Selection("surveys", when="day"),
        unit="{points}",
    ),
    Indicator("K-59", None, None, unit="{points}", cadence=_MONTH),
    Indicator(
        "K-60",
        Selection("assessments", measure="points", when="day"),
        Selection("assessments", when="day"),
        COMPLIANT_POINTS,
        unit="{points}",
        cadence=_MONTH,
    ),
    share(
        "K-61",
        "assessments",
        is_("grade", Grade.DEMONSTRATION, Grade.COMPLIANT),
        when="day",
        target=0.8,
        cadence=_MONTH,
    ),
    share(
        "K-62",
        "assessments",
        is_("grade", Grade.DEMONSTRATION),
        when="day",
        target=DEMONSTRATION_SHARE,
        cadence=_MONTH,
    ),
    Indicator("K-63", None, None, unit="{rank}", cadence=_MONTH),
    share("K-64", "compliance", true(*FIVE_BASICS), target=1.0, cadence=Cadence.YEAR),
    share("K-65", "workers", true("trained"), target=1.0),
    share("K-66", "units", true("norm_met")),
    _yearly_change("K-67", "accidents", "count", "day"),
    _yearly_change("K-67D", "accidents", "deaths", "day"),
    _yearly_change("K-67I", "accidents", "injured", "day"),
    _yearly_change("K-67L", "accidents", "loss", "day"),
    _yearly_change("K-67E", "incidents", None, "happened_at"),
    Indicator(
        "K-68",
        Selection("accidents", measure="deaths", when="day"),
        Selection("accident_quotas", measure="deaths"),
        1.0,
        direction=LESS_IS_BETTER,
        cadence=Cadence.YEAR,
    ),
    Indicator(
        "K-69",
        Selection("daily_reports", distinct="cell_day", when="day"),
        Selection("cells", measure="report_days"),
        1.0,
        cadence=Cadence.WEEK,
    ),
    share("K-70", "warnings", true("handled"), when="raised_on", target=1.0, cadence=_MONTH),
)
