"""Cells that were in force before: published as they are, every repair reported."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.catalogue import text
from gridmap.domain import Area, Cell, CodeTemplate, FeatureTable, Origin, Plan, PlanStatus
from gridmap.errors import InputError
from gridmap.formats import as_lonlat, require_polygons
from gridmap.geometry import area_m2
from gridmap.services.dividing import draft_id
from gridmap.services.fitting import fit_coverage
from gridmap.services.imported import Imported, notices_of
from gridmap.services.importing_areas import territory_of
from gridmap.services.rows import NO_COLUMNS, Rows, rows_of
from gridmap.topology import adjacency

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader, Store, Writer

FIELDS = ("code", "name", "community_code", "community_name", "load")


@dataclass(frozen=True)
class _Incoming:
    """The rows of a file with what was settled about each."""

    rows: Rows
    homes: Sequence[str]
    codes: Sequence[str]
    geometries: NDArray[np.object_]
    load: Sequence[float | None]

    def cells_of(self, plan: Plan) -> list[Cell]:
        """Return the cells of a plan's community."""
        own = [row for row, home in enumerate(self.homes) if home == plan.community_code]
        areas = area_m2(self.geometries[own])
        return [
            Cell(
                code=self.codes[row],
                plan_id=plan.id,
                geometry=self.geometries[row],
                name=self.rows.text("name", row),
                load=self.load[row],
                area_m2=float(area),
            )
            for row, area in zip(own, areas, strict=True)
        ]


def import_cells(
    store: Store,
    table: FeatureTable,
    valid_from: date,
    *,
    columns: Mapping[str, str] = NO_COLUMNS,
) -> Imported:
    """Bring in the cells of plans that are already in force.

    A cell keeps its code where that is well formed and unique; else it gets a new one of its
    community. A cell without a community joins the one that it shares the longest border with.
    The boundary of each community becomes the union of its cells. Cells keep their exclaves.
    Leaders are not asked for: they are assigned later.

    Parameters
    ----------
    store
        Where they go.
    table
        Polygons with the columns code, name, community_code and, where known, community_name and
        load.
    valid_from
        First day in force.
    columns
        Field to column, where the header does not tell.

    Returns
    -------
    imported
        How many, and what was repaired.

    Raises
    ------
    InputError
        When no cell says its community.
    CoverageError
        When the cells do not form one exact coverage with those that are in force.
    """
    rows = rows_of(as_lonlat(require_polygons(table)), FIELDS, columns)
    load = [rows.optional_number("load", row) for row in range(len(rows))]
    rows.finish()
    fitted = fit_coverage(rows.geometry)
    with store.writing() as work:
        template = territory_of(work).code_template
        homes, adopted = _communities(rows, fitted.geometries, template)
        codes, renumbered = _codes(rows, homes, template, work)
        _put_communities(work, rows, homes, fitted.geometries)
        incoming = _Incoming(rows, homes, codes, fitted.geometries, load)
        _publish(work, incoming, valid_from, rows.table.source)
    notes = (*notices_of(table), *fitted.describe(codes), *adopted, *renumbered)
    return Imported(
        len(rows), (*notes, *_unnamed(rows, codes), *_exclaves(codes, fitted.geometries))
    )


def _communities(
    rows: Rows, geometries: NDArray[np.object_], template: CodeTemplate
) -> tuple[list[str], list[str]]:
    """Return the community code of each cell, and a note for each that had none.

    Raises
    ------
    InputError
        When no cell says its community.
    """
    homes = [_stated_community(rows, row, template) for row in range(len(rows))]
    by_name = {
        name: home
        for row, home in enumerate(homes)
        if home and (name := rows.text("community_name", row))
    }
    homes = [
        home or by_name.get(rows.text("community_name", row), "") for row, home in enumerate(homes)
    ]
    if not any(homes):
        raise InputError("cells.no_community", digits=template.community_digits)
    homeless = [row for row, home in enumerate(homes) if not home]
    if homeless:
        _adopt(homes, geometries)
    notes = [
        text("import.adopted", row=int(rows.table.rows[row]), community=homes[row])
        for row in homeless
    ]
    return homes, notes


def _stated_community(rows: Rows, row: int, template: CodeTemplate) -> str:
    for stated in (rows.text("community_code", row), rows.text("code", row)):
        code = stated[: template.community_digits]
        if template.fits_community(code):
            return code
    return ""


def _adopt(homes: list[str], geometries: NDArray[np.object_]) -> None:
    """Give cells without a community that of the neighbour with the longest shared border."""
    pairs = adjacency(geometries)
    borders: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for (first, second), length_m in zip(
        pairs.pairs.tolist(), pairs.shared_m.tolist(), strict=True
    ):
        borders[first].append((length_m, second))
        borders[second].append((length_m, first))
    waiting = [row for row, home in enumerate(homes) if not home]
    while waiting:
        settled = {}
        for row in waiting:
            near = [(length_m, other) for length_m, other in borders[row] if homes[other]]
            if near:
                settled[row] = homes[max(near, key=lambda item: (item[0], -item[1]))[1]]
        if not settled:  # an island: the nearest cell that has a community decides
            row = waiting[0]
            settled = {row: homes[_nearest(geometries, row, homes)]}
        for row, home in settled.items():
            homes[row] = home
        waiting = [row for row in waiting if row not in settled]


def _nearest(geometries: NDArray[np.object_], row: int, homes: Sequence[str]) -> int:
    distance = shapely.distance(geometries, geometries[row])
    distance[[position for position, home in enumerate(homes) if not home]] = np.inf
    return int(np.argmin(distance))


def _codes(
    rows: Rows, homes: Sequence[str], template: CodeTemplate, reader: Reader
) -> tuple[list[str], list[str]]:
    """Return the code of each cell and a note for each that got a new one."""
    stated = [rows.text("code", row) for row in range(len(rows))]
    counts = Counter(stated)
    used = {code for home in set(homes) for code in reader.used_codes(home)}
    kept = {
        row: code
        for row, (code, home) in enumerate(zip(stated, homes, strict=True))
        if counts[code] == 1
        and code not in used
        and template.takes(code)
        and template.community_of(code) == home
    }
    fresh: dict[str, Iterator[str]] = {
        home: template.fresh(home, used | set(kept.values())) for home in sorted(set(homes))
    }
    codes = [kept[row] if row in kept else next(fresh[home]) for row, home in enumerate(homes)]
    notes = [
        text(
            "import.renumbered",
            row=int(rows.table.rows[row]),
            stated=stated[row] or "—",
            code=codes[row],
        )
        for row in range(len(rows))
        if row not in kept
    ]
    return codes, notes


def _put_communities(
    work: Writer, rows: Rows, homes: Sequence[str], geometries: NDArray[np.object_]
) -> None:
    known = {area.code: area for area in work.areas("community")}
    areas = []
    for home in sorted(set(homes)):
        own = [row for row, code in enumerate(homes) if code == home]
        names = [name for row in own if (name := rows.text("community_name", row))]
        name = known[home].name if home in known else next(iter(names), "")
        parent = known[home].parent_code if home in known else None
        boundary = shapely.coverage_union_all(geometries[own])
        areas.append(Area(home, "community", name, parent, boundary))
    work.put_areas(areas)


def _publish(work: Writer, incoming: _Incoming, valid_from: date, source: str) -> None:
    """Put imported plans in force; each is called as its file, for those who ask later."""
    plans: dict[str, list[Cell]] = {}
    for home in sorted(set(incoming.homes)):
        plan = Plan(
            draft_id(work, home), home, PlanStatus.DRAFT, Origin.IMPORTED, name=Path(source).name
        )
        plans[plan.id] = incoming.cells_of(plan)
        work.add_plan(plan, plans[plan.id])
    work.publish(plans, valid_from)


def _unnamed(rows: Rows, codes: Sequence[str]) -> list[str]:
    unnamed = [codes[row] for row in range(len(rows)) if not rows.text("name", row)]
    return [text("import.unnamed", count=len(unnamed), cells=", ".join(unnamed))] if unnamed else []


def _exclaves(codes: Sequence[str], geometries: NDArray[np.object_]) -> list[str]:
    several = np.flatnonzero(shapely.get_num_geometries(geometries) > 1)
    if not len(several):
        return []
    listed = ", ".join(codes[row] for row in several[:10])
    return [text("import.exclaves", count=len(several), cells=listed)]
