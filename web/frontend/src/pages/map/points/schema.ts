// What is recorded of each kind of point, from the schemas and class tables that the library checks
// against.

import camera from "../../../../../../geodata/schemas/camera.json";
import component from "../../../../../../geodata/schemas/component.json";
import hazard from "../../../../../../geodata/schemas/hazard.json";
import incident from "../../../../../../geodata/schemas/incident.json";
import shop from "../../../../../../geodata/schemas/shop.json";
import cameraClasses from "../../../../../../geodata/classes/camera.csv?raw";
import componentClasses from "../../../../../../geodata/classes/component.csv?raw";
import hazardClasses from "../../../../../../geodata/classes/hazard.csv?raw";
import incidentClasses from "../../../../../../geodata/classes/incident.csv?raw";
import shopClasses from "../../../../../../geodata/classes/shop.csv?raw";
import type { Translate } from "../../../shared/catalogue";
import { formatExact } from "../../../shared/numbers";
import type { Kind } from "../../../shared/symbols";
import { pageLocale } from "../../../shell/language";

interface Property {
  readonly title: string;
  readonly "x-title-zh": string;
  readonly type: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly (string | number)[];
  readonly "x-vocabulary"?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

interface Schema {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

const SCHEMAS: Readonly<Record<Kind, Schema>> = { shop, hazard, camera, incident, component };
const CLASSES: Readonly<Record<Kind, string>> = {
  shop: shopClasses,
  hazard: hazardClasses,
  camera: cameraClasses,
  incident: incidentClasses,
  component: componentClasses,
};

export type FieldType = "words" | "text" | "date" | "number" | "switch";

/** One thing that is recorded of a kind of point. */
export interface PointField {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly words: readonly string[];
  readonly vocabulary: string;
  readonly required: boolean;
  readonly longest: number;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

/** Return the classes of a kind in the order of its table. */
export function classesOf(kind: Kind): string[] {
  const lines = CLASSES[kind].trim().split(/\r?\n/).slice(1);
  return lines.map((line) => line.split(",")[0] ?? "").filter((code) => code !== "");
}

/** Return what is recorded of a kind. */
export function fieldsOf(kind: Kind): PointField[] {
  const { properties, required = [] } = SCHEMAS[kind];
  const chinese = pageLocale() === "zh_CN";
  return Object.entries(properties).map(([name, property]) => ({
    name,
    label: chinese ? property["x-title-zh"] : capital(property.title),
    type: typeOf(property),
    words: (property.enum ?? []).map(String),
    vocabulary: property["x-vocabulary"] ?? "",
    required: required.includes(name),
    longest: property.maxLength ?? 200,
    least: property.minimum ?? property.exclusiveMinimum ?? 0,
    most: property.maximum ?? property.exclusiveMaximum ?? 1e9,
    whole: property.type === "integer",
  }));
}

function typeOf(property: Property): FieldType {
  const types = typeof property.type === "string" ? [property.type] : property.type;
  if (property.enum !== undefined) return "words";
  if (types.includes("boolean")) return "switch";
  if (types.includes("number") || types.includes("integer")) return "number";
  return property.format === "date" ? "date" : "text";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Return the word for one of the values that a field knows. */
export function wordOf(t: Translate, field: PointField, value: string): string {
  return t(`word.${field.vocabulary}.${value}`);
}

/** Return a value as a person reads it. */
export function attributeText(t: Translate, field: PointField, value: string | number | boolean): string {
  if (typeof value === "boolean") return t(value ? "ui.one_map.point.yes" : "ui.one_map.point.no");
  if (typeof value === "number") return formatExact(value);
  return field.type === "words" ? wordOf(t, field, value) : value;
}
