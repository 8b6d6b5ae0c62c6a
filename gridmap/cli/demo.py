"""``gridmap demo``: the main job on the sample."""

from __future__ import annotations

import time
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import say
from gridmap.cli.progress import Steps
from gridmap.cli.report import print_summary
from gridmap.services.demo import demonstrate


@click.command(help=text("cli.demo.help"))
@click.argument(
    "folder", metavar="[DIR]", default="demo", type=click.Path(file_okay=False, path_type=Path)
)
@click.option("--seed", type=int, default=0, show_default=True, help=text("cli.demo.seed"))
def demo(folder: Path, seed: int) -> None:
    """Run the main job and say where its results lie."""
    began = time.perf_counter()
    steps = Steps()
    made = demonstrate(folder, seed=seed, progress=steps)
    steps.close()
    print_summary(made.scopes)
    click.echo()
    say("demo.written", folder=folder)
    for path in made.files:
        click.echo(f"  {path.name:<22} {path.stat().st_size / 1000:>9,.0f} kB")
    say("demo.done", seconds=time.perf_counter() - began)
