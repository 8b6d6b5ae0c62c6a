// Elements made from text. Nothing here, or anywhere else, turns text into markup.

type Child = Node | string | null;

interface Options {
  readonly class?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Return a new element; strings among the children become text nodes. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  options: Options = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (options.class !== undefined) made.className = options.class;
  for (const [key, value] of Object.entries(options.attributes ?? {})) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Return a new button that calls back when pressed. */
export function button(
  options: Options,
  pressed: () => void,
  ...children: readonly Child[]
): HTMLButtonElement {
  const made = element("button", options, ...children);
  made.type = "button";
  made.addEventListener("click", pressed);
  return made;
}

let serial = 0;

/** Return a row of an input and its label. */
export function labelled(input: HTMLInputElement, ...label: readonly Child[]): HTMLLabelElement {
  serial += 1;
  input.id = input.id || `gm-${serial}`;
  return element("label", { class: "gm-check", attributes: { for: input.id } }, input, ...label);
}
