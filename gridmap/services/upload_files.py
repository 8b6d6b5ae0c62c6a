"""Workbooks around an import: the template, the marked copy, and the refused rows."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridmap.catalogue import LOCALES, current_locale, text
from gridmap.domain.jobs import Job, Upload
from gridmap.errors import InputError
from gridmap.formats.marking import FaultMarks, mark_faults
from gridmap.formats.templates import Template, TemplateColumn, write_template
from gridmap.formats.workbooks import write_marked
from gridmap.services.faults import fault_of
from gridmap.services.upload_kinds import UploadField, UploadKind, fields_of
from gridmap.services.upload_reading import read_upload
from gridmap.services.workroom import Workroom, new_id, suffix_of

if TYPE_CHECKING:
    from gridmap.store import Reader

_WORKBOOKS = frozenset({".xlsx", ".xlsm"})


def template_file(reader: Reader, room: Workroom, kind: UploadKind) -> Path:
    """Write the workbook that people fill in for a kind.

    Parameters
    ----------
    reader
        A snapshot of the store, whose communities are offered as choices.
    room
        Where files lie.
    kind
        What the rows are to become.

    Returns
    -------
    path
        The workbook.
    """
    communities = tuple(area.code for area in reader.areas("community"))[:500]
    columns = [_column(field, communities) for field in fields_of(kind)]
    lines = [text("ui.template.fill"), text("ui.template.example_row")]
    lines.append(
        text("ui.template.places") if kind.has_place_columns else text("ui.template.no_places")
    )
    template = Template(
        title=text(f"ui.upload.kind.{kind.value}"),
        advice_title=text("ui.template.advice"),
        advice_heads=(
            text("ui.template.column"),
            text("ui.template.required"),
            text("ui.template.values"),
        ),
        advice=tuple(lines),
        columns=columns,
        example_mark=text("ui.template.mark"),
        yes=text("ui.yes"),
        no=text("ui.no"),
    )
    room.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = room.path(new_id(), ".xlsx")
    write_template(template, path)
    return path


def _column(field: UploadField, communities: tuple[str, ...]) -> TemplateColumn:
    labels = field.choice_labels()
    choices = tuple(labels)
    if field.name == "community_code":
        choices = communities
    example = text(field.example_code) if field.example_code else field.example
    if field.choices and example in field.choices:
        example = labels[field.choices.index(str(example))]
    heads = tuple(dict.fromkeys(field.label(locale) for locale in LOCALES))
    return TemplateColumn(heads, field.is_required, choices, example)


def marked_file(room: Workroom, path: Path, upload: Upload, check: Job) -> Path:
    """Write a copy of a person's workbook with the faults of a dry run in it.

    A file of another format, or a workbook of an odd form, becomes a new workbook of its rows.

    Parameters
    ----------
    room
        Where files lie.
    path
        The file as it came.
    upload
        What is known of it.
    check
        The dry run.

    Returns
    -------
    path
        The copy.

    Raises
    ------
    InputError
        When the file is unsafe or broken.
    """
    target = room.path(check.id, f".marked{current_locale().lower()[:2]}.xlsx")
    if target.is_file():
        return target
    marks = _marks(check)
    room.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if suffix_of(upload.name) in _WORKBOOKS:
        layer = upload.settings.get("layer")
        try:
            mark_faults(path, target, marks, None if layer is None else str(layer))
        except InputError as error:
            if error.code != "workbook.unmarkable":
                raise
        else:
            return target
    write_marked(read_upload(path, upload), target, marks)
    return target


def refused_file(room: Workroom, path: Path, upload: Upload, check: Job) -> Path:
    """Write a workbook of the refused rows alone, each with its faults.

    Parameters
    ----------
    room
        Where files lie.
    path
        The file as it came.
    upload
        What is known of it.
    check
        The dry run.

    Returns
    -------
    path
        The workbook.
    """
    target = room.path(check.id, f".refused{current_locale().lower()[:2]}.xlsx")
    if not target.is_file():
        room.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        refused: Any = check.result.get("refused", ())
        write_marked(
            read_upload(path, upload), target, _marks(check), {int(one) for one in refused}
        )
    return target


def _marks(check: Job) -> FaultMarks:
    faults: Any = check.result.get("faults", ())
    sentences: defaultdict[int, list[str]] = defaultdict(list)
    cells: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for values in faults:
        fault = fault_of(values)
        row, column = fault.place.row, fault.place.column
        if row is None:
            continue
        said = text("import.fault", sentence=fault.what(), mend=fault.mend())
        named = f"{column}: {said}" if column else said
        if named not in sentences[row]:
            sentences[row].append(named)
        if column:
            cells[row, column].append(said)
    return FaultMarks(
        text("ui.upload.errors_column"),
        {row: "\n".join(lines) for row, lines in sentences.items()},
        [(row, column, "\n".join(lines)) for (row, column), lines in cells.items()],
    )
