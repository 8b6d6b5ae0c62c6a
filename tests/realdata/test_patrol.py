"""Tracks on the streets of a country: the length covered is known to one per cent."""

from __future__ import annotations

import geopandas
import numpy as np
import pytest

from gridmap.analysis import covered_m, match, street_network, stretches, visits
from gridmap.geometry import length_m
from tests.walking import walk

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def layers(realdata):
    return realdata / "liechtenstein_osm" / "layers.gpkg"


@pytest.fixture(scope="module")
def network(layers):
    streets = geopandas.read_file(layers, layer="highways")
    return street_network(streets.geometry.array)


@pytest.fixture(scope="module")
def parts(network, layers):
    municipalities = geopandas.read_file(layers, layer="municipalities")
    return stretches(network, municipalities.geometry.array)


def test_no_metre_of_the_streets_is_lost(network, parts, layers):
    streets = geopandas.read_file(layers, layer="highways")
    whole = length_m(np.asarray(streets.geometry.array)).sum()
    assert network.length_m.sum() == pytest.approx(whole, rel=1e-9)
    assert parts.length_m.sum() == pytest.approx(whole, rel=1e-9)


@pytest.mark.parametrize("sigma_m", [5.0, 10.0])
def test_covered_length_is_right_to_one_per_cent(network, parts, sigma_m):
    walks = [walk(network, seed, wanted_m=4000, sigma_m=sigma_m) for seed in range(12)]
    found = []
    for true in walks:
        names = ["a"] * len(true.seconds)
        matched = match(network, names, true.seconds, true.lonlat, sigma_m=sigma_m)
        found.append(covered_m(visits(matched, parts), parts).sum())
    assert sum(found) == pytest.approx(sum(true.covered_m for true in walks), rel=0.01)


def test_nearly_every_metre_is_on_the_right_street(network):
    true = walk(network, 3, wanted_m=6000, sigma_m=8.0)
    legs = match(network, ["a"] * len(true.seconds), true.seconds, true.lonlat).legs
    walked = np.abs(legs.to_m - legs.from_m)
    assert walked[np.isin(legs.piece, true.pieces)].sum() > 0.97 * walked.sum()
