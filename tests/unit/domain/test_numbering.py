from __future__ import annotations

import pytest

from gridmap.domain import CodeTemplate
from gridmap.domain.numbering import Numbering, is_provisional, provisional_code
from gridmap.errors import ConflictError

COMMUNITY = "420102001001"


def test_goes_on_after_the_highest_ever_used():
    numbering = Numbering.after([f"{COMMUNITY}001", f"{COMMUNITY}007"])
    assert numbering.next_after(f"{COMMUNITY}001")[0] == f"{COMMUNITY}008"


def test_each_community_has_numbers_of_its_own():
    numbering = Numbering.after([f"{COMMUNITY}007", "420102001002003"])
    assert numbering.next_after("420102001002003")[0] == "420102001002004"


def test_a_number_is_never_given_twice():
    first, numbering = Numbering.after([f"{COMMUNITY}001"]).next_after(f"{COMMUNITY}001")
    assert numbering.next_after(f"{COMMUNITY}001")[0] != first


def test_a_draft_gives_provisional_codes():
    code, _ = Numbering.after([f"{COMMUNITY}001"], plan_id=f"{COMMUNITY}-2").next_after("x")
    assert code == provisional_code(f"{COMMUNITY}-2", 1)
    assert is_provisional(code)


def test_a_draft_goes_on_after_its_own_cells():
    used = [provisional_code("p-1", 4)]
    assert Numbering.after(used, plan_id="p-1").next_after("x")[0] == provisional_code("p-1", 5)


@pytest.mark.parametrize(
    ("used", "parent", "expected"),
    [
        (["A1", "A9"], "A1", "A10"),
        (["007"], "007", "008"),
        (["north"], "north", "north-1"),
    ],
)
def test_codes_of_another_form_go_on_in_their_form(used, parent, expected):
    assert Numbering.after(used).next_after(parent)[0] == expected


def test_says_when_the_numbers_are_used_up():
    numbering = Numbering.after([f"{COMMUNITY}999"])
    with pytest.raises(ConflictError) as refusal:
        numbering.next_after(f"{COMMUNITY}001")
    assert refusal.value.code == "code.exhausted"


def test_a_longer_template_goes_on():
    numbering = Numbering.after([f"{COMMUNITY}0999"], CodeTemplate(number_digits=4))
    assert numbering.next_after(f"{COMMUNITY}0001")[0] == f"{COMMUNITY}1000"
