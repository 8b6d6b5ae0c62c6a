"""What a balanced division did not reach, and the block that hinders it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gridmap.division.arrays import BoolArray, FloatArray, IntArray
from gridmap.division.cooling import Limits
from gridmap.division.result import Note, load_text


@dataclass(frozen=True)
class Outcome:
    """K cells made of N blocks, in figures.

    Parameters
    ----------
    block_load
        Shape (N,).
    block_name
        Position by which a person knows each block, from 0, shape (N,).
    members
        Blocks of each cell.
    load, area_m2
        Of each cell, shape (K,).
    bound_ratio
        Lower bound on the worst deviation.
    """

    block_load: FloatArray
    block_name: IntArray
    members: tuple[IntArray, ...]
    load: FloatArray
    area_m2: FloatArray
    bound_ratio: float


def shortfalls(outcome: Outcome, limits: Limits) -> tuple[Note, ...]:
    """Return a note for each limit that some cell does not meet.

    Parameters
    ----------
    outcome
        The cells.
    limits
        What they should have met.

    Returns
    -------
    notes
        Each names the cell farthest off, the heaviest block in it, and the heaviest block of all;
        blocks count from 1.
    """
    mean = float(outcome.load.mean())
    faults = {
        "over_load": outcome.load > limits.max_load,
        "under_load": outcome.load < limits.min_load,
        "over_area": outcome.area_m2 > limits.max_area_m2,
        "unequal": np.abs(outcome.load - mean) > limits.tolerance_ratio * mean,
    }
    return tuple(
        _note(f"division.note.{name}", cells, outcome)
        for name, cells in faults.items()
        if cells.any()
    )


def _note(code: str, cells: BoolArray, outcome: Outcome) -> Note:
    measure = outcome.area_m2 if code.endswith("over_area") else outcome.load
    mean = float(outcome.load.mean())
    off = np.abs(measure - measure.mean())
    worst = int(np.flatnonzero(cells)[np.argmax(off[cells])])
    own = outcome.members[worst]
    block = int(own[np.argmax(outcome.block_load[own])])
    heaviest = int(np.argmax(outcome.block_load))
    return Note(
        code,
        {
            "cells": int(cells.sum()),
            "load": load_text(outcome.load[worst]),
            "mean": load_text(mean),
            "deviation": f"{abs(outcome.load[worst] / mean - 1.0):.1%}" if mean > 0 else "-",
            "bound": f"{outcome.bound_ratio:.1%}",
            "area": f"{outcome.area_m2[worst]:.0f}",
            "block": int(outcome.block_name[block]) + 1,
            "block_load": load_text(outcome.block_load[block]),
            "heaviest": int(outcome.block_name[heaviest]) + 1,
            "heaviest_load": load_text(outcome.block_load[heaviest]),
        },
    )
