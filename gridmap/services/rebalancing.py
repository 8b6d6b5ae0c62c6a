"""The smallest change from today's plan that brings loads near their mean again.

A draft branches from the plan, and blocks go over borders one by one, each an edit of the draft's
journal: whoever reads the draft sees every step and can undo it. The next block is the one between
the two neighbouring cells that differ most. Cells beyond the tolerance give or take; where that
helps no more, their neighbours make room; locked cells do neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain import Block, Cell, Plan
from gridmap.domain.commands import Transfer
from gridmap.errors import ConflictError, CoverageError, InputError, Place
from gridmap.services.drafting import Desk, Note
from gridmap.services.open_drafts import locks_on, new_draft
from gridmap.services.progress import Progress, silent

if TYPE_CHECKING:
    from gridmap.store import Store

MOST_MOVES = 400
# A block that a cell holds less of than this part is taken not to lie there at all.
_LEAST_SHARE = 0.01


@dataclass(frozen=True)
class RebalanceWish:
    """What is to be balanced, and how near to the mean.

    Parameters
    ----------
    source_id
        The plan to start from.
    tolerance_ratio
        How far a cell's load may be from the mean: 0.05 for five percent.
    name
        What the draft is called.
    by
        Who asks.
    """

    source_id: str
    tolerance_ratio: float = 0.05
    name: str = ""
    by: str = ""


@dataclass(frozen=True)
class Rebalanced:
    """A draft and what it moves.

    Parameters
    ----------
    plan
        The draft.
    cells
        Number of its cells.
    moves
        Number of blocks that change their cell.
    moved_load
        Their load together.
    worst_before_ratio, worst_after_ratio
        The largest deviation of a cell's load from the mean.
    """

    plan: Plan
    cells: int
    moves: int
    moved_load: float
    worst_before_ratio: float
    worst_after_ratio: float


@dataclass
class _Board:
    """Pieces of blocks, the cell that each is in now, and which pieces touch."""

    blocks: Sequence[Block]
    owner: list[str]
    load: list[float]
    block_of: list[int]
    neighbours: list[set[int]]
    fixed: frozenset[str]
    loads: dict[str, float] = field(default_factory=dict)
    barred: set[tuple[int, str]] = field(default_factory=set)

    @property
    def mean(self) -> float:
        return sum(self.loads.values()) / len(self.loads)

    def worst(self) -> float:
        mean = self.mean
        return max(abs(load / mean - 1) for load in self.loads.values()) if mean else 0.0

    def best(self, tolerance: float) -> tuple[int, str] | None:
        """Return the piece and the cell it should go to, None where no move helps.

        Cells beyond the tolerance give or take. Where their neighbours are as full or as empty as
        they are, the neighbours make room first.
        """
        mean = self.mean
        heavy = {code for code, load in self.loads.items() if load > mean * (1 + tolerance)}
        light = {code for code, load in self.loads.items() if load < mean * (1 - tolerance)}
        return self._evenest(heavy, light) or self._evenest(
            self._beside(heavy), self._beside(light)
        )

    def _evenest(self, givers: set[str], takers: set[str]) -> tuple[int, str] | None:
        wanted, gain = None, 0.0
        for piece, target in self._candidates():
            source, load = self.owner[piece], self.load[piece]
            difference = self.loads[source] - self.loads[target] - load
            is_needed = source in givers or target in takers
            if is_needed and difference > gain and self._stays_whole(piece):
                wanted, gain = (piece, target), difference
        return wanted

    def _beside(self, codes: set[str]) -> set[str]:
        """Return the neighbours of some cells."""
        return {
            self.owner[other]
            for piece, near in enumerate(self.neighbours)
            if self.owner[piece] in codes
            for other in near
        } - codes

    def move(self, piece: int, target: str) -> None:
        self.loads[self.owner[piece]] -= self.load[piece]
        self.loads[target] += self.load[piece]
        self.owner[piece] = target

    def command(self, piece: int, target: str) -> Transfer:
        block = self.blocks[self.block_of[piece]]
        return Transfer(block.geometry, self.owner[piece], target, (block.id,))

    def _candidates(self) -> Iterator[tuple[int, str]]:
        for piece, near in enumerate(self.neighbours):
            source = self.owner[piece]
            if self.load[piece] <= 0 or source in self.fixed:
                continue
            for target in sorted({self.owner[other] for other in near} - self.fixed - {source}):
                if (piece, target) not in self.barred:
                    yield piece, target

    def _stays_whole(self, piece: int) -> bool:
        """Return whether the cell without a piece hangs together and is not empty."""
        rest = {
            other
            for other, owner in enumerate(self.owner)
            if owner == self.owner[piece] and other != piece
        }
        if not rest:
            return False
        reached: set[int] = set()
        waiting = [min(rest)]
        while waiting:
            at = waiting.pop()
            if at not in reached:
                reached.add(at)
                waiting += self.neighbours[at] & rest - reached
        return reached == rest


def rebalance(
    store: Store, wish: RebalanceWish, progress: Progress = silent, at: datetime | None = None
) -> Rebalanced:
    """Branch a draft from a plan and move as little as brings its loads near their mean.

    Parameters
    ----------
    store
        Where the plan is.
    wish
        What is to be balanced.
    progress
        Told after each move.
    at
        The moment that the journal records (UTC).

    Returns
    -------
    rebalanced
        The draft, and what it moves.

    Raises
    ------
    ConflictError
        When there is no such plan.
    InputError
        When its community has no blocks, or they carry no load.
    """
    with store.reading() as reader:
        source = reader.plan(wish.source_id)
        if source is None:
            raise ConflictError("plan.unknown", Place(feature=wish.source_id), id=wish.source_id)
        blocks = reader.blocks(source.community_code)
        locked = {lock.cell_code for lock in locks_on(reader, source) if lock.cell_code}
        board = _board(reader.cells(source.id), blocks, frozenset(locked))
    before = board.worst()
    with store.writing() as work:
        plan = new_draft(work, source.id, name=wish.name)
    desk = Desk(store)
    note = Note(by=wish.by, at=at)
    moves, moved_load = 0, 0.0
    while moves < MOST_MOVES and board.worst() > wish.tolerance_ratio:
        move = board.best(wish.tolerance_ratio)
        if move is None:
            break
        piece, target = move
        command = board.command(piece, target)
        if not _is_carried_out(desk, plan, command, note):
            board.barred.add(move)
            continue
        board.move(piece, target)
        # It may not wander back: every block moves once.
        board.barred |= {(piece, code) for code in board.loads}
        moves, moved_load = moves + 1, moved_load + board.load[piece]
        progress("rebalance", moves, moves + 1)
    return Rebalanced(
        desk.draft(plan.id).plan, len(board.loads), moves, moved_load, before, board.worst()
    )


def _is_carried_out(desk: Desk, plan: Plan, command: Transfer, note: Note) -> bool:
    try:
        desk.edit(plan.id, command, note)
    except (CoverageError, InputError, ConflictError):
        return False
    return True


def _board(cells: Sequence[Cell], blocks: Sequence[Block], fixed: frozenset[str]) -> _Board:
    shapes = np.array([block.geometry for block in blocks], dtype=object)
    areas = np.array([cell.geometry for cell in cells], dtype=object)
    if not len(shapes) or sum(block.load for block in blocks) <= 0:
        raise InputError("rebalance.no_load")
    cell_at, block_at = shapely.STRtree(shapes).query(areas, predicate="intersects")
    pieces = shapely.intersection(areas[cell_at], shapes[block_at])
    share = shapely.area(pieces) / shapely.area(shapes)[block_at]
    kept = np.flatnonzero(share > _LEAST_SHARE)
    pieces, owners, of = pieces[kept], cell_at[kept], block_at[kept]
    load = [float(blocks[at].load * part) for at, part in zip(of, share[kept], strict=True)]
    board = _Board(
        blocks,
        [cells[at].code for at in owners],
        load,
        of.tolist(),
        _touching(pieces),
        fixed,
    )
    board.loads = {cell.code: 0.0 for cell in cells}
    for code, part in zip(board.owner, load, strict=True):
        board.loads[code] += part
    return board


def _touching(pieces: Sequence[object]) -> list[set[int]]:
    """Return the pieces that each piece shares a border with; a point is no border."""
    shapes = np.array(pieces, dtype=object)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    apart = first < second
    first, second = first[apart], second[apart]
    shared = shapely.length(shapely.intersection(shapes[first], shapes[second])) > 0
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in zip(first[shared].tolist(), second[shared].tolist(), strict=True):
        near[one].add(other)
        near[other].add(one)
    return [near[at] for at in range(len(shapes))]
