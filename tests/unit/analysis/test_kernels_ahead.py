import numpy as np
import pytest
from numba import njit

from gridmap.analysis.kernels_ahead import fetch_ahead


@njit
def asking_ahead(table, row):
    fetch_ahead(table, row)
    return table[0]


@njit
def not_asking(table, row):
    return table[0]


@pytest.mark.parametrize("row", [0, 3, -1, 1 << 40])
def test_asking_ahead_is_harmless_for_any_row(row):
    assert asking_ahead(np.arange(4.0), row) == 0.0


@pytest.mark.parametrize(("job", "asks"), [(asking_ahead, True), (not_asking, False)])
def test_asking_ahead_reaches_the_processor(job, asks):
    job(np.arange(4.0), 1)
    assert any("call void @llvm.prefetch" in code for code in job.inspect_llvm().values()) == asks
