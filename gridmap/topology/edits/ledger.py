"""The edges of cells before and after a change: what came, what went, what each cell gained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridmap.geometry import area_m2, double_areas_units, from_units
from gridmap.geometry.kernels_areas import ring_areas_m2, weighted_areas_m2
from gridmap.topology.edits.clearance import MARGIN_UNITS
from gridmap.topology.edits.kernels_edges import balance, directed_edges, gains
from gridmap.topology.edits.outlines import outlines_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.topology.edits.outlines import Outlines

_UNDECIDED = False


@dataclass(frozen=True)
class Ledger:
    """What a change does to the edges of the cells that it touches.

    Parameters
    ----------
    outlines
        The rings of all cells before, then of all cells after; `cell` counts through.
    old_nodes
        How many of their nodes are those before.
    origin
        Array of shape (2,): where local coordinates begin, in units.
    decided
        False where the edges tell nothing: a ring without area, or one side claimed twice.
    fresh
        Array of shape (F, 4): edges that were not there before, in local units.
    shift
        Array of shape (D, 5): how the one-sided edges changed, as `balance` returns it.
    lasting
        Array of shape (L, 4): one-sided edges that are the same before and after.
    area_m2
        Array of shape (C,): what each cell gained on the ellipsoid.
    double_area_units
        The same as twice the area in square units, C whole numbers.
    """

    outlines: Outlines
    old_nodes: int
    origin: NDArray[np.int64]
    decided: bool
    fresh: NDArray[np.int64]
    shift: NDArray[np.int64]
    lasting: NDArray[np.int64]
    area_m2: NDArray[np.float64]
    double_area_units: list[int]

    @property
    def after(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rings after the change: nodes in local units, and where each ring begins."""
        outlines, first = self.outlines, self._first_after
        nodes = outlines.nodes[self.old_nodes :] - self.origin
        return nodes, outlines.starts[first:] - self.old_nodes

    @property
    def _first_after(self) -> int:
        return int(self.outlines.starts.searchsorted(self.old_nodes))

    def areas_after_m2(self, old_cells: int) -> list[float]:
        """Return the areas of the cells after the change, which follow on those before."""
        outlines, first = self.outlines, self._first_after
        corners = from_units(outlines.nodes[self.old_nodes :])
        areas = np.abs(ring_areas_m2(corners, outlines.starts[first:] - self.old_nodes))
        areas[outlines.is_hole[first:]] *= -1.0
        sums: list[float] = np.bincount(outlines.cell[first:] - old_cells, areas).tolist()
        return sums


def ledger_of(
    old: NDArray[np.object_], fresh: NDArray[np.object_], account: NDArray[np.int64]
) -> Ledger:
    """Compare cells before and after.

    Parameters
    ----------
    old, fresh
        Polygons on the lattice, of shapes (B,) and (A,).
    account
        Array of shape (B + A,): which cell, counted from 0, each of them is a state of.

    Returns
    -------
    ledger
        The comparison.
    """
    outlines = outlines_of(np.concatenate([old, fresh]))
    old_rings = int(outlines.cell.searchsorted(len(old)))
    old_nodes = int(outlines.starts[old_rings])
    low = outlines.nodes.min(axis=0)
    origin = low - MARGIN_UNITS
    local = outlines.nodes - origin
    if local.max() >= 2 * MARGIN_UNITS:
        none = np.zeros((0, 5), dtype=np.int64)
        sums = _sums(old, fresh, account)
        return Ledger(outlines, old_nodes, origin, _UNDECIDED, none, none, none, *sums)
    whole, number, ring, sense, edges = directed_edges(local, outlines.starts, outlines.is_hole)
    decided, came, shift, lasting = balance(number, ring, sense, edges, old_rings)
    group = account[outlines.cell] + 1
    group[:old_rings] *= -1
    change, doubles = gains(number, ring, sense, edges, group)
    ends = from_units(edges[change[:, 1]].reshape(-1, 2) + origin).reshape(-1, 4)
    gained = weighted_areas_m2(ends, change[:, 0], change[:, 2], len(doubles))
    both = bool(whole and decided)
    return Ledger(outlines, old_nodes, origin, both, came, shift, lasting, gained, doubles.tolist())


def _sums(
    old: NDArray[np.object_], fresh: NDArray[np.object_], account: NDArray[np.int64]
) -> tuple[NDArray[np.float64], list[int]]:
    """Sum areas up cell by cell, where they are too large for the kernels."""
    signs = np.repeat([-1, 1], [len(old), len(fresh)])
    both = np.concatenate([old, fresh])
    doubles = [0] * (int(account.max()) + 1)
    for cell, sign, double in zip(account, signs.tolist(), double_areas_units(both), strict=True):
        doubles[cell] += sign * double
    return np.bincount(account, signs * area_m2(both)).astype(np.float64), doubles
