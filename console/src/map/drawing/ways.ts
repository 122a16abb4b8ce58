import { BOX, type Place } from './pack.ts';

const HALF = { x: BOX.width / 2, y: BOX.height / 2 } as const;

export type Point = readonly [x: number, y: number];
/** A cubic: from, two handles, to. */
export type Curve = readonly [Point, Point, Point, Point];

/** The way of a line from one box to another: out of the side that faces the other, bowed where they stand in one row. */
export function curveOf(a: Place, b: Place): Curve {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const [ax, ay, bx, by] = [a.x + HALF.x, a.y + HALF.y, b.x + HALF.x, b.y + HALF.y];
  if (Math.abs(dy) < BOX.height) {
    const near = Math.abs(dx) < BOX.width * 1.5;
    const right = Math.sign(dx) || 1;
    if (near) return straight([ax + right * HALF.x, ay], [bx - right * HALF.x, by]);
    // Over the boxes that stand between.
    const rise = 26 + Math.min(24, Math.abs(dx) / 60);
    const [x1, x2] = [ax + right * 30, bx - right * 30];
    return [
      [x1, ay - HALF.y],
      [x1 + right * 20, ay - HALF.y - rise],
      [x2 - right * 20, by - HALF.y - rise],
      [x2, by - HALF.y],
    ];
  }
  const down = Math.sign(dy);
  const lean = Math.max(-60, Math.min(60, dx / 12));
  const [x1, y1, x2, y2] = [ax + lean, ay + down * HALF.y, bx - lean, by - down * HALF.y];
  const bend = Math.max(24, Math.abs(y2 - y1) * 0.42);
  return [
    [x1, y1],
    [x1, y1 + down * bend],
    [x2, y2 - down * bend],
    [x2, y2],
  ];
}

const straight = (from: Point, to: Point): Curve => {
  const third: Point = [(to[0] - from[0]) / 3, (to[1] - from[1]) / 3];
  return [from, [from[0] + third[0], from[1] + third[1]], [to[0] - third[0], to[1] - third[1]], to];
};

const said = ([x, y]: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;

/** As a piece of an SVG path, which may hold as many lines as there are. */
export const pathOf = ([from, one, two, to]: Curve): string => `M${said(from)}C${said(one)} ${said(two)} ${said(to)}`;

const ARROW = { long: 8, half: 3.2 } as const;

/** The head of an arrow at the end of a line, as a piece of an SVG path. */
export function headOf([, , before, tip]: Curve): string {
  const length = Math.hypot(tip[0] - before[0], tip[1] - before[1]) || 1;
  const [x, y] = [(tip[0] - before[0]) / length, (tip[1] - before[1]) / length];
  const foot: Point = [tip[0] - x * ARROW.long, tip[1] - y * ARROW.long];
  return `M${said(tip)}L${said([foot[0] - y * ARROW.half, foot[1] + x * ARROW.half])}L${said([foot[0] + y * ARROW.half, foot[1] - x * ARROW.half])}Z`;
}

export const turned = ([from, one, two, to]: Curve): Curve => [to, two, one, from];

const PIECES = 14;

/** How far a point is from a line, or `undefined` where it is further than `reach`. */
export function distanceTo(curve: Curve, [px, py]: Point, reach: number): number | undefined {
  const [xs, ys] = [curve.map(([x]) => x), curve.map(([, y]) => y)];
  // A curve lies within its handles.
  if (px < Math.min(...xs) - reach || px > Math.max(...xs) + reach || py < Math.min(...ys) - reach || py > Math.max(...ys) + reach) return undefined;
  let least = Number.POSITIVE_INFINITY;
  let last = curve[0];
  for (let i = 1; i <= PIECES; i += 1) {
    const here = pointOn(curve, i / PIECES);
    least = Math.min(least, toSegment([px, py], last, here));
    last = here;
  }
  return least <= reach ? least : undefined;
}

function pointOn([a, b, c, d]: Curve, t: number): Point {
  const s = 1 - t;
  const [ka, kb, kc, kd] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
  return [ka * a[0] + kb * b[0] + kc * c[0] + kd * d[0], ka * a[1] + kb * b[1] + kc * c[1] + kd * d[1]];
}

function toSegment([px, py]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(px - ax - along * dx, py - ay - along * dy);
}
