"""One search over everything that has a name, a code, an address or a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.domain import PointKind
from gridmap.domain.point_columns import PointColumns
from gridmap.services.coordinates import WrittenPlace, written_places
from gridmap.services.keeping import Kept
from gridmap.services.point_filter import visible_rows
from gridmap.services.points_at_hand import AtHand
from gridmap.services.published_mark import base_mark, cells_mark
from gridmap.services.search_index import EXACT, TextIndex

if TYPE_CHECKING:
    from gridmap.services.point_filter import Box
    from gridmap.services.principal import Principal
    from gridmap.store import Reader

LONGEST: Final = 100


class HitKind(StrEnum):
    """What was found, in the order in which equally good hits are told."""

    PLACE = "place"
    COMMUNITY = "community"
    CELL = "cell"
    WORKER = "worker"
    STREET = "street"
    BUILDING = "building"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found.

    Attributes
    ----------
    kind
        What it is.
    id
        Its code or id; empty for a written place and for a street.
    name
        What it is called.
    rank
        How well it answers, see `gridmap.services.search_index`.
    lon, lat
        Where it is, None for a worker without a base.
    bounds
        West, south, east, north of what has an extent.
    point_kind, class_code, cell_code, address
        Of a point; `cell_code` also of a worker's first cell.
    community_code
        Of a cell or a worker.
    place
        Of a written place: its datum, and whether the text named it.
    """

    kind: HitKind
    id: str
    name: str
    rank: int
    lon: float | None = None
    lat: float | None = None
    bounds: Box | None = None
    point_kind: PointKind | None = None
    class_code: str | None = None
    cell_code: str | None = None
    address: str = ""
    community_code: str | None = None
    place: WrittenPlace | None = None


@dataclass(frozen=True)
class _Named:
    """Things with names that are no points, and their index."""

    hits: tuple[Hit, ...]
    shapes: tuple[shapely.Geometry | None, ...]
    index: TextIndex


@dataclass(frozen=True)
class _Points:
    """The points of a kind that were there when their index was made."""

    columns: PointColumns
    index: TextIndex
    revision: int


@dataclass
class Search:
    """Answers questions over a store, and keeps the indexes between them.

    Attributes
    ----------
    at_hand
        Points as columns.
    """

    at_hand: AtHand
    _named: Kept = field(default_factory=lambda: Kept(1))
    _points: Kept = field(default_factory=lambda: Kept(len(PointKind)))

    def hits(
        self, reader: Reader, principal: Principal, question: str, limit: int = 20
    ) -> list[Hit]:
        """Return what answers a question, the best first.

        Parameters
        ----------
        reader
            A snapshot of the store.
        principal
            Who asks; what lies outside the scope is not found.
        question
            Part of a name, pinyin whole or by initials, a code, an address, or coordinates.
        limit
            How many hits are wanted.
        """
        wanted = question.strip()[:LONGEST]
        places = [
            Hit(HitKind.PLACE, "", wanted, EXACT, one.lon, one.lat, place=one)
            for one in written_places(wanted)
        ]
        if places or not wanted:
            return places[:limit]
        found = [*self._named_hits(reader, principal, wanted)]
        for kind in PointKind:
            found += self._point_hits(reader, principal, kind, wanted)
        order = {kind: number for number, kind in enumerate(HitKind)}
        found.sort(key=lambda hit: (hit.rank, order[hit.kind], len(hit.name), hit.name, hit.id))
        return found[:limit]

    def _named_hits(self, reader: Reader, principal: Principal, wanted: str) -> Iterable[Hit]:
        mark = cells_mark(reader), base_mark(reader)
        named = self._named.get(mark, lambda: _named_things(reader))
        seen = _scope_area(reader, principal) if principal.scope else None
        colleagues = _colleagues(reader, principal) if principal.scope else frozenset()

        def allowed(row: int) -> bool:
            hit = named.hits[row]
            if hit.kind is HitKind.WORKER and hit.id in colleagues:
                return True
            return _sees(principal, hit, named.shapes[row], seen)

        for row, rank in named.index.find(wanted, allowed).items():
            yield replace(named.hits[row], rank=rank)

    def _point_hits(
        self, reader: Reader, principal: Principal, kind: PointKind, wanted: str
    ) -> list[Hit]:
        columns = self.at_hand.points(reader, kind)
        kept = self._index_of(kind, columns)
        ranks: dict[str, int] = {}
        visible = visible_rows(kept.columns, principal)
        for row, rank in kept.index.find(wanted, lambda row: bool(visible[row])).items():
            ranks[kept.columns.ids[row]] = rank
        fresh = np.flatnonzero(columns.revisions > kept.revision)
        if len(fresh):
            # What changed since the index was made is looked through by itself.
            changed = _text_index(columns.taking(fresh))
            for name in columns.ids[fresh].tolist():
                ranks.pop(name, None)
            ranks |= {columns.ids[fresh[row]]: rank for row, rank in changed.find(wanted).items()}
        return list(_seen_points(columns, kind, principal, ranks))

    def _index_of(self, kind: PointKind, columns: PointColumns) -> _Points:
        kept = self._points.get(kind, lambda: _indexed(columns))
        changed = int((columns.revisions > kept.revision).sum())
        if changed > max(1000, len(columns) // 10):
            self._points.drop(kind)
            kept = self._points.get(kind, lambda: _indexed(columns))
        return kept


def _indexed(columns: PointColumns) -> _Points:
    newest = int(columns.revisions.max(initial=-1))
    return _Points(columns, _text_index(columns), newest)


def _text_index(columns: PointColumns) -> TextIndex:
    return TextIndex.of(columns.names.tolist(), [columns.ids.tolist(), columns.addresses.tolist()])


def _seen_points(
    columns: PointColumns, kind: PointKind, principal: Principal, ranks: dict[str, int]
) -> Iterable[Hit]:
    for name, rank in ranks.items():
        row = columns.row_of(name)
        if row is None:
            continue
        cell = columns.cells[np.array([row])].texts()[0]
        if not principal.sees_cell(cell):
            continue
        lon, lat = columns.lonlat[row].tolist()
        yield Hit(
            HitKind.POINT,
            name,
            columns.names[row],
            rank,
            lon,
            lat,
            point_kind=kind,
            class_code=columns.classes[np.array([row])].texts()[0],
            cell_code=cell,
            address=columns.addresses[row],
        )


def _named_things(reader: Reader) -> _Named:
    rows: list[tuple[Hit, shapely.Geometry | None, str]] = []
    for area in reader.areas("community"):
        hit = Hit(HitKind.COMMUNITY, area.code, area.name, EXACT, community_code=area.code)
        rows.append((hit, area.boundary, ""))
    communities = {plan.id: plan.community_code for plan in reader.plans()}
    for cell in reader.published_cells():
        hit = Hit(
            HitKind.CELL,
            cell.code,
            cell.name or cell.code,
            EXACT,
            cell_code=cell.code,
            community_code=communities[cell.plan_id],
        )
        rows.append((hit, cell.geometry, ""))
    for worker in reader.workers():
        hit = Hit(
            HitKind.WORKER, worker.code, worker.name, EXACT, community_code=worker.community_code
        )
        rows.append((hit, worker.base, ""))
    streets: dict[str, list[shapely.Geometry]] = {}
    for street in reader.streets():
        if street.name:
            streets.setdefault(street.name, []).append(street.geometry)
    for name, lines in streets.items():
        rows.append((Hit(HitKind.STREET, "", name, EXACT), shapely.multilinestrings(lines), ""))
    for building in reader.buildings():
        if building.name:
            hit = Hit(HitKind.BUILDING, building.id, building.name, EXACT)
            rows.append((hit, building.geometry, building.compound or ""))
    return _placed(rows)


def _placed(rows: Sequence[tuple[Hit, shapely.Geometry | None, str]]) -> _Named:
    """Return things with where they are and how far they reach."""
    shapes = np.array([shape for _, shape, _ in rows] or [None], dtype=object)[: len(rows)]
    spots = shapely.get_coordinates(shapely.point_on_surface(shapes), include_z=False)
    placed = iter(spots.tolist())
    bounds = shapely.bounds(shapes).tolist() if len(rows) else []
    hits = tuple(
        hit if shape is None else _at(hit, next(placed), shape, box)
        for (hit, shape, _), box in zip(rows, bounds, strict=True)
    )
    index = TextIndex.of(
        [hit.name for hit in hits], [[hit.id for hit in hits], [more for _, _, more in rows]]
    )
    return _Named(hits, tuple(shape for _, shape, _ in rows), index)


def _at(hit: Hit, spot: Sequence[float], shape: shapely.Geometry, box: Sequence[float]) -> Hit:
    west, south, east, north = box
    reach = None if shape.geom_type == "Point" else (west, south, east, north)
    return replace(hit, lon=spot[0], lat=spot[1], bounds=reach)


def _scope_area(reader: Reader, principal: Principal) -> shapely.Geometry:
    seen = [
        area.boundary
        for area in reader.areas("community")
        if area.boundary is not None and principal.sees_area(area.code)
    ]
    return shapely.union_all(np.array(seen, dtype=object)) if seen else shapely.Polygon()


def _colleagues(reader: Reader, principal: Principal) -> frozenset[str]:
    """Return the workers who serve a cell in scope."""
    return frozenset(
        one.worker_code
        for one in reader.assignments()
        if one.valid_to is None and principal.sees_cell(one.cell_code)
    )


def _sees(
    principal: Principal,
    hit: Hit,
    shape: shapely.Geometry | None,
    seen: shapely.Geometry | None,
) -> bool:
    if not principal.scope:
        return True
    if hit.kind is HitKind.CELL:
        return principal.sees_cell(hit.cell_code)
    if hit.kind is HitKind.WORKER:
        # Who sees some cells of a community sees those who serve them, and nobody else.
        return hit.community_code is not None and principal.sees_cell(hit.community_code)
    if hit.kind is HitKind.COMMUNITY:
        return hit.community_code is not None and principal.sees_area(hit.community_code)
    return shape is not None and seen is not None and bool(shapely.intersects(seen, shape))
