"""What every store promises about records: what goes in comes out, in order, or is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import shapely

from gridmap.domain import (
    Account,
    Assignment,
    Block,
    Building,
    CodeTemplate,
    Duty,
    Hierarchy,
    Level,
    LineClass,
    PlanStatus,
    Point,
    PointKind,
    Role,
    Street,
    Territory,
    Worker,
)
from gridmap.errors import ConflictError, GridmapError, InputError, UsageError
from tests.contract.worlds import (
    AREAS,
    EAST,
    MARCH,
    NEW_YEAR,
    SUBDISTRICT,
    TERRITORY,
    WEST,
    WEST_BOX,
    WEST_CELLS,
    WORKERS,
    box,
    leader,
    shop,
)

FIRST = WEST_CELLS[0].code
SECOND = WEST_CELLS[1].code


def read(store, what, *args):
    with store.reading() as reader:
        return getattr(reader, what)(*args)


def write(store, what, *args):
    with store.writing() as work:
        return getattr(work, what)(*args)


def refused(store, code, what, *args):
    """Return the error of a write that must fail and must change nothing."""
    before = store.digest()
    with pytest.raises(GridmapError) as caught:
        write(store, what, *args)
    assert (caught.value.code, store.digest()) == (code, before)
    return caught.value


def test_blank_store_has_no_territory(blank):
    assert read(blank, "territory") is None
    assert read(blank, "revision") == 0


def test_territory_comes_back_with_levels_and_template(blank):
    levels = Hierarchy((Level("county", "县", "county", 6), Level("community", "社区", "c", 5)))
    territory = Territory("某县", levels, CodeTemplate(11, 4))
    write(blank, "set_territory", territory)
    assert read(blank, "territory") == territory


def test_levels_and_template_must_agree(blank):
    wrong = Territory("某县", code_template=CodeTemplate(10, 3))
    assert isinstance(refused(blank, "territory.digits", "set_territory", wrong), InputError)


def test_levels_stay_once_there_are_areas(store):
    levels = Hierarchy((Level("county", "县", "county", 7), Level("community", "社区", "c", 5)))
    other = Territory("某县", levels)
    assert isinstance(refused(store, "territory.levels", "set_territory", other), ConflictError)


def test_areas_need_a_territory(blank):
    assert isinstance(refused(blank, "store.no_territory", "put_areas", AREAS), UsageError)


def test_areas_come_back_in_order_of_their_codes(store):
    assert [area.name for area in read(store, "areas")] == [area.name for area in AREAS]
    assert [area.code for area in read(store, "areas", "community")] == [WEST, EAST]


def test_areas_may_come_before_their_parents(blank):
    write(blank, "set_territory", TERRITORY)
    write(blank, "put_areas", AREAS[2:])
    assert [area.parent_code for area in read(blank, "areas")] == [SUBDISTRICT, SUBDISTRICT]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"level": "galaxy"}, "area.level"),
        ({"code": "42010600100"}, "area.code"),
        ({"code": "42010600100 "}, "area.code"),
        ({"boundary": shapely.Point(114.3, 30.6)}, "geometry.no_polygon"),
        ({"boundary": shapely.from_wkt("POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))")}, "geometry.invalid"),
        ({"boundary": shapely.affinity.translate(WEST_BOX, 1e-9)}, "geometry.off_lattice"),
    ],
)
def test_area_that_does_not_fit_is_refused(blank, changes, code):
    write(blank, "set_territory", TERRITORY)
    write(blank, "put_areas", AREAS[:2])
    refused(blank, code, "put_areas", [replace(AREAS[2], **changes)])


def test_area_keeps_its_level(store):
    with store.reading() as reader:
        area = reader.areas("community")[0]
    refused(store, "area.level", "put_areas", [replace(area, level="hamlet")])


def test_same_key_twice_in_one_batch_is_refused(store):
    refused(store, "record.repeated", "put_points", [shop("s1", 114.301), shop("s1", 114.302)])


def test_workers_come_back(store):
    base = shapely.Point(114.3012345, 30.6012345)
    worker = Worker(
        "w-9",
        "丁",
        WEST,
        Role.INSPECTOR,
        (Duty.LEADER, Duty.VOLUNTEER),
        base,
        "139",
        12.5,
        trained=True,
    )
    write(store, "put_workers", [worker])
    assert read(store, "workers") == [*WORKERS, worker]
    assert [read(store, "worker", code) for code in ("w-9", "nobody")] == [worker, None]


def test_worker_of_unknown_community_is_refused(store):
    refused(store, "record.community", "put_workers", [Worker("w-9", "丁", "420106001999")])


def test_assignment_holds_between_its_days(store):
    ended = replace(leader(FIRST, "w-1"), valid_to=date(2026, 2, 28))
    write(store, "put_assignments", [ended, leader(FIRST, "w-2", MARCH)])
    assert [a.worker_code for a in read(store, "assignments", date(2026, 2, 28))] == ["w-1"]
    assert [a.worker_code for a in read(store, "assignments", MARCH)] == ["w-2"]
    assert len(read(store, "assignments")) == 2
    assert read(store, "assignments_of", [FIRST]) == read(store, "assignments")
    assert read(store, "assignments_of", []) == []


def test_second_leader_is_refused(store):
    write(store, "put_assignments", [leader(FIRST, "w-1")])
    error = refused(
        store, "assignment.two_leaders", "put_assignments", [leader(FIRST, "w-2", MARCH)]
    )
    assert isinstance(error, ConflictError)


def test_two_leaders_in_one_batch_are_refused(store):
    both = [leader(FIRST, "w-1"), leader(FIRST, "w-2", MARCH)]
    refused(store, "assignment.two_leaders", "put_assignments", both)


def test_many_volunteers_are_welcome(store):
    team = [Assignment(FIRST, worker.code, Duty.VOLUNTEER, NEW_YEAR) for worker in WORKERS]
    write(store, "put_assignments", team)
    assert read(store, "assignments") == team


@pytest.mark.parametrize(
    ("assignment", "code"),
    [
        (leader(FIRST, "nobody"), "assignment.worker"),
        (leader("420106001001999", "w-1"), "assignment.cell"),
        (replace(leader(FIRST, "w-1", MARCH), valid_to=NEW_YEAR), "assignment.days"),
    ],
)
def test_assignment_that_does_not_fit_is_refused(store, assignment, code):
    refused(store, code, "put_assignments", [assignment])


def test_ending_leaves_other_cells_alone(store):
    write(store, "put_assignments", [leader(FIRST, "w-1"), leader(SECOND, "w-2")])
    write(store, "end_assignments", [FIRST], date(2026, 2, 28))
    assert [a.valid_to for a in read(store, "assignments")] == [date(2026, 2, 28), None]


def test_ending_one_duty_leaves_the_others_alone(store):
    team = [leader(FIRST, "w-1"), Assignment(FIRST, "w-2", Duty.DEPUTY, NEW_YEAR)]
    write(store, "put_assignments", team)
    write(store, "end_assignments", [FIRST], date(2026, 2, 28), Duty.LEADER)
    ended = {a.duty: a.valid_to for a in read(store, "assignments")}
    assert ended == {Duty.LEADER: date(2026, 2, 28), Duty.DEPUTY: None}


def test_ending_removes_what_would_begin_later(store):
    write(store, "put_assignments", [leader(FIRST, "w-1", MARCH)])
    write(store, "end_assignments", [FIRST], date(2026, 2, 28))
    assert read(store, "assignments") == []


def test_points_come_back_snapped_filed_and_in_utc(store):
    china = timezone(timedelta(hours=8))
    point = Point(
        "i-1",
        PointKind.INCIDENT,
        "litter",
        114.30123456789,
        30.605,
        "垃圾",
        datetime(2026, 1, 2, 6, 30, 15, 123456, tzinfo=china),
        "ignored",
        {"severity": 2, "source": "12319"},
    )
    assert write(store, "put_points", [point]) == 0
    assert read(store, "points") == [
        replace(
            point,
            lon=114.3012346,
            cell_code=FIRST,
            happened_at=datetime(2026, 1, 1, 22, 30, 15, 123000, tzinfo=UTC),
        )
    ]


def test_points_outside_are_kept_and_counted(store):
    points = [shop("s1", 114.301), shop("s2", 114.4), shop("s3", 114.299)]
    assert write(store, "put_points", points) == 2
    assert read(store, "tally") == {(FIRST, PointKind.SHOP): 1, (None, PointKind.SHOP): 2}


def test_point_on_a_shared_border_lies_in_one_cell(store):
    write(store, "put_points", [shop("s1", 114.305), shop("s2", 114.31)])
    assert [point.cell_code for point in read(store, "points")] == [SECOND, f"{EAST}001"]


def test_points_are_narrowed_by_kind_and_cell(store):
    camera = Point("c1", PointKind.CAMERA, "busy_area", 114.306, 30.605)
    write(store, "put_points", [shop("s1", 114.301), shop("s2", 114.306), camera])
    assert [p.id for p in read(store, "points", PointKind.SHOP, SECOND)] == ["s2"]
    assert [p.id for p in read(store, "points", None, SECOND)] == ["c1", "s2"]


def test_point_is_replaced_and_filed_anew(store):
    write(store, "put_points", [shop("s1", 114.301)])
    write(store, "put_points", [shop("s1", 114.306, name="搬迁")])
    (point,) = read(store, "points")
    assert (point.name, point.cell_code) == ("搬迁", SECOND)


def test_many_points_come_back(store):
    points = [shop(f"s{number:05d}", 114.301, name=str(number)) for number in range(2500)]
    write(store, "put_points", points)
    write(store, "put_points", [replace(point, name="x") for point in points[:1500]])
    found = read(store, "points")
    assert [point.name for point in found] == ["x"] * 1500 + [p.name for p in points[1500:]]


def test_id_stays_with_its_kind(store):
    write(store, "put_points", [shop("p1", 114.301)])
    camera = Point("p1", PointKind.CAMERA, "busy_area", 114.306, 30.605)
    refused(store, "point.other_kind", "put_points", [camera])


def test_attribute_outside_the_schema_is_refused(store):
    bad = shop("s2", 114.301, attributes={"owner": "某人"})
    error = refused(store, "point.unknown_field", "put_points", [shop("s1", 114.301), bad])
    assert (error.place.feature, error.place.column) == ("s2", "owner")


def test_base_map_comes_back(store):
    line = shapely.LineString([(114.30, 30.605), (114.32, 30.605)])
    street = Street("r1", "人民路", LineClass.MAIN_ROAD, line)
    house = Building("b1", box(114.301, 30.601, 114.302, 30.602), "1 号楼", 6, 48, "东湖小区")
    block = Block("k1", WEST, WEST_BOX, 400.0, "compound", "东湖小区")
    with store.writing() as work:
        work.put_streets([street])
        work.put_buildings([house])
        work.put_blocks([block])
    found = [read(store, name) for name in ("streets", "buildings", "blocks")]
    assert found == [[street], [house], [block]]
    assert read(store, "blocks", EAST) == []


def test_base_map_is_rounded_to_the_lattice(store):
    shape = shapely.affinity.translate(WEST_BOX, 1e-9)
    write(store, "put_blocks", [Block("k1", WEST, shape)])
    assert shapely.equals_identical(read(store, "blocks")[0].geometry, WEST_BOX)


@pytest.mark.parametrize(
    ("what", "record", "code"),
    [
        ("put_streets", Street("r", "", LineClass.LANE, WEST_BOX), "geometry.no_line"),
        (
            "put_buildings",
            Building("b", shapely.union(WEST_BOX, box(0, 0, 1, 1))),
            "geometry.parts",
        ),
        ("put_blocks", Block("k", "420106001999", WEST_BOX), "record.community"),
    ],
)
def test_base_map_that_does_not_fit_is_refused(store, what, record, code):
    refused(store, code, what, [record])


def test_account_comes_back_and_is_replaced(store):
    account = Account(
        "ping", "$argon2id$x", (Role.PLANNER, Role.GIS), "平", session_key="key-1", scope=(WEST,)
    )
    write(store, "put_account", replace(account, active=False))
    write(store, "put_account", account)
    assert read(store, "accounts") == [account]


def test_accounts_without_session_key_do_not_clash(store):
    write(store, "put_account", Account("a", "h", ()))
    write(store, "put_account", Account("b", "h", ()))
    assert [account.session_key for account in read(store, "accounts")] == ["", ""]


def test_session_key_belongs_to_one_account(store):
    write(store, "put_account", Account("a", "h", (), session_key="k"))
    again = Account("b", "h", (), session_key="k")
    assert isinstance(refused(store, "account.session_key", "put_account", again), ConflictError)


def test_exception_in_a_unit_of_work_undoes_it(store):
    def fail_late():
        with store.writing() as work:
            work.put_points([shop("s1", 114.301)])
            work.put_workers([Worker("w-9", "丁")])
            raise ZeroDivisionError

    before = store.digest()
    with pytest.raises(ZeroDivisionError):
        fail_late()
    assert store.digest() == before
    assert read(store, "points") == []


def test_digest_changes_with_every_write(store):
    before = store.digest()
    write(store, "put_points", [shop("s1", 114.301)])
    after = store.digest()
    write(store, "put_points", [shop("s1", 114.301)])
    assert len({before, after, store.digest()}) == 3


def test_revision_counts_units_of_work(store):
    before = read(store, "revision")
    write(store, "put_points", [shop("s1", 114.301)])
    assert read(store, "revision") == before + 1


def test_reader_keeps_its_snapshot(store):
    with store.reading() as reader:
        assert reader.points() == []
        write(store, "put_points", [shop("s1", 114.301)])
        assert (reader.points(), reader.revision()) == ([], 1)
    assert len(read(store, "points")) == 1


def test_unit_of_work_reads_what_it_wrote(store):
    with store.writing() as work:
        work.put_points([shop("s1", 114.301)])
        assert [point.cell_code for point in work.points()] == [FIRST]


def test_published_plan_comes_back(store):
    (plan,) = read(store, "plans", WEST, PlanStatus.PUBLISHED)
    assert (plan.valid_from, plan.valid_to, plan.revision) == (NEW_YEAR, None, 1)
    assert read(store, "used_codes", WEST) == {FIRST, SECOND}
