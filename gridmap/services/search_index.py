"""Texts of many rows in one piece, in which a question is looked for at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.services.pinyin import Spelling, spellings, typed

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FIELD: Final = b"\x1f"
_ROW: Final = b"\n"
_MOST_LOOKED_AT: Final = 400

EXACT, BEGINNING, WITHIN = range(3)
"""How well a text answers: it is the question, begins with it, or has it inside."""


def _all_rows(_row: int) -> bool:
    return True


@dataclass(frozen=True)
class TextIndex:
    """The searchable texts of rows: what they are called, how that is typed, codes, addresses.

    Attributes
    ----------
    texts
        All of it, a line for each row, UTF-8.
    starts
        Where each row begins, shape (N,).
    """

    texts: bytes
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, names: Sequence[str], others: Sequence[Sequence[str]] = ()) -> TextIndex:
        """Return the index of rows.

        Parameters
        ----------
        names
            What each row is called; pinyin is found for these.
        others
            Further columns of texts: codes and addresses.
        """
        typings = spellings(names)
        columns = [[typed(name) for name in names], *([typed(one) for one in c] for c in others)]
        lines = [
            _FIELD.join(part.encode() for part in ("", *texts, *_typings(more), ""))
            for *texts, more in zip(*columns, typings, strict=True)
        ]
        lengths = np.fromiter((len(line) + 1 for line in lines), np.int64, len(lines))
        return cls(_ROW.join(lines) + _ROW, np.cumsum(lengths) - lengths)

    def find(self, question: str, allowed: Callable[[int], bool] = _all_rows) -> dict[int, int]:
        """Return rows that answer a question, each with how well, the best first.

        Parameters
        ----------
        question
            Part of a name, of its pinyin or initials, of a code or an address.
        allowed
            Whether a row may be told of.
        """
        wanted = typed(question).encode()
        found: dict[int, int] = {}
        if not wanted or _FIELD in wanted or _ROW in wanted:
            return found
        for rank, pattern in (
            (EXACT, _FIELD + wanted + _FIELD),
            (BEGINNING, _FIELD + wanted),
            (WITHIN, wanted),
        ):
            self._collect(pattern, rank, found, allowed)
            if len(found) >= _MOST_LOOKED_AT:
                break
        return found

    def _collect(
        self, pattern: bytes, rank: int, found: dict[int, int], allowed: Callable[[int], bool]
    ) -> None:
        at = self.texts.find(pattern)
        while at >= 0 and len(found) < _MOST_LOOKED_AT:
            row = int(np.searchsorted(self.starts, at, side="right")) - 1
            if allowed(row):
                found.setdefault(row, rank)
            # On to the next row: one text of a row is enough.
            at = self.texts.find(pattern, self.texts.find(_ROW, at))


def _typings(spelled: Sequence[Spelling]) -> list[str]:
    return [part for one in spelled for part in (one.full, one.initials)]
