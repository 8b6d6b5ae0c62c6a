"""Coverages: checks, arcs, adjacency and repairs."""
