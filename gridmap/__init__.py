"""Community grid mapping: boundaries become cells that cover exactly.

The public names are loaded on first use, so that importing costs nothing.
"""

from importlib import import_module

_HOMES = {
    "Division": "gridmap.services.frames",
    "CheckReport": "gridmap.services.frames",
    "Indicators": "gridmap.services.frame_indicators",
    "DensityMap": "gridmap.services.frame_density",
    "assign": "gridmap.services.frames",
    "check": "gridmap.services.frames",
    "density": "gridmap.services.frame_density",
    "density_frames": "gridmap.services.frame_density",
    "divide": "gridmap.services.frames",
    "hotspot_accuracy": "gridmap.services.frame_hotspots",
    "hotspots": "gridmap.services.frame_hotspots",
    "cell_index": "gridmap.services.frame_locate",
    "doubtful": "gridmap.services.frame_locate",
    "locate": "gridmap.services.frame_locate",
    "nearest": "gridmap.services.frame_locate",
    "tally": "gridmap.services.frame_locate",
    "to_map": "gridmap.services.frame_map",
    "Posts": "gridmap.services.frame_people",
    "assign_duties": "gridmap.services.frame_people",
    "calibrate": "gridmap.services.frame_people",
    "fairness": "gridmap.services.frame_people",
    "nearest_workers": "gridmap.services.frame_people",
    "Patrol": "gridmap.services.frame_patrol",
    "patrol": "gridmap.services.frame_patrol",
    "Reach": "gridmap.services.frame_reach",
    "reach": "gridmap.services.frame_reach",
    "crossings": "gridmap.services.frame_siting",
    "next_sites": "gridmap.services.frame_siting",
    "Plan": "gridmap.services.plan_frame",
    "ConflictError": "gridmap.errors",
    "CoverageError": "gridmap.errors",
    "GridmapError": "gridmap.errors",
    "InputError": "gridmap.errors",
    "UsageError": "gridmap.errors",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  one list serves the door and the names
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Load a public name from the module that has it (PEP 562).

    Raises
    ------
    AttributeError
        When the library has no such name.
    """
    try:
        home = _HOMES[name]
    except KeyError:
        message = f"module 'gridmap' has no attribute {name!r}"
        raise AttributeError(message) from None
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return [*__all__, "__version__"]
