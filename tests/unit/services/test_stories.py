"""Why each border is here."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.domain import LineClass, Street
from gridmap.errors import ConflictError, InputError
from gridmap.services.drafting import Desk
from gridmap.services.stories import Borders, arc_story
from tests import town_plans
from tests.town_edits import AUTUMN, NOTE, ONE, TWO, merge, put, redraw, split
from tests.towns import WEST

MIDDLE = (114.302, 30.602)
CUT = (114.3034, 30.602)


@pytest.fixture
def store():
    return town_plans.town()


def told(store, plan_id, place):
    with store.reading() as reader:
        return arc_story(reader, plan_id, place)


def ops(story):
    return [(cause.origin.plan_id[-2:], cause.origin.op) for cause in story.causes]


def test_a_border_nobody_drew_came_with_the_plan(store):
    story = told(store, f"{WEST}-1", MIDDLE)
    assert ops(story) == [("-1", "divided")]
    assert (story.causes[0].share_ratio, story.causes[0].origin.name) == (1.0, "balanced")


def test_a_story_names_both_sides_and_the_length(store):
    story = told(store, f"{WEST}-1", MIDDLE)
    assert {story.left_code, story.right_code} == {ONE, TWO}
    assert story.length_m == pytest.approx(443.4, abs=0.5)


def test_the_outer_border_has_nobody_beyond(store):
    story = told(store, f"{WEST}-1", (114.301, 30.6))
    assert None in {story.left_code, story.right_code}


def test_a_cut_is_the_edit_that_made_it(store):
    draft = redraw(store, split())
    story = told(store, draft, CUT)
    assert ops(story) == [("-2", "split")]
    assert story.causes[0].origin.reason == NOTE.reason


def test_a_border_that_was_there_keeps_its_story(store):
    draft = redraw(store, split())
    assert ops(told(store, draft, MIDDLE)) == [("-1", "divided")]


def test_the_story_survives_publication_and_the_next_plans(store):
    put(store, redraw(store, split()))
    put(store, redraw(store, merge(ONE, TWO), source=f"{WEST}-2"), AUTUMN)
    assert ops(told(store, f"{WEST}-3", CUT)) == [("-2", "split")]


def test_an_undone_edit_is_no_cause(store):
    draft = redraw(store, {"op": "insert_node", "on": MIDDLE, "at": [114.3021, 30.602]})
    assert ops(told(store, draft, (114.3021, 30.602))) == [("-2", "insert_node")]
    Desk(store).undo(draft)
    assert ops(told(store, draft, MIDDLE)) == [("-1", "divided")]


def test_a_part_that_moved_has_its_share(store):
    line = [[114.302, 30.6], [114.3025, 30.6005], [114.302, 30.601]]
    commands = [
        {"op": "insert_node", "on": [114.302, 30.601], "at": [114.302, 30.601]},
        {"op": "reshape_arc", "between": [line[0], line[-1]], "line": line},
    ]
    story = told(store, redraw(store, *commands), MIDDLE)
    assert ops(story) == [("-2", "reshape_arc"), ("-1", "divided")]
    assert sum(cause.share_ratio for cause in story.causes) == pytest.approx(1.0)


def test_a_node_more_changes_no_story(store):
    draft = redraw(store, {"op": "insert_node", "on": MIDDLE, "at": MIDDLE})
    assert ops(told(store, draft, MIDDLE)) == [("-1", "divided")]


def test_every_border_answers(store):
    draft = redraw(store, split(), merge(ONE, TWO))
    with store.reading() as reader:
        borders = Borders.of(reader, draft)
    shares = [
        sum(cause.share_ratio for cause in borders.of_arc(arc).causes)
        for arc in range(len(borders))
    ]
    assert len(borders) == 6
    assert shares == pytest.approx([1.0] * len(borders))


def street(key, name, *points):
    return Street(key, name, LineClass.BRANCH_ROAD, shapely.LineString(points))


def test_a_border_along_a_street_names_it(store):
    with store.writing() as work:
        work.put_streets(
            [
                street("a", "学院路", (114.302, 30.599), (114.302, 30.6022)),
                street("b", "学院路", (114.302, 30.6022), (114.302, 30.605)),
                street("c", "横街", (114.3, 30.602), (114.306, 30.602)),
            ]
        )
    story = told(store, f"{WEST}-1", MIDDLE)
    assert (story.street, story.street_ratio) == ("学院路", pytest.approx(1.0, abs=0.01))


def test_a_street_along_half_of_it_is_not_named(store):
    with store.writing() as work:
        work.put_streets([street("a", "学院路", (114.302, 30.599), (114.302, 30.602))])
    assert told(store, f"{WEST}-1", MIDDLE).street is None


def test_a_street_two_metres_off_is_not_named(store):
    with store.writing() as work:
        work.put_streets([street("a", "学院路", (114.30202, 30.599), (114.30202, 30.605))])
    assert told(store, f"{WEST}-1", MIDDLE).street is None


def test_a_place_far_from_any_border_is_refused(store):
    with pytest.raises(InputError, match=r"95\.\d m"):
        told(store, f"{WEST}-1", (114.301, 30.602))


def test_an_unknown_plan_is_refused(store):
    with pytest.raises(ConflictError):
        told(store, "nowhere", MIDDLE)


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_a_story_is_told_in_words(store, locale):
    lines = told(store, redraw(store, split()), CUT).lines(locale)
    assert len(lines) == 2
    assert all("{" not in line and "story." not in line for line in lines)
    assert np.all([NOTE.by in lines[-1], NOTE.reason in lines[-1]])


def test_a_cut_of_the_draft_before_keeps_its_story(store):
    first = redraw(store, split())
    second = redraw(store, merge(ONE, TWO), source=first)
    put(store, second)
    assert ops(told(store, second, CUT)) == [("-2", "split")]
