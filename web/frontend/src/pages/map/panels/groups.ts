// What groups of controls share.

import { element } from "../../../shared/dom";

let serial = 0;

/** Return controls under a title. */
export function group(title: string, ...children: readonly Node[]): HTMLElement {
  return element("fieldset", { class: "group" }, element("legend", {}, title), ...children);
}

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

export interface Segments<Value extends string> {
  readonly root: HTMLElement;
  set(value: Value | null): void;
}

/** Return a row of choices, one of which may be taken. */
export function segments<Value extends string>(
  options: readonly Option<Value>[],
  changed: (value: Value) => void,
): Segments<Value> {
  serial += 1;
  const name = `segments-${serial}`;
  const inputs = options.map(({ value }) => {
    const input = element("input", { attributes: { type: "radio", name, value } });
    input.addEventListener("change", () => changed(value));
    return input;
  });
  const rows = options.map(({ label }, i) => element("label", {}, inputs[i] ?? null, element("span", {}, label)));
  return {
    root: element("div", { class: "segments" }, ...rows),
    set: (value) => {
      for (const input of inputs) input.checked = input.value === value;
    },
  };
}

/** Return a list to choose from, with its label before it. */
export function chooser(
  label: string,
  options: readonly Option<string>[],
  changed: (value: string) => void,
): { readonly root: HTMLElement; readonly select: HTMLSelectElement } {
  serial += 1;
  const id = `chooser-${serial}`;
  const select = element("select", { attributes: { id } });
  for (const { value, label: said } of options) {
    select.append(element("option", { attributes: { value } }, said));
  }
  select.addEventListener("change", () => changed(select.value));
  // Beside each other and not one in the other: the options are no part of the name.
  const root = element("div", { class: "inline" }, element("label", { attributes: { for: id } }, label), select);
  return { root, select };
}
