"""Redrawing from the command line."""

from __future__ import annotations

import csv
import io
import json

import pytest
import shapely

from gridmap.cli import main
from gridmap.store import open_store
from tests import squares
from tests.squares import COLUMNS, EAST, WEST, code, place

DRAFT = f"{WEST}-2"
MOVE = {"op": "move_node", "at": list(place(1, 1)), "to": list(place(1.2, 1.1))}
SPLIT = {
    "op": "split",
    "code": code(WEST, 2, 1),
    "line": [list(place(2.3, 0.9)), list(place(2.3, 2.1))],
}


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "town.gpkg"
    store = open_store(found, create=True)
    squares.settle(store)
    store.close()
    return found


@pytest.fixture
def run(path, capsys, monkeypatch):
    def call(*arguments, stdin="", status=0):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as left:
            main(["plan", arguments[0], *map(str, arguments[1:]), "--store", str(path)])
        assert left.value.code == status
        return capsys.readouterr()

    return call


@pytest.fixture
def draft(run):
    run("new", "--from", f"{WEST}-1", "--name", "spring")
    return DRAFT


def _cells(path, plan_id):
    store = open_store(path)
    with store.reading() as reader:
        found = [(cell.code, cell.geometry.wkb) for cell in reader.cells(plan_id)]
    store.close()
    return found


def test_a_script_replays_a_journal(run, draft, path):
    lines = "\n".join(json.dumps(values) for values in (MOVE, SPLIT, {"op": "undo"}, SPLIT))
    run("edit", draft, "-", stdin=lines)
    journal = run("history", draft, "--json").out
    run("new", "--from", f"{WEST}-1")
    run("edit", f"{WEST}-3", "-", stdin=journal)
    geometries = [[wkb for _, wkb in _cells(path, plan)] for plan in (draft, f"{WEST}-3")]
    assert geometries[0] == geometries[1]


def test_each_line_is_answered_in_json(run, draft):
    out = run(
        "edit", draft, "-", "--json", stdin=f"{json.dumps(MOVE)}\n\n{json.dumps(SPLIT)}\n"
    ).out
    answers = [json.loads(line) for line in out.splitlines()]
    assert [(answer["op"], answer["numbers"], answer["revision"]) for answer in answers] == [
        ("move_node", [1], 2),
        ("split", [2], 3),
    ]


def test_a_refused_line_is_named_and_what_came_before_is_kept(run, draft):
    wrong = {"op": "delete_node", "at": [0, 0]}
    said = run("edit", draft, "-", stdin=f"{json.dumps(MOVE)}\n{json.dumps(wrong)}\n", status=1)
    assert "row 2" in said.err
    assert "Commands kept before it: 1" in said.out


def test_the_rest_goes_on_when_asked(run, draft):
    lines = [{"op": "explode"}, MOVE]
    text = "\n".join(json.dumps(line) for line in lines)
    said = run("edit", draft, "-", "--keep-going", "--json", stdin=text, status=1)
    assert json.loads(said.out)["op"] == "move_node"
    assert "explode" in said.err


@pytest.mark.parametrize("line", ["{", "[1]", '{"op": 3}', "\ufeff{}"])
def test_what_is_no_command_is_said_so(run, draft, line):
    run("edit", draft, "-", stdin=line, status=1)


def test_undo_and_redo_by_name(run, draft, path):
    before = _cells(path, draft)
    run("edit", draft, json.dumps(MOVE), "--name", "corner")
    moved = _cells(path, draft)
    run("edit", draft, json.dumps(SPLIT))
    run("undo", draft, "--to", "corner")
    assert _cells(path, draft) == moved
    run("undo", draft)
    assert _cells(path, draft) == before
    run("redo", draft, "--to", "corner")
    assert _cells(path, draft) == moved


def test_a_stale_revision_is_a_conflict(run, draft):
    run("edit", draft, json.dumps(MOVE), "--by", "wang", "--name", "corner")
    said = run("edit", draft, json.dumps(SPLIT), "--revision", 1, status=3)
    assert "1 move_node corner wang" in said.err


def test_show_lists_cells_and_locks(run, draft):
    run("lock", draft, "--cell", code(WEST, 0, 0), "--reason", "river")
    out = run("show", draft).out
    assert "spring" in out
    assert "river" in out
    assert out.count(WEST) >= 12


def test_a_lock_bars_an_edit_until_it_is_removed(run, draft):
    lon, lat = place(1, 1.5)
    locked = run("lock", draft, "--arc", lon, lat, "--reason", "river").out
    run("edit", draft, json.dumps(MOVE), status=3)
    run("unlock", locked.split()[1])
    run("edit", draft, json.dumps(MOVE))


def test_no_arc_no_lock(run, draft):
    run("lock", draft, "--arc", 0, 0, "--reason", "river", status=1)


def test_diff_writes_what_moved(run, draft, tmp_path):
    run("edit", draft, json.dumps(SPLIT))
    target = tmp_path / "moved.geojson"
    out = run("diff", f"{WEST}-1", draft, "-o", target).out
    features = json.loads(target.read_text("utf-8"))["features"]
    assert f"D{draft}-001" in out
    assert {feature["properties"]["kind"] for feature in features} == {"area", "arc"}


def test_merge_makes_a_third_draft(run, draft, path):
    run("edit", draft, json.dumps(MOVE))
    run("new", "--from", f"{WEST}-1")
    run("edit", f"{WEST}-3", json.dumps(SPLIT))
    run("merge", draft, f"{WEST}-3")
    shapes = [shapely.from_wkb(wkb) for _, wkb in _cells(path, f"{WEST}-4")]
    assert shapely.coverage_is_valid(shapes)
    assert len(shapes) == 13


def test_a_clash_is_a_conflict_with_its_arcs(run, draft, tmp_path):
    run("edit", draft, json.dumps(MOVE))
    run("new", "--from", f"{WEST}-1")
    run("edit", f"{WEST}-3", json.dumps(MOVE | {"to": list(place(0.8, 0.9))}))
    target = tmp_path / "clash.geojson"
    said = run("merge", draft, f"{WEST}-3", "-o", target, status=3)
    assert "both moved the same arc" in said.out
    assert json.loads(target.read_text("utf-8"))["features"]
    run("merge", draft, f"{WEST}-3", "--prefer", "second")


def test_impact_names_gains_and_writes_sheets(run, draft, tmp_path):
    run("edit", draft, json.dumps(SPLIT))
    out = run(
        "impact",
        draft,
        "-o",
        tmp_path / "impact.csv",
        "--hand-over",
        tmp_path / "sheets",
    ).out
    rows = list(csv.DictReader((tmp_path / "impact.csv").open(encoding="utf-8-sig")))
    assert f"D{draft}-001 → {WEST}013" in out
    assert {row["code"] for row in rows} >= {code(WEST, 2, 1), f"{WEST}013"}
    assert list((tmp_path / "sheets").glob("*.csv"))


def test_history_tells_where_cells_and_borders_come_from(run, draft):
    run("edit", draft, json.dumps(SPLIT), "--reason", "too large", "--by", "li")
    cell = run("history", draft, "--cell", f"D{draft}-001").out
    lon, lat = place(2.3, 1.5)
    arc = run("history", draft, "--arc", lon, lat).out
    assert "too large" in cell
    assert "li" in arc


def test_a_crosswalk_between_plans(run, draft, tmp_path):
    run("edit", draft, json.dumps(SPLIT))
    target = tmp_path / "walk.csv"
    run("history", draft, "--crosswalk", f"{WEST}-1", "-o", target)
    rows = list(csv.DictReader(target.open(encoding="utf-8-sig")))
    shares = [float(row["old_share_ratio"]) for row in rows if row["old_code"] == SPLIT["code"]]
    assert sum(shares) == pytest.approx(1, abs=1e-6)
    assert len(shares) == 2


def test_discard_and_restore(run, draft):
    run("discard", draft)
    assert draft not in run("list").out
    assert draft in run("list", "--all").out
    run("edit", draft, json.dumps(MOVE), status=3)
    run("restore", draft)
    run("edit", draft, json.dumps(MOVE))


def test_two_drafts_move_their_border_together(run, draft, path):
    run("new", "--from", f"{EAST}-1")
    border = {
        "op": "move_node",
        "at": list(place(COLUMNS, 1)),
        "to": list(place(COLUMNS + 0.3, 1.2)),
    }
    run("edit", draft, json.dumps(border), status=1)
    before = _cells(path, draft)
    run("edit", draft, json.dumps(border), "--with", f"{EAST}-2")
    assert _cells(path, draft) != before
    run("undo", draft, "--with", f"{EAST}-2")
    assert _cells(path, draft) == before


@pytest.mark.parametrize("option", ["--steps", "--to", "--revision"])
def test_shared_edits_are_turned_one_at_a_time(run, draft, option):
    run("undo", draft, "--with", f"{EAST}-1", option, 2, status=2)


@pytest.mark.parametrize("word", ["show", "history", "edit", "undo", "discard"])
def test_a_plan_that_is_not_there_is_a_conflict(run, word):
    more = [json.dumps(MOVE)] if word == "edit" else []
    run(word, "nobody-1", *more, status=3)


def test_chinese_answers(run, draft, monkeypatch):
    monkeypatch.setenv("GRIDMAP_LOCALE", "zh-CN")
    assert "移动节点" in run("edit", draft, json.dumps(MOVE)).out
    assert "move_node" not in run("history", draft).out
    assert "原网格" in run("diff", f"{WEST}-1", draft).out
