// What every tool of the rail has, and what it is given to work with.

import type { Translate } from "../../../shared/catalogue";
import type { Foresight } from "../drawing/foresight";
import type { Command } from "../model";
import type { Bench } from "../state";
import type { BenchMap } from "../view";

export interface Workshop {
  readonly bench: Bench;
  readonly view: BenchMap;
  readonly t: Translate;
  /** Tells what a command would make of the draft, before it is sent. */
  readonly foresight: Foresight;
  /** Send a command; the promise says whether it stands. */
  send(command: Command): Promise<boolean>;
  /** Say a sentence in the status line, for eyes and for screen readers. */
  say(sentence: string): void;
}

export interface BenchTool {
  /** What the tool needs to be told, in a line above the map; empty for nothing. */
  readonly options: HTMLElement;
  start(): void;
  stop(): void;
  /** Returns whether a key pressed on the map was meant for the tool. */
  key(event: KeyboardEvent): boolean;
}
