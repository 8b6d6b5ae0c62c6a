"""``gridmap plan diff|merge|impact``: see what a redrawing means before it counts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

import click
import orjson

from gridmap.catalogue import text
from gridmap.cli.options import NEW, say, store_option, today
from gridmap.cli.plan_edit import note_of
from gridmap.cli.progress import write_rows
from gridmap.errors import ConflictError, Place
from gridmap.formats import write
from gridmap.services.comparing import Comparison, compare
from gridmap.services.comparing_features import to_geojson
from gridmap.services.handover import handover
from gridmap.services.handover_sheet import write_sheets
from gridmap.services.impact import Impact, impact
from gridmap.services.impact_limits import Limits
from gridmap.services.impact_tables import cell_table, rule_of_open_tasks, worker_table
from gridmap.services.merging_drafts import Side, merge_drafts
from gridmap.services.weighing_figures import NOTHING, Figures
from gridmap.store import open_store

_FOLDER: Final = click.Path(file_okay=False, path_type=Path)
_FIGURES: Final = ("load", "households", "shops", "hazards", "cameras", "incidents", "open_tasks")
_GROUND: Final = ("area_m2", *_FIGURES)
_MOST_CODES: Final = 10


@click.command(help=text("cli.plan.diff.help"))
@click.argument("old", metavar=text("cli.metavar.plan"))
@click.argument("new", metavar=text("cli.metavar.plan"))
@store_option
@click.option("-o", "--output", type=NEW, help=text("cli.plan.diff.output"))
def diff(old: str, new: str, store_path: Path, output: Path | None) -> None:
    """Compare two plans."""
    with closing(open_store(store_path)) as store, store.reading() as reader:
        comparison = compare(reader, old, new)
    _print_comparison(comparison)
    if output is not None:
        output.write_bytes(orjson.dumps(to_geojson(comparison)) + b"\n")
        say("plan.diff.written", output=output)


def _print_comparison(comparison: Comparison) -> None:
    for word in ("new", "gone", "changed"):
        codes: Sequence[str] = getattr(comparison, f"{word}_codes")
        say(f"plan.diff.{word}", count=len(codes), cells=_listed(codes))
    say("plan.diff.unchanged", count=len(comparison.unchanged_codes))
    if comparison.changes:
        click.echo()
        write_rows(
            [text(f"cli.plan.column.{name}") for name in ("old", "new", "area_m2", *_FIGURES)],
            [
                [change.old_code or "—", change.new_code or "—", *_figures(change.figures)]
                for change in comparison.changes
            ],
        )
        say("plan.load_unit", unit=comparison.load_unit.label())
    for word in ("removed", "added"):
        arcs = [arc for arc in comparison.arcs if arc.change.value == word]
        length_m = sum(arc.length_m for arc in arcs)
        say(f"plan.diff.arcs_{word}", count=len(arcs), length=f"{length_m:.1f}")
    for worker in comparison.workers:
        say(
            "plan.diff.worker",
            worker=worker.worker_code,
            old=len(worker.old_cells),
            new=len(worker.new_cells),
        )


def _figures(figures: Figures) -> list[str]:
    return [f"{figures.area_m2:.1f}", *(f"{getattr(figures, name):g}" for name in _FIGURES)]


def _listed(codes: Iterable[str]) -> str:
    named = list(codes)
    more = " …" if len(named) > _MOST_CODES else ""
    return text("place.separator").join(named[:_MOST_CODES]) + more or "—"


@click.command(help=text("cli.plan.merge.help"))
@click.argument("first", metavar=text("cli.metavar.draft"))
@click.argument("second", metavar=text("cli.metavar.draft"))
@store_option
@click.option(
    "--prefer", type=click.Choice([side.value for side in Side]), help=text("cli.plan.merge.prefer")
)
@click.option("--by", default=None, help=text("cli.plan.option.by"))
@click.option("--name", default="", help=text("cli.plan.merge.name"))
@click.option("-o", "--output", type=NEW, help=text("cli.plan.merge.output"))
def merge(
    first: str,
    second: str,
    store_path: Path,
    prefer: str | None,
    by: str | None,
    name: str,
    output: Path | None,
) -> None:
    """Merge two drafts into a third.

    Raises
    ------
    ConflictError
        When both moved the same arc and nobody is preferred.
    """
    with closing(open_store(store_path)) as store:
        merged = merge_drafts(
            store,
            first,
            second,
            prefer=None if prefer is None else Side(prefer),
            name=name,
            note=note_of(by, "", ""),
        )
    for clash in merged.clashes:
        why = text("cli.plan.merge.same_arc") if clash.refusal is None else clash.refusal.what()
        point = clash.geometry.representative_point()
        say(
            "plan.merge.clash",
            number=clash.edit.number,
            op=text(f"story.op.{clash.edit.command['op']}"),
            why=why,
            place=f"{point.x:.7f}, {point.y:.7f}",
        )
    if output is not None and merged.clashes:
        features = [
            {
                "type": "Feature",
                "properties": {"plan": clash.edit.plan_id, "number": clash.edit.number},
                "geometry": clash.geometry.__geo_interface__,
            }
            for clash in merged.clashes
        ]
        output.write_bytes(orjson.dumps({"type": "FeatureCollection", "features": features}))
        say("plan.merge.written", output=output)
    if merged.plan is None:
        raise ConflictError(
            "merge.clash",
            Place(geometry=merged.clashes[0].geometry),
            first=first,
            second=second,
            count=len(merged.clashes),
        )
    say("plan.merge.done", plan=merged.plan.id, edits=len(merged.edits))


@click.command("impact", help=text("cli.plan.impact.help"))
@click.argument("drafts", metavar=text("cli.metavar.drafts"), nargs=-1, required=True)
@store_option
@click.option(
    "--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help=text("cli.option.from")
)
@click.option("--min-load", type=float, default=0.0, help=text("cli.plan.new.min_load"))
@click.option("--max-load", type=float, default=math.inf, help=text("cli.plan.new.max_load"))
@click.option("-o", "--output", type=NEW, help=text("cli.plan.impact.output"))
@click.option("--hand-over", "folder", type=_FOLDER, help=text("cli.plan.impact.hand_over"))
def impact_(
    drafts: tuple[str, ...],
    store_path: Path,
    valid_from: datetime | None,
    min_load: float,
    max_load: float,
    output: Path | None,
    folder: Path | None,
) -> None:
    """Tell what publishing drafts would change."""
    day = (valid_from or today()).date()
    with closing(open_store(store_path)) as store, store.reading() as reader:
        found = impact(reader, drafts, day, Limits(min_load, max_load))
        sheets = handover(reader, drafts, day) if folder is not None else ()
    _print_impact(found)
    if output is not None:
        write(cell_table(found), output)
        beside = output.with_stem(f"{output.stem}-workers")
        write(worker_table(found), beside)
        say("plan.impact.written", output=output, workers=beside)
    if folder is not None:
        paths = write_sheets(sheets, folder)
        say("plan.impact.sheets", count=len(paths), folder=folder)


def _print_impact(found: Impact) -> None:
    say("plan.impact.title", plans=", ".join(found.plan_ids), day=found.valid_from)
    write_rows(
        [text("cli.plan.column.cell"), text("cli.plan.column.worker")]
        + [text(f"cli.plan.column.{name}") for name in _GROUND],
        [
            [
                (cell.provisional_code and f"{cell.provisional_code} → {cell.code}") or cell.code,
                cell.new_worker or "—",
                *_changes(cell.gained, cell.lost),
            ]
            for cell in found.cells
            if cell.changed
        ],
    )
    click.echo()
    write_rows(
        [text("cli.plan.column.worker"), text("cli.plan.column.cells")]
        + [text(f"cli.plan.column.{name}") for name in _GROUND],
        [
            [
                worker.name or worker.code,
                f"{len(worker.old_cells)} → {len(worker.new_cells)}",
                *_changes(worker.gained, worker.lost),
            ]
            for worker in found.workers
            if (worker.gained, worker.lost, worker.old_cells)
            != (NOTHING, NOTHING, worker.new_cells)
        ],
    )
    say("plan.load_unit", unit=found.load_unit.label())
    click.echo(rule_of_open_tasks())
    if found.unassigned:
        say("plan.impact.unassigned", count=len(found.unassigned), cells=_listed(found.unassigned))
    for breach in found.breaches:
        click.echo(breach.sentence())


def _changes(gained: Figures, lost: Figures) -> list[str]:
    shown = []
    for name in _GROUND:
        more, less = round(getattr(gained, name)), round(getattr(lost, name))
        parts = [f"+{more}" if more else "", f"−{less}" if less else ""]
        shown.append(" ".join(part for part in parts if part) or "0")
    return shown
