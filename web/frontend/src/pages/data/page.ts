// Putting the page of data together: one tab for each kind, and one for files on their way in.

import { api } from "../../api/client";
import { mapLayer, rowsOf } from "../../api/layers";
import { type CellRow, KINDS } from "../../api/types";
import { levelOfBounds } from "../../map/detail";
import type { Translate } from "../../shared/catalogue";
import { element } from "../../shared/dom";
import type { Kind } from "../../shared/symbols";
import { namePlace } from "../../shell/frame";
import { makeTabs, type Tab } from "../../shell/tabs";
import { showRefusal } from "../../shell/toast";
import { cellTable } from "./cells";
import { exportMenu } from "./exporting";
import { ImportView } from "./importing/view";
import { PlaceMap } from "./place";
import { pointTable } from "./points";
import { workerTable } from "./workers";

const SMALL_MAP_PX = 512;

/** What the tabs share. */
export interface Room {
  readonly t: Translate;
  readonly map: PlaceMap;
  readonly mayImport: boolean;
  readonly mayExport: boolean;
  readonly nameOfCell: (code: string | null) => string;
  readonly nameOfCommunity: (code: string) => string;
  /** Goes to the tab of imports with a kind chosen. */
  readonly toImport: (kind: string) => void;
}

/** Open the page of data in an element. */
export async function openPage(root: HTMLElement, t: Translate): Promise<void> {
  const overview = await api.overview();
  namePlace(overview.name);
  const whole = overview.bounds === null ? 0 : levelOfBounds(overview.bounds, SMALL_MAP_PX);
  const cells = await mapLayer("cells", whole);
  const rows = rowsOf<CellRow>(cells);
  const communities = new Map(overview.communities.map(({ code, name }) => [code, name]));
  const nameOfCommunity = (code: string): string => communities.get(code) ?? code;
  const names = new Map(rows.map((row) => [row.code, row.name || `${nameOfCommunity(row.community_code)} ${shortCode(row.code)}`]));
  const map = new PlaceMap(t, overview.bounds, cells, whole);
  let wanted = "shop";
  const room: Room = {
    t,
    map,
    mayImport: root.dataset["permissions"]?.split(" ").includes("import") ?? false,
    mayExport: overview.may_export,
    nameOfCell: (code) => (code === null ? "" : names.get(code) ?? shortCode(code)),
    nameOfCommunity,
    toImport: (kind) => {
      wanted = kind;
      document.getElementById("tab-import")?.click();
    },
  };
  const tables: Tab[] = [
    { name: "cells", label: t("ui.data.tab.cells"), open: (panel) => beside(panel, room, cellTable(room, rows), "cells", null) },
    { name: "workers", label: t("ui.data.tab.workers"), open: (panel) => late(panel, room, workerTable(room), null, "workers") },
    ...KINDS.map((kind): Tab => ({
      name: kind,
      label: t(`ui.upload.kind.${kind}`),
      open: (panel) => late(panel, room, pointTable(room, kind), `${kind}s`, kind),
    })),
  ];
  if (room.mayImport) {
    tables.push({
      name: "import",
      label: t("ui.data.tab.import"),
      open: (panel) => {
        panel.classList.remove("beside");
        panel.append(new ImportView(room, wanted).root);
        map.appear();
      },
    });
  }
  root.replaceChildren(element("div", { class: "data-room" }, makeTabs(t("ui.data.tabs"), tables)));
}

async function late(panel: HTMLElement, room: Room, table: Promise<HTMLElement>, layer: string | null, kind: Kind | "workers"): Promise<void> {
  try {
    const made = await table;
    // Another tab may be open by now.
    if (panel.childElementCount === 0) beside(panel, room, made, layer, kind);
  } catch (error) {
    showRefusal(room.t, error);
  }
}

function beside(panel: HTMLElement, room: Room, table: HTMLElement, layer: string | null, kind: string | null): void {
  panel.classList.add("beside");
  const tools = table.querySelector(".table-tools");
  if (room.mayExport && layer !== null) tools?.append(exportMenu(room.t, layer));
  if (room.mayImport && kind !== null) tools?.append(importButton(room, kind));
  panel.replaceChildren(table, room.map.root);
  room.map.appear();
}

function importButton(room: Room, kind: string): HTMLElement {
  const made = element("button", { class: "plain small-button", attributes: { type: "button" } }, room.t("ui.data.import"));
  made.addEventListener("click", () => room.toImport(kind));
  return made;
}

/** Return the end of a cell's code, by which cells of one community are told apart. */
export function shortCode(code: string): string {
  return code.slice(-3);
}
