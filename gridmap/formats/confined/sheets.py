"""Reads a sheet of a workbook, cell by cell as it stands."""

from __future__ import annotations

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from gridmap.errors import InputError, Place
from gridmap.formats import limits
from gridmap.formats.confined.job import Grid, Job, Note


def read_sheet(job: Job) -> Grid:
    """Return the wanted sheet, else the first visible one that holds anything.

    Raises
    ------
    InputError
        When the workbook is damaged or locked, the sheet does not exist, or it is too large.
    """
    try:
        workbook = CalamineWorkbook.from_path(str(job.path))
        sheet, others = chosen_sheet(workbook, job.layer)
        _require_modest(sheet)
        rows = sheet.to_python(skip_empty_area=False)
        merged = _merged(sheet)
    except (CalamineError, ValueError, OSError) as error:
        raise InputError("workbook.damaged") from error
    notes = (Note("sheet.chosen", {"sheet": sheet.name, "others": others}),) if others else ()
    cells = [[_cell(value) for value in row] for row in rows]
    return Grid(cells, merged, sheet.name, notes=notes)


def chosen_sheet(workbook: CalamineWorkbook, wanted: str | None) -> tuple[CalamineSheet, str]:
    """Return a sheet by name, else the first visible one that holds anything, and the others.

    Raises
    ------
    InputError
        When there is no such sheet, or all are empty.
    """
    names = [
        sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if wanted is not None:
        if wanted not in names:
            raise InputError("layer.absent", Place(layer=wanted), layers=", ".join(names))
        return workbook.get_sheet_by_name(wanted), ""
    hidden = {
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible != SheetVisibleEnum.Visible
    }
    filled = []
    for name in names:
        if name not in hidden:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.height:
                filled.append(sheet)
    if not filled:
        raise InputError("table.empty")
    return filled[0], ", ".join(sheet.name for sheet in filled[1:])


def _require_modest(sheet: CalamineSheet) -> None:
    if sheet.total_height > limits.SHEET_ROWS or sheet.total_width > limits.SHEET_COLUMNS:
        raise InputError(
            "sheet.large",
            Place(layer=sheet.name),
            rows=sheet.total_height,
            columns=sheet.total_width,
            most_rows=limits.SHEET_ROWS,
            most_columns=limits.SHEET_COLUMNS,
        )


def _merged(sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
    ranges = sheet.merged_cell_ranges or []
    return sorted((top, left, bottom, right) for (top, left), (bottom, right) in ranges)


def _cell(value: object) -> object:
    """Return a cell: empty text is no value, and a whole number is an integer."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
