"""Locating, tallies, density, reach and assignment: functions of arrays."""
