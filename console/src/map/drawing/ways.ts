import { BOX, type Place } from './pack.ts';

const HALF = { x: BOX.width / 2, y: BOX.height / 2 } as const;

/** The way of a line from one box to another, as an SVG path: out of the side that faces the other, bowed where they stand in one row. */
export function wayOf(a: Place, b: Place): string {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const [ax, ay, bx, by] = [a.x + HALF.x, a.y + HALF.y, b.x + HALF.x, b.y + HALF.y];
  if (Math.abs(dy) < BOX.height) {
    const near = Math.abs(dx) < BOX.width * 1.5;
    const right = Math.sign(dx) || 1;
    if (near) return `M${ax + right * HALF.x} ${ay}L${bx - right * HALF.x} ${by}`;
    // Over the boxes that stand between.
    const rise = 26 + Math.min(24, Math.abs(dx) / 60);
    const [x1, x2] = [ax + right * 30, bx - right * 30];
    return `M${x1} ${ay - HALF.y}C${x1 + right * 20} ${ay - HALF.y - rise} ${x2 - right * 20} ${by - HALF.y - rise} ${x2} ${by - HALF.y}`;
  }
  const down = Math.sign(dy);
  const lean = Math.max(-60, Math.min(60, dx / 12));
  const [x1, y1, x2, y2] = [ax + lean, ay + down * HALF.y, bx - lean, by - down * HALF.y];
  const bend = Math.max(24, Math.abs(y2 - y1) * 0.42);
  return `M${x1} ${y1}C${x1} ${y1 + down * bend} ${x2} ${y2 - down * bend} ${x2} ${y2}`;
}
