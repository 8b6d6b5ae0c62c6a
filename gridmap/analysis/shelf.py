"""Tables to which rows are added while others read them."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Shelf:
    """A table with room for more rows; rows that stand never change.

    Whoever reads rows by their numbers may share a shelf with those who add to it.

    Parameters
    ----------
    rows
        The table, longer than what it holds.
    used
        How many rows it holds.
    """

    def __init__(self, rows: NDArray[Any], used: int) -> None:
        self.rows = rows
        self._used = used
        self._lock = threading.Lock()

    @property
    def standing(self) -> NDArray[Any]:
        """The rows that stand."""
        return self.rows[: self._used]

    def claim(self, count: int) -> tuple[Shelf, int]:
        """Make room for more rows: here, or in a copy twice as large.

        Parameters
        ----------
        count
            How many rows.

        Returns
        -------
        shelf, first
            Where the rows may be written, and the number of the first.
        """
        with self._lock:
            first = self._used
            if first + count <= len(self.rows):
                self._used = first + count
                return self, first
        rows = np.zeros((2 * (first + count), *self.rows.shape[1:]), self.rows.dtype)
        rows[:first] = self.rows[:first]
        return Shelf(rows, first + count), first
