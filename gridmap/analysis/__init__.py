"""Locating, tallies, density, reach and assignment: functions of arrays."""

from gridmap.analysis.assigning import Assigned, AssignmentNote, assign
from gridmap.analysis.locating import CellIndex

__all__ = ["Assigned", "AssignmentNote", "CellIndex", "assign"]
