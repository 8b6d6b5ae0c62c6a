"""Simulated walks along streets: the truth that map matching has to find again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from gridmap.analysis.matching_network import StreetNetwork
from gridmap.geometry.crs import from_metric


@dataclass(frozen=True)
class Walk:
    """A walk: fixes, the metres it led along, and the metres of street it touched."""

    seconds: np.ndarray
    lonlat: np.ndarray
    way_m: float
    covered_m: float
    pieces: tuple[int, ...]


def walk(
    network: StreetNetwork,
    seed: int,
    *,
    wanted_m: float,
    sigma_m: float,
    every_s: float = 5,
    speed: float = 1.4,
) -> Walk:
    """Walk at random, turning back only in dead ends, and note a noisy fix every few seconds."""
    rng = np.random.default_rng(seed)
    starts, neighbours, piece_at = network.adjacency()
    lengths = shapely.length(network.pieces)
    node = int(rng.integers(network.node_count))
    path, before, total = [shapely.get_coordinates(_end(network, node))[0]], -1, 0.0
    pieces: list[int] = []
    while total < wanted_m:
        arms = range(starts[node], starts[node + 1])
        choices = [arm for arm in arms if piece_at[arm] != before] or list(arms)
        arm = choices[int(rng.integers(len(choices)))]
        before = int(piece_at[arm])
        line = shapely.get_coordinates(network.pieces[before])
        path.extend(line[1:] if network.ends[before, 0] == node else line[::-1][1:])
        node = int(neighbours[arm])
        pieces.append(before)
        total += lengths[before]
    course = shapely.linestrings(np.array(path))
    seconds = np.arange(0.0, course.length / speed, every_s)
    xy = shapely.get_coordinates(shapely.line_interpolate_point(course, seconds * speed))
    noisy = xy + rng.normal(0.0, sigma_m, xy.shape)
    lonlat = shapely.get_coordinates(from_metric(shapely.points(noisy), network.crs))
    walked = network.length_m[pieces].sum()
    return Walk(seconds, lonlat, walked, network.length_m[np.unique(pieces)].sum(), tuple(pieces))


def _end(network: StreetNetwork, node: int) -> shapely.Point:
    piece, side = np.argwhere(network.ends == node)[0]
    return shapely.get_point(network.pieces[piece], -int(side))
