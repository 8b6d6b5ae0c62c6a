"""Locating, tallies, density, reach and assignment: functions of arrays."""

from gridmap.analysis.assigning import Assigned, AssignmentNote, assign
from gridmap.analysis.density import density
from gridmap.analysis.density_field import Density
from gridmap.analysis.locating import CellIndex
from gridmap.analysis.reach import CoveredShare, circles, covered_share, sectors, without_azimuth
from gridmap.analysis.tallying import Rate, Tally, rate, tally
from gridmap.analysis.workload import LoadWeights, Spread, load_index, spread

__all__ = [
    "Assigned",
    "AssignmentNote",
    "CellIndex",
    "CoveredShare",
    "Density",
    "LoadWeights",
    "Rate",
    "Spread",
    "Tally",
    "assign",
    "circles",
    "covered_share",
    "density",
    "load_index",
    "rate",
    "sectors",
    "spread",
    "tally",
    "without_azimuth",
]
