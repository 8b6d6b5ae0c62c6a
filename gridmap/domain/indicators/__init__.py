"""Indicators: what they are made of, their figures, and ranks and scores made from these."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from gridmap.domain.indicators.coverage import COVERAGE
from gridmap.domain.indicators.evaluation import CASE_HANDLING, EVALUATION
from gridmap.domain.indicators.figures import (
    Figures,
    Lack,
    Side,
    failed_columns,
    figures,
    has_rest,
    lack_of,
    rows_behind,
)
from gridmap.domain.indicators.inspection import INSPECTION
from gridmap.domain.indicators.model import Direction, Indicator, Op, Selection, Test
from gridmap.domain.indicators.records import Period, Records, Table, as_day, as_flag, as_number
from gridmap.domain.indicators.scopes import (
    CELL,
    COMMUNITY,
    TERRITORY,
    WORKER,
    ScopeArea,
    ScopeCell,
    Scopes,
    build_scopes,
)
from gridmap.errors import InputError

INDICATORS: Mapping[str, Indicator] = MappingProxyType(
    {one.key: one for one in (*COVERAGE, *INSPECTION, *EVALUATION, *CASE_HANDLING)}
)


def indicators_named(keys: Iterable[str] = ()) -> tuple[Indicator, ...]:
    """Return indicators by key, all of them where no key is given.

    A family stands for its parts too: ``K-39`` for ``K-39.A`` and the others.

    Parameters
    ----------
    keys
        The keys.

    Raises
    ------
    InputError
        When a key is none.
    """
    chosen: dict[str, Indicator] = {}
    for key in keys:
        found = {one.key: one for one in INDICATORS.values() if key in {one.key, one.family}}
        if not found:
            raise InputError("indicators.unknown", key=key, keys=", ".join(INDICATORS))
        chosen.update(found)
    return tuple(chosen.values()) or tuple(INDICATORS.values())


__all__ = [
    "CELL",
    "COMMUNITY",
    "INDICATORS",
    "TERRITORY",
    "WORKER",
    "Direction",
    "Figures",
    "Indicator",
    "Lack",
    "Op",
    "Period",
    "Records",
    "ScopeArea",
    "ScopeCell",
    "Scopes",
    "Selection",
    "Side",
    "Table",
    "Test",
    "as_day",
    "as_flag",
    "as_number",
    "build_scopes",
    "failed_columns",
    "figures",
    "has_rest",
    "indicators_named",
    "lack_of",
    "rows_behind",
]
