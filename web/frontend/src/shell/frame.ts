// What every page starts with: styles, theme, texts, and a way back when opening fails.

import "./trusted";
import "../shared/tokens.css";
import "./style/narrow.css";
import "./style/frame.css";
import "./style/parts.css";
import "./style/table.css";
import type { Translate } from "../shared/catalogue";
import { button, element } from "../shared/dom";
import { loadTexts } from "./language";
import { refusalOf } from "./refusal";
import { installTheme } from "./theme";

export type Open = (root: HTMLElement, t: Translate) => Promise<void> | void;

/** Open a page in the place that the template keeps for it. */
export async function startPage(open: Open): Promise<void> {
  closeMenusFromOutside();
  installTheme();
  const root = document.getElementById("app");
  if (root === null) return;
  const t = await loadTexts();
  await attempt(root, t, open);
  document.documentElement.dataset["ready"] = "";
}

async function attempt(root: HTMLElement, t: Translate, open: Open): Promise<void> {
  root.replaceChildren(
    element("p", { class: "wait", attributes: { role: "status" } }, t("ui.shell.loading")),
  );
  try {
    await open(root, t);
  } catch (error) {
    const { what, mend } = refusalOf(t, error);
    const again = button({ class: "primary" }, () => void attempt(root, t, open), t("ui.shell.again"));
    const sentences = element(
      "div",
      { attributes: { role: "alert" } },
      element("p", {}, t("ui.shell.failed", { what })),
      element("p", { class: "second" }, mend),
    );
    root.replaceChildren(element("div", { class: "wait" }, sentences, again));
  }
}

/** Name what the page is about in the bar, such as the territory, with a line of figures. */
export function namePlace(name: string, summary = ""): void {
  const place = document.getElementById("territory");
  const note = summary === "" ? null : element("span", { class: "second small" }, summary);
  place?.replaceChildren(...[name, note].filter((part) => part !== null));
}

/** Put a page's own controls into the bar, left of the languages. */
export function furnishBar(...controls: readonly HTMLElement[]): void {
  document.getElementById("bar-tools")?.replaceChildren(...controls);
}

function closeMenusFromOutside(): void {
  const open = (): NodeListOf<HTMLDetailsElement> => document.querySelectorAll("details.menu[open]");
  document.addEventListener("pointerdown", (event) => {
    for (const menu of open()) {
      if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}
