// Counts for the table of the week: of what the density or the points on the map show.

import { tallyApi } from "../../../api/reaches";
import type { Kind } from "../../../shared/symbols";
import type { Choices, State } from "../state";
import { WEEK } from "../time/hours";
import type { WeekTable } from "../time/week";
import { limitsOf } from "./limits";

export class WeekPart {
  #open = false;
  #asked = 0;

  constructor(
    readonly choices: Choices,
    readonly table: WeekTable,
    readonly failed: (error: unknown) => void,
  ) {
    choices.follow((now, before) => {
      const other = now.heat !== before.heat || now.kinds !== before.kinds || now.period !== before.period;
      if (other || now.classes !== before.classes) void this.#load();
    });
  }

  /** Load the counts once somebody looks at them. */
  open(): void {
    this.#open = true;
    void this.#load();
  }

  async #load(): Promise<void> {
    if (!this.#open) return;
    this.#asked += 1;
    const asked = this.#asked;
    const { now } = this.choices;
    const kind = kindOf(now);
    try {
      // All hours are told, so that those left out can be seen and chosen.
      const tally = await tallyApi.weekHours(kind, { ...limitsOf(now, kind), week_hours: null });
      if (asked !== this.#asked) return;
      const counts = Array.from({ length: WEEK }, () => 0);
      tally.keys.forEach(([hour = null], i) => {
        if (hour !== null) counts[Number(hour)] = tally.counts[i] ?? 0;
      });
      this.table.show(kind, counts);
    } catch (error) {
      if (asked === this.#asked) this.failed(error);
    }
  }
}

/** Only incidents and hazards have a time; incidents are what hours are asked of. */
function kindOf(state: State): Kind {
  if (state.heat === "hazard") return "hazard";
  return state.heat === null && state.kinds.has("hazard") && !state.kinds.has("incident") ? "hazard" : "incident";
}
