"""The borders in force as a layer: each arc with the cells beside it and why it is here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gridmap.domain import FeatureTable, PlanStatus
from gridmap.services.stories import ArcStory, Borders

if TYPE_CHECKING:
    from gridmap.store import Reader

BORDER_COLUMNS: Final = (
    "plan_id",
    "left_code",
    "right_code",
    "length_m",
    "cause",
    "cause_share_ratio",
    "cause_plan_id",
    "cause_number",
    "name",
    "by",
    "at",
    "reason",
    "street",
)


def border_table(reader: Reader) -> FeatureTable:
    """Return the arcs of all plans in force.

    A border between two communities belongs to the plans of both and comes with each, as the past
    of both tells about it.

    Parameters
    ----------
    reader
        A snapshot of the store.

    Returns
    -------
    table
        One row for each arc: the cells beside it, its length, the newest cause that made the most
        of it, and the street that it follows.
    """
    rows: list[tuple[object, ...]] = []
    lines = []
    for plan in reader.plans(status=PlanStatus.PUBLISHED):
        borders = Borders.of(reader, plan.id)
        for arc in range(len(borders)):
            story = borders.of_arc(arc)
            rows.append((plan.id, *_values(story)))
            lines.append(story.line)
    columns = {name: [row[place] for row in rows] for place, name in enumerate(BORDER_COLUMNS)}
    shapes = np.empty(len(lines), dtype=object)
    shapes[:] = lines
    return FeatureTable(columns, shapes, "EPSG:4326", "borders", np.arange(1, len(rows) + 1))


def _values(story: ArcStory) -> tuple[object, ...]:
    cause = max(story.causes, key=lambda found: found.share_ratio)
    origin = cause.origin
    return (
        story.left_code,
        story.right_code,
        round(story.length_m, 2),
        origin.op,
        round(cause.share_ratio, 4),
        origin.plan_id,
        origin.number,
        origin.name or None,
        origin.by or None,
        origin.at,
        origin.reason or None,
        story.street or origin.along or None,
    )
