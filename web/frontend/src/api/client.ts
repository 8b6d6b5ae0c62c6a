// Asking the API. The last answer of each address is kept with its tag, so that asking again is cheap.

import { KeptAnswers } from "./kept";
import type { Card, Overview } from "./types";

const ROOT = "/api/v1";
/** Somebody who drags a map all day asks for ever more parts of it. */
const MOST_KEPT = 48;

/** A refusal in the words of the service. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(title);
  }
}

const kept = new KeptAnswers(MOST_KEPT);

function signInAgain(): never {
  const here = location.pathname + location.search;
  location.assign(`/login?next=${encodeURIComponent(here)}`);
  throw new Refusal(401, "", "");
}

async function refuse(response: Response): Promise<never> {
  if (response.status === 401) signInAgain();
  const problem: unknown = await response.json().catch(() => null);
  const said = (name: string): string => {
    const value = problem === null ? undefined : Reflect.get(Object(problem), name);
    return typeof value === "string" ? value : "";
  };
  throw new Refusal(response.status, said("title") || response.statusText, said("detail"));
}

// The service is the only one that answers, and its tests pin the shape of each answer.
export async function get<Answer>(path: string): Promise<Answer> {
  const before = kept.find(path);
  const headers: HeadersInit = before === undefined ? {} : { "If-None-Match": before.tag };
  const response = await fetch(ROOT + path, { headers, credentials: "same-origin" });
  if (response.status === 304 && before !== undefined) return before.value as Answer;
  if (!response.ok) return refuse(response);
  const value = (await response.json()) as Answer;
  const tag = response.headers.get("ETag");
  if (tag !== null) kept.keep(path, { tag, value });
  return value;
}

export const api = {
  overview: (): Promise<Overview> => get("/overview"),
  card: (code: string): Promise<Card> => get(`/cells/${encodeURIComponent(code)}`),
};

/** Return the address of a layer's export. */
export function exportAddress(layer: string, format = "geojson"): string {
  return `${ROOT}/layers/${layer}.${format}`;
}
