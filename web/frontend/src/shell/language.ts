// The language of the page: the one that the server wrote it in.

import { type Locale, type Translate, translator } from "../shared/catalogue";

/** Return the language of the page. */
export function pageLocale(): Locale {
  return document.documentElement.lang.startsWith("zh") ? "zh_CN" : "en";
}

/** Load the texts of the page's language. */
export async function loadTexts(): Promise<Translate> {
  const catalogue =
    pageLocale() === "zh_CN"
      ? await import("../catalogue/zh_CN.json")
      : await import("../catalogue/en.json");
  return translator(catalogue.default);
}
