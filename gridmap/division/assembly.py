"""Turn approximate, labelled pieces into cells that partition a boundary exactly on the lattice.

Two passes. The first nodes the pieces with the boundary and finds out which arcs part one label
from another. The second nodes only those arcs with the boundary as it came, so that the outer ring
gains no node but the ends of arcs, and takes a node that is there already where one is near.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely import STRtree

from gridmap.division.arrays import Areal, FloatArray, IntArray, ObjectArray
from gridmap.division.frame import Frame
from gridmap.division.merging import heal, merge_loose
from gridmap.division.neighbours import borders_of, shared_edges
from gridmap.division.rim import without_strays
from gridmap.geometry import area_m2, snap_round
from gridmap.geometry.preparing import prepared

MOST_NECKS = 8  # rounds in which closing one neck may open the question of the next
TOUCH_UNITS = 3.0  # a vertex this near to the outer ring is on it but for rounding
NODE_TOLERANCE_M = 0.5  # an existing node of the outer ring this near is taken before a new one


@dataclass(frozen=True)
class Faces:
    """Faces of an arrangement inside a boundary, edge-matched and on the lattice.

    Parameters
    ----------
    geometries
        Polygons in WGS 84 lon/lat, shape (F,).
    labels
        Label of each face, -1 for none, shape (F,).
    """

    geometries: ObjectArray
    labels: IntArray


def faces_of_lines(boundary: Areal, lines: ArrayLike) -> ObjectArray:
    """Return the faces into which lines cut a boundary; dead ends cut nothing.

    Parameters
    ----------
    boundary
        On the lattice, WGS 84 lon/lat.
    lines
        Any lines in WGS 84 lon/lat, shape (L,).

    Returns
    -------
    faces
        Polygons on the lattice, shape (F,); they partition the boundary, whose outer ring keeps
        its nodes and gains only the ends of lines.
    """
    frame = Frame.around(boundary)
    ring_nodes = _Nodes(frame, boundary)
    arcs = _clipped(frame.local(lines), frame.local(boundary)[0])
    return _noded(frame, boundary, ring_nodes.tied(arcs))


def faces_of_pieces(boundary: Areal, pieces: ArrayLike, labels: IntArray) -> Faces:
    """Return the faces of the outlines of pieces inside a boundary, labelled.

    Parameters
    ----------
    boundary
        On the lattice, WGS 84 lon/lat.
    pieces
        Polygons in WGS 84 lon/lat, shape (P,), on or off the lattice; they may overlap, and leave
        parts of the boundary uncovered.
    labels
        Label of each piece, shape (P,). Where pieces overlap, the one that comes first gives it.

    Returns
    -------
    faces
        Each with the label of the piece in which it lies.
    """
    frame = Frame.around(boundary)
    area = frame.local(boundary)[0]
    parts, owner = shapely.get_parts(frame.local(pieces), return_index=True)
    arcs = _clipped(_once(shapely.boundary(parts)), area)
    faces = _noded(frame, boundary, arcs)
    points = shapely.point_on_surface(frame.local(faces))
    return Faces(faces, _label_at(points, parts, np.asarray(labels)[owner]))


def _once(outlines: ObjectArray) -> ObjectArray:
    """Return the edges of outlines as lines, each once, though two pieces share it."""
    lines = shapely.get_parts(outlines)
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    first = np.flatnonzero(owner[:-1] == owner[1:])
    edges = coordinates[np.column_stack([first, first + 1])].reshape(-1, 4)
    turned = (edges[:, 0] > edges[:, 2]) | (
        (edges[:, 0] == edges[:, 2]) & (edges[:, 1] > edges[:, 3])
    )
    edges[turned] = edges[turned][:, [2, 3, 0, 1]]
    unique = np.unique(edges, axis=0)
    once: ObjectArray = shapely.linestrings(unique.reshape(-1, 2, 2))
    return once


def _label_at(points: ObjectArray, pieces: ObjectArray, labels: IntArray) -> IntArray:
    """Return the label of the first piece that covers each point, -1 where none does."""
    found = np.full(len(points), -1, dtype=np.int64)
    point, piece = STRtree(pieces).query(points, predicate="intersects")
    order = np.lexsort((piece, point))
    hit, first = np.unique(point[order], return_index=True)
    found[hit] = labels[piece[order][first]]
    return found


def assemble(boundary: Areal, faces: Faces) -> tuple[ObjectArray, IntArray]:
    """Return one exact cell for each label.

    Parameters
    ----------
    boundary
        On the lattice, WGS 84 lon/lat.
    faces
        Labelled faces that fill the boundary, as `faces_of_pieces` gives them. Unlabelled faces,
        and pieces of a label that do not hang together with its largest, go to the neighbour with
        the longest shared border.

    Returns
    -------
    cells
        Polygons of shape (K,) on the lattice, sorted by label; they partition the boundary.
    labels
        Their labels, shape (K,).
    """
    labels = healed(faces)
    arcs = parting_arcs(faces.geometries, labels)
    frame = Frame.around(boundary)
    final = _noded(frame, boundary, _Nodes(frame, boundary).tied(frame.local(arcs)))
    inside = shapely.point_on_surface(final)
    again = Faces(final, _label_at(inside, faces.geometries, labels))
    cells, names = dissolve(again.geometries, healed(again))
    return settle(without_strays(boundary, cells)), names


def settle(cells: ObjectArray) -> ObjectArray:
    """Give cells clearance between arcs and nodes, and keep them in as many parts as they have.

    Clearance closes a neck narrower than a lattice unit. What it cuts off joins the neighbour with
    the longest shared border.

    Parameters
    ----------
    cells
        A coverage on the lattice, shape (K,).

    Returns
    -------
    settled
        The same cells, shape (K,), such that snap rounding changes nothing more.
    """
    settled = snap_round(cells).geometries
    for _ in range(MOST_NECKS):
        extra = shapely.get_num_geometries(settled) - shapely.get_num_geometries(cells)
        if (extra <= 0).all():
            break
        parts, owner = shapely.get_parts(settled, return_index=True)
        area = area_m2(parts)
        rank = np.lexsort((area, owner))
        place = np.arange(len(rank)) - np.searchsorted(owner[rank], owner[rank])
        loose = np.zeros(len(parts), dtype=bool)
        loose[rank] = place < extra[owner[rank]]
        keeper = merge_loose(borders_of(shared_edges(parts)), area, loose)
        settled = snap_round(dissolve(parts, owner[keeper])[0]).geometries
    return settled


def healed(faces: Faces) -> IntArray:
    """Return the labels of faces after `heal`; what has no neighbour joins the nearest label."""
    borders = borders_of(shared_edges(faces.geometries))
    labels = heal(borders, area_m2(faces.geometries), faces.labels)
    lost = labels < 0
    if lost.any() and not lost.all():
        nearest = STRtree(faces.geometries[~lost]).nearest(faces.geometries[lost])
        labels[lost] = labels[~lost][nearest]
    return labels


def parting_arcs(geometries: ObjectArray, labels: IntArray) -> ObjectArray:
    """Return the lines that part faces of different labels, merged at nodes of degree two."""
    edges = shared_edges(geometries)
    cut = labels[edges.first] != labels[edges.second]
    if not cut.any():
        return np.zeros(0, dtype=object)
    pairs = shapely.linestrings(np.stack([edges.start[cut], edges.end[cut]], axis=1))
    arcs: ObjectArray = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(pairs)))
    return arcs


def dissolve(geometries: ObjectArray, labels: IntArray) -> tuple[ObjectArray, IntArray]:
    """Join the faces of each label; vertices stay as they are.

    Returns
    -------
    cells
        Shape (K,), sorted by label.
    labels
        Shape (K,).
    """
    names, first = np.unique(np.sort(labels), return_index=True)
    groups = np.split(geometries[np.argsort(labels, kind="stable")], first[1:])
    cells = np.empty(len(names), dtype=object)
    for position, group in enumerate(groups):
        joined = group[0] if len(group) == 1 else shapely.coverage_union_all(group)
        cells[position] = _plain(joined)
    return shapely.normalize(cells), names


def _plain(geometry: Areal) -> Areal:
    """Return a multipolygon of one part as the polygon that it is."""
    parts = shapely.get_parts(geometry)
    return parts[0] if len(parts) == 1 else geometry


def _clipped(lines: ObjectArray, area: Areal) -> ObjectArray:
    """Return the parts of lines inside an area, as single lines."""
    area = prepared(area)
    within = shapely.contains_properly(area, lines)
    crossing = ~within & shapely.intersects(area, lines)
    cut = shapely.intersection(lines[crossing], area)
    parts = shapely.get_parts(shapely.get_parts(np.concatenate([lines[within], cut])))
    kept: ObjectArray = parts[shapely.get_dimensions(parts) == 1]
    return kept


def _noded(frame: Frame, boundary: Areal, arcs: ObjectArray) -> ObjectArray:
    """Return the faces of arcs and rings, snap rounded once; `settle` finds the fixed point."""
    area = frame.local(boundary)[0]
    lines = np.concatenate([shapely.get_rings(shapely.get_parts(area)), arcs])
    merged = shapely.union_all(lines, grid_size=1.0)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(merged)))
    area = prepared(area)
    inside = shapely.intersects(area, shapely.point_on_surface(faces))
    return frame.lonlat(faces[inside])


class _Nodes:
    """The nodes of a boundary, and those that arcs bring: ends of arcs are tied to them."""

    def __init__(self, frame: Frame, boundary: Areal) -> None:
        self._frame = frame
        area = frame.local(boundary)[0]
        self._ring = shapely.boundary(area)
        self._nodes = shapely.get_coordinates(area)

    def tied(self, arcs: ObjectArray) -> ObjectArray:
        """Return arcs whose vertices on the ring lie on a near node, else on the lattice.

        They are taken in the order of place, so that the answer does not depend on that of arcs.
        """
        if not len(arcs):
            return arcs
        coordinates, owner = shapely.get_coordinates(arcs, return_index=True)
        ring = prepared(self._ring)
        # Inner vertices may come as near as ends, where a border only touches the ring.
        ends = np.flatnonzero(shapely.dwithin(shapely.points(coordinates), ring, TOUCH_UNITS))
        order = np.lexsort(coordinates[ends].T)
        tied = coordinates.copy()
        tied[ends[order]] = self._tie(coordinates[ends[order]])
        return _without_loops(shapely.linestrings(tied, indices=owner))

    def _tie(self, ends: FloatArray) -> FloatArray:
        """Return the node for each end: an existing one, one given before, else a new one."""
        tree = STRtree(shapely.points(self._frame.metric(self._nodes)))
        at = shapely.points(self._frame.metric(ends))
        found, distance = tree.query_nearest(at, return_distance=True, all_matches=False)
        # The ring passes through the unit square around this point, so snap rounding joins the two.
        onto = shapely.shortest_line(shapely.points(ends), self._ring)
        taken: FloatArray = np.rint(shapely.get_coordinates(onto)[1::2])
        near = distance <= NODE_TOLERANCE_M
        taken[found[0, near]] = self._nodes[found[1, near]]
        fresh: list[FloatArray] = []
        for place in np.setdiff1d(np.arange(len(ends)), found[0, near]).tolist():
            for node in fresh:
                gap = self._frame.metric(node - ends[place])
                if float(np.hypot(gap[0], gap[1])) <= NODE_TOLERANCE_M:
                    taken[place] = node
                    break
            else:
                fresh.append(taken[place])
        return taken


def _without_loops(arcs: ObjectArray) -> ObjectArray:
    """Drop arcs that shrank to nothing."""
    kept: ObjectArray = arcs[shapely.length(arcs) > 0]
    return kept
