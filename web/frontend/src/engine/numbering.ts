// Codes for new cells: the next number after the highest that was ever used.
import { Refusal } from "./refusal";

const OFFICIAL = /^[0-9A-Za-z]{12}\d{3}$/;
const NUMBERED = /^(.*?)(\d+)$/s;
const LARGEST = 999;

/** Return whether a code was given in a draft; official ones have no hyphen. */
export function isProvisional(code: string): boolean {
  return code.startsWith("D") && code.includes("-");
}

/** Gives codes to new cells; in a draft provisional ones. Official codes come with publication. */
export class Numbering {
  readonly #draft: string | null;
  readonly #highest: ReadonlyMap<string, number>;

  constructor(draft: string | null, highest: ReadonlyMap<string, number>) {
    this.#draft = draft;
    this.#highest = highest;
  }

  /** Return the numbering that goes on after all codes ever used. */
  static after(codes: Iterable<string>, draft: string | null): Numbering {
    const highest = new Map<string, number>();
    for (const code of codes) {
      const [stem, number] = partsOf(code);
      highest.set(stem, Math.max(highest.get(stem) ?? 0, number));
    }
    return new Numbering(draft, highest);
  }

  nextAfter(parent: string): readonly [string, Numbering] {
    const [own, , ownDigits] = partsOf(parent);
    const [stem, digits] = this.#draft === null ? [own, ownDigits] : [`D${this.#draft}-`, 3];
    const number = (this.#highest.get(stem) ?? 0) + 1;
    if (this.#draft === null && OFFICIAL.test(parent) && number > LARGEST) {
      throw new Refusal("ConflictError", "code.exhausted", null, { code: stem, largest: LARGEST });
    }
    const code = `${stem}${String(number).padStart(digits, "0")}`;
    return [code, new Numbering(this.#draft, new Map([...this.#highest, [stem, number]]))];
  }
}

/** Return what a code begins with, its number and the digits of it. */
function partsOf(code: string): readonly [string, number, number] {
  if (OFFICIAL.test(code)) return [code.slice(0, -3), Number(code.slice(-3)), 3];
  const found = NUMBERED.exec(code);
  if (found === null) return [`${code}-`, 0, 1];
  return [found[1] as string, Number(found[2]), (found[2] as string).length];
}
