"""How a grouping is annealed: what a cell may hold, and the stages from hot to cold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gridmap.division.arrays import IntArray
from gridmap.division.graph import BlockGraph
from gridmap.division.kernels_anneal import anneal

PROPOSALS_PER_BLOCK = 60  # moves that one try attempts for each block
LARGE_PROPOSALS, LARGE_PROPOSALS_PER_BLOCK = 400_000, 20  # fewer on graphs above 10,000 blocks
FEWEST_PROPOSALS = 6_000  # small graphs need more per block: their moves are coarser
MOST_WATCHED_CELLS = 256  # more cells than this are not looked over after each move
AIM_RATIO = 0.8  # part of the tolerance that is aimed at, so that the rest is met
POLISH_WEIGHT = 100.0  # how much more balance weighs in the last stage


@dataclass(frozen=True)
class Limits:
    """What a cell may hold, and how near to equal is near enough.

    Parameters
    ----------
    tolerance_ratio
        Deviation from the mean load up to which only the shape counts.
    min_load, max_load
        Hard limits of a cell's load.
    max_area_m2
        Hard limit of a cell's area.
    """

    tolerance_ratio: float = 0.01
    min_load: float = 0.0
    max_load: float = np.inf
    max_area_m2: float = np.inf

    def band(self, mean: float) -> tuple[float, float]:
        """Return the loads that cost nothing: near the mean and, where both can be, in limits."""
        width = AIM_RATIO * self.tolerance_ratio
        low, high = mean * (1.0 - width), mean * (1.0 + width)
        if self.min_load <= mean <= self.max_load:
            low, high = max(low, self.min_load), min(high, self.max_load)
        return low, high


@dataclass(frozen=True)
class Stage:
    """One run of the annealer; temperatures and weights are relative to the first stage.

    Parameters
    ----------
    part
        Share of the moves.
    shape
        Weight of the cut length.
    balance
        Weight of the loads.
    hot, cold
        First and last temperature.
    watched
        Whether to return to the best grouping on the way.
    """

    part: float
    shape: float
    balance: float
    hot: float
    cold: float
    watched: bool


# Tried on wards of 30 to 40 blocks and on synthetic towns of 120 to 10,000: the first shapes cells
# and then balances them, the others wander at a steady temperature and remember the best they met,
# which finds better balance where blocks are coarse.
_SHAPELY = (
    Stage(0.4, 1.0, 1.0, 1.0, 0.05, watched=False),
    Stage(0.4, 0.3, 1.0, 0.05, 0.015, watched=True),
    Stage(0.2, 0.02, POLISH_WEIGHT, 0.05, 5e-4, watched=True),
)
_EVEN = (
    Stage(0.8, 0.05, 1.0, 1.0, 0.2, watched=True),
    Stage(0.2, 0.02, POLISH_WEIGHT, 0.2, 2e-3, watched=True),
)
_BETWEEN = (
    Stage(0.8, 0.3, 1.0, 1.0, 0.2, watched=True),
    Stage(0.2, 0.02, POLISH_WEIGHT, 0.2, 2e-3, watched=True),
)
SCHEDULES = (_SHAPELY, _EVEN, _BETWEEN)


def proposals_for(blocks: int) -> int:
    """Return how many moves one try attempts on a graph of this size."""
    many = min(PROPOSALS_PER_BLOCK * blocks, LARGE_PROPOSALS + LARGE_PROPOSALS_PER_BLOCK * blocks)
    return max(FEWEST_PROPOSALS, many)


def refine(
    graph: BlockGraph,
    labels: IntArray,
    *,
    cells: int,
    limits: Limits,
    seed: int,
    schedule: int = 0,
) -> None:
    """Anneal a grouping in place.

    The first temperature and the weight of balance follow the coarseness q = cells / blocks: a
    single block is about q of a cell's load and the square root of q of its side, and at the
    start both kinds of cost of one move are about one temperature.

    Parameters
    ----------
    graph
        A connected graph.
    labels
        Group of each block, each group connected; changed in place.
    cells
        Number of groups.
    limits
        What a group may hold.
    seed
        Seed of the annealer.
    schedule
        Position in `SCHEDULES`.
    """
    coarseness = cells / len(graph)
    hot = 0.3 * coarseness**0.5
    weight = 1.3 * hot / coarseness**2
    low, high = limits.band(float(graph.load.sum()) / cells)
    for number, stage in enumerate(SCHEDULES[schedule]):
        anneal(
            graph.indptr,
            graph.indices,
            graph.border_m,
            graph.passable,
            graph.load,
            graph.area_m2,
            labels,
            cells,
            int(stage.part * proposals_for(len(graph))),
            stage.shape,
            weight * stage.balance,
            hot * stage.hot,
            hot * stage.cold,
            low,
            high,
            limits.max_area_m2,
            len(SCHEDULES[0]) * seed + number,
            stage.watched and cells <= MOST_WATCHED_CELLS,
        )
