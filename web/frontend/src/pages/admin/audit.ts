// The audit: who did what, newest first; and whether every entry is as it was written.

import { type AuditEntry, officeApi } from "../../api/office";
import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { formatNumber } from "../../shared/numbers";
import { type Column, DataTable, type Source } from "../../shell/table";
import { showRefusal } from "../../shell/toast";
import { showMoment } from "./telling";

/** Entries come in pages: their numbers have no gap, so a place in the table tells a number. */
const PAGES: Source<AuditEntry> = {
  load: async (_query, from, to) => {
    const first = from === 0 ? await officeApi.audit(0, to) : null;
    if (first !== null) return { found: first.total, total: first.total, rows: first.entries };
    const newest = (await officeApi.audit(0, 1)).total;
    const page = await officeApi.audit(Math.max(1, newest - from + 1), to - from);
    return { found: newest, total: newest, rows: page.entries };
  },
};

/** Return what was done in words; what has no words yet stays as the code it is. */
function actionName(t: Translate, action: string): string {
  const code = `ui.admin.did.${action}`;
  const text = t(code);
  return text === code ? action : text;
}

/** Open the audit in a panel. */
export function openAudit(t: Translate, panel: HTMLElement): Promise<void> {
  const outcome = element("p", { attributes: { role: "status" } });
  const verify = async (): Promise<void> => {
    check.disabled = true;
    try {
      const chain = await officeApi.chain();
      outcome.className = chain.broken === null ? "good-text" : "danger-text";
      outcome.textContent =
        chain.broken === null
          ? t("ui.admin.audit.sound", { count: formatNumber(chain.count), head: chain.head.slice(0, 12) })
          : t("ui.admin.audit.broken", { number: chain.broken });
    } catch (error) {
      showRefusal(t, error);
    } finally {
      check.disabled = false;
    }
  };
  const check = button({ class: "plain small-button" }, () => void verify(), t("ui.admin.audit.verify"));
  const columns: Column<AuditEntry>[] = [
    { key: "number", title: t("ui.admin.audit.number"), kind: "number", width: 80, value: (one) => one.number },
    { key: "at", title: t("ui.admin.audit.at"), width: 160, value: (one) => showMoment(one.at) },
    { key: "by", title: t("ui.admin.audit.by"), width: 136, value: (one) => one.by },
    { key: "action", title: t("ui.admin.audit.action"), width: 176, value: (one) => actionName(t, one.action) },
    { key: "subject", title: t("ui.admin.audit.subject"), width: 280, value: (one) => one.subject },
    { key: "summary", title: t("ui.admin.audit.summary"), width: 320, value: (one) => one.summary },
  ];
  const table = new DataTable<AuditEntry>(t, {
    label: t("ui.admin.audit"),
    columns,
    source: PAGES,
    key: (one) => String(one.number),
    file: "audit",
    searchable: false,
    tools: [check],
    empty: element("p", {}, t("ui.admin.audit.none")),
  });
  panel.replaceChildren(outcome, table.root);
  return Promise.resolve();
}
