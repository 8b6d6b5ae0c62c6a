// Modal dialogs: the browser keeps the focus inside, Escape gives up, the answer is a promise.

import type { Translate } from "../shared/catalogue";
import { button, element } from "../shared/dom";
import { showRefusal } from "./toast";

export interface DialogAction<Answer> {
  readonly label: string;
  readonly kind?: "primary" | "plain" | "danger";
  /** Returns the answer that closes the dialog, or `undefined` to leave it open. */
  readonly pressed: () => Answer | undefined | Promise<Answer | undefined>;
}

export interface DialogParts<Answer> {
  readonly title: string;
  readonly body: readonly (Node | string)[];
  /** The last one is what Enter in a field does. */
  readonly actions: readonly DialogAction<Answer>[];
  readonly wide?: boolean;
  /** Leaves out the button that gives up, where there is nothing to give up. */
  readonly plain?: boolean;
}

let serial = 0;

/** Open a dialog; the promise gives the answer, null when it was given up. */
export function openDialog<Answer>(
  t: Translate,
  parts: DialogParts<Answer>,
): Promise<Answer | null> {
  serial += 1;
  const titleId = `dialog-${serial}`;
  const before = document.activeElement;
  return new Promise((resolve) => {
    let answer: Answer | null = null;
    const close = (given: Answer | null): void => {
      answer = given;
      dialog.close();
    };
    const press = async (action: DialogAction<Answer>, at: HTMLElement): Promise<void> => {
      at.setAttribute("aria-busy", "true");
      try {
        const given = await action.pressed();
        if (given !== undefined) close(given);
      } catch (error) {
        showRefusal(t, error, { within: foot });
      } finally {
        at.removeAttribute("aria-busy");
      }
    };
    const buttons = parts.actions.map((action) => {
      const made = button({ class: action.kind ?? "plain" }, () => void press(action, made), action.label);
      return made;
    });
    const giveUp = button({ class: "plain" }, () => close(null), t("ui.shell.cancel"));
    const foot = element("div", { class: "dialog-refusal", attributes: { "aria-live": "assertive" } });
    const shut = button(
      { class: "icon dialog-close", attributes: { "aria-label": t("ui.shell.close") } },
      () => close(null),
      "✕",
    );
    const form = element(
      "form",
      { attributes: { method: "dialog", novalidate: "" } },
      element("header", {}, element("h2", { attributes: { id: titleId } }, parts.title), shut),
      element("div", { class: "dialog-body" }, ...parts.body),
      foot,
      element("footer", {}, ...(parts.plain ? [] : [giveUp]), ...buttons),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      buttons.at(-1)?.click();
    });
    // Enter in a field presses the form's first submit button: this one, which nobody sees.
    const implied = element("button", { class: "unseen", attributes: { tabindex: "-1", "aria-hidden": "true" } });
    form.prepend(implied);
    const dialog = element(
      "dialog",
      { class: parts.wide ? "dialog wide" : "dialog", attributes: { "aria-labelledby": titleId } },
      form,
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    const first = dialog.querySelector<HTMLElement>(".dialog-body :is(input, select, textarea, button, a[href])");
    (first ?? buttons.at(-1) ?? giveUp).focus();
  });
}

/** Ask before something that is not undone easily. */
export async function confirmDialog(
  t: Translate,
  question: {
    readonly title: string;
    readonly text: string;
    readonly action: string;
    readonly danger?: boolean;
  },
): Promise<boolean> {
  const answer = await openDialog<true>(t, {
    title: question.title,
    body: [element("p", {}, question.text)],
    actions: [
      { label: question.action, kind: question.danger ? "danger" : "primary", pressed: () => true },
    ],
  });
  return answer === true;
}

/** Show something to be read or copied, with nothing to decide. */
export async function tellDialog(
  t: Translate,
  title: string,
  body: readonly (Node | string)[],
  options: { readonly wide?: boolean } = {},
): Promise<void> {
  await openDialog<true>(t, {
    title,
    body,
    ...options,
    actions: [{ label: t("ui.shell.close"), kind: "plain", pressed: () => true }],
    plain: true,
  });
}
