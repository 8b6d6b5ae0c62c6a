// Rows as text: for the clipboard, and as a file that Excel opens as it is meant.

import { element } from "../../shared/dom";

// A sheet takes a text that begins like this for a formula.
const FORMULA = /^[=+\-@\t\r]/;
const PLAIN_NUMBER = /^[+-]?\d+([.,]\d+)?$/;

function cell(text: string): string {
  const safe = FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Return lines of cells as CSV with the mark that tells Excel of UTF-8. */
export function toCsv(lines: readonly (readonly string[])[]): string {
  return `\uFEFF${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Return lines of cells as sheets exchange them on the clipboard. */
export function toTabs(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => line.map((text) => text.replace(/[\t\r\n]+/g, " ")).join("\t")).join("\n");
}

/** Return cells from what a sheet put on the clipboard. */
export function fromTabs(text: string): string[][] {
  return text.replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
}

/** Let the browser keep something as a file. */
export function saveFile(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = element("a", { attributes: { href: address, download: name } });
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
