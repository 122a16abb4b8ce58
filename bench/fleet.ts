import type { Coloured } from '../src/attack/engine/partition.ts';

/**
 * A made-up fleet for the quotient figure: 2,000 cloud and office parts wired at random, and 200,000 homes of five devices each, every home
 * built after one of 640 plans (types, firmware, settings) and joined to one of a few brokers. 1,002,000 nodes, about 5 million edges.
 */
export function fleet(random: () => number): Coloured {
  const cloud = 2000;
  const homes = 200_000;
  const devices = 5;
  const plans = 640;
  const pick = (n: number) => Math.floor(random() * n);
  const colour = new Int32Array(cloud + homes * devices);
  const from: number[] = [];
  const to: number[] = [];
  const label: number[] = [];
  const edge = (a: number, b: number, l: number) => {
    from.push(a);
    to.push(b);
    label.push(l);
  };
  for (let n = 0; n < cloud; n += 1) {
    colour[n] = n; // every cloud part is one of a kind
    for (let i = 0; i < 3; i += 1) edge(n, pick(cloud), i);
  }
  const broker = Array.from({ length: plans }, () => pick(20));
  const kind = Array.from({ length: plans * devices }, () => cloud + pick(400));
  for (let h = 0; h < homes; h += 1) {
    const plan = pick(plans);
    const first = cloud + h * devices;
    for (let d = 0; d < devices; d += 1) {
      const n = first + d;
      colour[n] = kind[plan * devices + d] as number;
      edge(n, broker[plan] as number, 3);
      edge(20 + (plan % 7), n, 4); // the update server of the plan's maker
      if (d > 0) {
        edge(first, n, 5);
        edge(n, first, 6);
      }
      edge(n, first + ((d + 1) % devices), 7);
    }
    edge(30 + (plan % 3), first, 8);
    edge(first, 40 + (plan % 5), 9);
  }
  return { colour, from: Int32Array.from(from), to: Int32Array.from(to), label: Int32Array.from(label) };
}
