"""Lists of skills: who has them, and where they are needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from gridmap.domain import FeatureTable
from gridmap.errors import InputError, Place


def skills_of(table: FeatureTable, owner: str) -> Mapping[str, AbstractSet[str]]:
    """Return the skills of a file by their owner.

    Parameters
    ----------
    table
        A row for each owner and skill, or several skills in a row separated by ``;``.
    owner
        Column with the code of the owner, ``worker`` or ``cell``; the other one is ``skill``.

    Returns
    -------
    skills
        Code to skills.

    Raises
    ------
    InputError
        When a column is missing.
    """
    for column in (owner, "skill"):
        if column not in table.columns:
            raise InputError(
                "column.missing",
                Place(file=table.source, column=column),
                meaning=column,
                columns=", ".join(table.columns),
            )
    skills: dict[str, set[str]] = defaultdict(set)
    for code, written in zip(table.columns[owner], table.columns["skill"], strict=True):
        words = str(written or "").replace("；", ";").split(";")
        skills[str(code)] |= {word.strip() for word in words if word.strip()}
    return skills
