"""Duties, nearest workers and workload for notebooks: tables in, tables out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas
import numpy as np
import pandas as pd
import shapely

from gridmap import analysis
from gridmap.analysis import Calibration, Fairness
from gridmap.errors import InputError
from gridmap.services.frame_points import numbers_of, points_of
from gridmap.services.frames import lonlat_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NAMES = ("code", "name")


@dataclass(frozen=True)
class Posts:
    """Who has which duty in which cell.

    Attributes
    ----------
    posts
        A row for each cell and duty that somebody has: cell, duty, worker, distance_m.
    uncovered
        A row for each that nobody has: cell, duty, reason.
    load
        A row for each worker: worker, load, capacity.
    gap_m
        Metres that a better choice could save at most; zero where it is proved to be the best.
    """

    posts: pd.DataFrame
    uncovered: pd.DataFrame
    load: pd.DataFrame
    gap_m: float


def assign_duties(
    cells: geopandas.GeoDataFrame,
    workers: geopandas.GeoDataFrame,
    *,
    duties: Sequence[str] | None = None,
    streets: geopandas.GeoDataFrame | geopandas.GeoSeries | None = None,
    today: pd.DataFrame | None = None,
    locked: pd.DataFrame | None = None,
) -> Posts:
    """Give every cell a worker for each duty, all duties in one program.

    Parameters
    ----------
    cells
        The cells with a column code or name; a column load is respected, and a column skills
        (separated by ``;``) names what everybody there must be able to do.
    workers
        Points of the bases, None where one is unknown, with a column code or name and a column
        duties (separated by ``;``); columns capacity and skills are respected.
    duties
        The duties to fill, the leader's first; all that workers have, sorted, by default.
    streets
        Lines to measure distances along; straight ones are used without.
    today, locked
        Rows of cell, duty and worker: who is preferred, and who is fixed.

    Returns
    -------
    posts
        Who has what, and what stays open, with the reason.

    Raises
    ------
    InputError
        When a table has no CRS or a column is missing, or a row names something unknown.
    """
    cell_names, worker_names = _names(cells), _names(workers)
    has = [_words(written) for written in _column(workers, "duties")]
    wanted = list(duties) if duties is not None else sorted(set().union(*has))
    skills, needs = _skills(workers, cells)
    centres = shapely.get_coordinates(shapely.point_on_surface(lonlat_of(cells)))
    bases = _bases(workers)
    capacity = (
        numbers_of(workers, "capacity") if "capacity" in workers else np.full(len(workers), np.inf)
    )
    ways_m = None
    if streets is not None:
        known = np.isfinite(bases).all(axis=1)
        ways_m = np.zeros((len(centres), len(bases)))
        network = analysis.street_network(lonlat_of(streets))
        ways_m[:, known] = analysis.street_distances_m(network, bases[known], centres).T
    posted = analysis.assign_duties(
        centres,
        numbers_of(cells, "load") if "load" in cells else np.ones(len(cells)),
        bases,
        capacity,
        np.array([[duty in own for duty in wanted] for own in has], np.bool_).reshape(
            len(workers), len(wanted)
        ),
        skills=skills,
        needs=needs,
        continuity=_positions(today, cell_names, wanted, worker_names),
        pinned=_positions(locked, cell_names, wanted, worker_names),
        distance_m=ways_m,
    )
    row, column = np.nonzero(posted.worker >= 0)
    return Posts(
        pd.DataFrame(
            {
                "cell": [cell_names[position] for position in row],
                "duty": [wanted[position] for position in column],
                "worker": [worker_names[who] for who in posted.worker[row, column]],
                "distance_m": posted.distance_m[row, column],
            }
        ),
        pd.DataFrame(
            [
                (cell_names[post.cell], wanted[post.duty], post.describe())
                for post in posted.uncovered
            ],
            columns=["cell", "duty", "reason"],
        ),
        pd.DataFrame({"worker": worker_names, "load": posted.load, "capacity": capacity}),
        posted.gap_m,
    )


def nearest_workers(
    place: tuple[float, float],
    workers: geopandas.GeoDataFrame,
    streets: geopandas.GeoDataFrame | geopandas.GeoSeries,
    *,
    count: int = 3,
) -> geopandas.GeoDataFrame:
    """Find the free workers who are nearest to a place along the streets.

    Parameters
    ----------
    place
        Longitude and latitude, WGS 84.
    workers
        Points of where they are, None where that is unknown; a column free tells who is free, all
        by default.
    streets
        Lines.
    count
        How many at most.

    Returns
    -------
    nearest
        Their rows with a further column way_m, nearest first.

    Raises
    ------
    InputError
        When a table has no CRS, or the place is no longitude and latitude.
    """
    found = analysis.nearest_workers(
        analysis.street_network(lonlat_of(streets)),
        place,
        _bases(workers),
        count=count,
        free=workers["free"].to_numpy(bool) if "free" in workers else None,
    )
    return workers.iloc[found.worker].assign(way_m=found.way_m)


def calibrate(
    history: pd.DataFrame, *, effort: str, counts: Sequence[str], folds: int = 5, seed: int = 0
) -> Calibration:
    """Fit the weights of the load index on what the work of the past took.

    Parameters
    ----------
    history
        A row for each cell.
    effort
        Column with what the work took.
    counts
        Columns with the counts.
    folds, seed
        In how many parts the rows are held out once, and which row is in which.

    Returns
    -------
    calibration
        Weights, and their accuracy on rows that they were not fitted on beside its baseline.

    Raises
    ------
    InputError
        When a column is missing or a number is missing or negative.
    """
    return analysis.calibrate(
        {name: numbers_of(history, name) for name in counts},
        numbers_of(history, effort),
        folds=folds,
        seed=seed,
    )


def fairness(load: Sequence[float], capacity: Sequence[float] | None = None) -> Fairness:
    """Measure how fairly work is spread over workers.

    Parameters
    ----------
    load
        What each worker carries.
    capacity
        What each can carry.

    Returns
    -------
    fairness
        Gini, largest over smallest, Lorenz curve, share that would have to move, use of capacity.

    Raises
    ------
    InputError
        When a load is missing or negative, or lengths differ.
    """
    return analysis.fairness(load, capacity)


def _column(frame: pd.DataFrame, name: str) -> list[object]:
    if name not in frame:
        raise InputError("frame.column", column=name, columns=", ".join(map(str, frame)))
    return list(frame[name])


def _names(frame: geopandas.GeoDataFrame) -> list[str]:
    name = next((name for name in _NAMES if name in frame), _NAMES[0])
    return [str(value) for value in _column(frame, name)]


def _words(written: object) -> set[str]:
    if not isinstance(written, str):
        return set()
    return {word.strip() for word in written.split(";") if word.strip()}


def _bases(workers: geopandas.GeoDataFrame) -> NDArray[np.float64]:
    """Return the bases of workers, NaN where one is unknown."""
    shapes = workers.geometry
    unknown = (shapes.isna() | shapes.is_empty).to_numpy(bool)
    known = workers.set_geometry(shapes.where(~unknown, shapely.Point(0, 0)))
    bases = points_of(known)
    bases[unknown] = np.nan
    return bases


def _skills(
    workers: geopandas.GeoDataFrame, cells: geopandas.GeoDataFrame
) -> tuple[list[list[bool]] | None, list[list[bool]] | None]:
    needed = [_words(written) for written in cells["skills"]] if "skills" in cells else []
    asked = sorted(set().union(*needed))
    if not asked:
        return None, None
    has = [_words(written) for written in _column(workers, "skills")]
    return (
        [[skill in own for skill in asked] for own in has],
        [[skill in own for skill in asked] for own in needed],
    )


def _positions(
    rows: pd.DataFrame | None, cells: list[str], duties: list[str], workers: list[str]
) -> list[list[int]] | None:
    """Return the worker of each cell and duty that a table names, -1 where it names none.

    Raises
    ------
    InputError
        When it names something unknown.
    """
    if rows is None:
        return None
    found = [[-1] * len(duties) for _ in cells]
    known = {"cell": cells, "duty": duties, "worker": workers}
    places = {
        what: {name: position for position, name in enumerate(names)}
        for what, names in known.items()
    }
    columns = [[str(value) for value in _column(rows, what)] for what in known]
    for cell, duty, worker in zip(*columns, strict=True):
        for what, value in (("cell", cell), ("duty", duty), ("worker", worker)):
            if value not in places[what]:
                raise InputError("assign.lock_unknown", what=what, value=value)
        found[places["cell"][cell]][places["duty"][duty]] = places["worker"][worker]
    return found
