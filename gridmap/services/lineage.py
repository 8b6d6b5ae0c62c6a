"""From which cells a cell comes, and what became of one that is no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gridmap.catalogue import text
from gridmap.domain import Cell, Edit
from gridmap.domain.crosswalk import overlay
from gridmap.domain.numbering import is_provisional
from gridmap.errors import InputError, Place
from gridmap.services.crosswalks import shapes
from gridmap.services.history import line_of_plans
from gridmap.services.history_journal import Chapter, Origin, origin_of_edit, origin_of_plan

if TYPE_CHECKING:
    from gridmap.store import Reader

_RETURNED: Final = "returned"
_REPLACE: Final = "replace"
_ENDING: Final = frozenset({"merge", _REPLACE})


@dataclass(frozen=True, slots=True)
class LineageStep:
    """How cells became others: by which edit or plan, when and why."""

    old_codes: tuple[str, ...]
    new_codes: tuple[str, ...]
    origin: Origin

    def line(self, locale: str | None = None) -> str:
        """Say it in words."""
        separator = text("place.separator", locale)
        return text(
            "lineage.step" if self.old_codes else "lineage.first",
            locale,
            old=separator.join(self.old_codes),
            new=separator.join(self.new_codes),
            what=self.origin.what(locale),
            details=self.origin.details(locale),
        )


@dataclass(frozen=True)
class Lineage:
    """The story of one cell.

    Attributes
    ----------
    code
        The official code where it has one.
    plan_ids
        The plans that have the cell, the earliest first.
    origins
        Where it comes from, the latest step first. The last one has no old codes: the plan that
        began it.
    fates
        What became of it, the earliest step first; none while it is in force.
    """

    code: str
    plan_ids: tuple[str, ...]
    origins: tuple[LineageStep, ...]
    fates: tuple[LineageStep, ...]

    def lines(self, locale: str | None = None) -> list[str]:
        """Say it in words, one sentence a line: where it comes from, then what became of it."""
        plans = text("place.separator", locale).join(self.plan_ids)
        return [
            text("lineage.head", locale, code=self.code, plans=plans),
            *(step.line(locale) for step in self.origins),
            *([text("lineage.fates", locale)] if self.fates else []),
            *(step.line(locale) for step in self.fates),
        ]


def lineage(reader: Reader, code: str) -> Lineage:
    """Tell from which cells a cell comes, and what became of it.

    Parameters
    ----------
    reader
        A snapshot of the store.
    code
        A code in force, a retired one, or a provisional one of a draft or of the time before it
        was published.

    Returns
    -------
    lineage
        Splits, merges and transfers as the journals tell; where a plan was divided or imported
        afresh, the cells of the plan before it that had the same ground.

    Raises
    ------
    InputError
        When no plan has or had such a cell.
    """
    chapters = _chapters(reader, code)
    known = next((own.official[code] for own in chapters if code in own.official), code)
    having = [place for place, own in enumerate(chapters) if known in own.codes]
    if not having:
        raise InputError("lineage.unknown", Place(feature=code), code=code)
    return Lineage(
        known,
        tuple(chapters[place].plan.id for place in having),
        tuple(_origins(chapters, known, having[-1])),
        tuple(_fates(chapters, known, having[-1])),
    )


def _chapters(reader: Reader, code: str) -> list[Chapter]:
    """Return what happened in a community up to now, or up to the draft of a provisional code."""
    plans = {plan.id: plan for plan in reader.plans()}
    draft = plans.get(code[1:].rpartition("-")[0]) if is_provisional(code) else None
    if draft is None:
        template = territory.code_template if (territory := reader.territory()) else None
        community = code if template is None else template.community_of(code)
    else:
        community = draft.community_code
    line = line_of_plans(reader, community)
    published = draft is None or any(code in reader.renames(plan.id) for plan in line)
    if draft is not None and draft not in line and not published:
        chapter = Chapter.of(reader, draft)
        until = line.index(chapter.base) + 1 if chapter.base in line else len(line)
        return [*(Chapter.of(reader, plan) for plan in line[:until]), chapter]
    return [Chapter.of(reader, plan) for plan in line]


def _origins(chapters: Sequence[Chapter], code: str, place: int) -> list[LineageStep]:
    """Walk back from one plan to the first, the latest step first."""
    steps: list[LineageStep] = []
    names = {code}
    while names and place >= 0:
        here = chapters[place]
        for edit in reversed(here.edits):
            step = _step(here, edit)
            if step is not None and not names.isdisjoint(step.new_codes):
                steps.append(own := _of_one(step, edit, here, names))
                made = names & (set(own.new_codes) - set(own.old_codes))
                if made or own.origin.op in _ENDING:
                    names = (names - made) | set(own.old_codes)
        found, names = _before(chapters, place, names)
        steps.extend(found)
        place -= 1
    return steps


def _before(
    chapters: Sequence[Chapter], place: int, names: set[str]
) -> tuple[list[LineageStep], set[str]]:
    """Return how cells with which a plan begins came into it, and the cells to ask about next."""
    here = chapters[place]
    if place == 0:
        return [
            LineageStep((), (name,), origin_of_plan(here.plan)) for name in sorted(names)
        ], set()
    earlier = chapters[place - 1]
    going_on = names & earlier.codes
    steps, asked = [], set(going_on)
    for name in sorted(names - going_on):
        if any(name in chapter.codes for chapter in chapters[: place - 1]):
            steps.append(_returned(here, name))
            asked.add(name)
        else:
            parents = _on_ground_of(here.cells, earlier.cells, {name})
            steps.append(LineageStep(parents, (name,), origin_of_plan(here.plan)))
            asked.update(parents)
    return steps, asked


def _returned(here: Chapter, name: str) -> LineageStep:
    """Return the step of a cell that an earlier plan had and this one brings back."""
    return LineageStep((name,), (name,), replace(origin_of_plan(here.plan), op=_RETURNED))


def _fates(chapters: Sequence[Chapter], code: str, place: int) -> list[LineageStep]:
    """Walk on from the last plan that has a cell to the newest, the earliest step first."""
    steps: list[LineageStep] = []
    names = {code}
    for earlier, here in zip(chapters[place:], chapters[place + 1 :], strict=False):
        ended = names - here.codes
        for edit in here.edits:
            step = _step(here, edit)
            if step is None or step.origin.op not in _ENDING:
                continue
            gone = (ended & set(step.old_codes)) - set(step.new_codes)
            if gone:
                steps.append(own := _of_one(step, edit, here, gone))
                names = (names - gone) | set(own.new_codes)
                ended = (ended - gone) | (set(own.new_codes) - here.codes)
        # What a later edit of the same plan took away again is found on the ground, as is what
        # no journal tells.
        for name in sorted(ended & earlier.codes):
            heirs = _on_ground_of(earlier.cells, here.cells, {name})
            steps.append(LineageStep((name,), heirs, origin_of_plan(here.plan)))
            names = (names - {name}) | set(heirs)
        names &= here.codes
    return steps


def _step(here: Chapter, edit: Edit) -> LineageStep | None:
    """Return an edit as a step between cells; None where it makes and ends none.

    Neighbours that only took over a node are left out.
    """
    op = edit.command.get("op")
    old, new = here.names(edit.dropped), here.names(edit.placed)
    if op == "transfer":
        old, new = _codes(here, edit, "from_code"), _codes(here, edit, "to_code")
    elif op in {"split", "split_equal"}:
        old, new = (own := _codes(here, edit, "code")), own | (new - old)
    elif op == "merge":
        old = here.names(_named(edit))
        new &= old
    elif op != _REPLACE:
        return None
    return LineageStep(tuple(sorted(old)), tuple(sorted(new)), origin_of_edit(here.plan, edit))


def _of_one(step: LineageStep, edit: Edit, here: Chapter, names: set[str]) -> LineageStep:
    """Narrow a replacement of all cells down to those on the ground of some."""
    if step.origin.op != _REPLACE:
        return step
    old, new = (
        [replace(cell, code=here.name(cell.code)) for cell in part]
        for part in (edit.dropped, edit.placed)
    )
    made, gone = names & set(step.new_codes), names & set(step.old_codes)
    if made:
        return replace(step, old_codes=_on_ground_of(new, old, made), new_codes=tuple(sorted(made)))
    return replace(step, old_codes=tuple(sorted(gone)), new_codes=_on_ground_of(old, new, gone))


def _codes(here: Chapter, edit: Edit, field: str) -> frozenset[str]:
    return frozenset({here.name(str(edit.command.get(field, "")))})


def _named(edit: Edit) -> list[Cell]:
    """Return the cells that a merge names; a neighbour may be touched by it as well."""
    codes = edit.command.get("codes")
    wanted = {str(code) for code in codes} if isinstance(codes, Iterable) else set()
    return [cell for cell in edit.dropped if cell.code in wanted]


def _on_ground_of(
    cells: Sequence[Cell], others: Sequence[Cell], codes: set[str]
) -> tuple[str, ...]:
    """Return which other cells share ground with some cells, bends left out."""
    own = [cell for cell in cells if cell.code in codes]
    laid = overlay(shapes(own), shapes(others))
    shared = (laid.old >= 0) & (laid.new >= 0) & ~laid.is_bend
    return tuple(sorted({others[position].code for position in laid.new[shared]}))
