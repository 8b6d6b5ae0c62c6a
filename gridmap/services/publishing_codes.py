"""Official codes: given when plans are published, in the order of the parents' codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.domain import Cell, CodeTemplate, Edit, reading_order
from gridmap.domain.numbering import is_provisional
from gridmap.errors import InputError

if TYPE_CHECKING:
    from gridmap.store import Store

_SPLITS: Final = frozenset({"split", "split_equal"})


def parents_of(journal: Iterable[Edit]) -> dict[str, str]:
    """Return from which cell each new one was split, by code, as a journal tells."""
    parents: dict[str, str] = {}
    for edit in journal:
        if edit.command.get("op") in _SPLITS:
            known = {cell.code for cell in edit.dropped}
            fresh = (cell.code for cell in edit.placed if cell.code not in known)
            parents.update(dict.fromkeys(fresh, str(edit.command["code"])))
    return parents


def official_codes(
    cells: Sequence[Cell], parents: Mapping[str, str], fresh: Iterator[str]
) -> dict[str, str]:
    """Pair each provisional code of a draft with an official one; others stay as they are.

    Parameters
    ----------
    cells
        The cells of the draft.
    parents
        From which cell each new one was split, by code.
    fresh
        Official codes that were never used, lowest first.

    Returns
    -------
    official
        By provisional code: in the order of the codes of the cells they were split from, those of
        one cell in reading order; last, and in reading order, the cells that come from none.

    Raises
    ------
    ConflictError
        When the community has used all its numbers.
    """
    new = [cell for cell in cells if is_provisional(cell.code)]
    geometries = np.array([cell.geometry for cell in new], dtype=object)
    bounds = shapely.bounds(geometries).reshape(-1, 4)
    reading = reading_order(
        shapely.get_coordinates(shapely.point_on_surface(geometries)),
        bounds[:, 3] - bounds[:, 1],
    )
    in_order = sorted(
        (new[position].code for position in reading), key=lambda code: _origin(code, parents)
    )
    return {code: next(fresh) for code in in_order}


def _origin(code: str, parents: Mapping[str, str]) -> tuple[bool, str]:
    """Return a key that sorts cells by the official code they come from, those without one last."""
    for _ in parents:
        code = parents.get(code, code)
    return (True, "") if is_provisional(code) else (False, code)


def widen_codes(store: Store, number_digits: int) -> CodeTemplate:
    """Let a territory number its new cells with more digits; codes given before stay as they are.

    Parameters
    ----------
    store
        The territory.
    number_digits
        How many digits number the cells of one community from now on.

    Returns
    -------
    template
        How new codes are built.

    Raises
    ------
    InputError
        When the store has no territory, or that many digits are not more than now.
    """
    with store.writing() as work:
        territory = work.territory()
        if territory is None:
            raise InputError("store.territory_missing")
        known = territory.code_template
        if number_digits <= known.number_digits:
            raise InputError("code.not_wider", digits=number_digits, known=known.number_digits)
        template = replace(known, number_digits=number_digits)
        work.set_territory(replace(territory, code_template=template))
    return template
