"""The workers: invented display names, a base in their community, duties and capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from gridmap.domain.records import Worker
from gridmap.domain.words import Duty, Role
from gridmap.sample import names
from gridmap.sample.frame import metres_to_degrees
from gridmap.sample.plots import Use
from gridmap.sample.town import Town

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import Generator

HOUSEHOLDS_PER_LEADER = 420.0
CAPACITY_HOUSEHOLDS = 620.0
TEAM: tuple[tuple[Duty, ...], ...] = (
    (Duty.INFORMATION_OFFICER,),
    (Duty.POLICE_OFFICER,),
    (Duty.PARTY_MEMBER, Duty.VOLUNTEER),
)


def draw_workers(rng: Generator, town: Town) -> list[Worker]:
    """Staff every community with leaders for its households and a team beside them.

    Parameters
    ----------
    rng
        Source of randomness.
    town
        The town.

    Returns
    -------
    workers
        Their codes begin with the code of their community.
    """
    workers: list[Worker] = []
    used: set[str] = set()
    for index in range(len(town.layout.communities)):
        code = town.community_code(index)
        load = sum(block.load for block in town.blocks if block.community_code == code)
        leaders = int(load / HOUSEHOLDS_PER_LEADER) + 2
        duties = [(Duty.LEADER, Duty.DEPUTY)] * leaders + list(TEAM)
        for number, own in enumerate(duties, 1):
            workers.append(
                Worker(
                    code=f"{code}-W{number:02d}",
                    name=_name(rng, used),
                    community_code=code,
                    role=Role.WORKER,
                    duties=own,
                    base=_base(rng, town, index),
                    capacity=CAPACITY_HOUSEHOLDS if Duty.LEADER in own else None,
                    trained=bool(rng.random() < 0.94),
                )
            )
    return workers


def _name(rng: Generator, used: set[str]) -> str:
    """Return an invented display name that nobody has yet."""
    while True:
        surname = names.SURNAMES[int(rng.integers(len(names.SURNAMES)))]
        name = surname + names.GIVEN_NAMES[int(rng.integers(len(names.GIVEN_NAMES)))]
        if name not in used:
            used.add(name)
            return name


def _base(rng: Generator, town: Town, index: int) -> shapely.Point:
    """Return a place in an inhabited block of a community."""
    plots = [plot for plot in town.plots if plot.community == index]
    lived_in = [plot for plot in plots if plot.use in {Use.ESTATE, Use.OLD_TOWN}] or plots
    spot = lived_in[int(rng.integers(len(lived_in)))].shape.representative_point()
    position: np.ndarray = metres_to_degrees(shapely.get_coordinates(spot))
    return shapely.Point(position[0])
