import { type Attacked, boundTo } from '../../assurance/attacks/attacked.ts';
import { type Falling, fallingFrom } from '../../assurance/attacks/falling.ts';
import { type Placed, takenParts } from './placing.ts';

/** A part with how many there are of it in all; absent where it is one, or the map does not count them. */
export interface Fallen {
  readonly part: string;
  readonly name: string;
  readonly population?: number;
}

export interface Radius extends ReturnType<typeof boundTo> {
  readonly devices: readonly Placed[];
  /** The parts that are taken to have fallen; none where no device is on the map, and then nothing else is said. */
  readonly from: readonly string[];
  readonly falling?: Falling;
  /** Parts that come with them by what may be possible, `proven` where every step is shown to be open. */
  readonly parts: readonly (Fallen & { readonly proven: boolean })[];
}

/** From the parts that devices of the incident are, forwards on the attack graph: what comes with them. */
export function radiusOf(attacked: Attacked, devices: readonly Placed[]): Radius {
  const taken = takenParts(devices);
  const bound = { ...boundTo(attacked), devices, from: [...taken.keys()] };
  if (taken.size === 0) return { ...bound, parts: [] };
  const falling = fallingFrom(attacked, [...new Set([...taken.values()].flat())]);
  const shown = new Set(falling.proven.parts);
  return { ...bound, falling, parts: falling.may.parts.map((part) => ({ ...fallen(attacked, part), proven: shown.has(part) })) };
}

function fallen({ map }: Attacked, id: string): Fallen {
  const part = map.parts.find((one) => one.id === id);
  return { part: id, name: part?.name ?? id, ...(part?.population === undefined ? {} : { population: part.population }) };
}
