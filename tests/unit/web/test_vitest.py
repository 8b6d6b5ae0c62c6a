"""The unit tests of the pages' scripts pass: the edit vectors among them, as in the library."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tests.node import FRONTEND, node

VECTORS = Path(__file__).parents[2] / "vectors"


def test_the_scripts_pass_their_tests(tmp_path):
    report = tmp_path / "report.json"
    done = subprocess.run(
        [
            *node(),
            str(FRONTEND / "node_modules/vitest/vitest.mjs"),
            "run",
            "--reporter=json",
            f"--outputFile={report}",
        ],
        cwd=FRONTEND,
        env={**os.environ, "CI": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(report.read_text("utf-8"))
    names = {case["title"] for file in told["testResults"] for case in file["assertionResults"]}
    assert {path.name for path in VECTORS.glob("*.json")} <= names
