"""Where a place lies: its cell and worker, how near the border is, and who else may be meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.domain import Duty
from gridmap.geometry.datum import Datum, to_wgs84
from gridmap.services.points_at_hand import CellsAtHand
from gridmap.services.principal import Principal

if TYPE_CHECKING:
    from gridmap.store import Reader

GPS_ERROR_M: Final = 10.0
"""How far a position of a telephone in a street usually lies from the truth."""


@dataclass(frozen=True, slots=True)
class CellBrief:
    """A cell in one line: what it is called and who is responsible."""

    code: str
    name: str
    community_code: str
    community_name: str
    leader_code: str | None
    leader_name: str | None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is known of a place.

    Attributes
    ----------
    lon, lat
        WGS 84 degrees.
    cell
        Its cell, None outside all cells that may be seen.
    border_m
        How far the next border is, None without cells.
    doubtful
        All cells within the error where there is more than one, the own first.
    neighbours
        The cells that touch its cell.
    """

    lon: float
    lat: float
    cell: CellBrief | None
    border_m: float | None
    doubtful: tuple[CellBrief, ...]
    neighbours: tuple[CellBrief, ...]


class Briefs:
    """The cells of a snapshot in one line each, for one principal.

    Parameters
    ----------
    reader
        The snapshot.
    principal
        Who asks; cells outside the scope are as if they were not.
    cells
        The cells in force.
    """

    def __init__(self, reader: Reader, principal: Principal, cells: CellsAtHand) -> None:
        self._reader = reader
        self._principal = principal
        self._cells = cells
        self._communities = {area.code: area.name for area in reader.areas("community")}

    def of(self, position: int | None) -> CellBrief | None:
        """Return the cell at a position, None where there is none to be seen."""
        if position is None:
            return None
        cell = self._cells.cells[position]
        if not self._principal.sees_cell(cell.code):
            return None
        community = self._cells.communities[cell.plan_id]
        leader, name = self._leader_of(cell.code)
        return CellBrief(
            cell.code, cell.name, community, self._communities.get(community, ""), leader, name
        )

    def _leader_of(self, code: str) -> tuple[str | None, str | None]:
        for one in self._reader.assignments_of([code]):
            if one.duty is Duty.LEADER and one.valid_to is None:
                worker = self._reader.worker(one.worker_code)
                return one.worker_code, None if worker is None else worker.name
        return None, None

    def named(self, code: str | None) -> CellBrief | None:
        """Return the cell of a code, None where there is none to be seen."""
        return None if code is None else self.of(self._cells.positions.get(code))

    def many(self, positions: list[int]) -> tuple[CellBrief, ...]:
        """Return the cells at positions that may be seen."""
        return tuple(brief for one in positions if (brief := self.of(one)) is not None)


def whereabouts(  # noqa: PLR0917  a place is a pair
    reader: Reader,
    principal: Principal,
    cells: CellsAtHand,
    lon: float,
    lat: float,
    datum: Datum = Datum.WGS84,
    *,
    error_m: float = GPS_ERROR_M,
) -> Whereabouts:
    """Return what is known of a place.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks.
    cells
        The cells in force.
    lon, lat
        Degrees in `datum`.
    datum
        What they refer to.
    error_m
        How far the place may truly lie from there.
    """
    x, y = (float(value) for value in to_wgs84(lon, lat, datum))
    briefs = Briefs(reader, principal, cells)
    position = cells.locate(x, y)
    nearest = cells.borders.nearest([[x, y]]) if cells.cells else None
    return Whereabouts(
        lon=x,
        lat=y,
        cell=briefs.of(position),
        border_m=None if nearest is None else round(float(nearest.distance_m[0]), 2),
        doubtful=_in_doubt(cells, briefs, (x, y), position, error_m),
        neighbours=() if position is None else briefs.many(cells.neighbours(position)),
    )


def _in_doubt(
    cells: CellsAtHand,
    briefs: Briefs,
    place: tuple[float, float],
    position: int | None,
    error_m: float,
) -> tuple[CellBrief, ...]:
    if not cells.cells:
        return ()
    own = -1 if position is None else position
    found = cells.borders.doubtful([place], np.array([own], np.int64), error_m).position.tolist()
    return briefs.many(sorted(found, key=lambda one: (one != own, one)))
