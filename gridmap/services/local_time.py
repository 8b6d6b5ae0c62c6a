"""Moments by the clock of the territory, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from gridmap.domain.moments import CHINA_STANDARD_TIME
from gridmap.errors import InputError, Place
from gridmap.formats import as_moment

if TYPE_CHECKING:
    from numpy.typing import NDArray


def local_moments(values: Sequence[object], column: str = "") -> NDArray[np.datetime64]:
    """Return values as moments on the clock of the territory, NaT where there is none.

    Parameters
    ----------
    values
        Text, days, or moments with or without a zone; None, NaN and empty text are none.
    column
        What to call them.

    Raises
    ------
    InputError
        When a value is no moment; the place names the row.
    """
    moments = np.full(len(values), np.datetime64("NaT", "s"))
    for row, value in enumerate(values):
        if value is None or value != value:  # noqa: PLR0124  NaN and NaT alone differ from themselves
            continue
        try:
            known = as_moment(value)
        except InputError as fault:
            place = Place(row=row + 1, column=column or None)
            raise InputError(fault.code, place, **fault.params) from fault
        if known is not None:
            moments[row] = _local(known)
    return moments


def _local(moment: date) -> np.datetime64:
    if not isinstance(moment, datetime):
        return np.datetime64(moment, "s")
    known = moment.astimezone(CHINA_STANDARD_TIME) if moment.tzinfo else moment
    return np.datetime64(known.replace(tzinfo=None), "s")
