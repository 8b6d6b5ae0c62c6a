"""Texts of many rows in one piece, in which a question is looked for at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.services.pinyin import Spelling, one_text, spellings, typed

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FIELD: Final = "\x1f"
_ROW: Final = "\n"
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
        typings = [_typings(more) for more in spellings(names)]
        columns = [_all_typed(names), *map(_all_typed, others), typings]
        lines = [f"{_FIELD}{_FIELD.join(parts)}{_FIELD}" for parts in zip(*columns, strict=True)]
        texts = "".join(f"{line}{_ROW}" for line in lines).encode()
        ends = np.flatnonzero(np.frombuffer(texts, np.uint8) == ord(_ROW))
        starts = np.zeros(len(lines), np.int64)
        starts[1:] = ends[:-1] + 1
        return cls(texts, starts)

    def find(self, question: str, allowed: Callable[[int], bool] = _all_rows) -> dict[int, int]:
        """Return rows that answer a question, each with how well, the best first.

        Parameters
        ----------
        question
            Part of a name, of its pinyin or initials, of a code or an address.
        allowed
            Whether a row may be told of.
        """
        wanted = typed(question)
        found: dict[int, int] = {}
        if not wanted or _FIELD in wanted or _ROW in wanted:
            return found
        for rank, pattern in (
            (EXACT, f"{_FIELD}{wanted}{_FIELD}"),
            (BEGINNING, f"{_FIELD}{wanted}"),
            (WITHIN, wanted),
        ):
            self._collect(pattern.encode(), rank, found, allowed)
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
            at = self.texts.find(pattern, self.texts.find(_ROW.encode(), at))


def _typings(spelled: Sequence[Spelling]) -> str:
    return _FIELD.join(part for one in spelled for part in (one.full, one.initials))


def _all_typed(texts: Sequence[str]) -> list[str]:
    """Return texts as questions are compared, all at once, which is many times as fast."""
    return typed(one_text(texts).replace(_FIELD, " ")).split(_ROW) if texts else []
