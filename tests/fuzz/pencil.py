"""Draws commands at random: most of them sensible, some of them aimed at trouble."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely

from gridmap.domain.commands import (
    Command,
    DeleteNode,
    InsertNode,
    Merge,
    MoveNode,
    ReshapeArc,
    Split,
    Transfer,
)
from gridmap.domain.partition import Partition
from tests.fuzz.oracle import UNITS_PER_DEGREE, Edge, Node, units_of

AIMS = ("tiny cell", "junction", "outer edge", "another arc")
# One edit in ten is aimed at trouble.
_AIMED_RATIO = 0.1
_TINY_RATIO = 0.05
_MOSTLY, _HALF = 0.8, 0.5
_THREE = 3
_TRIES = 6


def draw_aim(rng: np.random.Generator) -> str:
    """Return what an edit is aimed at, for most of them nothing."""
    return str(rng.choice(AIMS)) if rng.random() < _AIMED_RATIO else ""


@dataclass(frozen=True)
class Spot:
    """A cell with its neighbours: who has which edge, and what is beside each node."""

    position: int
    rings: list[list[Node]]
    sides: dict[frozenset[Node], list[int]]
    beside: dict[Node, set[Node]]
    cells: dict[Node, set[int]]

    @classmethod
    def of(cls, partition: Partition, position: int) -> Spot:
        bounds = partition.coverage.bounds[position]
        sides, beside, cells = defaultdict(list), defaultdict(set), defaultdict(set)
        rings: list[list[Node]] = []
        for near in partition.coverage.near(bounds[:2], bounds[2:]).tolist():
            parts = shapely.get_parts(partition.coverage.geometries[near])
            for ring in shapely.get_rings(parts):
                nodes = [tuple(node) for node in units_of(shapely.get_coordinates(ring)).tolist()]
                for one, other in pairwise(nodes):
                    sides[frozenset((one, other))].append(near)
                    beside[one].add(other)
                    beside[other].add(one)
                    cells[one].add(near)
                if near == position:
                    rings.append(nodes[:-1])
        return cls(position, rings, sides, beside, cells)


@dataclass
class Pencil:
    """Draws commands for one state of a partition.

    Parameters
    ----------
    rng
        The only source of chance.
    partition
        What is to be redrawn.
    outer
        Its one-sided edges, to aim at them.
    aim
        One of `AIMS`, or none.
    """

    rng: np.random.Generator
    partition: Partition
    outer: set[Edge] = field(default_factory=set)
    aim: str = ""

    def draw(self, op: str) -> Command:
        command: Command = getattr(self, f"_{op}")()
        return command

    def _position(self) -> int:
        areas = np.array([cell.area_m2 for cell in self.partition.cells])
        if self.aim == "tiny cell":
            few = max(1, int(_TINY_RATIO * len(areas)))
            return int(self.rng.choice(np.argsort(areas)[:few]))
        if self.aim == "outer edge" and self.outer:
            listed = sorted(self.outer)
            (lon, lat), _ = np.array(listed[int(self.rng.integers(len(listed)))]) / UNITS_PER_DEGREE
            return int(self.rng.choice(self.partition.coverage.near((lon, lat), (lon, lat))))
        return int(self.rng.integers(len(areas)))

    def _spot(self) -> Spot:
        return Spot.of(self.partition, self._position())

    def _corner(self, spot: Spot) -> tuple[list[Node], int]:
        """Return a ring and the place in it of a node, as far as may be one that is aimed at."""
        corners = [(ring, k) for ring in spot.rings for k in range(len(ring))]
        junctions = [(ring, k) for ring, k in corners if len(spot.beside[ring[k]]) >= _THREE]
        ends = {
            node
            for ring, k in corners
            for edge in ((ring[k - 1], ring[k]), (ring[k], ring[k - 1]))
            if edge in self.outer
            for node in edge
        }
        outer = [(ring, k) for ring, k in corners if ring[k] in ends]
        wished = {"junction": junctions, "outer edge": outer}.get(self.aim, []) or corners
        # The outer edge of a community can hardly move, so most edits leave it alone.
        if self.partition.boundary is not None and not self.aim and self.rng.random() < _MOSTLY:
            wished = [(ring, k) for ring, k in corners if ring[k] not in ends] or corners
        return wished[int(self.rng.integers(len(wished)))]

    def _move_node(self) -> Command:
        spot = self._spot()
        ring, k = self._corner(spot)
        at = ring[k]
        if self.aim == "another arc":
            return MoveNode(_place(at), _place(self._on_another_arc(spot, at)))
        away = [np.hypot(*np.subtract(node, at)) for node in sorted(spot.beside[at])]
        step = self.rng.uniform(0.1, 2.0) * float(np.mean(away))
        return MoveNode(_place(at), _place(self._aside(at, step)))

    def _on_another_arc(self, spot: Spot, at: Node) -> tuple[float, float]:
        """Return a place on an edge or node nearby that does not belong to a node's own edges."""
        foreign = sorted(tuple(sorted(edge)) for edge in spot.sides if at not in edge)
        if not foreign:
            return self._aside(at, 3.0)
        near = np.argsort(shapely.distance(shapely.linestrings(foreign), shapely.Point(at)))[:8]
        one, other = np.array(foreign[int(self.rng.choice(near))], dtype=float)
        place = one + float(self.rng.choice([0.0, 0.5, 1.0])) * (other - one)
        return self._aside(place, self.rng.uniform(0.0, 2.0) * self.rng.integers(2))

    def _insert_node(self) -> Command:
        ring, k = self._corner(self._spot())
        one, other = np.array(ring[k - 1], dtype=float), np.array(ring[k], dtype=float)
        on = one + self.rng.uniform(0.2, 0.8) * (other - one)
        at = on
        # Half of them lie beside the arc.
        if self.rng.random() < _HALF:
            at = on + self.rng.uniform(-0.3, 0.3) * (other - one)[::-1] * (1, -1)
        return InsertNode(_place(on), _place(at))

    def _delete_node(self) -> Command:
        spot = self._spot()
        ring, k = self._corner(spot)
        bends = [node for node in ring if len(spot.beside[node]) < _THREE]
        # A junction inside can never go, so most deletions leave those out.
        if bends and not self.aim and self.rng.random() < _MOSTLY:
            return DeleteNode(_place(bends[int(self.rng.integers(len(bends)))]))
        return DeleteNode(_place(ring[k]))

    def _reshape_arc(self) -> Command:
        spot = self._spot()
        ring, k = self._corner(spot)
        way = [ring[k], ring[(k + 1) % len(ring)]]
        most = int(self.rng.integers(1, 6))
        while len(spot.beside[way[-1]]) < _THREE and len(way) <= min(most, len(ring) - 2):
            way.append(ring[(k + len(way)) % len(ring)])
        ends = np.array([way[0], way[-1]], dtype=float)
        length = float(np.hypot(*(ends[1] - ends[0])))
        # An edge alone needs a bend, or it would stay as it is.
        fewest = 1 if len(way) == len(ends) else 0
        shares = np.sort(self.rng.uniform(0.1, 0.9, int(self.rng.integers(fewest, 4))))
        step = self.rng.uniform(0.02, 0.4) * length
        bends = [self._aside(ends[0] + share * (ends[1] - ends[0]), step) for share in shares]
        if self.aim == "another arc":
            bends.append(self._on_another_arc(spot, way[0]))
        line = tuple(_place(node) for node in [way[0], *bends, way[-1]])
        return ReshapeArc((line[0], line[-1]), line)

    def _split(self) -> Command:
        position = self._position()
        cell = self.partition.coverage.geometries[position]
        middle = np.array(cell.representative_point().coords[0])
        angle = self.rng.uniform(0.0, np.pi)
        reach = float(np.hypot(*np.subtract(cell.bounds[2:], cell.bounds[:2])))
        step = reach * np.array([np.cos(angle), np.sin(angle)])
        line = np.array([middle - step, middle + step])
        # Most cuts go through the cell once.
        if self.rng.random() < _MOSTLY:
            chords = shapely.get_parts(shapely.intersection(cell, shapely.LineString(line)))
            chord = max(chords, key=shapely.length)
            ends = shapely.get_coordinates(chord)[[0, -1]]
            line = ends + 1e-7 * (ends - ends[::-1]) / max(chord.length, 1e-7)
        if self.rng.random() < _HALF:
            bend = line.mean(axis=0) + self.rng.uniform(-0.1, 0.1, 2) * np.ptp(line, axis=0)
            line = np.array([line[0], bend, line[1]])
        return Split(self.partition.codes[position], tuple(map(tuple, line.tolist())))

    def _pair(self) -> tuple[Spot, frozenset[Node], int]:
        """Return a cell, an edge of it and the cell across, where one is found soon."""
        for _ in range(_TRIES):
            spot = self._spot()
            ring, k = self._corner(spot)
            edge = frozenset((ring[k - 1], ring[k]))
            across = [other for other in spot.sides[edge] if other != spot.position]
            if across:
                break
        else:
            across = [(spot.position + 1) % len(self.partition)]
        return spot, edge, across[0]

    def _merge(self) -> Command:
        spot, _, across = self._pair()
        chosen = {spot.position, across}
        if self.aim == "another arc":
            chosen.add(int(self.rng.choice(sorted(set().union(*spot.cells.values())))))
        return Merge(tuple(self.partition.codes[k] for k in sorted(chosen)))

    def _transfer(self) -> Command:
        spot, edge, across = self._pair()
        one, other = np.array(sorted(edge), dtype=float)
        middle = one + self.rng.uniform(0.0, 1.0) * (other - one)
        area = self.partition.coverage.geometries[spot.position].area * UNITS_PER_DEGREE**2
        # What is smaller than a lattice unit is no piece.
        reach = max(2.0, self.rng.uniform(0.1, 1.5 if self.aim else 0.5) * float(np.sqrt(area)))
        piece = shapely.buffer(
            shapely.Point(middle / UNITS_PER_DEGREE), reach / UNITS_PER_DEGREE, quad_segs=2
        )
        codes = self.partition.codes
        return Transfer(piece, codes[spot.position], codes[across])

    def _aside(self, place: object, step: float) -> tuple[float, float]:
        angle = self.rng.uniform(0.0, 2.0 * np.pi)
        x, y = np.asarray(place, dtype=float) + step * np.array([np.cos(angle), np.sin(angle)])
        return float(x), float(y)


def _place(units: object) -> tuple[float, float]:
    x, y = np.asarray(units, dtype=float) / UNITS_PER_DEGREE
    return float(x), float(y)
