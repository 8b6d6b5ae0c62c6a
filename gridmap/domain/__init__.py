"""Words of the trade and their invariants."""

from gridmap.domain.codes import CodeTemplate, reading_order
from gridmap.domain.levels import DEFAULT_HIERARCHY, Hierarchy, Level
from gridmap.domain.records import (
    Account,
    Area,
    Assignment,
    Block,
    Building,
    Cell,
    Plan,
    Point,
    Street,
    Territory,
    Worker,
)
from gridmap.domain.table import FeatureTable
from gridmap.domain.words import (
    BARRIER_CLASSES,
    Duty,
    LineClass,
    Origin,
    PlanStatus,
    PointKind,
    Role,
)

__all__ = [
    "BARRIER_CLASSES",
    "DEFAULT_HIERARCHY",
    "Account",
    "Area",
    "Assignment",
    "Block",
    "Building",
    "Cell",
    "CodeTemplate",
    "Duty",
    "FeatureTable",
    "Hierarchy",
    "Level",
    "LineClass",
    "Origin",
    "Plan",
    "PlanStatus",
    "Point",
    "PointKind",
    "Role",
    "Street",
    "Territory",
    "Worker",
    "reading_order",
]
