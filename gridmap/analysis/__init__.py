"""Locating, tallies, density, reach and assignment: functions of arrays."""

from gridmap.analysis.assigning import (
    Assigned,
    AssignmentNote,
    Posted,
    Uncovered,
    assign,
    assign_duties,
)
from gridmap.analysis.bearings import density_range_m
from gridmap.analysis.blind import Blind, blind_ground
from gridmap.analysis.checkpoints import Crossings, boundary_crossings
from gridmap.analysis.density import density
from gridmap.analysis.density_field import Density
from gridmap.analysis.locating import CellIndex
from gridmap.analysis.matching import Legs, Matched, match
from gridmap.analysis.matching_network import StreetNetwork, street_network
from gridmap.analysis.patrol import (
    Passes,
    Stretches,
    Visits,
    cell_passes,
    covered_m,
    last_visit_s,
    stretches,
    visits,
)
from gridmap.analysis.patrol_rates import (
    Bands,
    cell_coverage,
    hot_cells_without_pass,
    met_on_patrol,
    pass_counts,
    rank_match,
    visibility,
)
from gridmap.analysis.reach import CoveredShare, circles, covered_share, sectors, without_azimuth
from gridmap.analysis.redundancy import Redundancy
from gridmap.analysis.siting import Sites, best_sites
from gridmap.analysis.survey import Surroundings
from gridmap.analysis.tallying import Rate, Tally, rate, tally
from gridmap.analysis.walking import Walk, road_strips, walking_reach
from gridmap.analysis.workload import LoadWeights, Spread, load_index, spread

__all__ = [
    "Assigned",
    "AssignmentNote",
    "Bands",
    "Blind",
    "CellIndex",
    "CoveredShare",
    "Crossings",
    "Density",
    "Legs",
    "LoadWeights",
    "Matched",
    "Passes",
    "Posted",
    "Rate",
    "Redundancy",
    "Sites",
    "Spread",
    "StreetNetwork",
    "Stretches",
    "Surroundings",
    "Tally",
    "Uncovered",
    "Visits",
    "Walk",
    "assign",
    "assign_duties",
    "best_sites",
    "blind_ground",
    "boundary_crossings",
    "cell_coverage",
    "cell_passes",
    "circles",
    "covered_m",
    "covered_share",
    "density",
    "density_range_m",
    "hot_cells_without_pass",
    "last_visit_s",
    "load_index",
    "match",
    "met_on_patrol",
    "pass_counts",
    "rank_match",
    "rate",
    "road_strips",
    "sectors",
    "spread",
    "street_network",
    "stretches",
    "tally",
    "visibility",
    "visits",
    "walking_reach",
    "without_azimuth",
]
