// Points of one kind as a table of any length: the service filters, sorts and sends pages.

import type { PointRow } from "../../api/points";
import { type TableField, type TableRow, tablesApi } from "../../api/tables";
import type { Kind } from "../../shared/symbols";
import { type Column, DataTable, type Query, type Source } from "../../shell/table";
import type { Room } from "./page";

const FEW = new Set(["id", "name", "class_code", "cell_code", "state", "level", "grade", "address", "azimuth_deg", "range_m"]);
const TIMED = new Set<Kind>(["hazard", "incident"]);

/** Return the table of the points of a kind; the chosen one shows on the map. */
export async function pointTable(room: Room, kind: Kind): Promise<HTMLElement> {
  const { t, map } = room;
  const { fields } = await tablesApi.fields(kind);
  const columns = [...fields.map((field) => columnOf(room, kind, field)), cellColumn(room)];
  const rank = (column: Column<TableRow>): number =>
    (column.hidden ?? false) ? 3 : column.key === "address" ? 2 : column.key === "cell_code" ? 1 : 0;
  columns.sort((a, b) => rank(a) - rank(b));
  const table = new DataTable<TableRow>(t, {
    label: t(`ui.upload.kind.${kind}`),
    columns,
    source: source(kind),
    key: (row) => row.id,
    chosen: (row) => map.showPoint(row.lon, row.lat, row.name),
    file: kind,
  });
  return table.root;
}

function source(kind: Kind): Source<TableRow> {
  return {
    load: async (query: Query, from: number, to: number) => {
      const sort = query.sort === null ? "" : `${query.sort.descending ? "-" : ""}${query.sort.key}`;
      const page = await tablesApi.rows(kind, {
        q: query.search,
        filters: Object.fromEntries(query.filters),
        sort,
        offset: from,
        limit: Math.min(to - from, 2000),
      });
      return { ...page, rows: page.rows.map((row) => ({ ...row })) };
    },
  };
}

function cellColumn({ t, nameOfCell }: Room): Column<TableRow> {
  return {
    key: "cell_code",
    title: t("ui.field.cell_code"),
    value: (row) => row.cell_code,
    format: (_value, row) => nameOfCell(row.cell_code),
    width: 144,
  };
}

function columnOf(room: Room, kind: Kind, field: TableField): Column<TableRow> {
  const { t } = room;
  const label = new Map(field.choices.map((one) => [one.value, one.label]));
  const yesNo = [
    { value: "", label: "" },
    { value: "true", label: t("ui.yes") },
    { value: "false", label: t("ui.no") },
  ];
  const empty = field.name === "class_code" ? [] : [{ value: "", label: "" }];
  const choices = field.type === "boolean" ? yesNo : [...empty, ...field.choices];
  const keep = async (row: TableRow, text: string): Promise<void> => {
    const card = await tablesApi.edit(kind, row, changeOf(field, row, text));
    Object.assign(row, { ...card, time: localTime(card) });
    room.map.showPoint(card.lon, card.lat, card.name);
  };
  return {
    key: field.name,
    title: field.label.split("\n")[0] ?? field.label,
    kind: field.type === "number" ? "number" : "text",
    value: (row) => valueOf(field, row),
    format: (value) => {
      if (value === null) return "";
      if (field.type === "boolean") return value === "" ? "" : t(value === "true" ? "ui.yes" : "ui.no");
      if (field.name === "lon" || field.name === "lat") return Number(value).toFixed(6);
      return label.get(String(value)) ?? String(value);
    },
    hidden: !(FEW.has(field.name) || (field.name === "happened_at" && TIMED.has(kind))),
    ...(field.name === "id" ? {} : { edit: keep }),
    ...(field.type === "choice" || field.type === "boolean" ? { choices } : {}),
  };
}

function valueOf(field: TableField, row: TableRow): string | number | null {
  if (field.name === "happened_at") return row.time.replace("T", " ");
  if (!field.is_attribute) return (Reflect.get(row, field.name) as string | number | null) ?? null;
  const value = row.attributes[field.name] ?? null;
  return typeof value === "boolean" ? String(value) : value;
}

/** Return what the service is to change, for the text that somebody typed. */
function changeOf(field: TableField, row: TableRow, text: string): object {
  const typed = text.trim();
  if (field.name === "lon") return { lon: Number(typed), lat: row.lat };
  if (field.name === "lat") return { lon: row.lon, lat: Number(typed) };
  if (field.name === "happened_at") return { happened_at: typed === "" ? null : momentOf(typed) };
  if (!field.is_attribute) return { [field.name]: typed };
  return { attributes: { [field.name]: attributeOf(field, typed) } };
}

function attributeOf(field: TableField, typed: string): string | number | boolean | null {
  if (typed === "") return null;
  if (field.type === "number") return Number(typed);
  return field.type === "boolean" ? typed === "true" : typed;
}

/** Return local time of China as the API takes it. */
function momentOf(typed: string): string {
  const [day = "", time = "00:00"] = typed.split(/[ T]/);
  return `${day}T${time.length === 5 ? `${time}:00` : time}+08:00`;
}

function localTime(row: PointRow): string {
  if (row.happened_at === null) return "";
  const moment = new Date(new Date(row.happened_at).getTime() + 8 * 3_600_000);
  return moment.toISOString().slice(0, 16);
}
