"""All problems of one input, collected before one error is raised."""

from __future__ import annotations

from collections.abc import Sequence

from gridmap.catalogue import text
from gridmap.errors import InputError, Place

MOST_KEPT = 10_000
MOST_SHOWN = 20


class ImportProblems(InputError):  # noqa: N818  it is read as what it holds
    """Several faults of one file; `problems` holds the first ten thousand, `count` is of all."""

    def __init__(self, problems: Sequence[InputError], count: int, source: str | None) -> None:
        super().__init__("import.problems", Place(file=source), count=count)
        self.problems = tuple(problems)
        self.count = count

    def what(self, locale: str | None = None) -> str:
        """Return the number of problems and a line for each of the first twenty."""
        lines = [super().what(locale)]
        for problem in self.problems[:MOST_SHOWN]:
            where = problem.where(locale)
            sentence = problem.what(locale)
            lines.append(
                text("import.problem", locale, where=where, sentence=sentence)
                if where
                else f"  {sentence}"
            )
        if self.count > MOST_SHOWN:
            lines.append(text("import.more", locale, count=self.count - MOST_SHOWN))
        return "\n".join(lines)

    def mend(self, locale: str | None = None) -> str:
        """Return how to mend each kind of problem, once."""
        return " ".join(dict.fromkeys(problem.mend(locale) for problem in self.problems))


class Problems:
    """Collects what is wrong with one file.

    Parameters
    ----------
    source
        The file's name as a message shows it.
    """

    def __init__(self, source: str | None = None) -> None:
        self._source = source
        self._kept: list[InputError] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, code: str, place: Place | None = None, **params: object) -> None:
        """Note one problem."""
        self._count += 1
        if len(self._kept) < MOST_KEPT:
            self._kept.append(InputError(code, place, **params))

    def raise_if_any(self) -> None:
        """Raise what was collected: a single problem as it is, several as one error.

        Raises
        ------
        InputError
            When there is one problem.
        ImportProblems
            When there are several.
        """
        if self._count == 1:
            only = self._kept[0]
            place = Place(
                self._source,
                only.place.layer,
                only.place.row,
                only.place.column,
                only.place.feature,
                only.place.geometry,
            )
            raise InputError(only.code, place, **only.params)
        if self._count:
            raise ImportProblems(self._kept, self._count, self._source)
