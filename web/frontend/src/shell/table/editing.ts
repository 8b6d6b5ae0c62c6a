// Editing one cell in place, as sheets do it: Enter keeps and goes down, Tab keeps and goes right.

import { element } from "../../shared/dom";

export interface Step {
  readonly rows: number;
  readonly columns: number;
}

interface Options {
  readonly label: string;
  readonly text: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[] | undefined;
  readonly keep: (text: string, step: Step) => Promise<void>;
  readonly leave: () => void;
}

export class CellEditor {
  #over = false;

  constructor(cell: HTMLElement, options: Options) {
    const input = options.choices === undefined ? field(options) : select(options);
    const keep = (rows: number, columns: number): void => {
      if (this.#over) return;
      this.#over = true;
      void options.keep(input.value, { rows, columns });
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      const { key } = event as KeyboardEvent;
      if (key === "Enter") keep(1, 0);
      else if (key === "Tab") keep(0, (event as KeyboardEvent).shiftKey ? -1 : 1);
      else if (key === "Escape") {
        this.#over = true;
        options.leave();
      } else return;
      event.preventDefault();
    });
    input.addEventListener("blur", () => keep(0, 0));
    cell.classList.add("editing");
    cell.replaceChildren(input);
    input.focus();
  }
}

function field(options: Options): HTMLInputElement {
  const input = element("input", { class: "grid-editor", attributes: { "aria-label": options.label } });
  input.value = options.text;
  return input;
}

function select(options: Options): HTMLSelectElement {
  const input = element("select", { class: "grid-editor", attributes: { "aria-label": options.label } });
  for (const one of options.choices ?? []) {
    input.append(element("option", { attributes: { value: one.value } }, one.label));
  }
  input.value = options.text;
  return input;
}
