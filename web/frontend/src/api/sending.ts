// Asking the API to change something. Each wish has a key, so that asking twice does it once.

import { Refusal } from "./client";

const ROOT = "/api/v1";

/** A refusal that says where. */
export class PlacedRefusal extends Refusal {
  constructor(
    status: number,
    title: string,
    detail: string,
    /** The place of the fault as GeoJSON, null where there is none. */
    readonly place: object | null,
    /** The whole answer, for what only one page reads. */
    readonly problem: object,
  ) {
    super(status, title, detail);
  }
}

export interface Wish {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: object;
  /** The revision that the author has seen. */
  readonly revision?: number;
  readonly key?: string;
}

/** Return a key that no other wish has. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Send a wish and return the answer, null where there is nothing to say. */
export async function send<Answer>(wish: Wish): Promise<Answer> {
  const headers = new Headers({ "Idempotency-Key": wish.key ?? freshKey() });
  if (wish.body !== undefined) headers.set("Content-Type", "application/json");
  if (wish.revision !== undefined) headers.set("If-Match", `"${wish.revision}"`);
  const response = await fetch(ROOT + wish.path, {
    method: wish.method,
    headers,
    credentials: "same-origin",
    ...(wish.body === undefined ? {} : { body: JSON.stringify(wish.body) }),
  });
  if (!response.ok) throw await refusalFrom(response);
  if (response.status === 204) return null as Answer;
  return (await response.json()) as Answer;
}

async function refusalFrom(response: Response): Promise<PlacedRefusal> {
  const problem = Object(await response.json().catch(() => ({}))) as object;
  const said = (name: string): string => {
    const value: unknown = Reflect.get(problem, name);
    return typeof value === "string" ? value : "";
  };
  const place = ["place", "geometry"]
    .map((name): unknown => Reflect.get(problem, name))
    .find((value): value is object => typeof value === "object" && value !== null && "type" in value);
  return new PlacedRefusal(response.status, said("title") || response.statusText, said("detail"), place ?? null, problem);
}
