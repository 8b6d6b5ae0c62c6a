// The rail of tools, with the letter of each.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { type Bench, mayDraw, type State, type Tool } from "../state";
import { sign, type SIGNS } from "./signs";

export interface RailAction {
  readonly name: string;
  readonly letter: string;
  readonly sign: keyof typeof SIGNS;
  readonly pressed: () => void;
  /** Whether there is nothing to do for it. */
  readonly rests?: (now: State) => boolean;
}

type RailTool = Exclude<Tool, "assign">;

const TOOLS: readonly (readonly [RailTool, string])[] = [
  ["select", "V"],
  ["paint", "P"],
  ["split", "S"],
  ["merge", "M"],
  ["transfer", "T"],
  ["lock", "L"],
];

/** Return the rail; tools that redraw rest while there is no draft. */
export function rail(bench: Bench, t: Translate, actions: readonly RailAction[]): HTMLElement {
  const entry = (name: string, letter: string, picture: keyof typeof SIGNS, pressed: () => void): HTMLButtonElement =>
    button(
      { class: "rail-tool", attributes: { "aria-label": name, "aria-keyshortcuts": letter, title: `${name} (${letter})` } },
      pressed,
      sign(picture),
      element("kbd", { attributes: { "aria-hidden": "true" } }, letter),
    );
  const tools = TOOLS.map(([tool, letter]) => {
    const made = entry(t(`ui.planner.tool.${tool}`), letter, tool, () => bench.change({ tool }));
    made.dataset["tool"] = tool;
    return { tool, made };
  });
  const buttons = actions.map((one) => ({ one, made: entry(one.name, one.letter, one.sign, one.pressed) }));
  bench.follow((now) => {
    for (const { one, made } of buttons) made.disabled = one.rests?.(now) ?? false;
    for (const { tool, made } of tools) {
      made.setAttribute("aria-pressed", String(now.tool === tool));
      made.disabled = tool !== "select" && !mayDraw(now);
    }
  });
  return element(
    "div",
    { class: "rail", attributes: { role: "toolbar", "aria-label": t("ui.planner.tools"), "aria-orientation": "vertical" } },
    ...tools.map(({ made }) => made),
    element("hr"),
    ...buttons.map(({ made }) => made),
  );
}
