"""What a divider answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from gridmap.catalogue import text
from gridmap.division.arrays import FloatArray, IntArray, ObjectArray
from gridmap.division.score import Score

NO_PARAMS: Mapping[str, object] = MappingProxyType({})


WHOLE_FROM = 100  # loads of this size are told without decimals


@dataclass(frozen=True)
class Note:
    """Something that was not reached, or that a person should know, as a message code.

    Parameters
    ----------
    code
        Message code in the catalogue.
    params
        Values for its placeholders.
    """

    code: str
    params: Mapping[str, object] = field(default_factory=lambda: NO_PARAMS)

    def render(self, locale: str | None = None) -> str:
        """Return the sentence in a language."""
        return text(self.code, locale, **self.params)


def load_text(load: float) -> str:
    """Return a load as people read it: never as a power of ten, whole from a hundred on.

    Parameters
    ----------
    load
        In whatever unit the load has.

    Returns
    -------
    text
        The figure for a message.
    """
    return f"{load:.0f}" if abs(load) >= WHOLE_FROM else f"{round(load, 2):g}"


@dataclass(frozen=True)
class Draft:
    """Cells as a divider leaves them, before they are scored.

    Parameters
    ----------
    geometries
        Cells in WGS 84 lon/lat on the lattice, shape (K,).
    load
        Load of each cell, shape (K,).
    members
        Positions of the blocks of each cell; empty where the method has no blocks.
    notes
        What was not reached.
    bound_ratio
        Lower bound on the worst deviation from the mean load, None where the method does not
        balance.
    """

    geometries: ObjectArray
    load: FloatArray
    members: tuple[IntArray, ...] = ()
    notes: tuple[Note, ...] = ()
    bound_ratio: float | None = None


@dataclass(frozen=True)
class Division(Draft):
    """Cells that partition a boundary exactly, and how good they are.

    The union of the cells is the boundary, but for the nodes that the ends of borders put on its
    outer ring, each less than one lattice unit from it.

    Parameters
    ----------
    method
        Name of the divider.
    score
        The four principles in numbers.
    """

    method: str = ""
    score: Score = field(default_factory=Score)
