"""The free workers who are nearest to a place, along the streets of a store."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridmap.analysis import nearest_workers, street_network
from gridmap.domain import Worker
from gridmap.errors import InputError
from gridmap.services.patrol_files import streets_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader


@dataclass(frozen=True)
class Call:
    """Who can come: workers with their way in metres, nearest first, and who cannot."""

    workers: tuple[Worker, ...]
    way_m: tuple[float, ...]
    unreachable: tuple[Worker, ...]


def call(
    reader: Reader, lon: float, lat: float, *, count: int = 3, busy: Collection[str] = ()
) -> Call:
    """Find the nearest free workers by the way from their base along streets.

    Parameters
    ----------
    reader
        A snapshot of the store.
    lon, lat
        Where somebody is needed, WGS 84.
    count
        How many at most.
    busy
        Codes of the workers who are not free.

    Returns
    -------
    call
        Workers without a known base are left out.

    Raises
    ------
    InputError
        When the store has no workers or no streets, a busy one is unknown, or the place is none.
    """
    workers = reader.workers()
    if not workers:
        raise InputError("assign.no_workers")
    unknown = sorted(set(busy) - {worker.code for worker in workers})
    if unknown:
        raise InputError("assign.lock_unknown", what="worker", value=", ".join(unknown))
    found = nearest_workers(
        street_network(streets_of(reader).shapes),
        (lon, lat),
        bases_of(workers),
        count=count,
        free=[worker.code not in busy for worker in workers],
    )
    return Call(
        tuple(workers[row] for row in found.worker),
        tuple(found.way_m.tolist()),
        tuple(workers[row] for row in found.unreachable),
    )


def bases_of(workers: Sequence[Worker]) -> NDArray[np.float64]:
    """Return the bases of workers as lon/lat, shape (W, 2), NaN where one is unknown."""
    return np.array(
        [
            (np.nan, np.nan) if worker.base is None else (worker.base.x, worker.base.y)
            for worker in workers
        ]
    ).reshape(-1, 2)
