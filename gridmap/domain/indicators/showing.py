"""Numbers of indicators as a person reads them."""

from __future__ import annotations

import math

from gridmap.catalogue import text
from gridmap.domain.indicators.model import Indicator

NOT_APPLICABLE = "—"
THIN_SPACE = "\u2009"
MINUS = "\u2212"
# From here on decimals are noise.
_WHOLE_FROM = 1000


def grouped(number: float, locale: str | None = None) -> str:
    """Return a number with thin groups of thousands and no more digits than are meant.

    NaN is the number of a withheld figure, and says so.
    """
    if math.isnan(number):
        return text("indicator.withheld", locale)
    if float(number).is_integer():
        return f"{number:,.0f}".replace(",", THIN_SPACE)
    digits = 0 if abs(number) >= _WHOLE_FROM else 2
    return f"{number:,.{digits}f}".replace(",", THIN_SPACE)


def shown_value(indicator: Indicator, value: float | None, locale: str | None = None) -> str:
    """Return a value with its unit; a dash where not applicable.

    Parameters
    ----------
    indicator
        Whose value it is.
    value
        The value; NaN and None are not applicable.
    locale
        The language of the unit.
    """
    if value is None or math.isnan(value):
        return NOT_APPLICABLE
    if indicator.unit == "%":
        sign = "+" if indicator.less_one and value > 0 else ""
        return f"{sign}{value * 100:.1f} %".replace("-", MINUS)
    if indicator.unit == "1":
        return grouped(value)
    if indicator.unit == "{points}":
        return f"{value:.1f} {text(f'indicator.unit.{indicator.unit}', locale)}"
    return f"{grouped(value)} {text(f'indicator.unit.{indicator.unit}', locale)}"
