"""R8: readers during publications; no answer mixes two versions of the territory.

The short form reads 1,000 times during 20 publications, ``make test-long`` 100,000 and 1,000.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np
import orjson
import pytest
import shapely

from gridmap.geometry import double_areas_units
from tests.concurrency.sheet import COMMUNITIES, whole
from tests.longer import is_long
from tests.reliability.service import Client
from tests.reliability.town import REFUSED, Copy, Planner

PUBLICATIONS, READINGS = (1_000, 100_000) if is_long() else (20, 1_000)
READERS = 4
TOTAL = double_areas_units([whole()])[0]
CODES = 24


@dataclass
class Reader:
    """Reads what is in force again and again, and notes what does not fit together."""

    client: Client
    versions: set[str] = field(default_factory=set)
    readings: int = 0
    faults: list[str] = field(default_factory=list)

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.look_at_cells()
            self.look_at_communities()

    def look_at_cells(self) -> None:
        said = self.client.ask("GET", "/layers/cells.geojson")
        self.readings += 1
        features = orjson.loads(said.body)["features"]
        shapes = [shapely.geometry.shape(one["geometry"]) for one in features]
        plans = {one["properties"]["plan_id"] for one in features}
        if len(features) != CODES or len(plans) != len(COMMUNITIES):
            self.faults.append(f"cells of {sorted(plans)}")
        if sum(double_areas_units(shapes)) != TOTAL:
            self.faults.append(f"areas of {sorted(plans)} do not sum up")
        self.versions.add(str(sorted(plans)))

    def look_at_communities(self) -> None:
        """The plans in force are told beside their cells: one snapshot, or the counts differ."""
        said = self.client.ask("GET", "/communities")
        self.readings += 1
        for one in said.json["communities"]:
            if one["in_force"] is None or one["cell_count"] != CODES // len(COMMUNITIES):
                self.faults.append(f"community {one['code']}")


def publish_on(client: Client, count: int) -> int:
    """Open a draft, redraw it and publish it, again and again; return how often that was done."""
    planner = Planner(client, np.random.default_rng(3), undoing=0.0)
    done = 0
    while done < count:
        community = COMMUNITIES[done % len(COMMUNITIES)]
        state = client.ask("GET", f"/communities/{community}").json
        made = client.ask("POST", "/drafts", {"based_on": state["in_force"]["id"]})
        copy = Copy(made.json["id"])
        copy.load(client)
        said = planner.send(copy, *planner.wish(copy), key=f"{done}-{planner.rng.random()}")
        if said.status in REFUSED:
            continue
        body = {"plans": [copy.plan_id], "valid_from": "2026-01-01"}
        published = client.ask("POST", "/publications", body)
        assert published.status == 201, published.body
        done += 1
    return done


@pytest.fixture(scope="module")
def readers(crowd_of):
    crowd = crowd_of(READERS + 1)
    crowd.service.start()
    first, *others = (Client(crowd.service.port, token) for token in crowd.tokens.values())
    found, stop = [Reader(client) for client in others], threading.Event()
    threads = [threading.Thread(target=one.run, args=(stop,)) for one in found]
    for thread in threads:
        thread.start()
    try:
        publish_on(first, PUBLICATIONS)
        while sum(one.readings for one in found) < READINGS:
            publish_on(first, 1)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    crowd.service.stop()
    return found


def test_no_answer_mixes_two_versions(readers):
    assert [fault for one in readers for fault in one.faults] == []


def test_many_versions_were_seen(readers):
    assert len(set().union(*(one.versions for one in readers))) >= PUBLICATIONS // 4


def test_there_were_enough_readings(readers):
    assert sum(one.readings for one in readers) >= READINGS
