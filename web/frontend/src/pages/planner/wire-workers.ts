// Assigning workers as requests.

import { get } from "../../api/client";
import { send } from "../../api/sending";
import type { HeldPost, Proposal, Service } from "./service";

type Workers = Pick<Service, "held" | "assign" | "relieve" | "propose">;

const id = (text: string): string => encodeURIComponent(text);

interface ProposalAnswer {
  readonly assignments: readonly HeldPost[];
  readonly without_leader: readonly string[];
  readonly over_capacity: readonly string[];
  readonly open_posts: readonly { readonly text: string }[];
}

export const wireWorkers: Workers = {
  async held(plan) {
    const { assignments } = await get<{ readonly assignments: readonly HeldPost[] }>(`/assignments?plan=${id(plan)}`);
    return assignments;
  },

  async assign(posts, from, to) {
    const body = { assignments: posts, valid_from: from, ...(to === null ? {} : { valid_to: to }) };
    await send<object>({ method: "POST", path: "/assignments", body });
  },

  async relieve(posts, last) {
    await send<object>({ method: "POST", path: "/assignments/relief", body: { assignments: posts, last_day: last } });
  },

  async propose(plan, from, anew): Promise<Proposal> {
    const path = `/assignments/proposal?plan=${id(plan)}&valid_from=${id(from)}&reassign=${anew}`;
    const answer = await get<ProposalAnswer>(path);
    return { ...answer, open: answer.open_posts.map(({ text }) => text) };
  },
};
