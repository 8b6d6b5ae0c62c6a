"""Dividing communities of a store into draft plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridmap.division import Division, cells_for_load, divide
from gridmap.domain import (
    BARRIER_CLASSES,
    Area,
    Block,
    Cell,
    LineClass,
    Origin,
    Plan,
    PlanStatus,
    Street,
)
from gridmap.domain.numbering import provisional_code
from gridmap.errors import InputError
from gridmap.geometry import area_m2
from gridmap.services.progress import Progress, silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader, Store, Writer

ROAD_CLASSES = frozenset(LineClass) - BARRIER_CLASSES - {LineClass.WALL}


@dataclass(frozen=True)
class Wish:
    """How a community is to be divided.

    Exactly one of `cells`, `target_load` and `target_area_m2` steers the number of cells, which
    method ``balanced`` needs; ``lattice`` has a default area. `min_load` and `max_load` are what
    a cell should carry at least and at most, `max_area_m2` how large it should be at most; what
    misses them is named in the notes. `keeps_barriers` forbids balanced cells that cross a rail,
    a river or a main road.
    """

    method: str = "balanced"
    cells: int | None = None
    target_load: float | None = None
    target_area_m2: float | None = None
    seed: int = 0
    min_load: float = 0.0
    max_load: float = np.inf
    max_area_m2: float = np.inf
    keeps_barriers: bool = True


@dataclass(frozen=True)
class Lines:
    """The lines of the base map as division sees them: what parts blocks, and what crosses it."""

    barriers: NDArray[np.object_]
    roads: NDArray[np.object_]

    @classmethod
    def of(cls, streets: Sequence[Street]) -> Lines:
        """Sort streets into barriers and roads; walls are neither."""
        part = [street.geometry for street in streets if street.line_class in BARRIER_CLASSES]
        cross = [street.geometry for street in streets if street.line_class in ROAD_CLASSES]
        return cls(np.array(part, dtype=object), np.array(cross, dtype=object))

    @property
    def every(self) -> NDArray[np.object_]:
        """Barriers and roads together."""
        return np.concatenate([self.barriers, self.roads])


@dataclass(frozen=True)
class Drafted:
    """A draft plan and the division that it came from."""

    plan: Plan
    division: Division


def divide_communities(
    store: Store,
    wish: Wish,
    community_codes: Sequence[str] | None = None,
    progress: Progress = silent,
) -> list[Drafted]:
    """Divide communities, each into a new draft plan; all drafts are kept in one unit of work.

    The division itself works on a snapshot, so that nobody waits for it to write.

    Parameters
    ----------
    store
        Where the communities and their blocks are.
    wish
        How to divide.
    community_codes
        Which communities; by default all.
    progress
        Told after each community.

    Returns
    -------
    drafted
        One draft for each community, in the order of their codes.

    Raises
    ------
    InputError
        When a community does not exist, has no boundary, or lacks the blocks that the method needs.
    """
    with store.reading() as reader:
        chosen = _communities(reader, community_codes)
        blocks = {community.code: reader.blocks(community.code) for community in chosen}
        lines = Lines.of(reader.streets())
    divisions = []
    for done, community in enumerate(chosen):
        progress("divide", done, len(chosen))
        divisions.append(_division(community, blocks[community.code], lines, wish))
    progress("divide", len(chosen), len(chosen))
    with store.writing() as work:
        return [
            _keep(work, community, division, wish)
            for community, division in zip(chosen, divisions, strict=True)
        ]


def draft_id(reader: Reader, community_code: str) -> str:
    """Return the id of a community's next plan."""
    taken = len(reader.plans(community_code))
    return f"{community_code}-{taken + 1}"


def draft_number(plan: Plan) -> int:
    """Return the number in a plan's id, by which drafts of one community are told apart."""
    number = plan.id.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0


def _communities(reader: Reader, codes: Sequence[str] | None) -> list[Area]:
    areas = {area.code: area for area in reader.areas("community")}
    unknown = [code for code in codes or () if code not in areas]
    if unknown:
        raise InputError("community.unknown", communities=", ".join(unknown))
    chosen = list(areas.values()) if codes is None else [areas[code] for code in codes]
    if not chosen:
        raise InputError("community.none")
    unbounded = [area.code for area in chosen if area.boundary is None]
    if unbounded:
        raise InputError("community.unbounded", communities=", ".join(unbounded))
    return chosen


def _keep(work: Writer, community: Area, division: Division, wish: Wish) -> Drafted:
    plan = Plan(
        id=draft_id(work, community.code),
        community_code=community.code,
        status=PlanStatus.DRAFT,
        origin=Origin.DIVIDED,
        name=wish.method,
        based_on=next(
            (known.id for known in work.plans(community.code, PlanStatus.PUBLISHED)), None
        ),
    )
    areas = area_m2(division.geometries)
    cells = [
        Cell(
            code=provisional_code(plan.id, number),
            plan_id=plan.id,
            geometry=geometry,
            load=float(division.load[number - 1]),
            area_m2=float(areas[number - 1]),
        )
        for number, geometry in enumerate(division.geometries, 1)
    ]
    work.add_plan(plan, cells)
    return Drafted(plan, division)


def _division(community: Area, blocks: Sequence[Block], lines: Lines, wish: Wish) -> Division:
    drawn = lines.every if len(lines.every) else None
    if not blocks:
        return divide(
            community.boundary,
            method=wish.method,
            cells=wish.cells,
            target_area_m2=wish.target_area_m2,
            lines=drawn,
            seed=wish.seed,
        )
    load = np.array([block.load for block in blocks])
    cells = wish.cells
    if cells is None and wish.target_load is not None:
        cells = cells_for_load(float(load.sum()), wish.target_load)
    return divide(
        community.boundary,
        method=wish.method,
        cells=cells,
        target_area_m2=wish.target_area_m2,
        blocks=np.array([block.geometry for block in blocks], dtype=object),
        block_types=[block.block_type for block in blocks],
        load=load,
        lines=drawn,
        barriers=lines.barriers if wish.keeps_barriers else None,
        bridges=lines.roads if wish.keeps_barriers else None,
        seed=wish.seed,
        min_load=wish.min_load,
        max_load=wish.max_load,
        max_area_m2=wish.max_area_m2,
    )
