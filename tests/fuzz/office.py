"""Steps of a walk that go through a store: drafts are published, discarded and merged.

A store takes in a community of the walk with two rings of neighbours, as they stand. Drafts are
opened there and redrawn; what is in force afterwards is where the walk goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

from gridmap.domain.numbering import Numbering
from gridmap.domain.partition import Partition, Step
from gridmap.store import MemoryStore
from tests.fuzz.books import settle
from tests.fuzz.life import EDITS, Life
from tests.fuzz.oracle import require
from tests.fuzz.pencil import draw_aim
from tests.fuzz.tally import Tally

_COMMUNITY_DIGITS = 12
_RINGS, _POINTS, _MOST_EDITS = 2, 30, 3
_BORDER_RATIO = 0.25


@dataclass
class Office:
    """A store with some adjoining communities of a walk.

    Parameters
    ----------
    partition
        All cells of the walk.
    home
        The community whose drafts are redrawn.
    life
        What is done to the drafts.
    """

    partition: Partition
    home: str
    life: Life

    @classmethod
    def of(cls, partition: Partition, rng: np.random.Generator, tally: Tally) -> Office:
        """Open an office for some community and its neighbours."""
        homes = np.array([code[:_COMMUNITY_DIGITS] for code in partition.codes])
        home = str(rng.choice(np.unique(homes)))
        cells = partition.coverage.geometries
        tree, inside = shapely.STRtree(cells), homes == home
        for _ in range(_RINGS):
            beside = tree.query(cells[inside], predicate="intersects")[1]
            inside = np.isin(homes, homes[beside])
        store = MemoryStore()
        around = Partition.of(partition.cells[inside])
        settle(store, around, _POINTS, int(rng.integers(2**32)))
        return cls(partition, home, Life(store, rng, tally, whole=False))

    def act(self, name: str) -> Partition:
        """Do one of `ACTS`; return all cells of the walk as they are in force afterwards."""
        ACTS[name](self)
        return self._in_force()

    def publish(self) -> None:
        """Publish a draft, now and then with that of a neighbour whose border it moves."""
        self._redraw()
        if self.life.rng.random() < _BORDER_RATIO:
            # The first time opens the draft of the neighbour.
            self.life.act("edit_border", "move_node")
            self.life.act("edit_border", "move_node")
        self.life.publish()

    def discard(self) -> None:
        self._redraw()
        self.life.discard()
        require(self._in_force() is self.partition, "a discarded draft changed what is in force")

    def merge(self) -> None:
        """Merge two drafts, and publish one of them or what came out."""
        self._redraw()
        self._redraw()
        self.life.merge()
        self.life.publish()

    def _redraw(self) -> None:
        self.life.open(self.home)
        rng = self.life.rng
        for _ in range(int(rng.integers(1, _MOST_EDITS + 1))):
            self.life.edit(str(rng.choice(EDITS)), draw_aim(rng))

    def _in_force(self) -> Partition:
        """Return all cells of the walk, those of the store as they are in force."""
        with self.life.store.reading() as reader:
            now = {cell.code: cell for cell in reader.published_cells()}
            homes = {area.code for area in reader.areas("community")}
        known = dict(zip(self.partition.codes, self.partition.cells, strict=True))
        mine = {code: cell for code, cell in known.items() if code[:_COMMUNITY_DIGITS] in homes}
        dropped = [
            cell
            for code, cell in mine.items()
            if code not in now or now[code].geometry.wkb != cell.geometry.wkb
        ]
        gone = {cell.code for cell in dropped}
        placed = [cell for code, cell in now.items() if code in gone or code not in mine]
        if not dropped and not placed:
            return self.partition
        elsewhere = {cell.code for cell in dropped} ^ {cell.code for cell in placed}
        at_home = all(code.startswith(self.home) for code in elsewhere)
        require(at_home, "a neighbour has other codes than before")
        step = Step(tuple(dropped), tuple(sorted(placed, key=lambda cell: cell.code)))
        return self.partition.patched(step, self._numbering(now))

    def _numbering(self, codes: object) -> Numbering:
        numbering = self.partition.numbering
        fresh = Numbering.after(codes).highest
        highest = {
            stem: max(fresh.get(stem, 0), numbering.highest.get(stem, 0))
            for stem in {*fresh, *numbering.highest}
        }
        return replace(numbering, highest=highest)


ACTS = {"publish": Office.publish, "discard": Office.discard, "merge of drafts": Office.merge}
