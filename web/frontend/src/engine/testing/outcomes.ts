// What `tests/redrawn_in_node.py` asks: what becomes of commands, so that the library can compare.
import { Boundary } from "../boundary";
import { proposalFor } from "../carrying-out";
import { type AreaJson, areaJson, canonical, shapeOf } from "../cells";
import type { Command } from "../commands";
import { Partition } from "../partition";
import { AskServer, Refusal } from "../refusal";

interface Scene {
  readonly cells: readonly { readonly code: string; readonly geometry: AreaJson }[];
  readonly boundary: AreaJson | null;
  readonly commands: readonly Exclude<Command, { op: "split_equal" }>[];
}

/** Return for each command the cells that come, or the refusal, or that the server is to be asked. */
export function outcomes(text: string): string {
  const scenes = JSON.parse(text) as readonly Scene[];
  return JSON.stringify(scenes.map(outcomesOf));
}

function outcomesOf({ cells, boundary, commands }: Scene): unknown[] {
  const listed = cells.map(({ code, geometry }) => ({ code, shape: shapeOf(geometry) }));
  const partition = Partition.of(listed, boundary === null ? null : Boundary.of(shapeOf(boundary)));
  return commands.map((command) => {
    try {
      const proposal = proposalFor(partition, command);
      if (proposal === null) return { placed: [] };
      const { step } = partition.named(proposal, command.op === "split" ? command.code : null);
      return { placed: step.placed.map(({ code, shape }) => [code, areaJson(canonical(shape))]) };
    } catch (error) {
      if (error instanceof AskServer) return { asks: error.message };
      if (!(error instanceof Refusal)) throw error;
      return { refusal: { code: error.code, class: error.kind, place: error.place } };
    }
  });
}
