"""Lattice, coordinate systems, measures, cleaning and tessellation: functions of arrays."""
