import { KINDS, type Kind, type Plan, type Planned, type Spread } from './model.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** Devices of a household. */
const EACH = 3;
const SHORT: Readonly<Record<Kind, string>> = { camera: 'cam', lock: 'lock', kettle: 'kettle' };

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). For plans alone: no secret is drawn by it. */
export function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Who there is: so many devices of these kinds, three to a household. The same seed plans the same. */
export function planned(seed: number, devices: number, kinds: readonly Kind[] = KINDS): Plan {
  const chance = chances(seed);
  const opaque = (prefix: string) => `${prefix}_${Array.from({ length: 20 }, () => LETTERS[Math.floor(chance() * 36)]).join('')}`;
  const households = Array.from({ length: Math.ceil(devices / EACH) }, (_, i) => ({ household: opaque('h'), owner: opaque('u'), address: `10.${octets(i)}` }));
  const all = Array.from({ length: devices }, (_, i): Planned => {
    const kind = kinds[i % kinds.length] ?? 'camera';
    return {
      device: `sim-${seed}-${SHORT[kind]}-${String(i + 1).padStart(5, '0')}`,
      kind,
      household: Math.floor(i / EACH),
      pressedFirst: chance() < 0.2,
      address: `127.${octets(i + 256)}`,
    };
  });
  return { devices: all, households };
}

/** Three octets of an address that is nobody else's; the last is never nought. */
function octets(i: number): string {
  return `${1 + (Math.floor(i / (254 * 256)) % 250)}.${Math.floor(i / 254) % 256}.${1 + (i % 254)}`;
}

/** By the nearest rank. Of nothing, noughts. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number) => Math.round((sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0) * 10) / 10;
  return { n: sorted.length, p50: rank(0.5), p99: rank(0.99) };
}
