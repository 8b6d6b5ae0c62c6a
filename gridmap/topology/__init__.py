"""Coverages: checks, arcs, adjacency and repairs."""

from gridmap.topology.adjacency import Adjacency, adjacency
from gridmap.topology.arcs import OUTSIDE, Arcs, build_arcs
from gridmap.topology.coverage import check
from gridmap.topology.moves import Move, moves_between
from gridmap.topology.repair import REPAIRS, Repair, Repaired, repair
from gridmap.topology.report import CoverageReport, Defect
from gridmap.topology.stitching import StitchChange, Stitched, stitch

__all__ = [
    "OUTSIDE",
    "REPAIRS",
    "Adjacency",
    "Arcs",
    "CoverageReport",
    "Defect",
    "Move",
    "Repair",
    "Repaired",
    "StitchChange",
    "Stitched",
    "adjacency",
    "build_arcs",
    "check",
    "moves_between",
    "repair",
    "stitch",
]
