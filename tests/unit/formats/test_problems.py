import pytest

from gridmap.errors import InputError, Place
from gridmap.formats.frames import fault_head, fault_of
from gridmap.formats.problems import ImportProblems, Problems


def collected(count):
    problems = Problems("表.csv")
    for row in range(count):
        problems.add("value.number", Place(row=row + 2, column="经度"), value="x")
    with pytest.raises(InputError) as caught:
        problems.raise_if_any()
    return caught.value


def test_nothing_wrong_raises_nothing():
    assert Problems().raise_if_any() is None


def test_one_problem_is_raised_as_it_is_with_the_file():
    assert collected(1).place == Place(file="表.csv", row=2, column="经度")


def test_several_are_listed_with_their_places():
    lines = collected(3).what("zh_CN").splitlines()
    assert len(lines) == 4
    assert "第 4 行" in lines[3] or "4" in lines[3]


def test_a_long_list_is_cut_and_counted():
    error = collected(10_150)
    assert (error.count, len(error.problems)) == (10_150, 10_000)
    assert "10130" in error.what("en").splitlines()[-1]


def test_how_to_mend_is_said_once():
    assert collected(3).mend("en") == "Write a plain number."


def test_problems_survive_the_way_out_of_the_child():
    error = fault_of(fault_head(collected(3)), "a.csv")
    assert isinstance(error, ImportProblems)
    assert error.problems[1].place.row == 3
    assert error.place.file == "a.csv"
