// Texts by code. The catalogues come from the same .po files as those of the library.

export type Locale = "zh_CN" | "en";
export type Catalogue = Readonly<Record<string, string>>;
export type Translate = (code: string, params?: Readonly<Record<string, string | number>>) => string;

/**
 * Return a function that gives the sentence for a code, or the code itself where it is unknown. Where
 * there is a sentence of its own for one, under the code with `.one`, it is taken for a count of one.
 */
export function translator(catalogue: Catalogue): Translate {
  return (code, params = {}) =>
    ((String(params["count"]) === "1" ? catalogue[`${code}.one`] : undefined) ?? catalogue[code] ?? code).replace(/\{(\w+)\}/g, (whole: string, name: string) => {
      const value = params[name];
      return value === undefined ? whole : String(value);
    });
}

/** Return the language tag that HTML and `Intl` understand. */
export function languageTag(locale: Locale): string {
  return locale === "zh_CN" ? "zh-CN" : "en";
}
