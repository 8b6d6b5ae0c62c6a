// Carry out a command in the browser exactly as the server would: the same cells afterwards, or the
// same refusal with its place. The server decides all the same; this is its preview.
//
// Left to the server (`AskServer`): to look for the cuts of `split_equal` and for streets to follow,
// cells wider than three degrees, and drawn lines that cross themselves inside the cell.
import type { Shape } from "./cells";
import type { Proposal, Step } from "./change";
import type { Command, Line } from "./commands";
import { merge } from "./merging";
import { deleteNode, insertNode, moveNode } from "./nodes";
import { type Partition, type Redrawn, joined } from "./partition";
import { localCell, localPath, stretchesInside } from "./paths";
import { AskServer, Refusal } from "./refusal";
import { reshapeArc } from "./reshape";
import { split } from "./splitting";
import { transfer } from "./transferring";

const MOST_PARTS = 50;
const NOTHING: Step = { dropped: [], placed: [] };

/** Return the partition after a command and the step that leads there; raises `Refusal`. */
export function carryOut(partition: Partition, command: Command): Redrawn {
  if (command.op === "split_equal") return splitEqual(partition, command);
  const proposal = proposalFor(partition, command);
  if (proposal === null) return { partition, step: NOTHING };
  return partition.followed(proposal, command.op === "split" ? command.code : null);
}

/** Return what a command would do, judged but not carried out; null for nothing. */
export function proposalFor(partition: Partition, command: Exclude<Command, { op: "split_equal" }>): Proposal | null {
  const { coverage, boundary } = partition;
  switch (command.op) {
    case "move_node":
      return moveNode(coverage, command.at, command.to, boundary);
    case "insert_node":
      return insertNode(coverage, command.on, command.at, boundary);
    case "delete_node":
      return deleteNode(coverage, command.at, boundary);
    case "reshape_arc":
      return reshapeArc(coverage, command.between, command.line, boundary);
    case "split":
      return split(coverage, coverage.positionOf(command.code), command.line, boundary);
    case "merge":
      return merge(coverage, command.codes.map((code) => coverage.positionOf(code)), boundary);
    case "transfer": {
      const [source, target] = [command.from_code, command.to_code].map((code) => coverage.positionOf(code));
      return transfer(coverage, command.piece, source as number, target as number, boundary);
    }
  }
}

function splitEqual(partition: Partition, command: Extract<Command, { op: "split_equal" }>): Redrawn {
  if (command.lines === undefined || command.lines.length === 0) {
    if (command.parts >= 2 && command.parts <= MOST_PARTS) throw new AskServer("split_equal");
    throw new Refusal("InputError", "commands.parts", null, { parts: command.parts, most: MOST_PARTS });
  }
  const steps: Step[] = [];
  const family = [command.code];
  let now = partition;
  for (const line of command.lines) {
    const lengths = family.map((code) => lengthIn(now.coverage.shape(now.coverage.positionOf(code)), line));
    const code = family[lengths.indexOf(Math.max(...lengths))] as string;
    const redrawn = carryOut(now, { op: "split", code, line });
    steps.push(redrawn.step);
    const before = new Set(redrawn.step.dropped.map((cell) => cell.code));
    family.push(...redrawn.step.placed.map((cell) => cell.code).filter((name) => !before.has(name)));
    now = redrawn.partition;
  }
  return { partition: now, step: joined(steps) };
}

/** Return how much of a line lies in a shape, in units. */
function lengthIn(shape: Shape, line: Line): number {
  const cell = localCell(shape);
  let sum = 0;
  for (const piece of stretchesInside(cell, [localPath(line, cell.origin)], 0, 1)) {
    for (let i = 0; i + 3 < piece.length; i += 2) {
      sum += Math.hypot(
        (piece[i + 2] as number) - (piece[i] as number),
        (piece[i + 3] as number) - (piece[i + 1] as number),
      );
    }
  }
  return sum;
}
