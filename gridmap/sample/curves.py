"""Curves that look grown: sums of waves, jagged rings and parallels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Wave:
    """A smooth deviation: the sum of sines of falling height."""

    amplitudes_m: NDArray[np.float64]
    lengths_m: NDArray[np.float64]
    phases: NDArray[np.float64]

    def __call__(self, along_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the deviation in metres at places along the curve."""
        angle = 2 * np.pi * along_m[:, None] / self.lengths_m + self.phases
        swing: NDArray[np.float64] = (self.amplitudes_m * np.sin(angle)).sum(axis=1)
        return swing


def draw_wave(rng: Generator, height_m: float, length_m: float, terms: int = 3) -> Wave:
    """Draw a wave of about this height whose longest term has about this length."""
    order = np.arange(1, terms + 1)
    return Wave(
        height_m / order**1.5 * rng.uniform(0.7, 1.2, terms),
        length_m / order * rng.uniform(0.8, 1.25, terms),
        rng.uniform(0, 2 * np.pi, terms),
    )


def jagged(
    rng: Generator, start: tuple[float, float], end: tuple[float, float], swing_m: float
) -> NDArray[np.float64]:
    """Return a crooked way from one place to another, the end left out, shape (N, 2).

    Steps are 60 to 150 m and the vertices stand off the straight way by up to `swing_m`.
    """
    a, b = np.array(start), np.array(end)
    length_m = float(np.hypot(*(b - a)))
    steps = rng.uniform(60, 150, int(length_m / 60))
    along = np.cumsum(steps)
    along = np.concatenate([[0.0], along[along < length_m - 60]])
    normal = np.array([a[1] - b[1], b[0] - a[0]]) / length_m
    # A slow swing carries a quick one: the outline of fields and walls, not of a saw.
    slow = draw_wave(rng, swing_m, length_m / 2)(along)
    quick = rng.uniform(-0.45, 0.45, len(along)) * swing_m
    off = np.where(along > 0, slow + quick, 0.0)
    way: NDArray[np.float64] = a + (b - a) * (along / length_m)[:, None] + normal * off[:, None]
    return way


def parallel(curve: NDArray[np.float64], offset_m: float) -> NDArray[np.float64]:
    """Return the curve moved to its left by an offset, vertex by vertex.

    Meant for curves whose radius is well above the offset.
    """
    tangent = np.gradient(curve, axis=0)
    tangent /= np.hypot(tangent[:, 0], tangent[:, 1])[:, None]
    moved: NDArray[np.float64] = curve + offset_m * np.column_stack([-tangent[:, 1], tangent[:, 0]])
    return moved
