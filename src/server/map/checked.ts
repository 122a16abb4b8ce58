import { assuranceFaults } from '../../assurance/faults.ts';
import { type Fault, nearest, Refused } from '../../core/index.ts';
import { describeDiff, diffMaps } from '../../map/diff.ts';
import { readDocument } from '../../map/document.ts';
import { keptText } from '../../map/edge/kept.ts';
import { layersOf } from '../../map/layer.ts';
import type { ServiceMap } from '../../map/model.ts';
import { readMapAndWarnings } from '../../map/read.ts';
import { serverFaults } from '../faults.ts';
import { type CheckAnswer, type Difference, MAP_LISTS, type MapCounts, type ShownFault } from './model.ts';

/** A text that is a map, or everything that keeps it from being one. */
export type Read = { readonly map: ServiceMap; readonly warnings: readonly Fault[] } | { readonly faults: readonly Fault[] };

/** Reads a text as it would be read when it is used: with every fault at once, each with its place. `standards`: the ids that the service can owe. */
export function readText(text: string, file: string, standards: readonly string[]): Read {
  try {
    const read = readMapAndWarnings(text, file);
    const faults = owedFaults(read.map, text, file, standards);
    return faults.length === 0 ? read : { faults };
  } catch (error) {
    if (error instanceof Refused) return { faults: error.faults };
    throw error;
  }
}

/** As `readText`, refusing. Throws `Refused` with all that is wrong. */
export function usable(text: string, file: string, standards: readonly string[]): ServiceMap {
  const read = readText(text, file, standards);
  if ('faults' in read) throw new Refused(...read.faults);
  return read.map;
}

/** A map names the standards that are owed, and whoever judges by it refuses names that nobody knows: better here, where the name can be mended. */
function owedFaults(map: ServiceMap, text: string, file: string, standards: readonly string[]): readonly Fault[] {
  const unknown = (map.service.owes ?? []).map((id, i) => ({ id, i })).filter(({ id }) => !standards.includes(id));
  if (unknown.length === 0) return [];
  const document = readDocument(text, file);
  return unknown.map(({ id, i }) =>
    assuranceFaults.fault('001', {
      message: `Assay does not hold the standard "${id}"`,
      file,
      ...document.place(['service', 'owes', i], 'value'),
      field: `service.owes[${i}]`,
      expected: nearest(id, standards)[0] ?? standards.join(', '),
      found: id,
      remedy: `Name one or more of ${standards.join(', ')}, or import it first.`,
    }),
  );
}

/** A fault as an answer shows it. */
export function shown({ whose: _, ...fault }: Fault): ShownFault {
  return fault;
}

export function countsOf(map: ServiceMap): MapCounts {
  return Object.fromEntries(MAP_LISTS.map((list) => [list, map[list].length])) as MapCounts;
}

export function differenceOf(before: ServiceMap, after: ServiceMap): Difference {
  const changes = diffMaps(before, after);
  return { changes, sentences: [...describeDiff(changes)] };
}

/** The answer to a check, with the difference from a version where one is given. */
export function checkedAnswer(read: Read, before?: ServiceMap): CheckAnswer {
  if ('faults' in read) return { faults: read.faults.map(shown), warnings: [] };
  const { map, warnings } = read;
  return {
    faults: [],
    warnings: warnings.map(shown),
    service: { id: map.service.id, name: map.service.name },
    digest: keptText(map).digest,
    map,
    layers: Object.fromEntries(layersOf(map)),
    counts: countsOf(map),
    ...(before === undefined ? {} : { difference: differenceOf(before, map) }),
  };
}

/** The one text that a body gives, whichever way. Throws `Refused` (ASSAY-SERVER-001). */
export function givenText(body: { readonly yaml?: string | undefined; readonly map?: Readonly<Record<string, unknown>> | undefined }): {
  readonly text: string;
  readonly file: string;
} {
  if ((body.yaml === undefined) === (body.map === undefined)) {
    throw new Refused(
      serverFaults.fault('001', {
        message: 'a map comes as a text or as JSON',
        field: 'body',
        expected: 'either "yaml" or "map"',
        found: body.yaml === undefined ? 'neither' : 'both',
        remedy: 'Give one of them.',
      }),
    );
  }
  return body.yaml === undefined ? { text: JSON.stringify(body.map, null, 2), file: 'map.json' } : { text: body.yaml, file: 'service.yaml' };
}
