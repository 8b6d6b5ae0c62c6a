// The register of workers as a table; those who may assign edit it in place.

import { tablesApi, type WorkerRow } from "../../api/tables";
import { formatNumber } from "../../shared/numbers";
import { arraySource, type Column, DataTable } from "../../shell/table";
import type { Room } from "./page";

/** Return the table of the workers; the base of the chosen one shows on the map. */
export async function workerTable({ t, map }: Room): Promise<HTMLElement> {
  const { workers } = await tablesApi.workers();
  const rows = workers.map((worker) => ({ ...worker }));
  const keep = async (row: WorkerRow, change: object): Promise<void> => {
    Object.assign(row, await tablesApi.changeWorker(row, change));
  };
  const yesNo = [
    { value: "true", label: t("ui.yes") },
    { value: "false", label: t("ui.no") },
  ];
  const columns: Column<WorkerRow>[] = [
    { key: "code", title: t("ui.field.code"), value: (row) => row.code },
    { key: "name", title: t("ui.field.name"), value: (row) => row.name, edit: (row, text) => keep(row, { name: text }) },
    { key: "community", title: t("ui.field.community_code"), value: (row) => row.community_code, edit: (row, text) => keep(row, { community_code: text || null }) },
    { key: "role", title: t("ui.field.role"), value: (row) => t(`word.role.${row.role}`) },
    { key: "duties", title: t("ui.field.duties"), value: (row) => row.duties.map((duty) => t(`word.duty.${duty}`)).join(" ") },
    { key: "cells", title: t("ui.data.led"), kind: "number", value: (row) => row.led_codes.length },
    { key: "load", title: t("ui.field.load"), kind: "number", value: (row) => row.load, format: (value) => formatNumber(Number(value)) },
    {
      key: "capacity",
      title: t("ui.field.capacity"),
      kind: "number",
      value: (row) => row.capacity,
      edit: (row, text) => keep(row, { capacity: text.trim() === "" ? null : Number(text) }),
    },
    { key: "over", title: t("ui.data.over"), value: (row) => (row.over ? t("ui.yes") : "") },
    { key: "telephone", title: t("ui.field.telephone"), value: (row) => row.telephone, edit: (row, text) => keep(row, { telephone: text || null }) },
    {
      key: "trained",
      title: t("ui.field.trained"),
      value: (row) => String(row.trained),
      format: (value) => t(value === "true" ? "ui.yes" : "ui.no"),
      choices: yesNo,
      edit: (row, text) => keep(row, { trained: text === "true" }),
    },
  ];
  const table = new DataTable<WorkerRow>(t, {
    label: t("ui.data.tab.workers"),
    columns,
    source: arraySource(rows, columns),
    key: (row) => row.code,
    chosen: (row) => (row.base === null ? map.showNothing() : map.showPoint(row.base[0], row.base[1], row.name)),
    file: "workers",
  });
  return table.root;
}
