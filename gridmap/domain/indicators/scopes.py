"""What a figure can be about: the territory, an area of any level, a cell, a worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.domain.indicators.coding import coded
from gridmap.errors import InputError, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

TERRITORY: Final = "territory"
COMMUNITY: Final = "community"
CELL: Final = "cell"
WORKER: Final = "worker"


@dataclass(frozen=True, slots=True)
class ScopeArea:
    """An administrative area, as far as figures need it."""

    code: str
    level: str
    name: str
    parent_code: str | None = None


@dataclass(frozen=True, slots=True)
class ScopeCell:
    """A cell, its community and its responsible worker, as far as they are known."""

    code: str
    name: str = ""
    community_code: str | None = None
    worker_code: str | None = None


@dataclass(frozen=True)
class Scopes:
    """Everything that figures are made for.

    Attributes
    ----------
    names
        Level to the codes of its scopes with their names, in order. The territory comes first and
        has the empty code; then the areas from the top down, the cells and the workers.
    above_community, above_cell
        Level to the scope of each community or cell: code to position in that level.
    """

    names: Mapping[str, Mapping[str, str]]
    above_community: Mapping[str, Mapping[str, int]]
    above_cell: Mapping[str, Mapping[str, int]]

    @property
    def levels(self) -> tuple[str, ...]:
        """All levels, the territory first."""
        return tuple(self.names)

    def codes(self, level: str) -> tuple[str, ...]:
        """Return the codes of a level.

        Raises
        ------
        InputError
            When there is no such level.
        """
        if level not in self.names:
            raise InputError("indicators.level", level=level, levels=", ".join(self.names))
        return tuple(self.names[level])

    def position(self, level: str, code: str) -> int:
        """Return the position of a scope in its level.

        Raises
        ------
        InputError
            When there is no such scope.
        """
        codes = self.codes(level)
        if code not in codes:
            raise InputError("indicators.scope", level=level, code=code)
        return codes.index(code)

    def place(self, columns: Mapping[str, Sequence[object]], count: int) -> Places:
        """Return the scope of each row of a table on each level, -1 for none.

        A row is placed by its cell, else by its community; the worker named in a row goes before
        the worker of its cell. Every row belongs to the territory.

        Parameters
        ----------
        columns
            The columns; ``cell_code``, ``community_code`` and ``worker_code`` are read.
        count
            Number of rows.
        """
        named = ("cell_code", "community_code", "worker_code")
        rows = coded(zip(*(_column(columns, name, count) for name in named), strict=True))
        own_worker = {code: place for place, code in enumerate(self.names.get(WORKER, {}))}
        places = {TERRITORY: np.zeros(count, np.intp)}
        for level in self.levels[1:]:
            by_cell, by_community = self.above_cell[level], self.above_community[level]
            by_worker = own_worker if level == WORKER else {}
            found = [
                by_worker.get(worker, by_cell.get(cell, by_community.get(community, -1)))
                for cell, community, worker in rows.values
            ]
            places[level] = np.array(found, np.intp)[rows.codes]
        return places


Places = dict[str, "NDArray[np.intp]"]


def build_scopes(
    cells: Iterable[ScopeCell],
    areas: Iterable[ScopeArea] = (),
    levels: Sequence[str] = (COMMUNITY,),
    workers: Mapping[str, str] | None = None,
    territory: str = "",
) -> Scopes:
    """Put cells, areas and workers into the order of the levels.

    Parameters
    ----------
    cells
        The cells.
    areas
        The areas. A community that only cells name is added without a name.
    levels
        The levels of the areas, top first; the last one is the community.
    workers
        Code to name.
    territory
        Name of the whole.

    Returns
    -------
    scopes
        Everything that figures can be made for.

    Raises
    ------
    InputError
        When areas lie in each other in a circle.
    """
    known = list(cells)
    by_code = {area.code: area for area in areas}
    for cell in known:
        if cell.community_code and cell.community_code not in by_code:
            by_code[cell.community_code] = ScopeArea(cell.community_code, COMMUNITY, "")
    names: dict[str, dict[str, str]] = {TERRITORY: {"": territory}}
    for level in levels:
        of_level = sorted(area.code for area in by_code.values() if area.level == level)
        names[level] = {code: by_code[code].name for code in of_level}
    names[CELL] = {cell.code: cell.name for cell in sorted(known, key=lambda one: one.code)}
    names[WORKER] = dict(sorted((workers or {}).items()))
    place = {level: {code: i for i, code in enumerate(names[level])} for level in names}
    above = _above_communities(by_code, place)
    return Scopes(names, above, _above_cells(known, place, above))


def _above_communities(
    areas: Mapping[str, ScopeArea], place: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    above: dict[str, dict[str, int]] = {level: {} for level in place}
    for area in areas.values():
        if area.level == COMMUNITY:
            for higher in chain(area.code, areas):
                if higher.level in place:
                    above[higher.level][area.code] = place[higher.level][higher.code]
    return above


def _above_cells(
    cells: Iterable[ScopeCell],
    place: Mapping[str, Mapping[str, int]],
    communities: Mapping[str, Mapping[str, int]],
) -> dict[str, dict[str, int]]:
    above: dict[str, dict[str, int]] = {level: {} for level in place}
    for cell in cells:
        above[CELL][cell.code] = place[CELL][cell.code]
        if cell.worker_code is not None and cell.worker_code in place[WORKER]:
            above[WORKER][cell.code] = place[WORKER][cell.worker_code]
        for level, of_community in communities.items():
            if cell.community_code is not None and cell.community_code in of_community:
                above[level][cell.code] = of_community[cell.community_code]
    return above


def chain(code: str, areas: Mapping[str, ScopeArea]) -> list[ScopeArea]:
    """Return an area and everything above it.

    Parameters
    ----------
    code
        The area.
    areas
        All areas by code.

    Raises
    ------
    InputError
        When the areas above it lie in each other in a circle.
    """
    found: list[ScopeArea] = []
    at: str | None = code
    while at is not None and at in areas:
        if any(area.code == at for area in found):
            circle = ", ".join(area.code for area in found)
            raise InputError("indicators.circle", Place(feature=code), codes=circle)
        found.append(areas[at])
        at = areas[at].parent_code
    return found


def _column(columns: Mapping[str, Sequence[object]], name: str, count: int) -> list[str]:
    if name not in columns:
        return [""] * count
    return ["" if value is None else str(value) for value in columns[name]]
