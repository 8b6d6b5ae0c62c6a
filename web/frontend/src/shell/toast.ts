// Short messages in a live region. What went well goes by itself; a refusal stays until it is read.

import type { Translate } from "../shared/catalogue";
import { button, element } from "../shared/dom";
import { refusalOf } from "./refusal";

export interface ToastAction {
  readonly label: string;
  readonly pressed: () => void;
}

export interface Toast {
  readonly text: string;
  readonly kind?: "good" | "refusal" | "note";
  /** The way out, under the sentence. */
  readonly mend?: string;
  readonly action?: ToastAction;
}

const LASTS_MS = 6000;
const MOST = 4;

function region(t: Translate, urgent: boolean): HTMLElement {
  const id = urgent ? "toasts-urgent" : "toasts";
  const found = document.getElementById(id);
  if (found !== null) return found;
  const made = element("div", {
    class: "toasts",
    attributes: {
      id,
      role: urgent ? "alert" : "status",
      "aria-label": t("ui.shell.messages"),
    },
  });
  const stack =
    document.getElementById("toast-stack") ??
    element("div", { class: "toast-stack", attributes: { id: "toast-stack" } });
  stack.append(made);
  document.body.append(stack);
  return made;
}

/** Show a message; returns a function that takes it away. */
export function showToast(t: Translate, toast: Toast): () => void {
  const kind = toast.kind ?? "note";
  const stay = kind === "refusal" || toast.action !== undefined;
  const remove = (): void => made.remove();
  const act = (): void => {
    toast.action?.pressed();
    remove();
  };
  const made = element(
    "div",
    { class: `toast ${kind}` },
    element(
      "div",
      { class: "toast-text" },
      element("p", {}, toast.text),
      toast.mend ? element("p", { class: "second" }, toast.mend) : null,
    ),
    toast.action === undefined ? null : button({ class: "link" }, act, toast.action.label),
    button({ class: "icon", attributes: { "aria-label": t("ui.shell.close") } }, remove, "✕"),
  );
  const place = region(t, kind === "refusal");
  place.append(made);
  while (place.childElementCount > MOST) place.firstElementChild?.remove();
  if (!stay) leaveInTime(made, remove);
  return remove;
}

function leaveInTime(made: HTMLElement, remove: () => void): void {
  let timer = window.setTimeout(remove, LASTS_MS);
  const hold = (): void => window.clearTimeout(timer);
  const go = (): void => {
    timer = window.setTimeout(remove, LASTS_MS / 2);
  };
  made.addEventListener("pointerenter", hold);
  made.addEventListener("focusin", hold);
  made.addEventListener("pointerleave", go);
  made.addEventListener("focusout", go);
}

interface RefusalOptions {
  /** Where the sentence is to stand instead of in the corner, such as inside a dialog. */
  readonly within?: HTMLElement;
  /** Leads to the place of the fault. */
  readonly showPlace?: (() => void) | undefined;
}

/** Show any failure: the sentence, the way out, and the way to the place. */
export function showRefusal(t: Translate, error: unknown, options: RefusalOptions = {}): void {
  const { what, mend } = refusalOf(t, error);
  if (options.within !== undefined) {
    options.within.replaceChildren(
      element("div", { class: "alert" }, element("p", {}, what), element("p", { class: "second" }, mend)),
    );
    return;
  }
  const action =
    options.showPlace === undefined
      ? {}
      : { action: { label: t("ui.shell.show_place"), pressed: options.showPlace } };
  showToast(t, { text: what, mend, kind: "refusal", ...action });
}
