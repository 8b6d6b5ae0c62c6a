"""Withholds small counts, and as many others as it takes that none can be worked out.

Published are the counts, and their sums by each grouping (rows, columns, communities, all).
Whoever knows the sums and that a withheld count is at least one must not find out any withheld
count. Whether he can is asked of a linear programme: the withheld counts that fit all published
sums must leave each of them at least two values.

Complementary suppression and its audit: Willenborg and de Waal, "Elements of Statistical
Disclosure Control", Springer 2001, chapter 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.methods import method
from gridmap.errors import InputError, Place

BoolArray = NDArray[np.bool_]
PositionArray = NDArray[np.int64]

_LEAST = 2
# A vertex that a solver calls different by less may be the same.
_DIFFERENT = 1.0 - 1e-6
_DRAWS = 4
_OPTIMAL = 0


@dataclass(frozen=True)
class Suppressed:
    """Which counts and sums are withheld.

    Attributes
    ----------
    counts
        Shape (N,).
    small
        Shape (N,): withheld because they are small; the others protect these.
    sums
        For each grouping which of its sums are withheld, shape (groups,).
    """

    counts: BoolArray
    small: BoolArray
    sums: tuple[BoolArray, ...]


@method("suppression", version=1, unit="1")
def suppress(
    counts: ArrayLike, groupings: Sequence[ArrayLike], *, threshold: int, seed: int = 0
) -> Suppressed:
    """Return what to withhold so that no count from 1 to below a threshold comes out.

    Parameters
    ----------
    counts
        Whole numbers, shape (N,). Zeros are shown.
    groupings
        For each published set of sums the group of each count, from 0, shape (N,); a group that
        is all zeros is one number for all.
    threshold
        The least number that is shown, such as 5.
    seed
        Seed of the directions in which the audit looks first; it changes its time, and hardly
        ever which counts protect the small ones.

    Returns
    -------
    suppressed
        What is withheld. Sums are withheld where they are small themselves, or where a group has
        no further count that could protect a small one.

    Raises
    ------
    InputError
        When the threshold is below 1, a count is negative or no whole number, or a grouping has
        another length; the place names the row.
    """
    if threshold < 1:
        raise InputError("suppression.threshold", threshold=threshold)
    table = _Table.of(_whole(counts), groupings)
    small = (table.counts > 0) & (table.counts < threshold)
    hidden = small.copy()
    small_sums = (table.sums > 0) & (table.sums < threshold)
    hidden_sums = small_sums.copy()
    generator = np.random.default_rng(seed)
    while True:
        _cover_groups(table, hidden, hidden_sums)
        exposed, exposed_sums = _exposed(table, hidden, hidden_sums, small_sums, generator)
        if not len(exposed) and not len(exposed_sums):
            break
        for position in exposed.tolist():
            _protect(table, hidden, hidden_sums, position)
        for group in exposed_sums.tolist():
            _protect_sum(table, hidden, hidden_sums, group)
    sums = tuple(hidden_sums[a:b] for a, b in table.ranges)
    return Suppressed(hidden, small, sums)


@dataclass(frozen=True)
class _Table:
    """Counts and what is summed.

    `group` holds the groups of each count by grouping, shape (groupings, N), `member` a row for
    each group with a one for each of its counts, `sums` what the groups sum to, and `ranges` the
    first and the last of the groups of each grouping, the last excluded.
    """

    counts: PositionArray
    group: PositionArray
    member: scipy.sparse.csr_array
    sums: PositionArray
    ranges: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, counts: PositionArray, groupings: Sequence[ArrayLike]) -> _Table:
        rows: list[PositionArray] = []
        ranges: list[tuple[int, int]] = []
        base = 0
        for grouping in groupings:
            group = np.asarray(grouping, np.int64).ravel()
            if len(group) != len(counts) or (group < 0).any():
                raise InputError("suppression.grouping", found=len(group), expected=len(counts))
            size = int(group.max(initial=-1)) + 1
            rows.append(group + base)
            ranges.append((base, base + size))
            base += size
        row = np.concatenate(rows) if rows else np.empty(0, np.int64)
        column = np.tile(np.arange(len(counts)), len(rows))
        member = scipy.sparse.csr_array(
            (np.ones(len(row)), (row, column)), shape=(base, len(counts))
        )
        groups = row.reshape(len(rows), len(counts))
        return cls(counts, groups, member, (member @ counts).astype(np.int64), tuple(ranges))

    def members(self, group: int) -> PositionArray:
        """Return the positions of the counts of a group."""
        start, stop = self.member.indptr[group], self.member.indptr[group + 1]
        return np.sort(self.member.indices[start:stop]).astype(np.int64)

    def free(self, group: int, hidden: BoolArray) -> PositionArray:
        """Return the positions of the counts of a group that are shown and not zero."""
        members = self.members(group)
        return members[~hidden[members] & (self.counts[members] > 0)]


def _whole(counts: ArrayLike) -> PositionArray:
    values = np.asarray(counts, np.float64).ravel()
    wrong = np.flatnonzero(~np.isfinite(values) | (values < 0) | (values != np.floor(values)))
    if len(wrong):
        raise InputError("suppression.count", Place(row=int(wrong[0]) + 1), count=len(wrong))
    return values.astype(np.int64)


def _cover_groups(table: _Table, hidden: BoolArray, hidden_sums: BoolArray) -> None:
    """Let no published sum have one withheld count, or only ones; changes both arrays."""
    held = table.member @ hidden.astype(np.float64)
    amount = table.member @ np.where(hidden, table.counts, 0).astype(np.float64)
    while True:
        bare = (held > 0) & ~hidden_sums & ((held < _LEAST) | (amount <= held))
        if not bare.any():
            return
        group = int(np.argmax(bare))
        free = table.free(group, hidden)
        if not len(free):
            hidden_sums[group] = True
            continue
        # A count that serves other groups in need as well saves withholding another one there.
        needs = bare[table.group[:, free]].sum(axis=0)
        chosen = free[np.lexsort((table.counts[free], -needs))[0]]
        hidden[chosen] = True
        held[table.group[:, chosen]] += 1
        amount[table.group[:, chosen]] += table.counts[chosen]


def _protect(table: _Table, hidden: BoolArray, hidden_sums: BoolArray, position: int) -> None:
    """Withhold the least count beside an exposed one; where there is none, the sums over it."""
    groups = [group for group in table.group[:, position].tolist() if not hidden_sums[group]]
    if not groups:
        return  # what was withheld for another count serves this one too
    free = np.concatenate([table.free(group, hidden) for group in groups])
    if len(free):
        hidden[free[np.argmin(table.counts[free])]] = True
    else:
        hidden_sums[groups] = True


def _protect_sum(table: _Table, hidden: BoolArray, hidden_sums: BoolArray, group: int) -> None:
    """Withhold the least other sum of a grouping too, with a count in it; else all sums over it."""
    first, last = next(ends for ends in table.ranges if ends[0] <= group < ends[1])
    others = np.arange(first, last)
    others = others[(table.sums[first:last] > 0) & ~hidden_sums[first:last]]
    if len(others):
        other = int(others[np.argmin(table.sums[others])])
        free = table.free(other, hidden)
        hidden[free[:1]] = True
        hidden_sums[other] = True
        return
    members = table.members(group)
    hidden_sums[np.unique(table.group[:, members])] = True


def _exposed(
    table: _Table,
    hidden: BoolArray,
    hidden_sums: BoolArray,
    small_sums: BoolArray,
    generator: np.random.Generator,
) -> tuple[PositionArray, PositionArray]:
    """Return the withheld counts, and the small sums, of which the published leave one value.

    Solutions in random directions show for most counts at once that they have another value; the
    few that no solution moved are asked one by one.
    """
    columns = np.flatnonzero(hidden)
    if not len(columns):
        return columns, columns
    shown = table.member[np.flatnonzero(~hidden_sums), :][:, columns]
    truth = table.counts[columns].astype(np.float64)
    groups = np.flatnonzero(small_sums)
    # What must not come out: each withheld count, and each small sum.
    asked = scipy.sparse.vstack(
        [scipy.sparse.eye_array(len(columns)), table.member[groups, :][:, columns]], format="csr"
    )
    moved = np.zeros(asked.shape[0], dtype=np.bool_)
    directions = [generator.normal(size=len(columns)) for _ in range(_DRAWS)]
    for direction in directions:
        moved |= _moved(asked, shown, truth, direction)
    for row in np.flatnonzero(~moved).tolist():
        if not moved[row]:
            moved |= _moved(asked, shown, truth, asked[[row], :].toarray().ravel())
    left = np.flatnonzero(~moved)
    return columns[left[left < len(columns)]], groups[left[left >= len(columns)] - len(columns)]


def _moved(
    asked: scipy.sparse.csr_array,
    shown: scipy.sparse.csr_array,
    truth: NDArray[np.float64],
    direction: NDArray[np.float64],
) -> BoolArray:
    """Tell which of the things asked differ at either end of a direction."""
    differ = np.zeros(asked.shape[0], dtype=np.bool_)
    for sign in (1.0, -1.0):
        other = _solution(shown, truth, sign * direction)
        differ |= np.abs(asked @ (other - truth)) >= _DIFFERENT
    return differ


def _solution(
    shown: scipy.sparse.csr_array, truth: NDArray[np.float64], direction: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return counts of at least one that have the published sums, the least in a direction."""
    # Without a bound above, counts of hidden sums could run away for ever.
    most = 2.0 * float(truth.sum()) + _LEAST
    found = scipy.optimize.linprog(
        direction, A_eq=shown, b_eq=shown @ truth, bounds=(1.0, most), method="highs-ds"
    )
    return np.asarray(found.x, np.float64) if found.status == _OPTIMAL else truth
