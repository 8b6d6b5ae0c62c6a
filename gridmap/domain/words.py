"""Closed vocabularies of the trade: states, origins, kinds, roles and duties."""

from __future__ import annotations

from enum import StrEnum


class PlanStatus(StrEnum):
    """Life of a plan: a draft is published once and later superseded.

    A plan whose first day lies ahead is scheduled until that day; a draft nobody wants is
    discarded, which loses nothing.
    """

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


class Origin(StrEnum):
    """How the cells of a plan came to be."""

    DRAWN = "drawn"
    DIVIDED = "divided"
    IMPORTED = "imported"


class EditKind(StrEnum):
    """What an entry of a plan's journal is.

    An adoption takes over the nodes that a neighbour put on the common border.
    """

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"
    ADOPTION = "adoption"


class LockKind(StrEnum):
    """What a lock protects."""

    CELL = "cell"
    ARC = "arc"
    PLAN = "plan"


class PointKind(StrEnum):
    """What a point on the map is. Components carry their class in a class table."""

    SHOP = "shop"
    HAZARD = "hazard"
    CAMERA = "camera"
    INCIDENT = "incident"
    COMPONENT = "component"


class Role(StrEnum):
    """What an account may do."""

    VIEWER = "viewer"
    WORKER = "worker"
    INSPECTOR = "inspector"
    OPERATOR = "operator"
    DEPARTMENT = "department"
    SUPERVISOR = "supervisor"
    PLANNER = "planner"
    GIS = "gis"
    ADMIN = "admin"


class Duty(StrEnum):
    """A worker's place in the team of a cell. Every cell needs exactly one leader."""

    LEADER = "leader"
    DEPUTY = "deputy"
    INFORMATION_OFFICER = "information_officer"
    PARTY_MEMBER = "party_member"
    POLICE_OFFICER = "police_officer"
    VOLUNTEER = "volunteer"


class LineClass(StrEnum):
    """Class of a line that borders may follow, main roads first."""

    MAIN_ROAD = "main_road"
    SECONDARY_ROAD = "secondary_road"
    BRANCH_ROAD = "branch_road"
    LANE = "lane"
    RAIL = "rail"
    RIVER = "river"
    WALL = "wall"


BARRIER_CLASSES = frozenset({LineClass.RAIL, LineClass.RIVER})
