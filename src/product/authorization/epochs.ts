import type { Json } from '../../core/index.ts';

/** A counter that a kept answer remembers. What it counts goes up whenever something that it stands for changes. */
export interface Cell {
  n: number;
}

/** What a fact touched. `everything`: policies or declarations, or so much that naming it would cost more than asking anew. */
export interface Touched {
  readonly devices: readonly string[];
  readonly households: readonly string[];
  readonly members: readonly string[];
  readonly everything: boolean;
}

const MOST_CELLS = 200_000;
const MOST_NAMED = 1000;
/** A fact of households is about people and devices whose ids it names; one of a device names the device. */
const ABOUT_ALL = /^(?:policy|policies|product|declaration)\./;

/**
 * Numbers that only go up. Cells are made when an answer is kept, and dropped together when there are too many: everything is then asked anew, and no number that was
 * given out is ever given again.
 */
export function epochs(most = MOST_CELLS) {
  const cells = new Map<string, Cell>();
  const all: Cell = { n: 1 };
  let last = 1;
  return {
    all,
    /** `name`: `device cam-17`, `household h_…`, `member u_…`. */
    cell(name: string): Cell {
      const known = cells.get(name);
      if (known !== undefined) return known;
      const made = { n: all.n };
      cells.set(name, made);
      return made;
    },
    /** Makes room for a few cells. Asked before any is gathered: what is dropped here counts nothing any more. */
    room(): void {
      if (cells.size > most) this.everything();
    },
    touch(name: string): void {
      last += 1;
      // A cell that nobody asked for has no answer that rests on it; who asks later is given the newest number of all.
      const cell = cells.get(name);
      if (cell !== undefined) cell.n = last;
    },
    everything(): void {
      last += 1;
      all.n = last;
      cells.clear();
    },
    newest: () => last,
  };
}

/** Reads from a fact's body what it is about. Any field that names a device, a household or a member counts, in any room's fact: too much is asked anew rather than too little. */
export function touchedBy(type: string, body: Json): Touched {
  const devices = new Set<string>();
  const households = new Set<string>();
  const members = new Set<string>();
  const walk = (value: Json, key: string, depth: number): void => {
    if (typeof value === 'string') {
      if (/^h_[a-z0-9]{20}$/.test(value)) households.add(value);
      else if (/^u_[a-z0-9]{20}$/.test(value)) members.add(value);
      else if (DEVICE_KEYS.has(key)) devices.add(value);
    } else if (Array.isArray(value)) for (const one of value) walk(one, key, depth);
    else if (typeof value === 'object' && value !== null && depth < 4) for (const [name, one] of Object.entries(value)) walk(one, name, depth + 1);
  };
  walk(body, '', 0);
  const named = devices.size + households.size + members.size;
  const everything = ABOUT_ALL.test(type) || named > MOST_NAMED;
  return { devices: [...devices], households: [...households], members: [...members], everything };
}

const DEVICE_KEYS = new Set(['device', 'devices', 'gateway', 'child', 'children']);
