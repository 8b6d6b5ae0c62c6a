// Labelled fields with their faults beside them, and above them what must be corrected.

import type { Translate } from "../shared/catalogue";
import { element } from "../shared/dom";

interface Common {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
}

export interface TextField extends Common {
  readonly kind: "text" | "password" | "date" | "month" | "area";
  readonly value?: string;
  readonly pattern?: RegExp;
  readonly longest?: number;
  readonly autocomplete?: string;
}

export interface NumberField extends Common {
  readonly kind: "number";
  readonly value?: number | null;
  readonly least: number;
  readonly most: number;
  readonly step?: number;
  readonly unit?: string;
}

export interface ChoiceField extends Common {
  readonly kind: "choice" | "radio";
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value?: string;
}

export interface SwitchField extends Common {
  readonly kind: "switch";
  readonly value?: boolean;
}

export interface SetField extends Common {
  readonly kind: "set";
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value?: readonly string[];
}

export type Field = TextField | NumberField | ChoiceField | SwitchField | SetField;
export type FieldValue = string | number | boolean | readonly string[] | null;

export interface Form {
  readonly root: HTMLElement;
  /** The values; null where a field has a fault, which is then shown and focused. */
  read(): Readonly<Record<string, FieldValue>> | null;
  /** Show faults that the service found, by the field's name. */
  blame(faults: Readonly<Record<string, string>>): void;
  input(name: string): HTMLElement | undefined;
}

interface Row {
  readonly field: Field;
  readonly root: HTMLElement;
  readonly control: HTMLElement;
  readonly fault: HTMLElement;
  readonly value: () => FieldValue;
}

let serial = 0;

/** Return a form of fields. */
export function makeForm(t: Translate, fields: readonly Field[]): Form {
  const rows = fields.map((field) => makeRow(field));
  const summary = element("p", { class: "alert", attributes: { role: "alert" } });
  summary.hidden = true;
  const root = element("div", { class: "form" }, summary, ...rows.map((row) => row.root));
  const mark = (row: Row, fault: string): void => {
    row.fault.textContent = fault;
    row.fault.hidden = fault === "";
    if (fault === "") row.control.removeAttribute("aria-invalid");
    else row.control.setAttribute("aria-invalid", "true");
  };
  const blame = (faults: Readonly<Record<string, string>>): void => {
    for (const row of rows) mark(row, faults[row.field.name] ?? "");
    const first = rows.find((row) => faults[row.field.name] !== undefined);
    summary.hidden = first === undefined;
    summary.textContent = first === undefined ? "" : t("ui.shell.field.faults");
    first?.control.focus();
  };
  return {
    root,
    blame,
    read: () => {
      const values = new Map(rows.map((row) => [row.field.name, row.value()]));
      const faults = Object.fromEntries(
        rows.flatMap((row) => {
          const fault = faultOf(t, row.field, row.value());
          return fault === null ? [] : [[row.field.name, fault]];
        }),
      );
      blame(faults);
      return Object.keys(faults).length > 0 ? null : Object.fromEntries(values);
    },
    input: (name) => rows.find((row) => row.field.name === name)?.control,
  };
}

function faultOf(t: Translate, field: Field, value: FieldValue): string | null {
  const { label } = field;
  const empty = value === null || value === "" || (Array.isArray(value) && value.length === 0);
  if (empty && field.required) return t("ui.shell.field.required", { label });
  if (field.kind === "number" && value !== null) {
    const number = Number(value);
    if (!(number >= field.least && number <= field.most)) {
      return t("ui.shell.field.number", { label, least: field.least, most: field.most });
    }
  }
  if (field.kind === "text" && !empty && field.pattern?.test(String(value)) === false) {
    return t("ui.shell.field.pattern", { label });
  }
  return null;
}

function makeRow(field: Field): Row {
  serial += 1;
  const id = `field-${serial}`;
  const notes = [field.hint === undefined ? "" : `${id}-hint`, `${id}-fault`].filter(Boolean).join(" ");
  const hint =
    field.hint === undefined
      ? null
      : element("p", { class: "second small", attributes: { id: `${id}-hint` } }, field.hint);
  const fault = element("p", { class: "fault small", attributes: { id: `${id}-fault` } });
  fault.hidden = true;
  const { control, value, group } = controlOf(field, id);
  control.setAttribute("aria-describedby", notes);
  if (field.required && !group) control.setAttribute("aria-required", "true");
  const name = field.label;
  const root = group
    ? element("fieldset", { class: "field" }, element("legend", {}, name), control, hint, fault)
    : field.kind === "switch"
      ? element(
          "div",
          { class: "field" },
          element("label", { class: "gm-check", attributes: { for: id } }, control, name),
          hint,
          fault,
        )
      : element("div", { class: "field" }, element("label", { attributes: { for: id } }, name), withUnit(field, control), hint, fault);
  return { field, root, control, fault, value };
}

function withUnit(field: Field, control: HTMLElement): HTMLElement {
  if (field.kind !== "number" || field.unit === undefined) return control;
  return element("div", { class: "with-unit" }, control, element("span", { class: "second" }, field.unit));
}

interface Control {
  readonly control: HTMLElement;
  readonly value: () => FieldValue;
  readonly group: boolean;
}

function controlOf(field: Field, id: string): Control {
  switch (field.kind) {
    case "choice":
      return choice(field, id);
    case "radio":
      return radios(field, id);
    case "set":
      return checks(field, id);
    case "switch": {
      const box = element("input", { attributes: { type: "checkbox", id, name: field.name } });
      box.checked = field.value ?? false;
      return { control: box, value: () => box.checked, group: false };
    }
    case "number": {
      const input = element("input", {
        class: "figure",
        attributes: { type: "number", id, name: field.name, min: String(field.least), max: String(field.most), step: String(field.step ?? 1) },
      });
      input.value = field.value === null || field.value === undefined ? "" : String(field.value);
      const value = (): number | null => (input.value === "" ? null : Number(input.value));
      return { control: input, value, group: false };
    }
    case "area": {
      const area = element("textarea", { attributes: { id, name: field.name, rows: "4" } });
      area.value = field.value ?? "";
      return { control: area, value: () => area.value.trim(), group: false };
    }
    default:
      return text(field, id);
  }
}

function text(field: TextField, id: string): Control {
  const input = element("input", {
    attributes: {
      type: field.kind,
      id,
      name: field.name,
      autocomplete: field.autocomplete ?? "off",
      maxlength: String(field.longest ?? 200),
    },
  });
  input.value = field.value ?? "";
  const value = (): string => (field.kind === "password" ? input.value : input.value.trim());
  return { control: input, value, group: false };
}

function choice(field: ChoiceField, id: string): Control {
  const select = element("select", { attributes: { id, name: field.name } });
  for (const one of field.options) {
    select.append(element("option", { attributes: { value: one.value } }, one.label));
  }
  if (field.value !== undefined) select.value = field.value;
  return { control: select, value: () => select.value, group: false };
}

function boxes(
  kind: "radio" | "checkbox",
  field: ChoiceField | SetField,
  id: string,
  on: (value: string) => boolean,
): { root: HTMLElement; inputs: HTMLInputElement[] } {
  const inputs: HTMLInputElement[] = [];
  const rows = field.options.map((one, place) => {
    const input = element("input", {
      attributes: { type: kind, id: `${id}-${place}`, name: `${id}-${field.name}`, value: one.value },
    });
    input.checked = on(one.value);
    inputs.push(input);
    return element("label", { class: "gm-check", attributes: { for: input.id } }, input, one.label);
  });
  const root = element("div", { class: "checks", attributes: { tabindex: "-1", id } }, ...rows);
  return { root, inputs };
}

function radios(field: ChoiceField, id: string): Control {
  const { root, inputs } = boxes("radio", field, id, (value) => value === field.value);
  const value = (): string | null => inputs.find((input) => input.checked)?.value ?? null;
  return { control: root, value, group: true };
}

function checks(field: SetField, id: string): Control {
  const { root, inputs } = boxes("checkbox", field, id, (value) => field.value?.includes(value) ?? false);
  const value = (): readonly string[] => inputs.filter((input) => input.checked).map((input) => input.value);
  return { control: root, value, group: true };
}
