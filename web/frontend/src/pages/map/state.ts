// What the user has chosen. One place holds it; panels and map follow it.

import type { Kind } from "../../shared/symbols";

export type CellMode = "worker" | "load" | "deviation" | "none";

export interface State {
  readonly cellMode: CellMode;
  readonly kinds: ReadonlySet<Kind>;
  readonly heat: Kind | null;
  readonly selected: string | null;
  readonly hovered: string | null;
}

type Follower = (now: State, before: State) => void;

export class Choices {
  #state: State;
  readonly #followers: Follower[] = [];

  constructor(first: State) {
    this.#state = first;
  }

  get now(): State {
    return this.#state;
  }

  /** Call back after each change, and once at once. */
  follow(follower: Follower): void {
    this.#followers.push(follower);
    follower(this.#state, this.#state);
  }

  change(part: Partial<State>): void {
    const before = this.#state;
    this.#state = { ...before, ...part };
    for (const follower of this.#followers) follower(this.#state, before);
  }

  /** Show a kind of point, or hide it. */
  show(kind: Kind, shown: boolean): void {
    const kinds = new Set(this.#state.kinds);
    if (shown) kinds.add(kind);
    else kinds.delete(kind);
    this.change({ kinds });
  }
}

/** Return the code that the address of the page names. */
export function codeInAddress(): string | null {
  const code = decodeURIComponent(location.hash.slice(1));
  return code === "" ? null : code;
}

/** Let the address name the selected cell, so that it can be sent to a colleague. */
export function rememberInAddress(code: string | null): void {
  const hash = code === null ? "" : `#${encodeURIComponent(code)}`;
  history.replaceState(null, "", location.pathname + location.search + hash);
}
