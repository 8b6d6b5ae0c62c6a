"""Empty workbooks that people fill in: heads in two languages, lists to choose from, advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from gridmap.catalogue import text
from gridmap.formats.headers import column_letter
from gridmap.formats.workbooks import SAFE, sheet_name

# A rule that lists its choices itself may have so many characters; longer lists lie on a sheet.
_LONGEST_LIST: Final = 255
_FILLED_ROWS: Final = 5000


@dataclass(frozen=True)
class TemplateColumn:
    """One column of a template.

    Parameters
    ----------
    heads
        What the column is called, one line for each language.
    is_required
        Whether every row must have it.
    choices
        What may be chosen, in the language of the reader.
    example
        What the example row shows.
    advice
        A sentence on the sheet of advice.
    """

    heads: tuple[str, ...]
    is_required: bool = False
    choices: tuple[str, ...] = ()
    example: object = None
    advice: str = ""


@dataclass(frozen=True)
class Template:
    """A workbook to fill in.

    Parameters
    ----------
    title
        Name of the sheet for the rows.
    advice_title, advice_heads, advice
        The sheet of advice: its name, its heads, and sentences above its table.
    columns
        The columns; the example row marks its first cell with `example_mark`.
    """

    title: str
    advice_title: str
    advice_heads: tuple[str, ...]
    advice: tuple[str, ...]
    columns: Sequence[TemplateColumn]
    example_mark: str
    yes: str
    no: str


def write_template(template: Template, path: Path) -> None:
    """Write a workbook to fill in; the file appears whole or not at all.

    Parameters
    ----------
    template
        What it shows.
    path
        Where the file is to be.
    """
    draft = path.with_name(f"{path.name}.part")
    try:
        book = xlsxwriter.Workbook(str(draft), SAFE)
        sheet = book.add_worksheet(sheet_name(template.title))
        advice = book.add_worksheet(sheet_name(template.advice_title))
        _write_rows(book, sheet, template)
        _write_advice(book, advice, template)
        book.close()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _write_rows(book: Any, sheet: Any, template: Template) -> None:  # noqa: ANN401  untyped library
    head = book.add_format(
        {"bold": True, "bg_color": "#E3F0EF", "text_wrap": True, "valign": "top", "locked": True}
    )
    needed = book.add_format(
        {"bold": True, "bg_color": "#0B6E6E", "font_color": "#FFFFFF", "text_wrap": True,
         "valign": "top", "locked": True}
    )  # fmt: skip
    grey = book.add_format({"font_color": "#8A8F96", "locked": False})
    free = book.add_format({"locked": False})
    as_text = book.add_format({"locked": False, "num_format": "@"})
    lists: Any = None
    sheet.set_row(0, 34)
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(template.columns):
        # Codes and ids stay text: 18 digits are more than a number of a sheet can hold.
        sheet.set_column(at, at, 18, free if isinstance(column.example, float | int) else as_text)
        sheet.write_string(0, at, "\n".join(column.heads), needed if column.is_required else head)
        example = template.example_mark if at == 0 else column.example
        if isinstance(example, int | float):
            sheet.write_number(1, at, example, grey)
        elif example is not None:
            sheet.write_string(1, at, str(example), grey)
        if column.choices:
            source: Any = list(column.choices)
            if len(",".join(column.choices)) > _LONGEST_LIST:
                lists = lists or _hidden(book)
                source = _listed(lists, at, column.choices)
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            sheet.data_validation(1, at, _FILLED_ROWS, at, rule)
    # Heads are locked against typing over them by mistake; there is no password.
    sheet.protect(
        "",
        {"sort": True, "autofilter": True, "format_columns": True, "format_cells": True,
         "insert_rows": True, "delete_rows": True},
    )  # fmt: skip


def _hidden(book: Any) -> Any:  # noqa: ANN401  untyped library
    sheet = book.add_worksheet("lists")
    sheet.hide()
    return sheet


def _listed(sheet: Any, at: int, choices: Sequence[str]) -> str:  # noqa: ANN401  untyped library
    for row, choice in enumerate(choices):
        sheet.write_string(row, at, choice)
    letter = column_letter(at)
    return f"=lists!${letter}$1:${letter}${len(choices)}"


def _write_advice(book: Any, sheet: Any, template: Template) -> None:  # noqa: ANN401  untyped library
    bold = book.add_format({"bold": True, "bg_color": "#E3F0EF"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28, wrap)
    sheet.set_column(1, 1, 10, wrap)
    sheet.set_column(2, 2, 80, wrap)
    for row, sentence in enumerate(template.advice):
        sheet.write_string(row, 0, sentence)
    top = len(template.advice) + 1
    for at, name in enumerate(template.advice_heads):
        sheet.write_string(top, at, name, bold)
    for row, column in enumerate(template.columns, top + 1):
        sheet.write_string(row, 0, " / ".join(column.heads), wrap)
        sheet.write_string(row, 1, template.yes if column.is_required else template.no, wrap)
        choices = text("place.separator").join(column.choices)
        sheet.write_string(row, 2, " ".join(filter(None, (column.advice, choices)))[:2000], wrap)
