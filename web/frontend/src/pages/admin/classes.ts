// The class tables: what shops, hazards, cameras, incidents and components are sorted into.

import { type ClassRow, officeApi } from "../../api/office";
import type { Translate } from "../../shared/catalogue";
import { element } from "../../shared/dom";
import { arraySource, type Column, DataTable } from "../../shell/table";

/** Open the class tables in a panel. */
export async function openClasses(t: Translate, panel: HTMLElement): Promise<void> {
  const { classes } = await officeApi.classes();
  const columns: Column<ClassRow>[] = [
    { key: "kind", title: t("ui.admin.class.kind"), width: 120, value: (row) => t(`word.point_kind.${row.kind}`) },
    { key: "code", title: t("ui.admin.class.code"), width: 200, value: (row) => row.code },
    { key: "zh", title: t("ui.admin.class.zh"), width: 200, value: (row) => row.name.zh_CN },
    { key: "en", title: t("ui.admin.class.en"), width: 240, value: (row) => row.name.en },
    { key: "group", title: t("ui.admin.class.group"), width: 160, value: (row) => row.group },
    { key: "standard_code", title: t("ui.admin.class.standard_code"), width: 120, value: (row) => row.standard_code },
  ];
  const table = new DataTable<ClassRow>(t, {
    label: t("ui.admin.classes"),
    columns,
    source: arraySource(classes, columns),
    key: (row) => `${row.kind} ${row.code}`,
    file: "classes",
  });
  panel.replaceChildren(element("p", { class: "second" }, t("ui.admin.classes.note")), table.root);
}
