"""Compiled seeds of a grouping: a power diagram for open ground, graph bisection for barriers."""

# ruff: noqa: PLR0917 - compiled functions take plain arrays by position

from __future__ import annotations

import numpy as np

from gridmap.compiled import kernel
from gridmap.division.arrays import BoolArray, FloatArray, IntArray


@kernel
def bisect_by_axis(
    centre: FloatArray, load: FloatArray, area: FloatArray, cells: int, turn: float
) -> IntArray:
    """Halve the blocks again and again across their longer axis, by load.

    Parameters
    ----------
    centre
        Centres of shape (N, 2) in metres.
    load
        Load of shape (N,).
    area
        Area of shape (N,), the weight of the principal axis.
    cells
        Number of groups, at most N.
    turn
        Angle in radians by which each axis is turned, so that tries differ.

    Returns
    -------
    labels
        Group of each block, shape (N,); no group is empty.
    """
    count = len(load)
    labels = np.zeros(count, np.int64)
    order = np.arange(count)
    stack = [(0, count, 0, cells)]
    while len(stack) > 0:
        start, stop, first, share = stack.pop()
        if share == 1:
            for position in range(start, stop):
                labels[order[position]] = first
            continue
        mean_x = 0.0
        mean_y = 0.0
        weight = 0.0
        for position in range(start, stop):
            block = order[position]
            mean_x += area[block] * centre[block, 0]
            mean_y += area[block] * centre[block, 1]
            weight += area[block]
        mean_x /= weight
        mean_y /= weight
        var_x = 0.0
        var_y = 0.0
        mixed = 0.0
        total = 0.0
        for position in range(start, stop):
            block = order[position]
            dx = centre[block, 0] - mean_x
            dy = centre[block, 1] - mean_y
            var_x += area[block] * dx * dx
            var_y += area[block] * dy * dy
            mixed += area[block] * dx * dy
            total += load[block]
        angle = 0.5 * np.arctan2(2.0 * mixed, var_x - var_y) + turn
        cosine = np.cos(angle)
        sine = np.sin(angle)
        key = np.empty(stop - start)
        for position in range(start, stop):
            block = order[position]
            key[position - start] = centre[block, 0] * cosine + centre[block, 1] * sine
        order[start:stop] = order[start:stop][np.argsort(key, kind="mergesort")]
        left = share // 2
        cut = cut_by_load(load, order, start, stop, total * left / share, left, share - left)
        stack.append((start, cut, first, left))
        stack.append((cut, stop, first + left, share - left))
    return labels


@kernel
def cut_by_load(
    load: FloatArray,
    order: IntArray,
    start: int,
    stop: int,
    goal: float,
    least_left: int,
    least_right: int,
) -> int:
    """Return where an ordered run of blocks is cut so that the left side comes nearest to a load.

    Each side keeps at least as many blocks as it must later give cells.
    """
    held = 0.0
    cut = start
    while cut < stop and held + 0.5 * load[order[cut]] < goal:
        held += load[order[cut]]
        cut += 1
    return min(max(cut, start + least_left), stop - least_right)


@kernel
def power_diagram(
    centre: FloatArray,
    load: FloatArray,
    area: FloatArray,
    labels: IntArray,
    cells: int,
    rounds: int,
    candidates: int,
) -> None:
    """Turn groups into a balanced centroidal power diagram of the block centres, in place.

    Each round moves the sites towards their centroids and raises the weight of a site with too
    little load (ascent of the dual of the transport problem). A block is compared only with the
    sites near its present one. The idea is that of balanced centroidal power diagrams (Cohen-Addad,
    Klein and Young, 2018).

    Parameters
    ----------
    centre
        Centres of shape (N, 2) in metres.
    load
        Load of shape (N,).
    area
        Area of shape (N,) in m2.
    labels
        Group of each block, shape (N,); changed in place.
    cells
        Number of groups.
    rounds
        How many rounds to run.
    candidates
        How many sites near a block's present one are compared.
    """
    count = len(load)
    goal = load.sum() / cells
    mean_area = area.sum() / cells
    near = min(candidates, cells)
    site = np.zeros((cells, 2))
    weight = np.zeros(cells)
    nearest = np.zeros((cells, near), np.int64)
    gap = np.empty(cells)
    for step in range(rounds):
        moment = np.zeros((cells, 2))
        cell_area = np.zeros(cells)
        cell_load = np.zeros(cells)
        for block in range(count):
            cell = labels[block]
            moment[cell, 0] += area[block] * centre[block, 0]
            moment[cell, 1] += area[block] * centre[block, 1]
            cell_area[cell] += area[block]
            cell_load[cell] += load[block]
        early = step < 0.6 * rounds
        pace = 1.0 if step == 0 else (0.5 if early else (0.15 if step < 0.85 * rounds else 0.0))
        for cell in range(cells):
            if cell_area[cell] > 0.0:
                site[cell, 0] += pace * (moment[cell, 0] / cell_area[cell] - site[cell, 0])
                site[cell, 1] += pace * (moment[cell, 1] / cell_area[cell] - site[cell, 1])
        if step > 0 and goal > 0.0:
            stride = 0.35 if early else 0.12
            for cell in range(cells):
                scale = min(max(cell_area[cell], 0.1 * mean_area), 10.0 * mean_area)
                lack = min(max((goal - cell_load[cell]) / goal, -1.0), 1.0)
                weight[cell] += stride * scale * lack
            weight -= weight.mean()
        if step % 4 == 0:
            for cell in range(cells):
                for other in range(cells):
                    dx = site[cell, 0] - site[other, 0]
                    dy = site[cell, 1] - site[other, 1]
                    gap[other] = dx * dx + dy * dy - weight[other]
                gap[cell] = -np.inf
                if near < cells:
                    nearest[cell] = np.argpartition(gap, near - 1)[:near]
                else:
                    nearest[cell] = np.arange(cells)
        for block in range(count):
            best = np.inf
            chosen = labels[block]
            for slot in range(near):
                cell = nearest[labels[block], slot]
                dx = centre[block, 0] - site[cell, 0]
                dy = centre[block, 1] - site[cell, 1]
                power = dx * dx + dy * dy - weight[cell]
                if power < best:
                    best = power
                    chosen = cell
            labels[block] = chosen


@kernel
def distances(
    indptr: IntArray,
    indices: IntArray,
    steps: FloatArray,
    passable: BoolArray,
    region: IntArray,
    wanted: int,
    source: int,
) -> FloatArray:
    """Return the walking distance from one block to the blocks of its region (Dijkstra).

    Parameters
    ----------
    indptr, indices
        Neighbours in CSR form.
    steps
        Length of each step.
    passable
        Whether each pair may be walked.
    region
        Region of each block; only blocks of region `wanted` are entered.
    wanted
        The region.
    source
        The block to start from.

    Returns
    -------
    distance
        Shape (N,), infinite outside the region.
    """
    count = len(indptr) - 1
    distance = np.full(count, np.inf)
    distance[source] = 0.0
    heap = [(0.0, source)]
    while len(heap) > 0:
        # A binary heap by hand: the standard one is not compiled for tuples in all versions.
        far, block = heap[0]
        tail = heap.pop()
        size = len(heap)
        if size > 0:
            slot = 0
            while True:
                child = 2 * slot + 1
                if child >= size:
                    break
                if child + 1 < size and heap[child + 1] < heap[child]:
                    child += 1
                if heap[child] >= tail:
                    break
                heap[slot] = heap[child]
                slot = child
            heap[slot] = tail
        if far > distance[block]:
            continue
        for edge in range(indptr[block], indptr[block + 1]):
            other = indices[edge]
            if not passable[edge] or region[other] != wanted:
                continue
            reach = far + steps[edge]
            if reach < distance[other]:
                distance[other] = reach
                item = (reach, other)
                heap.append(item)
                slot = len(heap) - 1
                while slot > 0:
                    parent = (slot - 1) // 2
                    if heap[parent] <= item:
                        break
                    heap[slot] = heap[parent]
                    slot = parent
                heap[slot] = item
    return distance


@kernel
def bisect_by_walk(
    indptr: IntArray,
    indices: IntArray,
    steps: FloatArray,
    passable: BoolArray,
    load: FloatArray,
    cells: int,
    start: int,
) -> IntArray:
    """Halve a connected graph again and again by walking distance, by load.

    The two ends of a region are its farthest blocks; a block goes by the difference of its
    distances to them. Along a shortest path towards an end that difference never turns back, so
    both sides hang together however the barriers run.

    Parameters
    ----------
    indptr, indices
        Neighbours in CSR form; the passable graph is connected.
    steps
        Length of each step as a whole positive number: equal ways must be exactly equal, or the
        proof fails by rounding.
    passable
        Whether each pair may be walked.
    load
        Load of shape (N,).
    cells
        Number of groups, at most N.
    start
        Block from which the first end is sought, so that tries differ.

    Returns
    -------
    labels
        Group of each block, shape (N,); each group hangs together and none is empty.
    """
    count = len(load)
    labels = np.zeros(count, np.int64)
    share = np.zeros(cells, np.int64)
    share[0] = cells
    for first in range(cells):
        while share[first] > 1:
            members = np.flatnonzero(labels == first)
            seed = start if labels[start] == first else members[0]
            for _ in range(2):
                far = distances(indptr, indices, steps, passable, labels, first, seed)
                seed = members[np.argmax(far[members])]
            near_end = distances(indptr, indices, steps, passable, labels, first, seed)
            other = members[np.argmax(near_end[members])]
            far_end = distances(indptr, indices, steps, passable, labels, first, other)
            lead = near_end[members] - far_end[members]
            rank = np.argsort(lead, kind="mergesort")
            order = members[rank]
            lead = lead[rank]
            total = load[order].sum()
            goal = total * (share[first] // 2) / share[first]
            # Blocks of equal difference hang behind one gate: they stay on one side.
            held = 0.0
            cut = 0
            left_load = 0.0
            least = np.inf
            for slot in range(1, len(order)):
                held += load[order[slot - 1]]
                if lead[slot] > lead[slot - 1] and abs(held - goal) < least:
                    least = abs(held - goal)
                    left_load = held
                    cut = slot
            part = left_load / total if total > 0.0 else cut / len(order)
            whole = int(share[first])
            left = max(int(np.rint(part * whole)), 1, whole - (len(order) - cut))
            left = min(left, whole - 1, cut)
            labels[order[cut:]] = first + left
            share[first + left] = share[first] - left
            share[first] = left
    return labels
