// Cells to and from the clipboard, as sheets exchange them.

import type { Translate } from "../../shared/catalogue";
import { formatNumber } from "../../shared/numbers";
import { showRefusal, showToast } from "../toast";
import type { Column, Pasted, Spot } from "./model";
import { fromTabs, toTabs } from "./saving";

interface Hold<Row> {
  /** The active cell, and the one where the choice began. */
  readonly corners: () => readonly [Spot, Spot];
  readonly columns: () => readonly Column<Row>[];
  readonly row: (index: number) => Row | undefined;
  readonly pasted: ((cells: readonly Pasted<Row>[]) => Promise<void>) | undefined;
}

/** Let a grid copy what is chosen, and take what is pasted. */
export function exchange<Row>(t: Translate, grid: HTMLElement, hold: Hold<Row>): void {
  grid.addEventListener("copy", (event) => {
    if (event.target !== grid || event.clipboardData === null) return;
    const lines = chosenLines(hold);
    event.clipboardData.setData("text/plain", toTabs(lines));
    event.preventDefault();
    const count = lines.reduce((sum, line) => sum + line.length, 0);
    if (count > 1) showToast(t, { text: t("ui.shell.table.copied", { count: formatNumber(count) }) });
  });
  grid.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (event.target !== grid || text === "" || hold.pasted === undefined) return;
    event.preventDefault();
    hold.pasted(targets(hold, text)).catch((error: unknown) => showRefusal(t, error));
  });
}

function chosenLines<Row>(hold: Hold<Row>): string[][] {
  const [a, b] = hold.corners();
  const [top, bottom] = [Math.min(a.row, b.row), Math.max(a.row, b.row)];
  const [left, right] = [Math.min(a.column, b.column), Math.max(a.column, b.column)];
  const columns = hold.columns().slice(left, right + 1);
  const lines: string[][] = [];
  for (let index = Math.max(0, top); index <= bottom; index += 1) {
    const item = hold.row(index);
    if (item !== undefined) lines.push(columns.map((column) => String(column.value(item) ?? "")));
  }
  return lines;
}

function targets<Row>(hold: Hold<Row>, text: string): Pasted<Row>[] {
  const [{ row, column }] = hold.corners();
  const columns = hold.columns();
  return fromTabs(text).flatMap((line, down) =>
    line.flatMap((value, right) => {
      const item = hold.row(row + down);
      const target = columns[column + right];
      if (item === undefined || target?.edit === undefined) return [];
      return [{ row: item, key: target.key, text: value }];
    }),
  );
}
