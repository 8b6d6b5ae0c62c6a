from gridmap.errors import ConflictError as ConflictError
from gridmap.errors import CoverageError as CoverageError
from gridmap.errors import GridmapError as GridmapError
from gridmap.errors import InputError as InputError
from gridmap.errors import UsageError as UsageError
from gridmap.services.frame_density import DensityMap as DensityMap
from gridmap.services.frame_density import density as density
from gridmap.services.frame_density import density_frames as density_frames
from gridmap.services.frame_hotspots import hotspot_accuracy as hotspot_accuracy
from gridmap.services.frame_hotspots import hotspots as hotspots
from gridmap.services.frame_indicators import Indicators as Indicators
from gridmap.services.frame_locate import cell_index as cell_index
from gridmap.services.frame_locate import doubtful as doubtful
from gridmap.services.frame_locate import locate as locate
from gridmap.services.frame_locate import nearest as nearest
from gridmap.services.frame_locate import tally as tally
from gridmap.services.frame_map import to_map as to_map
from gridmap.services.frame_patrol import Patrol as Patrol
from gridmap.services.frame_patrol import patrol as patrol
from gridmap.services.frame_people import Posts as Posts
from gridmap.services.frame_people import assign_duties as assign_duties
from gridmap.services.frame_people import calibrate as calibrate
from gridmap.services.frame_people import fairness as fairness
from gridmap.services.frame_people import nearest_workers as nearest_workers
from gridmap.services.frame_reach import Reach as Reach
from gridmap.services.frame_reach import reach as reach
from gridmap.services.frame_siting import crossings as crossings
from gridmap.services.frame_siting import next_sites as next_sites
from gridmap.services.frames import CheckReport as CheckReport
from gridmap.services.frames import Division as Division
from gridmap.services.frames import assign as assign
from gridmap.services.frames import check as check
from gridmap.services.frames import divide as divide
from gridmap.services.plan_frame import Plan as Plan

__all__ = [
    "CheckReport",
    "ConflictError",
    "CoverageError",
    "DensityMap",
    "Division",
    "GridmapError",
    "Indicators",
    "InputError",
    "Patrol",
    "Plan",
    "Posts",
    "Reach",
    "UsageError",
    "assign",
    "assign_duties",
    "calibrate",
    "cell_index",
    "check",
    "crossings",
    "density",
    "density_frames",
    "divide",
    "doubtful",
    "fairness",
    "hotspot_accuracy",
    "hotspots",
    "locate",
    "nearest",
    "nearest_workers",
    "next_sites",
    "patrol",
    "reach",
    "tally",
    "to_map",
]
__version__: str
