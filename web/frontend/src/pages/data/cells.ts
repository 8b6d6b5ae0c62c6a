// The cells in force as a table.

import type { CellRow } from "../../api/types";
import { KINDS, countOf } from "../../api/types";
import { formatDeviation, formatNumber, THIN_SPACE } from "../../shared/numbers";
import { arraySource, type Column, DataTable } from "../../shell/table";
import type { Room } from "./page";

/** Return the table of the cells; the chosen one shows on the map. */
export function cellTable({ t, map, nameOfCommunity }: Room, rows: readonly CellRow[]): HTMLElement {
  const columns: Column<CellRow>[] = [
    { key: "code", title: t("ui.field.code"), value: (row) => row.code },
    { key: "name", title: t("ui.field.name"), value: (row) => row.name, hidden: rows.every((row) => row.name === "") },
    { key: "community", title: t("ui.map.card.community"), value: (row) => nameOfCommunity(row.community_code) },
    { key: "leader", title: t("ui.data.leader"), value: (row) => row.leader_name },
    { key: "load", title: t("ui.field.load"), kind: "number", value: (row) => row.load },
    {
      key: "share",
      title: t("ui.data.deviation"),
      kind: "number",
      value: (row) => row.load_share_ratio,
      format: (value) => (typeof value === "number" ? formatDeviation(value) : ""),
    },
    {
      key: "area",
      // One unit for all, so that the figures of a column can be compared.
      title: `${t("ui.data.area")}${THIN_SPACE}m²`,
      kind: "number",
      value: (row) => row.area_m2,
      format: (value) => formatNumber(Number(value)),
    },
    ...KINDS.map((kind): Column<CellRow> => ({
      key: kind,
      title: t(`ui.upload.kind.${kind}`),
      kind: "number",
      value: (row) => countOf(row, kind),
      hidden: kind === "component",
    })),
  ];
  const table = new DataTable<CellRow>(t, {
    label: t("ui.data.tab.cells"),
    columns,
    source: arraySource(rows, columns),
    key: (row) => row.code,
    chosen: (row) => map.showCell(row.code),
    file: "cells",
  });
  return table.root;
}
