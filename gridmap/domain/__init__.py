"""Words of the trade and their invariants."""

from gridmap.domain.access import AccessToken, AnsweredRequest, AuditEntry
from gridmap.domain.classes import PointClass, class_table, find_class
from gridmap.domain.codes import CodeTemplate, reading_order
from gridmap.domain.jobs import Job, JobKind, JobState, Recovery, Upload, UploadState
from gridmap.domain.levels import DEFAULT_HIERARCHY, Hierarchy, Level
from gridmap.domain.records import (
    Account,
    Area,
    Assignment,
    Block,
    Building,
    Cell,
    Edit,
    Lock,
    Plan,
    Point,
    PointVersion,
    Street,
    Territory,
    Worker,
)
from gridmap.domain.schemas import attribute_schema, check_point, check_points
from gridmap.domain.table import FeatureTable, Notice
from gridmap.domain.words import (
    BARRIER_CLASSES,
    Duty,
    EditKind,
    LineClass,
    LockKind,
    Origin,
    PlanStatus,
    PointKind,
    Role,
)

__all__ = [
    "BARRIER_CLASSES",
    "DEFAULT_HIERARCHY",
    "AccessToken",
    "Account",
    "AnsweredRequest",
    "Area",
    "Assignment",
    "AuditEntry",
    "Block",
    "Building",
    "Cell",
    "CodeTemplate",
    "Duty",
    "Edit",
    "EditKind",
    "FeatureTable",
    "Hierarchy",
    "Job",
    "JobKind",
    "JobState",
    "Level",
    "LineClass",
    "Lock",
    "LockKind",
    "Notice",
    "Origin",
    "Plan",
    "PlanStatus",
    "Point",
    "PointClass",
    "PointKind",
    "PointVersion",
    "Recovery",
    "Role",
    "Street",
    "Territory",
    "Upload",
    "UploadState",
    "Worker",
    "attribute_schema",
    "check_point",
    "check_points",
    "class_table",
    "find_class",
    "reading_order",
]
