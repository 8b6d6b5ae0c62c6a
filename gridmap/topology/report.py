"""What a check of a coverage finds: faults as geometry, with the cells that take part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from gridmap.errors import CoverageError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator


# The gravest first.
KINDS = ("invalid", "overlaps", "gaps", "outside", "mismatches", "crowded", "pinched")


@dataclass(frozen=True)
class Defect:
    """One fault.

    Parameters
    ----------
    geometry
        Where it is, in WGS 84 lon/lat: a polygon, a line or a point.
    positions
        Positions of the cells that take part, lowest first.
    area_m2, length_m
        Its size on the ellipsoid, 0 where it has none.
    """

    geometry: shapely.Geometry
    positions: tuple[int, ...]
    area_m2: float = 0.0
    length_m: float = 0.0


@dataclass(frozen=True)
class CoverageReport:
    """All faults of a coverage, by kind.

    Parameters
    ----------
    invalid
        Cells that are empty or no valid polygon, each with the place of the fault.
    gaps
        Voids that cells enclose, or that the boundary encloses and no cell covers.
    overlaps
        Areas that two cells both cover.
    outside
        Areas of cells beyond the boundary; none where no boundary is given.
    mismatches
        Edges that pass or cross a node of a neighbour without sharing it.
    crowded
        Nodes that an edge of the same coverage passes at less than one lattice unit.
    pinched
        Outer edges that begin where a hole touches the border of its cell: exact, but no coverage
        to GEOS. They are looked for where there is no other fault.
    """

    invalid: tuple[Defect, ...] = ()
    gaps: tuple[Defect, ...] = ()
    overlaps: tuple[Defect, ...] = ()
    outside: tuple[Defect, ...] = ()
    mismatches: tuple[Defect, ...] = ()
    crowded: tuple[Defect, ...] = ()
    pinched: tuple[Defect, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether there is no fault at all."""
        return not any(True for _ in self)

    def __iter__(self) -> Iterator[tuple[str, Defect]]:
        """Yield the kind and the fault, gravest kinds first."""
        for kind in KINDS:
            for defect in getattr(self, kind):
                yield kind, defect

    def require_valid(self) -> None:
        """Refuse the coverage when it has a fault.

        Raises
        ------
        CoverageError
            With the gravest kind of fault, how many there are, and the place of the first.
        """
        for kind, defect in self:
            raise CoverageError(
                f"coverage.{kind}",
                Place(geometry=defect.geometry),
                count=len(getattr(self, kind)),
                cells=", ".join(str(position + 1) for position in defect.positions),
                area_m2=defect.area_m2,
            )
