"""Locating, tallies, density, reach and assignment: functions of arrays."""

from gridmap.analysis.locating import CellIndex

__all__ = ["CellIndex"]
