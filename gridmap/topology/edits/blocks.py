"""Long sequences that share what they have in common with the sequences they were made from.

An edit changes a handful of thousands of cells. Copying all of them costs more than the edit, so
they stand in blocks, and only the blocks that a change touches are made anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Copying a block costs as much as passing over the blocks when both are about as many.
_LENGTH = 256


class Block:
    """Some items in a row; a subclass may keep what it works out of them.

    Parameters
    ----------
    items
        The items, never changed.
    """

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = tuple(items)


B = TypeVar("B", bound=Block)


class Blocks(Generic[B]):
    """An immutable sequence in blocks.

    Parameters
    ----------
    blocks
        The blocks, none of them empty.
    ends
        How many items stand before the end of each, where that is known.
    """

    def __init__(self, blocks: Sequence[B], ends: list[int] | None = None) -> None:
        self.blocks = tuple(blocks)
        self._ends = ends or list(accumulate(len(block.items) for block in self.blocks))

    @classmethod
    def of(cls, items: Sequence[Any], make: type[B]) -> Blocks[B]:
        """Return items as blocks of a kind."""
        return cls([make(items[at : at + _LENGTH]) for at in range(0, len(items), _LENGTH)])

    def __len__(self) -> int:
        """Return the number of items."""
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Any]:
        """Pass over all items."""
        for block in self.blocks:
            yield from block.items

    def __getitem__(self, position: int) -> Any:  # noqa: ANN401  items are of any kind
        """Return the item at a position from 0."""
        number = bisect_right(self._ends, position)
        return self.blocks[number].items[position - self.begin_of(number)]

    def begin_of(self, number: int) -> int:
        """Return the position of the first item of a block."""
        return self._ends[number - 1] if number else 0

    def patched(
        self, dropped: Sequence[int], placed: Sequence[int], items: Sequence[Any], make: type[B]
    ) -> Blocks[B]:
        """Return the sequence with some items taken out and others put in.

        Parameters
        ----------
        dropped
            Positions of the items that go, lowest first.
        placed
            Positions in the result of those that come, lowest first. The others keep their order.
        items
            Those that come.
        make
            The kind of block.

        Returns
        -------
        patched
            The items afterwards; blocks without a change are the same objects.
        """
        out, put = _moves(dropped, placed)
        drafts: dict[int, list[Any]] = {}
        ends = self._ends
        for position in reversed(out):
            draft, place = _opened(self.blocks, drafts, ends, position)
            del draft[place]
        if out:
            ends = self._ends_of(drafts)
        for position in reversed(put):
            draft, place = _opened(self.blocks, drafts, ends, position)
            draft.insert(place, None)
        if put:
            ends = self._ends_of(drafts)
        for position, item in zip(placed, items, strict=True):
            draft, place = _opened(self.blocks, drafts, ends, position)
            draft[place] = item
        if not out and not put:
            blocks = list(self.blocks)
            for number, draft in drafts.items():
                blocks[number] = make(draft)
            return Blocks(blocks, ends)
        return self._with(drafts, make)

    def _ends_of(self, drafts: dict[int, list[Any]]) -> list[int]:
        sizes = [len(block.items) for block in self.blocks]
        for number, draft in drafts.items():
            if number < len(sizes):
                sizes[number] = len(draft)
            else:
                sizes.append(len(draft))
        return list(accumulate(sizes))

    def _with(self, drafts: dict[int, list[Any]], make: type[B]) -> Blocks[B]:
        blocks = list(self.blocks)
        for number in sorted(drafts, reverse=True):
            draft = drafts[number]
            step = len(draft) if len(draft) <= 2 * _LENGTH else _LENGTH
            pieces = range(0, len(draft), step or 1)
            blocks[number : number + 1] = [make(draft[at : at + step]) for at in pieces]
        return Blocks(blocks)


def _opened(
    blocks: Sequence[Block], drafts: dict[int, list[Any]], ends: list[int], position: int
) -> tuple[list[Any], int]:
    """Return the draft of the block at a position, and the place in it; the end is in the last."""
    number = min(bisect_right(ends, position), max(len(ends) - 1, 0))
    if number not in drafts:
        drafts[number] = list(blocks[number].items) if number < len(blocks) else []
    return drafts[number], position - (ends[number - 1] if number else 0)


def _moves(dropped: Sequence[int], placed: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return which positions to take out, and before which of the rest to put new ones in.

    An item that comes where one goes takes its place, so that nothing behind it moves.
    """
    out: list[int] = []
    put: list[int] = []
    going, coming = deque(dropped), deque(placed)
    while going or coming:
        here = going[0] - len(out) + len(put) if going else None
        if coming and (here is None or coming[0] < here):
            put.append(coming.popleft() - len(put))
        elif coming and coming[0] == here:
            going.popleft()
            coming.popleft()
        else:
            out.append(going.popleft())
    return out, put
