"""Dividing a boundary into cells, and scoring what came out: functions of arrays."""

from gridmap.division.cooling import Limits
from gridmap.division.filling import Filling, fill
from gridmap.division.nesting import Move, Nesting, nest
from gridmap.division.parting import Parting, part_equally
from gridmap.division.registry import DIVIDERS, cells_for_load, divide
from gridmap.division.result import Division, Note
from gridmap.division.score import Metric, Score, score_division
from gridmap.division.streets import street_blocks

__all__ = [
    "DIVIDERS",
    "Division",
    "Filling",
    "Limits",
    "Metric",
    "Move",
    "Nesting",
    "Note",
    "Parting",
    "Score",
    "cells_for_load",
    "divide",
    "fill",
    "nest",
    "part_equally",
    "score_division",
    "street_blocks",
]
