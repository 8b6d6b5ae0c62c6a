// What a page shows of a command before it is sent: the cells as they would be, or how far the
// wish goes and why it would be refused.
import { proposalFor } from "./carrying-out";
import { type Change, type Step, proposalOf } from "./change";
import type { Command } from "./commands";
import { insertedChange, movedChange } from "./nodes";
import type { Partition } from "./partition";
import { AskServer, Refusal } from "./refusal";

const NOTHING: Step = { dropped: [], placed: [] };

export interface Preview {
  /** The cells before and after; of a refused drag the cells as the hand would have them. */
  readonly step: Step;
  readonly refusal: Refusal | null;
  /** Whether only the server can tell what becomes of the command. */
  readonly asksServer: boolean;
}

export function previewOf(partition: Partition, command: Command): Preview {
  if (command.op === "split_equal") return { step: NOTHING, refusal: null, asksServer: true };
  try {
    const proposal = proposalFor(partition, command);
    const parent = command.op === "split" ? command.code : null;
    const step = proposal === null ? NOTHING : partition.named(proposal, parent).step;
    return { step, refusal: null, asksServer: false };
  } catch (error) {
    if (error instanceof AskServer) return { step: NOTHING, refusal: null, asksServer: true };
    if (!(error instanceof Refusal)) throw error;
    return { step: wished(partition, command), refusal: error, asksServer: false };
  }
}

/** Return what a refused drag would do to the cells, right or wrong. */
function wished(partition: Partition, command: Command): Step {
  try {
    const change = wishedChange(partition, command);
    return change === null ? NOTHING : partition.named(proposalOf(partition.coverage, change)).step;
  } catch (error) {
    if (error instanceof Refusal || error instanceof AskServer) return NOTHING;
    throw error;
  }
}

function wishedChange({ coverage }: Partition, command: Command): Change | null {
  if (command.op === "move_node") return movedChange(coverage, command.at, command.to);
  if (command.op === "insert_node") return insertedChange(coverage, command.on, command.at);
  return null;
}
