"""What the layers in force depend on, and drafts do not touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridmap.domain import PlanStatus

if TYPE_CHECKING:
    from collections.abc import Hashable

    from gridmap.store import Reader


def cells_mark(reader: Reader) -> Hashable:
    """Return what changes whenever a cell in force, its community, its team or its counts do.

    Redrawing a draft leaves it as it is, so that what is kept for it goes on to hold.
    """
    plans = reader.plans(status=PlanStatus.PUBLISHED)
    in_force = tuple((plan.id, plan.revision) for plan in plans)
    return in_force, reader.mark("area", "worker", "point")


def base_mark(reader: Reader) -> Hashable:
    """Return what changes whenever a community, a street or a building does."""
    return reader.mark("area", "street", "building")
