"""Making a store for a territory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gridmap.domain import DEFAULT_HIERARCHY, CodeTemplate, Hierarchy, Level, Territory
from gridmap.errors import InputError
from gridmap.services.signing_key import create_key
from gridmap.store import create

if TYPE_CHECKING:
    from gridmap.store import Store

SHORT_FORM = 2
LONG_FORM = 4


def parse_levels(words: Sequence[str]) -> Hierarchy:
    """Read levels written as ``key:digits`` or ``key:digits:中文:English``, top first.

    Parameters
    ----------
    words
        One word for each level; none for the default hierarchy.

    Returns
    -------
    hierarchy
        The levels.

    Raises
    ------
    InputError
        When a word does not have that form, or the levels do not make a hierarchy.
    """
    if not words:
        return DEFAULT_HIERARCHY
    levels = []
    for word in words:
        parts = word.split(":")
        if len(parts) not in {SHORT_FORM, LONG_FORM} or not parts[1].isdigit():
            raise InputError("hierarchy.word", word=word)
        names = parts[2:] if len(parts) == LONG_FORM else [parts[0], parts[0]]
        levels.append(Level(parts[0], names[0], names[1], int(parts[1])))
    return Hierarchy(tuple(levels))


def initialise(path: Path, name: str, hierarchy: Hierarchy, number_digits: int) -> Store:
    """Make a store with a territory in it, and beside it the key that its service needs.

    Parameters
    ----------
    path
        Where the file is to be; nothing may lie there yet.
    name
        Name of the territory.
    hierarchy
        Its levels.
    number_digits
        How many digits number the cells of one community.

    Returns
    -------
    store
        The open store.
    """
    template = CodeTemplate(hierarchy.digits_of("community"), number_digits)
    store = create(path, Territory(name, hierarchy, template))
    create_key(path)
    return store
