"""Commands that name streets, blocks or a rough line, made into commands that say all themselves.

A journal must be replayable when streets and buildings have changed since, so what a planner meant
is looked for once: the command that is kept carries the line that was found.

Besides the commands of `gridmap.domain.commands` these are understood:

``split`` with ``snap``
    The line is drawn roughly; it goes along streets, walls and water within so many metres, and
    never through a building when another way exists.
``split_equal`` with ``by``
    ``households`` or ``load`` instead of ``area``.
``follow``
    The stretch of border ``between`` two nodes follows the ``street`` of a name, or a ``line``.
``transfer`` with ``blocks``
    Whole blocks by their ids instead of a piece.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from gridmap.domain.commands import Command, ReshapeArc, Split, SplitEqual, from_json
from gridmap.domain.redrawing import MOST_PARTS, as_line
from gridmap.errors import InputError, Place
from gridmap.services.drawing_lines import equal_lines, line_course, split_line, street_course

if TYPE_CHECKING:
    from gridmap.services.open_drafts import OpenDraft
    from gridmap.store import Reader

SNAP_WITHIN_M: Final = 15.0


def resolve(reader: Reader, draft: OpenDraft, values: Mapping[str, object]) -> Command:
    """Return the command that JSON values mean on a draft.

    Raises
    ------
    InputError
        When a value is missing, unknown or of another form, or what it names is not there.
    """
    if isinstance(values, Mapping):
        known = _MEANINGS.get(str(values.get("op")))
        if known is not None:
            return known(reader, draft, dict(values))
    return from_json(values)


def _split(reader: Reader, draft: OpenDraft, values: dict[str, Any]) -> Command:
    snap = values.pop("snap", None)
    command = from_json(values)
    if snap is None or snap is False:
        return command
    within_m = SNAP_WITHIN_M if snap is True else _length_m(snap)
    drawn: Any = command
    found = split_line(
        reader,
        draft.partition.cell(drawn.code).geometry,
        shapely.LineString(drawn.line),
        within_m=within_m,
    )
    return Split(drawn.code, as_line(found.line), drawn.along)


def _length_m(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        raise InputError("commands.snap", value=str(value))
    return float(value)


def _split_equal(reader: Reader, draft: OpenDraft, values: dict[str, Any]) -> Command:
    command: Any = from_json(values)
    if command.lines:
        return from_json(values)
    if not 1 < command.parts <= MOST_PARTS:
        raise InputError("commands.parts", parts=command.parts, most=MOST_PARTS)
    cell = draft.partition.cell(command.code)
    cuts = equal_lines(reader, cell, command.parts, by=command.by)
    lines = tuple(as_line(cut) for cut in cuts)
    return SplitEqual(command.code, command.parts, command.by, lines)


def _follow(reader: Reader, _draft: OpenDraft, values: dict[str, Any]) -> Command:
    street, line = values.pop("street", None), values.pop("line", None)
    if (street is None) == (line is None):
        raise InputError("commands.follow")
    # The course is not known yet; any line serves to read the rest.
    wish: Any = from_json({**values, "op": ReshapeArc.op, "line": [[0.0, 0.0], [1.0, 1.0]]})
    start, end = wish.between
    if start == end:
        raise InputError(
            "commands.value.places",
            Place(column="between"),
            op="follow",
            name="between",
            value=str(wish.between),
        )
    if street is not None:
        course = street_course(reader, str(street), wish.between)
    else:
        drawn: Any = from_json({"op": "split", "code": "", "line": line})
        course = line_course(shapely.LineString(drawn.line), wish.between)
    return ReshapeArc(wish.between, as_line(course), wish.along or str(street or ""))


def _transfer(reader: Reader, draft: OpenDraft, values: dict[str, Any]) -> Command:
    if "piece" in values or "blocks" not in values:
        return from_json(values)
    named = values["blocks"]
    if not isinstance(named, list | tuple):
        raise InputError("commands.blocks", blocks=str(named))
    wanted = [str(name) for name in named]
    blocks = {block.id: block for block in reader.blocks(draft.plan.community_code)}
    unknown = [name for name in wanted if name not in blocks]
    if unknown or not wanted:
        raise InputError("commands.blocks", blocks=", ".join(unknown))
    piece = shapely.union_all(np.array([blocks[name].geometry for name in wanted], dtype=object))
    return from_json({**values, "piece": piece})


_MEANINGS: Final[Mapping[str, Callable[[Reader, OpenDraft, dict[str, Any]], Command]]] = {
    "split": _split,
    "split_equal": _split_equal,
    "follow": _follow,
    "transfer": _transfer,
}
