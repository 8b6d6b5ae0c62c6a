"""Households of cells, drafts among them: buildings are read once for each community."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.services.weighing import NO_CELLS, Weighing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.domain import Cell
    from gridmap.store import Reader

_READ: Final = ("area", "building")
_MOST_KEPT: Final = 16


@dataclass
class Census:
    """Counts households; threads may share it. It reads anew when buildings have changed."""

    _kept: dict[str, tuple[Hashable, Weighing]] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def mark(self, reader: Reader) -> Hashable:
        """Return what changes whenever a count may be another for the same cells."""
        return reader.mark(*_READ)

    def households(
        self,
        reader: Reader,
        community_code: str,
        cells: Sequence[Cell],
        beside: NDArray[np.object_] = NO_CELLS,
    ) -> list[int] | None:
        """Count the households of cells of one community.

        Parameters
        ----------
        reader
            A snapshot of the store.
        community_code
            The community.
        cells
            Its cells, or some of them.
        beside
            Further cells around them, see `Weighing.households`.

        Returns
        -------
        households
            One count a cell, None where no building is known.
        """
        weighing = self._weighing(reader, community_code)
        if not len(weighing.places):
            return None
        shapes = np.empty(len(cells), dtype=object)
        shapes[:] = [cell.geometry for cell in cells]
        if not len(shapes):
            return []
        counted: list[int] = weighing.households(shapes, beside).tolist()
        return counted

    def _weighing(self, reader: Reader, community_code: str) -> Weighing:
        mark = self.mark(reader)
        with self._turn:
            kept = self._kept.get(community_code)
            if kept is None or kept[0] != mark:
                kept = mark, Weighing.of(reader, [community_code])
                self._kept.pop(community_code, None)
                self._kept[community_code] = kept
                while len(self._kept) > _MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
            return kept[1]
