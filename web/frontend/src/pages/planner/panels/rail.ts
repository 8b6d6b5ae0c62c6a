// The rail of tools, with the letter of each.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { type Bench, mayDraw, type Tool } from "../state";

export interface RailAction {
  readonly name: string;
  readonly letter: string;
  readonly sign: string;
  readonly pressed: () => void;
}

export const TOOLS: readonly { readonly tool: Tool; readonly letter: string; readonly path: string }[] = [
  { tool: "select", letter: "V", path: "M5 3l11 8-5 1 3 5-2 1-3-5-4 4z" },
  { tool: "paint", letter: "P", path: "M4 16c2 0 2-3 4-3s3 2 1 3-4 1-5 0zM9 12l7-8 1 1-7 8z" },
  { tool: "split", letter: "S", path: "M3 4h6v12H3zM11 4h6v12h-6zM10 2v16" },
  { tool: "merge", letter: "M", path: "M3 5h14v10H3zM10 5v3M10 12v3" },
  { tool: "transfer", letter: "T", path: "M3 6h8v8H3zM9 10h8M14 7l3 3-3 3" },
  { tool: "lock", letter: "L", path: "M5 9h10v8H5zM7 9V6a3 3 0 0 1 6 0v3" },
];

const SVG = "http://www.w3.org/2000/svg";

function picture(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 20 20", width: "20", height: "20", "aria-hidden": "true" })) {
    svg.setAttribute(name, value);
  }
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** Return the rail; tools that redraw rest while there is no draft. */
export function rail(bench: Bench, t: Translate, actions: readonly RailAction[]): HTMLElement {
  const tools = TOOLS.map(({ tool, letter, path }) => {
    const name = t(`ui.planner.tool.${tool}`);
    const made = button(
      { class: "rail-tool", attributes: { "aria-label": name, "aria-keyshortcuts": letter, title: `${name} (${letter})`, "data-tool": tool } },
      () => bench.change({ tool }),
      element("kbd", {}, letter),
    );
    made.prepend(picture(path));
    return { tool, made };
  });
  bench.follow((now) => {
    for (const { tool, made } of tools) {
      made.setAttribute("aria-pressed", String(now.tool === tool));
      made.disabled = tool !== "select" && !mayDraw(now);
    }
  });
  const more = actions.map(({ name, letter, sign, pressed }) =>
    button(
      { class: "rail-tool", attributes: { "aria-label": name, "aria-keyshortcuts": letter, title: `${name} (${letter})` } },
      pressed,
      element("span", { attributes: { "aria-hidden": "true" } }, sign),
      element("kbd", {}, letter),
    ),
  );
  return element(
    "div",
    { class: "rail", attributes: { role: "toolbar", "aria-label": t("ui.planner.tools"), "aria-orientation": "vertical" } },
    ...tools.map(({ made }) => made),
    element("hr"),
    ...more,
  );
}
