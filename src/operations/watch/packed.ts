import { RECORD } from '../behaviour/devices.ts';
import type { BehaviourSaved } from '../behaviour/saved.ts';
import type { WatchSaved } from './watch.ts';

/** What a watch keeps over a restart. */
export interface State {
  readonly behaviour: BehaviourSaved;
  readonly watch: WatchSaved;
}

/** Grows with each change of what is kept or of how a device's record is laid out: a state of another version is not read. */
export const STATE_VERSION = `2.${RECORD}`;

/** A state as text and the arrays that the text names by their places. */
export interface Packed {
  readonly text: string;
  readonly arrays: readonly Uint32Array[];
}

const PLACE = '$words';

/** The arrays are the state's own, and are to be written before it goes on. */
export function packed(state: State): Packed {
  const arrays: Uint32Array[] = [];
  const text = JSON.stringify(state, (_, value: unknown) => (value instanceof Uint32Array ? { [PLACE]: arrays.push(value) - 1 } : value));
  return { text, arrays };
}

/** The state of what `packed` gave. Throws a `SyntaxError` where the text is none; what the file of a state promises is the edge's to check. */
export function unpackedState({ text, arrays }: Packed): State {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !(PLACE in value)) return value;
    const words = arrays[Number(value[PLACE])];
    if (words === undefined) throw new SyntaxError(`there are ${arrays.length} arrays, and one beyond them is named`);
    return words;
  }) as State;
}
