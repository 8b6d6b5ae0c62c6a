"""What many threads ask at once is never prepared itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import shapely

import gridmap
from gridmap.geometry.preparing import prepared

# A fault here ends the process, so that a process of its own has to go through it.
ASKED_BY_SIX = """
import threading
import numpy as np
import shapely
from gridmap.geometry.preparing import prepared

places = np.random.default_rng(0).uniform(-1, 1, (300, 2))
others = shapely.buffer(shapely.points(places), 0.3)
for _ in range(40):
    shared = shapely.Point(0, 0).buffer(1, 400)
    together = threading.Barrier(6)

    def ask():
        own = prepared(shared)
        together.wait()
        shapely.touches(own, others)
        shapely.covers(own, others)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def test_copies_are_prepared_and_the_shared_ones_stay_as_they_were():
    shapes = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], dtype=object)
    copies = prepared(shapes)
    assert shapely.is_prepared(copies).all()
    assert not shapely.is_prepared(shapes).any()
    assert shapely.equals_exact(copies, shapes).all()
    assert shapely.is_prepared(prepared(shapes[0]))


def test_many_threads_may_ask_at_once():
    done = subprocess.run([sys.executable, "-c", ASKED_BY_SIX], check=False, timeout=300)
    assert done.returncode == 0


def test_nothing_else_prepares_geometries():
    root = Path(gridmap.__file__).parent
    known = root / "geometry" / "preparing.py"
    sources = [*root.rglob("*.py"), *(root.parent / "web").rglob("*.py")]
    found = [path.name for path in sources if "shapely.prepare(" in path.read_text("utf-8")]
    assert found == [known.name]
