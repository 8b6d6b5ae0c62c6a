"""How many guards a unit must have by its number of staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LARGE_STAFF: Final = 200
MIDDLE_STAFF: Final = 50
FULL_TIME_GUARDS: Final = 3
OFFICE_MEMBERS: Final = 3
PATROL_MEMBERS: Final = 3


@dataclass(frozen=True, slots=True)
class Guarding:
    """The staff of a unit and those who guard it.

    Parameters
    ----------
    headcount
        All staff.
    guards
        Full-time guards.
    officers
        Security staff: full-time from 50 staff on, part-time below.
    patrol
        Members of the patrol team, which small units have instead of guards.
    """

    headcount: float
    guards: float = 0.0
    officers: float = 0.0
    patrol: float = 0.0


def guards_short(unit: Guarding) -> int:
    """Return how many people a unit lacks.

    A unit of 200 and more has an office of three and three guards, one of 50 to 199 an officer and
    three guards, a smaller one a part-time officer and a patrol of three.

    Parameters
    ----------
    unit
        The unit.
    """
    if unit.headcount >= LARGE_STAFF:
        wanted = ((unit.officers, OFFICE_MEMBERS), (unit.guards, FULL_TIME_GUARDS))
    elif unit.headcount >= MIDDLE_STAFF:
        wanted = ((unit.officers, 1), (unit.guards, FULL_TIME_GUARDS))
    else:
        wanted = ((unit.officers, 1), (unit.patrol, PATROL_MEMBERS))
    return sum(max(0, int(norm - have)) for have, norm in wanted)
