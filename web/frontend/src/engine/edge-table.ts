// The distinct edges of rings, and how often each side of each is claimed.
import { type Ring, type Shape, ringsOf } from "./cells";
import { turn } from "./exact";
import { AskServer } from "./refusal";

const ROW = 2 ** 26;

/** Numbers for nodes, and edges between them. Coordinates are whole units within seven degrees. */
export class EdgeTable {
  readonly x: number[] = [];
  readonly y: number[] = [];
  /** Lower and higher node of each edge: lower by x, then y. */
  readonly low: number[] = [];
  readonly high: number[] = [];
  /** For each edge four counts: claimed against and along its direction, before and after. */
  readonly claims: number[] = [];
  /** Which shape claims each side last: against and along. */
  readonly owners: number[] = [];
  readonly #west: number;
  readonly #south: number;
  readonly #nodes = new Map<number, number>();
  readonly #edges = new Map<number, number>();

  constructor(west: number, south: number) {
    this.#west = west;
    this.#south = south;
  }

  node(x: number, y: number): number {
    const [dx, dy] = [x - this.#west, y - this.#south];
    if (dx < 0 || dy < 0 || dx >= ROW || dy >= ROW) throw new AskServer("farther than seven degrees");
    const key = dx * ROW + dy;
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    this.#nodes.set(key, this.x.length);
    this.x.push(x);
    this.y.push(y);
    return this.x.length - 1;
  }

  /** Return the number of an edge, whichever way round it is named; a new one is made. */
  edge(one: number, other: number): number {
    const [low, high] = this.isLower(one, other) ? [one, other] : [other, one];
    const key = low * ROW + high;
    const known = this.#edges.get(key);
    if (known !== undefined) return known;
    this.#edges.set(key, this.low.length);
    this.low.push(low);
    this.high.push(high);
    this.claims.push(0, 0, 0, 0);
    this.owners.push(-1, -1);
    return this.low.length - 1;
  }

  /** Count what a shape claims; `state` is 0 for before, 1 for after. Tells whether it has area. */
  claim(shape: Shape, state: 0 | 1, owner: number): boolean {
    let whole = true;
    for (const [ring, isHole] of ringsOf(shape)) whole = this.#claimRing(ring, isHole, state, owner) && whole;
    return whole;
  }

  #claimRing(ring: Ring, isHole: boolean, state: 0 | 1, owner: number): boolean {
    const turning = turn(ring);
    const isAlong = turning > 0 !== isHole;
    let from = this.node(ring[0] as number, ring[1] as number);
    for (let i = 2; i < ring.length; i += 2) {
      const to = this.node(ring[i] as number, ring[i + 1] as number);
      const edge = this.edge(from, to);
      const along = this.low[edge] === from === isAlong ? 1 : 0;
      const at = 4 * edge + 2 * state + along;
      this.claims[at] = (this.claims[at] as number) + 1;
      this.owners[2 * edge + along] = owner;
      from = to;
    }
    return turning !== 0;
  }

  private isLower(one: number, other: number): boolean {
    const apart = (this.x[one] as number) - (this.x[other] as number);
    return apart < 0 || (apart === 0 && (this.y[one] as number) <= (this.y[other] as number));
  }
}
