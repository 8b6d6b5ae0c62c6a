// Any failure in words: what is wrong, how to mend it, and where, if the service says so.

import { Refusal } from "../api/client";
import type { Translate } from "../shared/catalogue";

export interface Refused {
  readonly what: string;
  readonly mend: string;
}

/** Return a failure in words. */
export function refusalOf(t: Translate, error: unknown): Refused {
  if (error instanceof Refusal) return { what: error.title, mend: error.detail };
  // `fetch` rejects with a TypeError where nothing answers.
  if (error instanceof TypeError && !navigator.onLine) return offline(t);
  if (error instanceof TypeError && /fetch|network/i.test(error.message)) return offline(t);
  return { what: t("ui.shell.fault"), mend: t("ui.shell.fault.mend") };
}

function offline(t: Translate): Refused {
  return { what: t("ui.shell.offline"), mend: t("ui.shell.offline.mend") };
}
