// What was brought in lately, and the way back from the last import.

import type { HeldUpload } from "../../../api/imports";
import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { formatNumber } from "../../../shared/numbers";
import { heading, working } from "./parts";

const SHOWN = 8;

/** Return the list of the last files. */
export function historyPanel(t: Translate, uploads: readonly HeldUpload[], undo: (upload: HeldUpload) => Promise<void>): HTMLElement {
  const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  const rows = uploads.slice(0, SHOWN).map((upload) => {
    const count = Number(upload.result["count"] ?? 0);
    const words = upload.state === "received" ? "" : formatNumber(count);
    const back = upload.may_undo && upload.state === "committed" ? working(t("ui.data.undo"), "plain small-button", () => undo(upload)) : "";
    return element(
      "tr",
      { attributes: { "data-upload": upload.id } },
      element("th", { attributes: { scope: "row" } }, upload.name),
      element("td", {}, t(`ui.upload.kind.${upload.kind}`)),
      element("td", {}, when.format(new Date(upload.committed_at ?? upload.made_at))),
      element("td", { class: "figure" }, words),
      element("td", {}, t(`ui.data.state.${upload.state}`)),
      element("td", {}, back),
    );
  });
  const heads = ["file", "kind", "when", "count", "state"].map((name) =>
    element("th", { attributes: { scope: "col" } }, t(`ui.data.history.${name}`)),
  );
  const body =
    rows.length === 0
      ? element("p", { class: "second" }, t("ui.data.history.none"))
      : element(
          "div",
          { class: "first-rows", attributes: { tabindex: "0", role: "region", "aria-label": t("ui.data.history") } },
          element("table", { class: "plain-table" }, element("thead", {}, element("tr", {}, ...heads, element("td", {}))), element("tbody", {}, ...rows)),
        );
  return element("div", { class: "form" }, heading("↺", t("ui.data.history")), body);
}
