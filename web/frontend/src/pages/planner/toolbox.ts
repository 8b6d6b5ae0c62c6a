// The tools together: one is in hand, its options stand above the map, keys reach it.

import { element } from "../../shared/dom";
import { BlockLayer } from "./layers/blocks";
import type { Bench, Tool } from "./state";
import { LockTool } from "./tools/lock";
import { MergeTool } from "./tools/merge";
import { PaintTool } from "./tools/paint";
import { SelectTool } from "./tools/select";
import { SplitTool } from "./tools/split";
import type { BenchTool, Workshop } from "./tools/tool";
import { TransferTool } from "./tools/transfer";
import { AssignTool } from "./workers/tool";

export class Toolbox {
  readonly line = element("div", { class: "tool-options" });
  readonly select: SelectTool;
  readonly blocks: BlockLayer;
  readonly #tools: ReadonlyMap<Tool, BenchTool>;
  #inHand: BenchTool | null = null;

  constructor(
    readonly bench: Bench,
    shop: Workshop,
    nameOf: (code: string) => string,
    turnLock: (code: string) => Promise<void>,
    give: (codes: readonly string[], worker: string) => void,
  ) {
    this.blocks = new BlockLayer(() => shop.view.theme);
    this.select = new SelectTool(shop);
    this.#tools = new Map<Tool, BenchTool>([
      ["select", this.select],
      ["paint", new PaintTool(shop, this.blocks, nameOf)],
      ["split", new SplitTool(shop)],
      ["merge", new MergeTool(shop)],
      ["transfer", new TransferTool(shop, this.blocks, nameOf)],
      ["lock", new LockTool(shop, turnLock)],
      ["assign", new AssignTool(shop, give)],
    ]);
    bench.follow((now, before) => {
      const wanted = now.mode === "workers" ? "assign" : now.tool;
      const had = before.mode === "workers" ? "assign" : before.tool;
      if (wanted !== had || this.#inHand === null) this.#take(wanted);
    });
  }

  key(event: KeyboardEvent): boolean {
    return this.#inHand?.key(event) ?? false;
  }

  #take(tool: Tool): void {
    this.#inHand?.stop();
    this.#inHand = this.#tools.get(tool) ?? this.select;
    this.line.replaceChildren(this.#inHand.options);
    this.#inHand.start();
  }
}
