"""Carry out a command on a partition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely

from gridmap import division
from gridmap.domain.commands import (
    Command,
    DeleteNode,
    InsertNode,
    Line,
    Merge,
    MoveNode,
    ReshapeArc,
    Split,
    SplitEqual,
    Transfer,
)
from gridmap.domain.partition import Partition, Step, Weigh, joined
from gridmap.errors import InputError
from gridmap.topology import edits
from gridmap.topology.edits import Edited

_Outcome = tuple[Step, Partition]
MOST_PARTS: Final = 50


@dataclass(frozen=True)
class Redrawn:
    """What a command did.

    Parameters
    ----------
    command
        The command in full: what had to be looked for is in it, so that it can be replayed.
    step
        The change.
    partition
        The partition afterwards.
    """

    command: Command
    step: Step
    partition: Partition


def carry_out(partition: Partition, command: Command, weigh: Weigh | None = None) -> Redrawn:
    """Carry out a command.

    Parameters
    ----------
    partition
        The cells as they are; they stay so.
    command
        What to do.
    weigh
        Gives the load of each of some geometries, for the cells that change.

    Returns
    -------
    redrawn
        The change and the cells afterwards.

    Raises
    ------
    InputError
        When the command names a place or a code that is not there.
    CoverageError
        When the partition would break, with the place.
    ConflictError
        When a community has used all its numbers.
    """
    full = _completed(partition, command)
    step, after = _ACTIONS[type(full)](partition, full, weigh)
    return Redrawn(full, step, after)


def _completed(partition: Partition, command: Command) -> Command:
    if isinstance(command, SplitEqual) and not command.lines:
        if not 2 <= command.parts <= MOST_PARTS:  # noqa: PLR2004  one part is no split
            raise InputError("commands.parts", parts=command.parts, most=MOST_PARTS)
        cuts = division.part_equally(partition.cell(command.code).geometry, command.parts)
        return replace(command, lines=tuple(as_line(cut) for cut in cuts))
    return command


def as_line(line: shapely.LineString) -> Line:
    """Return a line string as pairs of lon and lat."""
    return tuple((float(lon), float(lat)) for lon, lat in shapely.get_coordinates(line))


def _named(
    partition: Partition, edited: Edited, weigh: Weigh | None, parent_code: str | None = None
) -> _Outcome:
    step, numbering = partition.step_of(edited, parent_code, weigh)
    return step, partition.followed(edited, step, numbering)


def _move(partition: Partition, command: MoveNode, weigh: Weigh | None) -> _Outcome:
    edited = edits.move_node(
        partition.coverage, command.at, command.to, boundary=partition.boundary
    )
    return _named(partition, edited, weigh)


def _insert(partition: Partition, command: InsertNode, weigh: Weigh | None) -> _Outcome:
    edited = edits.insert_node(
        partition.coverage, command.on, command.at, boundary=partition.boundary
    )
    return _named(partition, edited, weigh)


def _delete(partition: Partition, command: DeleteNode, weigh: Weigh | None) -> _Outcome:
    edited = edits.delete_node(partition.coverage, command.at, boundary=partition.boundary)
    return _named(partition, edited, weigh)


def _reshape(partition: Partition, command: ReshapeArc, weigh: Weigh | None) -> _Outcome:
    edited = edits.reshape_arc(
        partition.coverage, command.between, np.array(command.line), boundary=partition.boundary
    )
    return _named(partition, edited, weigh)


def _split(partition: Partition, command: Split, weigh: Weigh | None) -> _Outcome:
    position = partition.position_of(command.code)
    edited = edits.split(
        partition.coverage, position, np.array(command.line), boundary=partition.boundary
    )
    return _named(partition, edited, weigh, command.code)


def _split_equal(partition: Partition, command: SplitEqual, weigh: Weigh | None) -> _Outcome:
    now, steps, family = partition, [], [command.code]
    for line in command.lines:
        path = shapely.LineString(line)
        inside = [shapely.length(shapely.intersection(path, now.cell(k).geometry)) for k in family]
        cut = Split(family[int(np.argmax(inside))], line)
        step, now = _split(now, cut, weigh)
        steps.append(step)
        family.extend(step.parents)
    whole = joined(steps)
    parents = dict.fromkeys(whole.parents, (command.code,))
    return replace(whole, parents=parents), now


def _merge(partition: Partition, command: Merge, weigh: Weigh | None) -> _Outcome:
    positions = [partition.position_of(code) for code in command.codes]
    edited = edits.merge(partition.coverage, positions, boundary=partition.boundary)
    return _named(partition, edited, weigh)


def _transfer(partition: Partition, command: Transfer, weigh: Weigh | None) -> _Outcome:
    source, target = (partition.position_of(code) for code in (command.from_code, command.to_code))
    edited = edits.transfer(
        partition.coverage, command.piece, source, target, boundary=partition.boundary
    )
    return _named(partition, edited, weigh)


_ACTIONS: Final[Mapping[type[Command], Callable[[Partition, Any, Weigh | None], _Outcome]]] = {
    MoveNode: _move,
    InsertNode: _insert,
    DeleteNode: _delete,
    ReshapeArc: _reshape,
    Split: _split,
    SplitEqual: _split_equal,
    Merge: _merge,
    Transfer: _transfer,
}
