// All keys in one list.

import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { tellDialog } from "../../../shell/dialog";

const KEYS: readonly (readonly [string, string])[] = [
  ["V", "ui.planner.tool.select"],
  ["P", "ui.planner.tool.paint"],
  ["S", "ui.planner.tool.split"],
  ["M", "ui.planner.tool.merge"],
  ["T", "ui.planner.tool.transfer"],
  ["L", "ui.planner.tool.lock"],
  ["Z", "ui.planner.undo"],
  ["⇧ Z", "ui.planner.redo"],
  ["N", "ui.planner.next"],
  ["0", "ui.planner.whole"],
  ["+ −", "ui.planner.key.zoom"],
  ["[ ]", "ui.planner.key.cells"],
  [", .", "ui.planner.key.nodes"],
  ["↑ ↓ ← →", "ui.planner.key.arrows"],
  ["⇧ ↑ ↓ ← →", "ui.planner.key.far"],
  ["↵", "ui.planner.key.enter"],
  ["Insert", "ui.planner.nodes.insert"],
  ["Delete", "ui.planner.nodes.delete"],
  ["Esc", "ui.planner.key.escape"],
  ["?", "ui.planner.keys"],
];

/** Show all keys. */
export async function showKeys(t: Translate): Promise<void> {
  const list = element("dl", { class: "keys" });
  for (const [keys, code] of KEYS) {
    list.append(element("dt", {}, element("kbd", {}, keys)), element("dd", {}, t(code)));
  }
  await tellDialog(t, t("ui.planner.keys"), [list]);
}
