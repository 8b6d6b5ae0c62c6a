"""Dividing a boundary into cells, and scoring what came out: functions of arrays."""

from gridmap.division.cooling import Limits
from gridmap.division.filling import Filling, fill
from gridmap.division.nesting import Move, Nesting, nest
from gridmap.division.parting import Parting, part_along, part_equally
from gridmap.division.registry import DIVIDERS, cells_for_load, divide
from gridmap.division.rerouting import reroute_along
from gridmap.division.result import Division, Note
from gridmap.division.routing import Followed, follow
from gridmap.division.score import Metric, Score, score_division
from gridmap.division.streets import street_blocks

__all__ = [
    "DIVIDERS",
    "Division",
    "Filling",
    "Followed",
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
    "follow",
    "nest",
    "part_along",
    "part_equally",
    "reroute_along",
    "score_division",
    "street_blocks",
]
