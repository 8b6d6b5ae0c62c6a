"""Figures of indicators against pandas that counts the same rows, alternated in one run.

Run: ``python -m tests.benchmarks.bench_indicators``. Both get their tables ready in memory; ours
also checks every value and places every row on all levels.
"""

from __future__ import annotations

import time
from statistics import median

import numpy as np
import pandas as pd

from gridmap.domain.indicators import indicators_named
from gridmap.services.frame_indicators import Indicators

ROWS, CELLS, ROUNDS = 200_000, 2_000, 5
KEYS = ("K-10", "K-11", "K-33", "K-39", "K-39W", "K-43")
LEVELS = ("territory", "community", "cell")


def tables() -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(0)

    def rows(**columns: object) -> pd.DataFrame:
        cells = np.char.mod("%05d", rng.integers(0, CELLS, ROWS))
        return pd.DataFrame({"cell_code": cells, **columns})

    return {
        "hazards": rows(state=rng.choice(["found", "rectified", "closed"], ROWS)),
        "cameras": rows(
            networked=rng.random(ROWS) < 0.9, state=rng.choice(["in_service", "idle"], ROWS)
        ),
        "shops": rows(grade=rng.choice(list("ABCD"), ROWS), frontage_letter=rng.random(ROWS) < 0.9),
    }


def ours(found: dict[str, pd.DataFrame]) -> list[float]:
    codes = [f"{number:05d}" for number in range(CELLS)]
    cells = pd.DataFrame({"cell_code": codes, "community_code": [code[:4] for code in codes]})
    areas = pd.DataFrame({"code": sorted({code[:4] for code in codes}), "level": "community"})
    asked = Indicators({**found, "cells": cells}, areas=areas).evaluation
    return [
        asked.figures(one, level).numerators.sum()
        for one in indicators_named(KEYS)
        for level in LEVELS
    ]


def theirs(found: dict[str, pd.DataFrame]) -> list[float]:
    shops, cameras, hazards = found["shops"], found["cameras"], found["hazards"]
    masks = [
        (cameras, cameras["networked"]),
        (cameras, cameras["state"].eq("in_service")),
        (hazards, hazards["state"].isin(["rectified", "closed"])),
        *((shops, shops["grade"].eq(grade)) for grade in "ABCD"),
        (shops, shops["grade"].isin(["C", "D"])),
        (shops, shops["frontage_letter"]),
    ]
    totals = []
    for frame, mask in masks:
        by_cell = mask.groupby(frame["cell_code"]).agg(["sum", "size"])
        by_community = by_cell.groupby(by_cell.index.str[:4]).sum()
        totals += [float(one["sum"].sum()) for one in (by_cell, by_community, by_cell)]
    return totals


def seconds(run, found: dict[str, pd.DataFrame]) -> tuple[float, list[float]]:
    began = time.perf_counter()
    answer = run(found)
    return time.perf_counter() - began, answer


def main() -> None:
    found = tables()
    times: dict[str, list[float]] = {"ours": [], "pandas": []}
    for _ in range(ROUNDS):
        spent, mine = seconds(ours, found)
        times["ours"].append(spent)
        spent, other = seconds(theirs, found)
        times["pandas"].append(spent)
        assert mine == other
    mine_s, other_s = median(times["ours"]), median(times["pandas"])
    print(
        f"indicators: 9 on 3 levels, 3 x {ROWS:,} rows, {CELLS:,} cells: ours {mine_s:.2f} s, "
        f"pandas {other_s:.2f} s, ratio {other_s / mine_s:.2f}, 0 figures differ"
    )


if __name__ == "__main__":
    main()
