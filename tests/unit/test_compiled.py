"""Compiled functions are kept between starts, but never beyond a change of any of them."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import numba
import pytest

import gridmap
from gridmap import compiled

PACKAGE = Path(gridmap.__file__).parent
ASK = """
import gridmap
from gridmap.analysis.kernels_borders import touches
print(touches(0.0, 0.0, 1.0, 1.0, 0.5, 0.5), gridmap.__file__)
"""


def even(number: int) -> bool:
    return number % 2 == 0


@pytest.fixture
def library(tmp_path) -> Path:
    """A copy of the library that may be changed."""
    shutil.copytree(
        PACKAGE, tmp_path / "gridmap", ignore=shutil.ignore_patterns("__pycache__", "locale")
    )
    return tmp_path


def asked(library: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(library)}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        capture_output=True, text=True, check=True, cwd=library, env=environment,
    )  # fmt: skip
    answer, file = done.stdout.split()
    assert Path(file).parent == library / "gridmap"
    return answer


def test_a_change_in_what_a_kernel_calls_is_seen(library):
    assert asked(library) == "True"
    called = library / "gridmap" / "analysis" / "kernels_orientation.py"
    text = called.read_text(encoding="utf-8")
    first_line = "    left = (ax - px) * (by - py)\n"
    assert text.count(first_line) == 1
    called.write_text(text.replace(first_line, "    return 1.0\n" + first_line), encoding="utf-8")
    assert asked(library) == "False"


def test_machine_code_lies_beside_the_sources_and_is_found_again(library):
    asked(library)
    (kept,) = (library / "gridmap" / "__pycache__").glob("kernels-*")
    before = {file: file.stat().st_mtime_ns for file in kept.rglob("*.nb*")}
    assert any(file.name.startswith("kernels_borders.touches") for file in before)
    asked(library)
    assert {file: file.stat().st_mtime_ns for file in kept.rglob("*.nb*")} == before


def test_any_text_of_a_kernel_changes_the_digest(library):
    digests = {compiled.digest_of(library / "gridmap")}
    assert digests == {compiled.digest_of(PACKAGE)}
    for file in ("analysis/kernels_tiles.py", "topology/edits/kernels_loops.py"):
        with (library / "gridmap" / file).open("a", encoding="utf-8") as end:
            end.write("# another\n")
        digests.add(compiled.digest_of(library / "gridmap"))
    assert len(digests) == 3


def test_every_kernel_lies_in_a_file_that_counts():
    users = {
        file.name
        for file in PACKAGE.rglob("*.py")
        if re.search(
            r"^@(kernel|inlined)$|\bnjit\b", file.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert {name for name in users if not name.startswith("kernels")} == {"compiled.py"}


def test_settings_of_numba_stay_as_they_were():
    before = numba.config.CACHE_DIR
    assert compiled.kernel(even)(2)
    assert before == numba.config.CACHE_DIR


def test_what_other_versions_kept_goes_after_a_while(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    for age, name in enumerate(["newest", "newer", "old", "oldest"]):
        (tmp_path / f"kernels-{name}").mkdir()
        os.utime(tmp_path / f"kernels-{name}", (1e9 - age, 1e9 - age))
    (tmp_path / "of others").mkdir()
    folder = compiled._folder.__wrapped__()
    assert folder.parent == tmp_path
    others = {path.name for path in tmp_path.iterdir()} - {folder.name}
    assert others == {"kernels-newest", "kernels-newer", "of others"}


def test_the_users_cache_serves_where_the_library_may_not_be_written(tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) == tmp_path)
    assert compiled._folder.__wrapped__().parent == tmp_path / "gridmap"


def test_a_process_that_may_write_nowhere_has_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    folder = compiled._folder.__wrapped__().parent
    assert folder == compiled._folder.__wrapped__().parent
    assert folder.parent == Path(tempfile.gettempdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
