"""Where cells come from and what became of them."""

from __future__ import annotations

import pytest
import shapely

from gridmap.errors import InputError
from gridmap.services.drafting import Desk
from gridmap.services.lineage import lineage
from gridmap.services.merging_drafts import merge_drafts
from gridmap.services.publishing import roll_back
from tests import town_plans
from tests.town_edits import AUTUMN, FOUR, NOTE, ONE, THREE, TWO, merge, put, redraw, split
from tests.town_plans import LATER, code
from tests.towns import WEST, box


@pytest.fixture
def store():
    return town_plans.town()


def told(store, cell_code):
    with store.reading() as reader:
        return lineage(reader, cell_code)


def steps(items):
    return [(step.origin.op, step.old_codes, step.new_codes) for step in items]


def test_a_cell_of_the_first_plan_comes_from_its_division(store):
    found = told(store, ONE)
    assert steps(found.origins) == [("divided", (), (ONE,))]
    assert (found.plan_ids, found.fates) == ((f"{WEST}-1",), ())


def test_a_split_cell_comes_from_its_parent(store):
    put(store, redraw(store, split()))
    found = told(store, FOUR)
    assert steps(found.origins) == [
        ("split", (TWO,), (TWO, FOUR)),
        ("divided", (), (TWO,)),
    ]


def test_the_edit_says_when_by_whom_and_why(store):
    put(store, redraw(store, split()))
    origin = told(store, FOUR).origins[0].origin
    assert (origin.by, origin.at, origin.reason, origin.name) == (
        NOTE.by, NOTE.at, NOTE.reason, NOTE.name,
    )  # fmt: skip
    assert (origin.plan_id, origin.number, origin.valid_from) == (f"{WEST}-2", 1, LATER)


def test_a_merged_cell_comes_from_all_of_them(store):
    put(store, redraw(store, merge(TWO, THREE)))
    assert steps(told(store, TWO).origins) == [
        ("merge", (TWO, THREE), (TWO,)),
        ("divided", (), (TWO,)),
        ("divided", (), (THREE,)),
    ]


def test_a_retired_code_tells_what_became_of_it(store):
    put(store, redraw(store, merge(TWO, THREE)))
    found = told(store, THREE)
    assert steps(found.fates) == [("merge", (TWO, THREE), (TWO,))]
    assert found.plan_ids == (f"{WEST}-1",)


def test_a_fate_goes_on_through_later_plans(store):
    put(store, redraw(store, merge(TWO, THREE)))
    put(store, redraw(store, merge(ONE, TWO), source=f"{WEST}-2"), AUTUMN)
    assert steps(told(store, THREE).fates) == [
        ("merge", (TWO, THREE), (TWO,)),
        ("merge", (ONE, TWO), (ONE,)),
    ]


def test_origins_go_back_through_several_plans(store):
    put(store, redraw(store, split()))
    put(store, redraw(store, split(FOUR, 114.3037), source=f"{WEST}-2"), AUTUMN)
    found = told(store, code(WEST, 5))
    assert [step.origin.op for step in found.origins] == ["split", "split", "divided"]


def test_an_undone_edit_made_nothing(store):
    draft = redraw(store, split(), merge(ONE, TWO))
    Desk(store).undo(draft)
    put(store, draft)
    assert steps(told(store, TWO).origins) == [
        ("split", (TWO,), (TWO, FOUR)),
        ("divided", (), (TWO,)),
    ]


def test_a_transfer_is_part_of_the_story(store):
    piece = shapely.geometry.mapping(box(114.302, 30.6, 114.3025, 30.604))
    command = {"op": "transfer", "piece": piece, "from_code": TWO, "to_code": ONE}
    put(store, redraw(store, command))
    assert steps(told(store, ONE).origins)[0] == ("transfer", (TWO,), (ONE,))


def test_a_new_division_comes_from_the_cells_on_its_ground(store):
    fresh = [f"D{WEST}-2-{number:03d}" for number in (1, 2)]
    put(store, town_plans.put_draft(store, 2, fresh, 114.303).id)
    found = told(store, FOUR)
    assert steps(found.origins)[0] == ("drawn", (ONE, TWO), (FOUR,))
    assert steps(told(store, TWO).fates) == [("drawn", (TWO,), (FOUR, code(WEST, 5)))]


def test_a_provisional_code_leads_to_the_official_one(store):
    draft = redraw(store, split())
    provisional = f"D{draft}-001"
    assert told(store, provisional).code == provisional
    put(store, draft)
    assert told(store, provisional).code == FOUR


def test_a_cell_of_a_draft_tells_before_it_is_published(store):
    draft = redraw(store, split())
    found = told(store, f"D{draft}-001")
    assert [step.origin.op for step in found.origins] == ["split", "divided"]


def test_a_cell_that_comes_back_says_so(store):
    put(store, redraw(store, merge(TWO, THREE)))
    roll_back(store, f"{WEST}-1", AUTUMN, reason="court order")
    found = told(store, THREE)
    assert found.origins[0].origin.op == "returned"
    assert (found.origins[0].origin.reason, found.fates) == ("court order", ())


def test_cells_replaced_in_a_draft_come_from_those_on_their_ground(store):
    draft = redraw(store)
    with store.writing() as work:
        plan = work.plan(draft)
        fresh = [f"D{draft}-001", f"D{draft}-002"]
        work.replace_draft(draft, town_plans.columns(plan, fresh, 114.303), plan.revision)
    put(store, draft)
    assert steps(told(store, FOUR).origins)[0] == ("replace", (ONE, TWO), (FOUR,))
    assert steps(told(store, THREE).fates) == [("replace", (THREE,), (code(WEST, 5),))]


def test_an_unknown_code_is_refused(store):
    with pytest.raises(InputError, match="999"):
        told(store, code(WEST, 999))


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_a_story_is_told_in_words(store, locale):
    put(store, redraw(store, merge(TWO, THREE)))
    lines = told(store, THREE).lines(locale)
    assert len(lines) == 4
    assert all("{" not in line and "story." not in line for line in lines)
    assert NOTE.reason in lines[-1]


def test_a_merged_draft_knows_the_edits_of_both(store):
    one, other = redraw(store, split()), redraw(store, split(THREE, 114.3052))
    third = merge_drafts(store, one, other).plan
    put(store, third.id)
    origins = {
        step.new_codes: step.origin.plan_id
        for number in (4, 5)
        for step in told(store, code(WEST, number)).origins
        if step.origin.op == "split"
    }
    assert {new[0] for new in origins} == {TWO, THREE}
    assert set(origins.values()) == {one, third.id}


def test_edits_of_a_draft_after_another_branched_from_it_are_not_its(store):
    first = redraw(store, split())
    second = redraw(store, split(THREE, 114.3052), source=first)
    Desk(store).edit(first, merge(ONE, TWO), NOTE)
    put(store, second)
    assert [step.origin.op for step in told(store, TWO).origins] == ["split", "divided"]


def test_edits_undone_before_a_branch_are_not_its(store):
    first = redraw(store, split(), merge(ONE, TWO))
    Desk(store).undo(first)
    second = redraw(store, split(THREE, 114.3052), source=first)
    Desk(store).redo(first)
    put(store, second)
    assert [step.origin.op for step in told(store, TWO).origins] == ["split", "divided"]
