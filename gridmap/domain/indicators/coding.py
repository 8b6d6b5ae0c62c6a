"""Columns as their different values: a test is made once for each value, not for each row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray


@dataclass(frozen=True)
class Coded:
    """A column by its different values.

    Attributes
    ----------
    values
        The different values in the order of first meeting them.
    first
        Row where each was first met, shape (V,).
    codes
        Position in `values` of what each row holds, shape (N,).
    """

    values: Sequence[Any]
    first: NDArray[np.intp]
    codes: NDArray[np.intp]

    def each(self, read: Callable[[Any, int], object], dtype: DTypeLike) -> NDArray[Any]:
        """Read every different value once, and return what each row holds.

        Parameters
        ----------
        read
            Takes a value and a row that holds it.
        dtype
            Of the result.
        """
        found = [read(*one) for one in zip(self.values, self.first.tolist(), strict=True)]
        return np.array(found, dtype)[self.codes]


def coded(values: Iterable[Hashable]) -> Coded:
    """Return a column by its different values; True, 1 and 1.0 are three of them.

    Parameters
    ----------
    values
        What each row holds.
    """
    held = list(values)
    kinds = set(map(type, held)) - {type(None)}
    # Values of one kind are told apart by themselves.
    keys = held if len(kinds) <= 1 else [(type(value), value) for value in held]
    number = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    codes = np.fromiter(map(number.__getitem__, keys), np.intp, len(held))
    first = np.unique(codes, return_index=True)[1].astype(np.intp)
    return Coded([held[row] for row in first.tolist()], first, codes)
