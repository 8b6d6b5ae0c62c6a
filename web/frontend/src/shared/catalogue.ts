// Texts by code. The catalogues come from the same .po files as those of the library.

export type Locale = "zh_CN" | "en";
export type Catalogue = Readonly<Record<string, string>>;
export type Translate = (code: string, params?: Readonly<Record<string, string | number>>) => string;

/** Return a function that gives the sentence for a code, or the code itself where it is unknown. */
export function translator(catalogue: Catalogue): Translate {
  return (code, params = {}) =>
    (catalogue[code] ?? code).replace(/\{(\w+)\}/g, (whole: string, name: string) => {
      const value = params[name];
      return value === undefined ? whole : String(value);
    });
}

/** Return the language tag that HTML and `Intl` understand. */
export function languageTag(locale: Locale): string {
  return locale === "zh_CN" ? "zh-CN" : "en";
}
