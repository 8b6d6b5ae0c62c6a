// Light or dark: what the person chose, else what the system says. The server writes the choice
// into the page, so that nothing flashes; a change needs no new page.

export type Theme = "system" | "light" | "dark";

const COOKIE = "gridmap_theme";
const KEPT_S = 365 * 24 * 3600;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const followers = new Set<() => void>();

function isTheme(text: string | undefined): text is Theme {
  return text === "system" || text === "light" || text === "dark";
}

/** Return what the person chose. */
export function chosenTheme(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  return isTheme(chosen) ? chosen : "system";
}

/** Return a token of the look as it is now, such as `accent`. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Call back whenever light becomes dark or dark light; returns a function that ends it. */
export function followTheme(changed: () => void): () => void {
  followers.add(changed);
  return () => followers.delete(changed);
}

function tell(): void {
  for (const changed of followers) changed();
}

/** Show the page in a theme for now, such as a sheet that is printed. */
export function showTheme(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
  tell();
}

/** Show the page in a theme and keep the choice. */
export function chooseTheme(theme: Theme): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${theme}; Path=/; Max-Age=${KEPT_S}; SameSite=Lax${secure}`;
  for (const link of document.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
    if (link.dataset["themeChoice"] === theme) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  showTheme(theme);
}

/** Let the links of the account's menu change the theme in place. */
export function installTheme(): void {
  dark.addEventListener("change", tell);
  for (const link of document.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
    link.addEventListener("click", (event) => {
      const theme = link.dataset["themeChoice"];
      if (!isTheme(theme)) return;
      event.preventDefault();
      chooseTheme(theme);
    });
  }
}
