// Edges from several groups, cut where they meet, each stretch once with what each group claims.

const SNAPPED_WITHIN = 1e-7;
const PER_BUCKET = 1e6;

/** Stretches that meet in nodes only. `weights` has one row per stretch: along less against. */
export interface Noded {
  readonly x: number[];
  readonly y: number[];
  readonly from: number[];
  readonly to: number[];
  readonly weights: Int32Array[];
}

/** Edges to be cut where they meet. Coordinates are local: near zero, of no more than 10^8. */
export class Edges {
  readonly #groups: number;
  readonly #x: number[] = [];
  readonly #y: number[] = [];
  readonly #ids = new Map<number, Map<number, number>>();
  readonly #stretches = new Map<number, { from: number; to: number; weights: Int32Array }>();

  constructor(groups: number) {
    this.#groups = groups;
  }

  /** Add a closed or open path; `weight` is 1 where the group's area lies left of it. */
  add(path: ArrayLike<number>, group: number, weight: number): void {
    for (let i = 0; i + 3 < path.length; i += 2) {
      const from = this.#node(path[i] as number, path[i + 1] as number);
      const to = this.#node(path[i + 2] as number, path[i + 3] as number);
      const weights = new Int32Array(this.#groups);
      weights[group] = weight;
      this.#put(from, to, weights);
    }
  }

  /** Add a path that bounds nothing: it counts in its group by where it runs, not which way. */
  addMark(path: ArrayLike<number>, group: number): void {
    for (let i = 0; i + 3 < path.length; i += 2) {
      const from = this.#node(path[i] as number, path[i + 1] as number);
      const to = this.#node(path[i + 2] as number, path[i + 3] as number);
      const weights = new Int32Array(this.#groups);
      weights[group] = from < to ? 1 : -1;
      this.#put(from, to, weights);
    }
  }

  /** Cut all edges where they meet. Stretches that no group claims on balance are left out. */
  noded(): Noded {
    const parts = [...this.#stretches.values()].filter(({ weights }) => weights.some((weight) => weight !== 0));
    const on = this.#meetings(parts);
    this.#stretches.clear();
    parts.forEach((part, k) => {
      const [ax, ay] = [this.#x[part.from] as number, this.#y[part.from] as number];
      const along = (node: number): number =>
        Math.hypot((this.#x[node] as number) - ax, (this.#y[node] as number) - ay);
      const nodes = [...(on[k] as Set<number>)].filter((node) => node !== part.from && node !== part.to);
      nodes.sort((one, other) => along(one) - along(other));
      const stops = [part.from, ...nodes, part.to];
      for (let j = 0; j + 1 < stops.length; j += 1) {
        this.#put(stops[j] as number, stops[j + 1] as number, part.weights);
      }
    });
    const stretches = [...this.#stretches.values()];
    return {
      x: this.#x,
      y: this.#y,
      from: stretches.map(({ from }) => from),
      to: stretches.map(({ to }) => to),
      weights: stretches.map(({ weights }) => weights),
    };
  }

  /** Return for each edge the nodes that lie on it between its ends. */
  #meetings(parts: readonly { from: number; to: number }[]): Set<number>[] {
    const on = parts.map(() => new Set<number>());
    const boxes = parts.map(({ from, to }, k) => {
      const [ax, ay, bx, by] = [this.#x[from], this.#y[from], this.#x[to], this.#y[to]] as [number, number, number, number];
      return { k, west: Math.min(ax, bx), east: Math.max(ax, bx), south: Math.min(ay, by), north: Math.max(ay, by) };
    });
    boxes.sort((one, other) => one.west - other.west);
    boxes.forEach((one, j) => {
      for (let i = j + 1; i < boxes.length; i += 1) {
        const other = boxes[i] as (typeof boxes)[number];
        if (other.west > one.east + SNAPPED_WITHIN) break;
        if (other.south > one.north + SNAPPED_WITHIN || other.north < one.south - SNAPPED_WITHIN) continue;
        this.#meet(parts[one.k] as Ends, parts[other.k] as Ends, on[one.k] as Set<number>, on[other.k] as Set<number>);
      }
    });
    return on;
  }

  #meet(one: Ends, other: Ends, onOne: Set<number>, onOther: Set<number>): void {
    let touches = 0;
    for (const node of [other.from, other.to]) touches += this.#touch(node, one, onOne);
    for (const node of [one.from, one.to]) touches += this.#touch(node, other, onOther);
    if (touches > 0 || one.from === other.from || one.from === other.to) return;
    if (one.to === other.from || one.to === other.to) return;
    const [ax, ay, bx, by] = this.#ends(one);
    const [cx, cy, dx, dy] = this.#ends(other);
    const c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    const d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax);
    const a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx);
    const b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx);
    if (c > 0 === d > 0 || a > 0 === b > 0) return;
    const share = a / (a - b);
    const node = this.#node(ax + share * (bx - ax), ay + share * (by - ay));
    onOne.add(node);
    onOther.add(node);
  }

  /** Note a node that lies on an edge within rounding, between its ends. */
  #touch(node: number, edge: Ends, on: Set<number>): number {
    if (node === edge.from || node === edge.to) return 0;
    const [ax, ay, bx, by] = this.#ends(edge);
    const [x, y] = [this.#x[node] as number, this.#y[node] as number];
    const [dx, dy] = [bx - ax, by - ay];
    const along = (x - ax) * dx + (y - ay) * dy;
    const squared = dx * dx + dy * dy;
    if (along <= 0 || along >= squared) return 0;
    if (Math.abs(dx * (y - ay) - dy * (x - ax)) > SNAPPED_WITHIN * Math.sqrt(squared)) return 0;
    on.add(node);
    return 1;
  }

  #ends(edge: Ends): readonly [number, number, number, number] {
    const [x, y] = [this.#x, this.#y];
    return [x[edge.from], y[edge.from], x[edge.to], y[edge.to]] as [number, number, number, number];
  }

  #node(x: number, y: number): number {
    const [column, row] = [Math.round(x * PER_BUCKET), Math.round(y * PER_BUCKET)];
    for (const i of [0, -1, 1]) {
      const rows = this.#ids.get(column + i);
      if (rows === undefined) continue;
      for (const j of [0, -1, 1]) {
        const known = rows.get(row + j);
        if (known !== undefined && Math.hypot((this.#x[known] as number) - x, (this.#y[known] as number) - y) <= SNAPPED_WITHIN) {
          return known;
        }
      }
    }
    const rows = this.#ids.get(column) ?? new Map<number, number>();
    this.#ids.set(column, rows);
    rows.set(row, this.#x.length);
    this.#x.push(x);
    this.#y.push(y);
    return this.#x.length - 1;
  }

  #put(from: number, to: number, weights: Int32Array): void {
    if (from === to) return;
    const [low, high, sign] = from < to ? [from, to, 1] : [to, from, -1];
    const key = low * 2 ** 26 + high;
    const known = this.#stretches.get(key);
    if (known === undefined) {
      this.#stretches.set(key, { from: low, to: high, weights: weights.map((weight) => sign * weight) });
    } else {
      weights.forEach((weight, group) => {
        known.weights[group] = (known.weights[group] as number) + sign * weight;
      });
    }
  }
}

interface Ends {
  readonly from: number;
  readonly to: number;
}
