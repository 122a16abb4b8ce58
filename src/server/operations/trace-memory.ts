import { Digest } from '../../core/index.ts';
import type { Detection } from '../../operations/detection/model.ts';
import { bytesIn } from '../../operations/incident/edge/traces.ts';
import type { FoldedIncident } from '../../operations/incident/model.ts';
import { type Grown, placeOf } from './incident-acts.ts';

const MOST_PLACES = 20_000;
const MOST_INPUTS = 10_000;
const MOST_LINE = 1000;
/** As an entry of an incident holds them. */
const EVENTS = 3;

/** What was read where detections point, kept while it may still be entered: the bytes themselves are gone with their request. */
export interface TraceMemory {
  /** `chunks`: the body again, unpacked, since places count in that. `input`: digest of the body as it came. */
  keep(chunks: AsyncIterable<Uint8Array>, input: { readonly name: string; readonly bytes: number }, found: readonly Detection[]): Promise<void>;
  grown(incidents: readonly FoldedIncident[]): Grown;
}

export function traceMemory(): TraceMemory {
  const places = new Map<string, { readonly digest: string; readonly line: string }>();
  const inputs = new Map<string, Grown['inputs'][number]>();
  return {
    async keep(chunks, { name, bytes }, found) {
      const wanted = found.flatMap(({ events }) => events.slice(0, EVENTS)).filter(({ input }) => input === name);
      if (wanted.length === 0) return;
      remember(inputs, name, { name, digest: name, bytes }, MOST_INPUTS);
      const read = await bytesIn(chunks, wanted);
      for (const { offset, length } of wanted) {
        const key = placeOf(name, offset, length);
        const there = read.get(key.slice(name.length + 1));
        if (there !== undefined) remember(places, key, { digest: Digest.of(there), line: there.toString('utf8').slice(0, MOST_LINE) }, MOST_PLACES);
      }
    },
    grown(incidents) {
      const named = incidents.flatMap(({ detections }) => detections.flatMap(({ events }) => events.slice(0, EVENTS)));
      return {
        incidents,
        inputs: [...new Set(named.map(({ input }) => input))].flatMap((name) => inputs.get(name) ?? []),
        places: new Map(
          named.flatMap(({ input, offset, length }) => {
            const key = placeOf(input, offset, length);
            const there = places.get(key);
            return there === undefined ? [] : [[key, there] as const];
          }),
        ),
      };
    },
  };
}

function remember<T>(into: Map<string, T>, key: string, value: T, most: number): void {
  if (into.size >= most) for (const oldest of [...into.keys()].slice(0, most / 10)) into.delete(oldest);
  into.set(key, value);
}
