"""Coverages: checks, arcs, adjacency and repairs."""

from gridmap.topology.coverage import check
from gridmap.topology.report import CoverageReport, Defect
from gridmap.topology.stitching import StitchChange, Stitched, stitch

__all__ = ["CoverageReport", "Defect", "StitchChange", "Stitched", "check", "stitch"]
