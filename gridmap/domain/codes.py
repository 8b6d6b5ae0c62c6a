"""Codes of cells: made by template, numbered west to east then north to south, never reused."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.errors import ConflictError, InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Codes of fewer digits than the default were never given.
_LEAST_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class CodeTemplate:
    """How a cell's code is built: the community's code, then a number of fixed width.

    The default is modelled on the 15-digit unit grid code, 6 + 3 + 3 + 3.
    """

    community_digits: int = 12
    number_digits: int = 3

    @property
    def digits(self) -> int:
        """Length of a whole code."""
        return self.community_digits + self.number_digits

    @property
    def largest(self) -> int:
        """Largest number that a community can give."""
        return int("9" * self.number_digits)

    def fits_community(self, code: str) -> bool:
        """Return whether a community's code has the template's length, in digits or letters."""
        return len(code) == self.community_digits and code.isascii() and code.isalnum()

    def fits(self, code: str) -> bool:
        """Return whether a cell's code is one that this template makes."""
        number = code[self.community_digits :]
        return (
            self.fits_community(self.community_of(code))
            and len(number) == self.number_digits
            and number.isdigit()
        )

    def takes(self, code: str) -> bool:
        """Return whether a code is one of this template, or of it before it was widened."""
        number = code[self.community_digits :]
        return (
            self.fits_community(self.community_of(code))
            and min(_LEAST_DIGITS, self.number_digits) <= len(number) <= self.number_digits
            and number.isdigit()
        )

    def format(self, community_code: str, number: int) -> str:
        """Return the code of cell `number` of a community.

        Raises
        ------
        InputError
            When the community's code does not fit the template.
        ConflictError
            When the community has used all its numbers.
        """
        if not self.fits_community(community_code):
            raise InputError("code.community", code=community_code, digits=self.community_digits)
        if not 1 <= number <= self.largest:
            raise ConflictError(
                "code.exhausted",
                code=community_code,
                largest=self.largest,
                longer=self.number_digits + 1,
            )
        return f"{community_code}{number:0{self.number_digits}d}"

    def community_of(self, code: str) -> str:
        """Return the community part of a cell's code."""
        return code[: self.community_digits]

    def fresh(self, community_code: str, used: AbstractSet[str]) -> Iterator[str]:
        """Yield codes of a community that were never used, lowest number after the highest used.

        Parameters
        ----------
        community_code
            Code of the community.
        used
            Every code ever given there, retired ones and those of fewer digits included.

        Raises
        ------
        ConflictError
            When the numbers run out.
        """
        numbers = [
            int(code[self.community_digits :])
            for code in used
            if self.takes(code) and self.community_of(code) == community_code
        ]
        for number in count(max(numbers, default=0) + 1):
            yield self.format(community_code, number)


def reading_order(centres: NDArray[np.float64], heights: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the order in which cells are numbered: rows from north to south, west to east in each.

    Parameters
    ----------
    centres
        Array of shape (N, 2): lon, lat of a point inside each cell.
    heights
        Array of shape (N,): height of each cell in degrees.

    Returns
    -------
    order
        Row positions in reading order. A row is a band as high as the median cell.
    """
    if not len(centres):
        return np.zeros(0, np.intp)
    band = max(float(np.median(heights)), 1e-7)
    rows = np.floor((centres[:, 1].max() - centres[:, 1]) / band)
    return np.lexsort((centres[:, 1], centres[:, 0], rows))
