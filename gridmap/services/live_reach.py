"""What cameras see, quickly enough to follow a hand: one view, all views, and what nobody sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis.blind import blind_ground
from gridmap.analysis.covering import union_of
from gridmap.analysis.ground import Ground
from gridmap.analysis.outlines import Outlines
from gridmap.analysis.sight import Stands, mounted, views
from gridmap.domain import Cell, Point, PointKind
from gridmap.services.keeping import Kept
from gridmap.services.published_mark import cells_mark
from gridmap.services.reach_devices import FIELDS, Devices, ReachNote, camera_devices

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from gridmap.services.point_filter import PointFilter
    from gridmap.services.points_at_hand import AtHand
    from gridmap.services.principal import Principal
    from gridmap.store import Reader


@dataclass(frozen=True)
class ReachGround:
    """The plane of a territory with its buildings.

    Attributes
    ----------
    ground
        The plane.
    walls
        Footprints on it.
    """

    ground: Ground
    walls: NDArray[np.object_]

    @cached_property
    def tree(self) -> shapely.STRtree:
        """What tells which footprints are near."""
        return shapely.STRtree(self.walls)

    def seen(self, devices: Devices) -> NDArray[np.object_]:
        """Return the view of each camera on the plane, shape (N,).

        Parameters
        ----------
        devices
            The cameras, a row for each direction they look in.
        """
        stands = devices.cameras.stands(self.ground)
        walls = self.walls[self._near(stands)]
        placed, _ = mounted(stands, walls)
        return views(placed, walls)

    def _near(self, stands: Stands) -> NDArray[np.intp]:
        """Return the footprints that could stand in the way; a mount looks a little around."""
        boxes = shapely.buffer(stands.boxes, 1.0)
        return np.unique(self.tree.query(boxes)[1])


@dataclass(frozen=True)
class CameraReach:
    """What some cameras see of some cells.

    Attributes
    ----------
    ids
        Camera of each view, shape (N,).
    areas
        Views in lon/lat, shape (N,).
    cells
        The cells.
    covered_m2
        How much of each cell is seen, on the ellipsoid, shape (C,).
    covered
        All that is seen together, in lon/lat, cut at the cells.
    blind
        What nobody sees, in lon/lat, the largest first.
    blind_m2
        Area of each, shape (B,).
    notes
        What was assumed.
    """

    ids: tuple[str, ...]
    areas: NDArray[np.object_]
    cells: tuple[Cell, ...]
    covered_m2: NDArray[np.float64]
    covered: shapely.Geometry
    blind: NDArray[np.object_]
    blind_m2: NDArray[np.float64]
    notes: tuple[ReachNote, ...]

    @property
    def total_m2(self) -> float:
        """Area of all cells."""
        return float(sum(cell.area_m2 for cell in self.cells))


@dataclass
class ReachAtHand:
    """Makes reaches over a store, and keeps the last ones.

    Attributes
    ----------
    at_hand
        Points as columns, cells with their index.
    """

    at_hand: AtHand
    _grounds: Kept = field(default_factory=lambda: Kept(1))
    _reaches: Kept = field(default_factory=lambda: Kept(4))

    def view(
        self, reader: Reader, place: tuple[float, float], looks: Mapping[str, object]
    ) -> tuple[shapely.Geometry, float, tuple[ReachNote, ...]] | None:
        """Return what one camera would see, its area, and what was assumed.

        Parameters
        ----------
        reader
            A snapshot of the store.
        place
            Lon, lat in degrees.
        looks
            ``azimuth_deg`` (a number, or words or numbers divided by semicolons), ``angle_deg``,
            ``range_m``.

        Returns
        -------
        view
            In lon/lat, with its area in m²; None where there is no cell to choose a plane by.

        Raises
        ------
        InputError
            When a value is no direction, angle or range.
        """
        ground = self._ground(reader)
        if ground is None:
            return None
        spot = np.array([shapely.Point(place)], dtype=object)
        devices = camera_devices(spot, {name: [value] for name, value in looks.items()})
        seen = shapely.union_all(ground.seen(devices))
        return ground.ground.lonlat([seen])[0], float(seen.area), devices.notes

    def reach(
        self, reader: Reader, principal: Principal, chosen: PointFilter
    ) -> CameraReach | None:
        """Return what the cameras that a filter leaves see of the cells in the scope.

        Parameters
        ----------
        reader
            A snapshot of the store.
        principal
            Who asks.
        chosen
            Which cameras; those that are faulty or idle see nothing.

        Returns
        -------
        reach
            None where there is no cell.
        """
        ground = self._ground(reader)
        cells = tuple(
            cell
            for cell in self.at_hand.cells(reader).cells
            if principal.sees_cell(cell.code) and _belongs(cell, chosen)
        )
        if ground is None or not cells:
            return None
        key = (self.mark(reader), principal.scope, chosen)

        def make() -> CameraReach:
            columns = self.at_hand.points(reader, PointKind.CAMERA)
            ids = columns.ids[chosen.rows(columns, principal)].tolist()
            found = reader.points_named(ids)
            return _reach(ground, [found[name] for name in ids], cells)

        return self._reaches.get(key, make)

    def mark(self, reader: Reader) -> Hashable:
        """Return what reaches hang on: cells in force, cameras and buildings.

        Parameters
        ----------
        reader
            A snapshot of the store.
        """
        cameras = self.at_hand.stamp(reader, PointKind.CAMERA)
        return cells_mark(reader), cameras, reader.mark("building")

    def _ground(self, reader: Reader) -> ReachGround | None:
        cells = self.at_hand.cells(reader)
        if not cells.cells:
            return None

        def make() -> ReachGround:
            plane = Ground.around(cells.shapes)
            shapes = np.array([one.geometry for one in reader.buildings()], dtype=object)
            return ReachGround(plane, plane.plane(shapes))

        return self._grounds.get((cells.signature, reader.mark("building")), make)


def _belongs(cell: Cell, chosen: PointFilter) -> bool:
    """Return whether a cell is one of those that a filter names; all are where it names none."""
    return not chosen.cells or cell.code.startswith(chosen.cells)


def _reach(ground: ReachGround, cameras: Sequence[Point], cells: tuple[Cell, ...]) -> CameraReach:
    points = np.array([shapely.Point(one.lon, one.lat) for one in cameras], dtype=object)
    columns = {name: [one.attributes.get(name) for one in cameras] for name in FIELDS}
    devices = camera_devices(points, columns)
    seen = ground.seen(devices)
    pieces = ground.ground.plane(np.array([cell.geometry for cell in cells], dtype=object))
    inside_m2 = union_of(seen).area_inside_m2(Outlines.of(pieces))
    ratio = np.clip(inside_m2 / shapely.area(pieces), 0.0, 1.0)
    blind = blind_ground(pieces, seen)
    whole = shapely.intersection(shapely.union_all(seen), shapely.union_all(pieces))
    return CameraReach(
        tuple(cameras[row].id for row in devices.device.tolist()),
        ground.ground.lonlat(seen),
        cells,
        ratio * np.array([cell.area_m2 for cell in cells]),
        ground.ground.lonlat([whole])[0],
        ground.ground.lonlat(blind.areas),
        blind.area_m2,
        devices.notes,
    )
