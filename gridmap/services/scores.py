"""Scores in words a person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def worst_deviation(load: NDArray[np.float64]) -> str:
    """Return the largest deviation from the mean load, as a percentage; a dash where all is zero.

    Parameters
    ----------
    load
        Array of shape (N,): load of each cell.

    Returns
    -------
    percentage
        Such as ``3.1 %``.
    """
    mean = float(load.mean()) if len(load) else 0.0
    if mean <= 0:
        return "—"
    return f"{float(np.abs(load / mean - 1).max()):.1%}".replace("%", " %")
