// Unpacks coordinates; gridmap/drawing/packing.py tells the form. Places come out as fractions of
// the Mercator square (0 to 1, north on top), so that drawing is one product and one sum.

/** Polygons or lines. Ring r spans places `rings[r]` to `rings[r + 1]`, shape s rings likewise. */
export interface Shapes {
  readonly count: number;
  readonly xy: Float64Array;
  readonly rings: Uint32Array;
  readonly shapes: Uint32Array;
  /** West, north, east, south of each shape. */
  readonly boxes: Float64Array;
}

export const mercatorX = (lon: number): number => lon / 360 + 0.5;

export const mercatorY = (lat: number): number =>
  0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);

export const latitudeOf = (y: number): number =>
  (Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) * 360) / Math.PI - 90;

/** Return the bytes of a base64 text. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

class Reader {
  private at = 0;
  private readonly bytes: Uint8Array;

  constructor(text: string) {
    this.bytes = bytesOf(text);
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  natural(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new RangeError("packed coordinates end too early");
      this.at += 1;
      value += (byte & 127) * weight;
      if (byte < 128) return value;
      weight *= 128;
    }
  }

  step(): number {
    const value = this.natural();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

/** Return the shapes in a packed text. */
export function unpackShapes(text: string, unit: number): Shapes {
  const reader = new Reader(text);
  const xy: number[] = [];
  const rings = [0];
  const shapes = [0];
  const boxes: number[] = [];
  let [x, y] = [0, 0];
  while (!reader.done) {
    const box = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number];
    for (let left = reader.natural(); left > 0; left -= 1) {
      for (let places = reader.natural(); places > 0; places -= 1) {
        x += reader.step();
        y += reader.step();
        const [px, py] = [mercatorX(x * unit), mercatorY(y * unit)];
        xy.push(px, py);
        box[0] = Math.min(box[0], px);
        box[1] = Math.min(box[1], py);
        box[2] = Math.max(box[2], px);
        box[3] = Math.max(box[3], py);
      }
      rings.push(xy.length / 2);
    }
    shapes.push(rings.length - 1);
    boxes.push(...box);
  }
  return {
    count: shapes.length - 1,
    xy: Float64Array.from(xy),
    rings: Uint32Array.from(rings),
    shapes: Uint32Array.from(shapes),
    boxes: Float64Array.from(boxes),
  };
}

/** Return label places from lon, lat, radius triples; the radius too becomes a fraction. */
export function unpackLabels(numbers: readonly number[]): Float64Array {
  const labels = new Float64Array(numbers.length);
  for (let i = 0; i + 2 < numbers.length; i += 3) {
    const [lon = 0, lat = 0, radius = 0] = numbers.slice(i, i + 3);
    const stretch = 1 / Math.cos((lat * Math.PI) / 180);
    labels.set([mercatorX(lon), mercatorY(lat), (radius * stretch) / 360], i);
  }
  return labels;
}

/** Return whether a place lies in a shape, by the even-odd rule. */
export function contains(shapes: Shapes, shape: number, x: number, y: number): boolean {
  const box = shapes.boxes.subarray(shape * 4, shape * 4 + 4);
  const [west = 0, north = 0, east = 0, south = 0] = box;
  if (x < west || x > east || y < north || y > south) return false;
  let inside = false;
  for (let r = shapes.shapes[shape] ?? 0; r < (shapes.shapes[shape + 1] ?? 0); r += 1) {
    const [start, end] = [shapes.rings[r] ?? 0, shapes.rings[r + 1] ?? 0];
    for (let i = start, j = end - 1; i < end; j = i, i += 1) {
      const [ax = 0, ay = 0] = shapes.xy.subarray(i * 2, i * 2 + 2);
      const [bx = 0, by = 0] = shapes.xy.subarray(j * 2, j * 2 + 2);
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}
