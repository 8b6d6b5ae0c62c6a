"""Densities as a map asks for them, each part kept as long as what it was made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import shapely

from gridmap.analysis.density_field import class_bounds
from gridmap.analysis.time_windows import BAND_COUNTS, Band, band_of
from gridmap.domain import PointKind
from gridmap.drawing.raster import density_png
from gridmap.services.heat import HeatOptions, communities_of, heat_of
from gridmap.services.hot_squares import HotSquares, hot_squares
from gridmap.services.keeping import Kept
from gridmap.services.live_heat import HeatBandwidth, HeatGround, HeatPoints, require_bandwidth
from gridmap.services.point_filter import PointFilter, local_clock

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gridmap.analysis import Density
    from gridmap.domain.point_columns import PointColumns
    from gridmap.services.point_filter import Box
    from gridmap.services.points_at_hand import AtHand
    from gridmap.services.principal import Principal
    from gridmap.store import Reader

_FRAME_SQUARES: Final = 360


@dataclass(frozen=True)
class HeatQuestion:
    """Which density is wanted.

    Attributes
    ----------
    kind
        What is counted.
    chosen
        Which of them.
    bandwidth_m
        Standard deviation of the kernel.
    frame
        What the picture shows; the whole territory by default.
    per_households
        Whether events are related to 1,000 households instead of to a km².
    """

    kind: PointKind
    chosen: PointFilter
    bandwidth_m: float
    frame: Box | None = None
    per_households: bool = False


@dataclass(frozen=True)
class HeatPicture:
    """A density and its legend.

    Attributes
    ----------
    density
        The raster of the frame.
    bounds
        Class bounds of the whole territory, so that a colour means the same in every frame.
    count
        How many points count in the whole territory.
    """

    density: Density
    bounds: tuple[float, ...]
    count: int


@dataclass(frozen=True)
class HeatFrames:
    """A density for each hour, weekday or month, with one legend for all.

    Attributes
    ----------
    first
        The density of the first; all lie on the same squares.
    bounds
        Class bounds of all.
    counts
        How many points count in each.
    pictures
        PNG of each.
    """

    first: Density
    bounds: tuple[float, ...]
    counts: tuple[int, ...]
    pictures: tuple[bytes, ...]


@dataclass
class HeatAtHand:
    """Makes densities over the points that are at hand, and keeps what they share."""

    at_hand: AtHand
    _areas: Kept = field(default_factory=lambda: Kept(2))
    _grounds: Kept = field(default_factory=lambda: Kept(2))
    _planes: Kept = field(default_factory=lambda: Kept(6))
    _bandwidths: Kept = field(default_factory=lambda: Kept(8))
    _pictures: Kept = field(default_factory=lambda: Kept(4))
    _series: Kept = field(default_factory=lambda: Kept(2))

    def picture(
        self, reader: Reader, principal: Principal, asked: HeatQuestion
    ) -> HeatPicture | None:
        """Return a density, None where there is no community or no point of the kind to be seen.

        Parameters
        ----------
        reader
            A snapshot of the store.
        principal
            Who asks.
        asked
            Which density.
        """
        points = self._points(reader, asked.kind)
        if points is None:
            return None
        if not PointFilter().holds(points.columns, principal).any():
            return None
        key = (id(points), principal.scope, asked)
        return self._pictures.get(key, lambda: self._made(reader, principal, points, asked))[1]

    def mark(self, reader: Reader, kind: PointKind) -> object:
        """Return what a density per km² of a kind hangs on: its points and the communities.

        Parameters
        ----------
        reader
            A snapshot of the store.
        kind
            What is counted.
        """
        return kind, self.at_hand.stamp(reader, kind), self._area(reader)[0]

    def frames(
        self, reader: Reader, principal: Principal, asked: HeatQuestion, band: Band
    ) -> HeatFrames | None:
        """Return a density of the whole territory for each band of time.

        Parameters
        ----------
        reader
            A snapshot of the store.
        principal
            Who asks.
        asked
            Which density; its frame has no meaning here.
        band
            ``hour``, ``weekday`` or ``month``, by the clock of the territory.
        """
        points = self._points(reader, asked.kind)
        if points is None:
            return None

        def make() -> tuple[HeatPoints, HeatFrames]:
            held = asked.chosen.holds(points.columns, principal)
            bands = band_of(local_clock(points.columns), band)
            heat = self._bandwidth(points, asked.bandwidth_m)
            densities = [
                heat.density(held & (bands == number), squares=_FRAME_SQUARES)
                for number in range(BAND_COUNTS[band])
            ]
            bounds = class_bounds(max(float(one.values.max()) for one in densities))
            counts = tuple(round(one.total) for one in densities)
            pictures = tuple(density_png(one.values, bounds) for one in densities)
            return points, HeatFrames(densities[0], bounds, counts, pictures)

        return self._series.get((id(points), principal.scope, asked, band), make)[1]

    def hot(
        self, reader: Reader, principal: Principal, kind: PointKind, chosen: PointFilter
    ) -> HotSquares | None:
        """Return the hot squares of points; None for a principal who sees only a part of them.

        Parameters
        ----------
        reader
            A snapshot of the store.
        principal
            Who asks.
        kind
            What is counted.
        chosen
            Which of them.
        """
        if principal.scope:
            return None
        points = self._points(reader, kind)
        if points is None:
            return None

        def make() -> tuple[HeatPoints, HotSquares | None]:
            rows = chosen.rows(points.columns, principal)
            return points, hot_squares(reader, points.columns.lonlat[rows])

        return self._pictures.get((id(points), "hot", chosen), make)[1]

    def _points(self, reader: Reader, kind: PointKind) -> HeatPoints | None:
        columns = self.at_hand.points(reader, kind)
        ground = self._ground(reader)
        if ground is None:
            return None
        # The values hold what their keys name, so that an identity is never given twice.
        return self._planes.get((id(columns), id(ground)), lambda: HeatPoints(columns, ground))

    def _ground(self, reader: Reader) -> HeatGround | None:
        key, boundary = self._area(reader)
        if boundary is None:
            return None
        return self._grounds.get(key, lambda: HeatGround.of(boundary))

    def _area(self, reader: Reader) -> tuple[bytes, shapely.Geometry | None]:
        """Return all communities as one area, and what tells it from others."""

        def make() -> tuple[bytes, shapely.Geometry | None]:
            boundary = communities_of(reader)
            return sha256(b"" if boundary is None else shapely.to_wkb(boundary)).digest(), boundary

        return self._areas.get(reader.mark("area"), make)

    def _bandwidth(self, points: HeatPoints, bandwidth_m: float) -> HeatBandwidth:
        return self._bandwidths.get(
            (id(points), bandwidth_m), lambda: HeatBandwidth(points, require_bandwidth(bandwidth_m))
        )

    def _made(
        self, reader: Reader, principal: Principal, points: HeatPoints, asked: HeatQuestion
    ) -> tuple[HeatPoints, HeatPicture]:
        held = asked.chosen.holds(points.columns, principal)
        if asked.per_households:
            return points, _per_households(reader, points.columns, held, asked)
        heat = self._bandwidth(points, asked.bandwidth_m)
        if asked.frame is None:
            density = heat.density(held)
            return points, HeatPicture(density, density.classes, round(density.total))
        whole = self.picture(reader, principal, _whole(asked))
        density = heat.density(held, asked.frame)
        bounds = density.classes if whole is None else whole.bounds
        return points, HeatPicture(density, bounds, round(density.total))


def _whole(asked: HeatQuestion) -> HeatQuestion:
    return HeatQuestion(asked.kind, asked.chosen, asked.bandwidth_m)


def _per_households(
    reader: Reader, columns: PointColumns, held: NDArray[np.bool_], asked: HeatQuestion
) -> HeatPicture:
    options = HeatOptions(bandwidth_m=require_bandwidth(asked.bandwidth_m), per="households")
    density = heat_of(reader, columns.lonlat[held], options)
    return HeatPicture(density, density.classes, round(density.total))
