"""What an import tells."""

from __future__ import annotations

from dataclasses import dataclass

from gridmap.domain import FeatureTable


@dataclass(frozen=True)
class Imported:
    """What came in: how many records, what a reader should know, and points outside all cells."""

    count: int
    notes: tuple[str, ...] = ()
    outside: int = 0


def notices_of(table: FeatureTable) -> tuple[str, ...]:
    """Return what the reader assumed or left out, as sentences.

    Parameters
    ----------
    table
        What was read.

    Returns
    -------
    sentences
        One for each notice.
    """
    return tuple(notice.render() for notice in table.notices)
