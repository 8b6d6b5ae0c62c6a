"""The sample: the same for the same seed, exact, believable in numbers, with a truth that holds."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridmap.domain import Duty, PointKind
from gridmap.domain.schemas import check_points
from gridmap.geometry import is_on_lattice, metric_crs, to_metric
from gridmap.sample import generate
from gridmap.sample.incidents import LOCAL_OFFSET_HOURS
from gridmap.sample.places import GRADE_SHARES, shared_out
from gridmap.topology import check
from scripts.make_sample import FOLDER, write_sample

SMALL = 3


@pytest.fixture(scope="module")
def sample():
    return generate(seed=5, communities=SMALL)


def shapes(records):
    return np.array([record.geometry for record in records], dtype=object)


def test_the_same_seed_makes_the_same_sub_district(sample):
    assert generate(seed=5, communities=SMALL) == sample


def test_another_seed_makes_another(sample):
    assert generate(seed=6, communities=SMALL).blocks != sample.blocks


@pytest.mark.parametrize("seed", [6, 24])
def test_every_seed_makes_a_sub_district(seed):
    made = generate(seed=seed)
    areas = [area.boundary for area in made.areas if area.level == "community"]
    assert len(areas) == 13
    assert shapely.coverage_is_valid(areas)


def test_a_community_with_a_narrow_plot_has_its_fronts():
    assert generate(seed=1, communities=2).points


def test_the_committed_instance_is_what_the_program_makes(tmp_path):
    made = write_sample(tmp_path)
    assert {path.name for path in made} == {path.name for path in Path(FOLDER).iterdir()}
    assert [p.name for p in made if p.read_bytes() != (FOLDER / p.name).read_bytes()] == []


@pytest.mark.parametrize("communities", [SMALL, 13])
def test_blocks_are_one_exact_coverage(communities):
    blocks = shapes(generate(communities=communities).blocks)
    assert check(blocks).valid
    assert shapely.coverage_is_valid(blocks)
    assert len(shapely.get_rings(shapely.coverage_union_all(blocks))) == 1


def test_communities_are_the_unions_of_their_blocks(sample):
    for area in sample.areas:
        if area.boundary is not None:
            own = shapes(block for block in sample.blocks if block.community_code == area.code)
            assert shapely.equals(shapely.coverage_union_all(own), area.boundary)


@pytest.mark.parametrize("layer", ["blocks", "streets", "buildings"])
def test_everything_lies_on_the_lattice(sample, layer):
    assert is_on_lattice(shapes(getattr(sample, layer))).all()


def test_buildings_stand_inside_their_blocks(sample):
    tree = shapely.STRtree(shapes(sample.blocks))
    inside, _ = tree.query(shapes(sample.buildings), predicate="within")
    assert len(set(inside.tolist())) == len(sample.buildings)


def test_households_of_blocks_are_those_of_their_buildings(sample):
    assert sum(block.load for block in sample.blocks) == sum(
        building.households for building in sample.buildings
    )
    assert max(block.load for block in sample.blocks) <= 300


def test_about_four_thousand_households_in_a_community(sample):
    assert all(2_500 < count < 6_000 for count in sample.truth.households.values())


def test_240_shops_in_each_community(sample):
    shops = Counter(shop.id[:12] for shop in sample.of_kind(PointKind.SHOP))
    assert set(shops.values()) == {240}


def test_grades_have_the_known_shares(sample):
    grades = Counter(shop.attributes["grade"] for shop in sample.of_kind(PointKind.SHOP))
    assert grades == Counter(shared_out(240 * SMALL, GRADE_SHARES))


def test_666_premises_are_graded_as_counted():
    assert Counter(shared_out(666, GRADE_SHARES)) == {"A": 205, "B": 416, "C": 38, "D": 7}


def test_53_hazards_of_the_first_community_are_rectified(sample):
    first = [h for h in sample.of_kind(PointKind.HAZARD) if h.id.startswith("429901001001")]
    assert sum(hazard.attributes["state"] == "rectified" for hazard in first) == 53
    assert any(hazard.attributes["state"] != "rectified" for hazard in first)


def test_points_fit_their_schemas(sample):
    check_points(sample.points)
    assert sample.truth.counts == Counter(point.kind for point in sample.points)


def test_points_lie_in_the_territory(sample):
    outline = shapely.coverage_union_all(shapes(sample.blocks))
    assert all(shapely.contains_xy(outline, point.lon, point.lat) for point in sample.points)


def test_incidents_span_two_years(sample):
    moments = [incident.happened_at for incident in sample.of_kind(PointKind.INCIDENT)]
    assert timedelta(days=700) < max(moments) - min(moments) < timedelta(days=732)


def test_planted_hot_spots_can_be_found_again(sample):
    incidents = sample.of_kind(PointKind.INCIDENT)
    crs = metric_crs(shapes(sample.blocks))
    for spot in sample.truth.hot_spots:
        alike = [incident for incident in incidents if incident.class_code == spot.class_code]
        places = to_metric(shapely.points([(i.lon, i.lat) for i in alike]), crs)
        centre = to_metric([shapely.Point(spot.lon, spot.lat)], crs)[0]
        hours = [(i.happened_at + timedelta(hours=LOCAL_OFFSET_HOURS)).hour for i in alike]
        near = [
            place.distance(centre) <= spot.radius_m and spot.hours[0] <= hour < spot.hours[1]
            for place, hour in zip(places, hours, strict=True)
        ]
        assert sum(near) >= 0.85 * spot.count


def test_every_crossing_but_one_has_a_checkpoint():
    sample = generate()
    checkpoints = [c for c in sample.of_kind(PointKind.CAMERA) if c.attributes["checkpoint"]]
    assert len(sample.truth.crossings) == 8
    assert len(checkpoints) == 7
    assert len(sample.truth.without_checkpoint) == 1


def test_every_community_has_leaders_for_its_households(sample):
    for code, households in sample.truth.households.items():
        leaders = [
            worker
            for worker in sample.workers
            if worker.community_code == code and Duty.LEADER in worker.duties
        ]
        assert sum(worker.capacity for worker in leaders) > households
