from __future__ import annotations

import json

import pytest
import shapely

from gridmap.domain.commands import (
    COMMANDS,
    DeleteNode,
    InsertNode,
    Merge,
    MoveNode,
    ReshapeArc,
    Split,
    SplitEqual,
    Transfer,
    from_json,
    to_json,
)
from gridmap.errors import InputError

LINE = ((113.0, 30.0), (113.001, 30.0))
EXAMPLES = [
    MoveNode((113.0, 30.0), (113.001, 30.0)),
    InsertNode((113.0, 30.0), (113.0000001, 30.0)),
    DeleteNode((113.0, 30.0)),
    ReshapeArc(LINE, (*LINE[:1], (113.0005, 30.001), *LINE[1:]), "Zhongshan Road"),
    Split("420102001001001", LINE),
    SplitEqual("420102001001001", 3, "households", (LINE, LINE)),
    Merge(("420102001001001", "420102001001002")),
    Transfer(shapely.box(113.0, 30.0, 113.001, 30.001), "a", "b", ("block-1",)),
]


@pytest.mark.parametrize("command", EXAMPLES, ids=lambda command: command.op)
def test_a_command_survives_json(command):
    assert from_json(json.loads(json.dumps(to_json(command)))) == command


def test_every_command_has_an_example():
    assert {command.op for command in EXAMPLES} == set(COMMANDS)


def test_json_leaves_out_what_is_as_usual():
    assert to_json(Split("a", LINE)) == {
        "op": "split",
        "code": "a",
        "line": [list(p) for p in LINE],
    }


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([], "commands.no_object"),
        ({}, "commands.op"),
        ({"op": "explode"}, "commands.op"),
        ({"op": "move_node", "at": [1, 2]}, "commands.missing"),
        ({"op": "delete_node", "at": [1, 2], "when": 3}, "commands.unknown"),
        ({"op": "delete_node", "at": "here"}, "commands.value.place"),
        ({"op": "delete_node", "at": [1, float("nan")]}, "commands.value.place"),
        ({"op": "delete_node", "at": [1, None]}, "commands.value.place"),
        ({"op": "reshape_arc", "between": [[1, 2]], "line": []}, "commands.value.places"),
        ({"op": "split", "code": "a", "line": [[1, 2]]}, "commands.value.line"),
        ({"op": "split", "code": 7, "line": [[1, 2], [2, 3]]}, "commands.value.text"),
        ({"op": "merge", "codes": "ab"}, "commands.value.texts"),
        ({"op": "split_equal", "code": "a", "parts": True}, "commands.value.number"),
        (
            {"op": "transfer", "piece": {"type": "Square"}, "from_code": "a", "to_code": "b"},
            "commands.value.area",
        ),
        ({"op": "transfer", "piece": 3, "from_code": "a", "to_code": "b"}, "commands.value.area"),
    ],
)
def test_what_is_no_command_is_refused(values, code):
    with pytest.raises(InputError) as refusal:
        from_json(values)
    assert refusal.value.code == code


def test_a_piece_must_be_an_area():
    point = {"type": "Point", "coordinates": [1, 2]}
    with pytest.raises(InputError):
        from_json({"op": "transfer", "piece": point, "from_code": "a", "to_code": "b"})
