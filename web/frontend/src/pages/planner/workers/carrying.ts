// What hangs on the pointer while something is dragged, and the goal below it.

import { element } from "../../../shared/dom";

export interface Carried {
  move(x: number, y: number): void;
  /** Mark the goal that lies below, if one does. */
  over(goals: string, x: number, y: number): void;
  drop(): void;
}

/** Hang a label on the pointer. */
export function carry(label: string): Carried {
  const tag = element("div", { class: "carried", attributes: { "aria-hidden": "true" } }, label);
  document.body.append(tag);
  let marked: Element | null = null;
  const mark = (found: Element | null): void => {
    if (found === marked) return;
    marked?.classList.remove("goal");
    found?.classList.add("goal");
    marked = found;
  };
  return {
    move: (x, y) => {
      tag.style.transform = `translate(${x + 12}px, ${y + 12}px)`;
    },
    over: (goals, x, y) => mark(document.elementFromPoint(x, y)?.closest(goals) ?? null),
    drop: () => {
      mark(null);
      tag.remove();
    },
  };
}
