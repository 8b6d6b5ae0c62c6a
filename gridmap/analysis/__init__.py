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
from gridmap.analysis.borders import Borders, Doubtful, Nearest
from gridmap.analysis.calibration import Calibration, calibrate
from gridmap.analysis.checkpoints import Crossings, boundary_crossings
from gridmap.analysis.density import density
from gridmap.analysis.density_field import Density
from gridmap.analysis.dispatching import Dispatch, nearest_workers, street_distances_m
from gridmap.analysis.fairness import (
    Attainment,
    Cycle,
    Fairness,
    Quota,
    attainment,
    attainments,
    fairness,
    inspection_cycle,
    lorenz,
)
from gridmap.analysis.locating import CellIndex
from gridmap.analysis.matching import Legs, Matched, match
from gridmap.analysis.matching_network import StreetNetwork, street_network
from gridmap.analysis.patrol import (
    Passes,
    Visits,
    cell_passes,
    covered_m,
    last_visit_s,
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
from gridmap.analysis.patrol_stretches import Stretches, stretches
from gridmap.analysis.rates import Rate, Rates, rate, rates
from gridmap.analysis.reach import CoveredShare, circles, covered_share, sectors, without_azimuth
from gridmap.analysis.redundancy import Redundancy
from gridmap.analysis.siting import Sites, best_sites
from gridmap.analysis.suppression import Suppressed, suppress
from gridmap.analysis.survey import Surroundings
from gridmap.analysis.tallying import Tally, tally
from gridmap.analysis.unit_tree import UnitTree
from gridmap.analysis.walking import Walk, road_strips, walking_reach
from gridmap.analysis.workload import LoadWeights, Spread, load_index, spread

__all__ = [
    "Assigned",
    "AssignmentNote",
    "Attainment",
    "Bands",
    "Blind",
    "Borders",
    "Calibration",
    "CellIndex",
    "CoveredShare",
    "Crossings",
    "Cycle",
    "Density",
    "Dispatch",
    "Doubtful",
    "Fairness",
    "Legs",
    "LoadWeights",
    "Matched",
    "Nearest",
    "Passes",
    "Posted",
    "Quota",
    "Rate",
    "Rates",
    "Redundancy",
    "Sites",
    "Spread",
    "StreetNetwork",
    "Stretches",
    "Suppressed",
    "Surroundings",
    "Tally",
    "Uncovered",
    "UnitTree",
    "Visits",
    "Walk",
    "assign",
    "assign_duties",
    "attainment",
    "attainments",
    "best_sites",
    "blind_ground",
    "boundary_crossings",
    "calibrate",
    "cell_coverage",
    "cell_passes",
    "circles",
    "covered_m",
    "covered_share",
    "density",
    "density_range_m",
    "fairness",
    "hot_cells_without_pass",
    "inspection_cycle",
    "last_visit_s",
    "load_index",
    "lorenz",
    "match",
    "met_on_patrol",
    "nearest_workers",
    "pass_counts",
    "rank_match",
    "rate",
    "rates",
    "road_strips",
    "sectors",
    "spread",
    "street_distances_m",
    "street_network",
    "stretches",
    "suppress",
    "tally",
    "visibility",
    "visits",
    "walking_reach",
    "without_azimuth",
]
