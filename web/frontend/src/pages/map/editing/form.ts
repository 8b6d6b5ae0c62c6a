// The form of a point, made from the schema of its kind.

import type { Attributes, PointRow } from "../../../api/points";
import type { Translate } from "../../../shared/catalogue";
import type { Kind } from "../../../shared/symbols";
import { type Field, type FieldValue, makeForm } from "../../../shell/form";
import { classesOf, fieldsOf, type PointField, wordOf } from "../points/schema";

const LONGEST_NAME = 200;
const ATTRIBUTE = "attribute.";

/** What a form says of a point, without its place. */
export interface PointWords {
  readonly class_code: string;
  readonly name: string;
  readonly attributes: Attributes;
}

export interface PointForm {
  readonly root: HTMLElement;
  /** Return what the form says, null where a field has a fault. */
  read(): PointWords | null;
  input(attribute: string): HTMLElement | undefined;
}

/** Return the form of a kind, filled with a point where there is one. */
export function pointForm(t: Translate, kind: Kind, point: PointRow | null): PointForm {
  const fields = fieldsOf(kind);
  const form = makeForm(t, [
    {
      kind: "choice",
      name: "class_code",
      label: t("ui.one_map.point.class"),
      required: true,
      options: classesOf(kind).map((value) => ({ value, label: t(`word.${kind}_class.${value}`) })),
      ...(point === null ? {} : { value: point.class_code }),
    },
    {
      kind: "text",
      name: "name",
      label: t("ui.one_map.point.name"),
      value: point?.name ?? "",
      longest: LONGEST_NAME,
    },
    ...fields.map((field) => fieldOf(t, field, point?.attributes[field.name] ?? firstOf(field))),
  ]);
  return {
    root: form.root,
    input: (attribute) => form.input(ATTRIBUTE + attribute),
    read: () => {
      const values = form.read();
      if (values === null) return null;
      const attributes = fields.flatMap((field): [string, string | number | boolean | null][] => {
        const value = written(field, values[ATTRIBUTE + field.name] ?? null);
        // What was never there need not be taken away.
        return value === null && point?.attributes[field.name] === undefined ? [] : [[field.name, value]];
      });
      return {
        class_code: String(values["class_code"]),
        name: String(values["name"] ?? "").trim(),
        attributes: Object.fromEntries(attributes),
      };
    },
  };
}

/** A field that must be filled begins with its first word. */
function firstOf(field: PointField): string | null {
  return field.required ? (field.words[0] ?? null) : null;
}

function fieldOf(t: Translate, field: PointField, value: string | number | boolean | null): Field {
  const common = { name: ATTRIBUTE + field.name, label: field.label, required: field.required };
  const none = field.required ? [] : [{ value: "", label: "–" }];
  const text = value === null ? "" : String(value);
  if (field.type === "words") {
    const words = field.words.map((word) => ({ value: word, label: wordOf(t, field, word) }));
    return { ...common, kind: "choice", options: [...none, ...words], value: text };
  }
  if (field.type === "switch") {
    const words = [
      { value: "true", label: t("ui.one_map.point.yes") },
      { value: "false", label: t("ui.one_map.point.no") },
    ];
    return { ...common, kind: "choice", options: [...none, ...words], value: text };
  }
  if (field.type === "number") {
    const { least, most } = field;
    return { ...common, kind: "number", least, most, step: 1, value: typeof value === "number" ? value : null };
  }
  return { ...common, kind: field.type === "date" ? "date" : "text", value: text, longest: field.longest };
}

function written(field: PointField, value: FieldValue): string | number | boolean | null {
  if (value === null || value === "" || typeof value === "object") return null;
  if (field.type === "switch") return value === "true";
  if (field.type === "number") return Number(value);
  return String(value);
}
