// Moments and secrets as the tables and dialogs of this page write them.

import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { tellDialog } from "../../shell/dialog";
import { showToast } from "../../shell/toast";

/** Return a moment in the time of this machine, to the minute. */
export function showMoment(moment: string | null): string {
  if (moment === null) return "";
  const at = new Date(moment);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Show a secret that is told this once. */
export function tellSecret(t: Translate, title: string, note: string, secret: string): Promise<void> {
  const shown = element("input", { class: "input secret", attributes: { readonly: "", "aria-label": title } });
  shown.value = secret;
  shown.addEventListener("focus", () => shown.select());
  const copy = button({ class: "plain" }, () => {
    shown.select();
    // Without HTTPS there is no clipboard for scripts; what is selected is copied by keyboard.
    const done = navigator.clipboard?.writeText(secret) ?? Promise.reject(new Error());
    done.then(
      () => showToast(t, { text: t("ui.admin.copied"), kind: "good" }),
      () => shown.focus(),
    );
  }, t("ui.admin.copy"));
  return tellDialog(t, title, [element("p", {}, note), element("div", { class: "secret-line" }, shown, copy)]);
}
