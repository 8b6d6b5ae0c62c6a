"""Weights of the load index, fitted on what the work of the past took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.methods import method
from gridmap.analysis.workload import LoadWeights, load_index
from gridmap.errors import InputError, Place

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]

_RIDGES = tuple(float(value) for value in np.logspace(-4, 2, 13))
_LEAST_FOLDS = 2


@dataclass(frozen=True)
class Calibration:
    """Weights that explain the effort of the past, and how well they foretell it.

    Attributes
    ----------
    weights
        Effort per one of each count, by name.
    fixed
        Effort of a cell in which nothing lies.
    ridge
        The penalty that foretold best, relative to the spread of the counts.
    r2_out_of_sample
        Share of the variance of effort that weights fitted on the other folds foretell; 0 is as
        good as the mean of the other folds, below it worse. None, not applicable, where all
        efforts are alike.
    r2_baseline
        The same for the present weights, scaled by one factor fitted on the other folds; None
        where the counts have other names than `LoadWeights`.
    r2_in_sample
        The same on the data that the weights were fitted on, which flatters.
    cells, folds
        Number of cells and of folds.
    """

    weights: Mapping[str, float]
    fixed: float
    ridge: float
    r2_out_of_sample: float | None
    r2_baseline: float | None
    r2_in_sample: float | None
    cells: int
    folds: int

    def effort(self, counts: Mapping[str, ArrayLike]) -> FloatArray:
        """Return the effort that the weights foretell for cells with these counts, shape (N,)."""
        columns = _columns({name: counts[name] for name in self.weights})
        weights = np.array(list(self.weights.values()))
        return np.asarray(self.fixed + columns @ weights, np.float64)


@dataclass(frozen=True)
class _Fit:
    """Weights on the scale of the counts, and the effort of an empty cell."""

    weights: FloatArray
    fixed: float

    def foretell(self, columns: FloatArray) -> FloatArray:
        return np.asarray(self.fixed + columns @ self.weights, np.float64)


@method("calibration", version=1, unit="1")
def calibrate(
    counts: Mapping[str, ArrayLike],
    effort: ArrayLike,
    *,
    non_negative: bool = True,
    folds: int = 5,
    seed: int = 0,
    present: LoadWeights | None = None,
) -> Calibration:
    """Fit the weights of the load index on history by ridge regression.

    Minimises sum (effort - fixed - sum w_j x_j)^2 + ridge N sum (w_j s_j)^2 with s_j the standard
    deviation of count j (Hoerl and Kennard, Technometrics 12, 1970). The ridge is the one whose
    foretelling of held-out folds errs least.

    Parameters
    ----------
    counts
        Counts of each cell by name, each of shape (N,).
    effort
        What the work in each cell took, such as hours, shape (N,).
    non_negative
        Whether weights and the fixed effort may not be below zero. More of something is no less
        work, so that a negative weight is a sign of counts that always go together.
    folds
        Number of parts, of which each is held out once.
    seed
        Which cell is in which part.
    present
        The weights in use, for the baseline.

    Returns
    -------
    calibration
        Weights and their accuracy on cells that they were not fitted on.

    Raises
    ------
    InputError
        Lengths differ, a number is missing or negative, there is no count, or there are fewer
        cells than would fill each fold with two.
    """
    columns = _columns(counts)
    spent = np.asarray(effort, np.float64)
    if len(spent) != len(columns):
        raise InputError(
            "workload.lengths_differ", what="effort", found=spent.shape, expected=columns.shape[:1]
        )
    _refuse_bad("effort", spent)
    if folds < _LEAST_FOLDS or len(spent) < 2 * folds:
        raise InputError("workload.too_few", cells=len(spent), folds=folds, needed=2 * folds)
    fold = np.random.default_rng(seed).permutation(len(spent)) % folds
    errors = [_held_out(columns, spent, fold, ridge, non_negative) for ridge in _RIDGES]
    ridge = _RIDGES[int(np.argmin([float(error @ error) for error in errors]))]
    fit = _fitted(columns, spent, ridge, non_negative)
    foretold = errors[_RIDGES.index(ridge)]
    plain = _fold_means(spent, fold)
    return Calibration(
        MappingProxyType(dict(zip(counts, fit.weights.tolist(), strict=True))),
        fit.fixed,
        ridge,
        _r2(foretold, plain),
        _baseline(counts, spent, fold, present, plain),
        _r2(spent - fit.foretell(columns), spent - spent.mean()),
        len(spent),
        folds,
    )


def _columns(counts: Mapping[str, ArrayLike]) -> FloatArray:
    if not counts:
        raise InputError("workload.no_counts")
    columns = {name: np.asarray(values, np.float64) for name, values in counts.items()}
    expected = next(iter(columns.values())).shape
    for name, column in columns.items():
        if column.shape != expected or column.ndim != 1:
            raise InputError(
                "workload.lengths_differ", what=name, found=column.shape, expected=expected
            )
        _refuse_bad(name, column)
    return np.column_stack(list(columns.values()))


def _refuse_bad(what: str, values: FloatArray) -> None:
    bad = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
    if len(bad):
        raise InputError(
            "workload.bad_count", Place(row=int(bad[0]) + 1), what=what, count=len(bad)
        )


def _fitted(columns: FloatArray, effort: FloatArray, ridge: float, non_negative: bool) -> _Fit:  # noqa: FBT001  an inner switch
    """Solve the normal equations, or with signs held the same problem by non-negative squares."""
    count, width = columns.shape
    scale = columns.std(axis=0)
    used = scale > 0
    scaled = columns[:, used] / scale[used]
    penalty = np.sqrt(ridge * count) * np.eye(int(used.sum()))
    weights = np.zeros(width)
    if non_negative:
        design = np.block([[np.ones((count, 1)), scaled], [np.zeros((len(penalty), 1)), penalty]])
        found, _ = scipy.optimize.nnls(design, np.concatenate([effort, np.zeros(len(penalty))]))
        weights[used] = found[1:] / scale[used]
        return _Fit(weights, float(found[0]))
    centred = scaled - scaled.mean(axis=0)
    gram = centred.T @ centred + penalty @ penalty
    weights[used] = np.linalg.solve(gram, centred.T @ (effort - effort.mean())) / scale[used]
    return _Fit(weights, float(effort.mean() - columns.mean(axis=0) @ weights))


def _held_out(
    columns: FloatArray,
    effort: FloatArray,
    fold: PositionArray,
    ridge: float,
    non_negative: bool,  # noqa: FBT001  an inner switch
) -> FloatArray:
    """Return the error of each cell's effort as the other folds foretell it."""
    error = np.empty_like(effort)
    for number in range(int(fold.max()) + 1):
        out = fold == number
        fit = _fitted(columns[~out], effort[~out], ridge, non_negative)
        error[out] = effort[out] - fit.foretell(columns[out])
    return error


def _fold_means(effort: FloatArray, fold: PositionArray) -> FloatArray:
    """Return the error of the mean of the other folds."""
    error = np.empty_like(effort)
    for number in range(int(fold.max()) + 1):
        out = fold == number
        error[out] = effort[out] - effort[~out].mean()
    return error


def _baseline(
    counts: Mapping[str, ArrayLike],
    effort: FloatArray,
    fold: PositionArray,
    present: LoadWeights | None,
    plain: FloatArray,
) -> float | None:
    """Return how well the present weights foretell, with one factor fitted on the other folds."""
    used = present or LoadWeights()
    if not all(hasattr(used, name) for name in counts):
        return None
    load = load_index(counts, used)
    error = np.empty_like(effort)
    for number in range(int(fold.max()) + 1):
        out = fold == number
        squares = float(load[~out] @ load[~out])
        factor = float(load[~out] @ effort[~out]) / squares if squares else 0.0
        error[out] = effort[out] - factor * load[out]
    return _r2(error, plain)


def _r2(error: FloatArray, plain: FloatArray) -> float | None:
    total = float(plain @ plain)
    return 1.0 - float(error @ error) / total if total > 0 else None
