"""Codes for new cells: the next number after the highest that was ever used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from gridmap.domain.codes import CodeTemplate

PROVISIONAL: Final = "D"
_DRAFT_DIGITS: Final = 3
_NUMBERED: Final = re.compile(r"^(.*?)(\d+)$", re.DOTALL)
_NOTHING: Mapping[str, int] = MappingProxyType({})


def provisional_stem(plan_id: str) -> str:
    """Return how the codes of a draft's new cells begin."""
    return f"{PROVISIONAL}{plan_id}-"


def provisional_code(plan_id: str, number: int) -> str:
    """Return the code of a draft's new cell; official codes are given at publishing."""
    return f"{provisional_stem(plan_id)}{number:0{_DRAFT_DIGITS}d}"


def is_provisional(code: str) -> bool:
    """Tell whether a code was given in a draft; official ones have no hyphen."""
    return code.startswith(PROVISIONAL) and "-" in code


@dataclass(frozen=True, slots=True)
class Numbering:
    """Gives codes to new cells; a number is never given twice.

    Parameters
    ----------
    template
        How official codes are built.
    plan_id
        The draft, whose new cells get provisional codes; None gives codes as a publication would.
    highest
        The highest number used so far, by what the codes begin with.
    """

    template: CodeTemplate = field(default_factory=CodeTemplate)
    plan_id: str | None = None
    highest: Mapping[str, int] = field(default_factory=lambda: _NOTHING)

    @classmethod
    def after(
        cls,
        codes: Iterable[str],
        template: CodeTemplate | None = None,
        plan_id: str | None = None,
    ) -> Numbering:
        """Return the numbering that goes on after all codes ever used, retired ones included."""
        numbering = cls(template or CodeTemplate(), plan_id)
        highest: dict[str, int] = {}
        for code in codes:
            stem, number, _ = numbering.parts_of(code)
            highest[stem] = max(highest.get(stem, 0), number)
        return cls(numbering.template, plan_id, MappingProxyType(highest))

    def parts_of(self, code: str) -> tuple[str, int, int]:
        """Return what a code begins with, its number and the digits of it; 0 where it has none."""
        if self.template.fits(code):
            digits = self.template.number_digits
            return code[:-digits], int(code[-digits:]), digits
        found = _NUMBERED.match(code)
        if found is None:
            return f"{code}-", 0, 1
        return found[1], int(found[2]), len(found[2])

    def next_after(self, parent_code: str) -> tuple[str, Numbering]:
        """Return the code of a new cell that comes from another, and the numbering afterwards.

        Raises
        ------
        ConflictError
            When the community has used all its numbers.
        """
        if self.plan_id is not None:
            stem = provisional_stem(self.plan_id)
            number = self.highest.get(stem, 0) + 1
            code = provisional_code(self.plan_id, number)
        else:
            stem, _, digits = self.parts_of(parent_code)
            number = self.highest.get(stem, 0) + 1
            official = self.template.fits(parent_code)
            code = self.template.format(stem, number) if official else f"{stem}{number:0{digits}d}"
        highest = MappingProxyType({**self.highest, stem: number})
        return code, Numbering(self.template, self.plan_id, highest)
