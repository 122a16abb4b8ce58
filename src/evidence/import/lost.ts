import type { Json } from '../../core/index.ts';
import type { Imported } from './model.ts';

type Lost = Imported['lost'];

const MOST_FIELDS = 2000;
const SAMPLE = 200;
const LONGEST_PATH = 500;

/**
 * The fields of the source that no statement carries. `carries`: paths that statements do carry, such as `runs[].results[].ruleId`; under an
 * item of which no statement was made (`left`), nothing is carried. Beyond 2,000 different fields the rest are counted under `…`.
 */
export function lostFields(document: Json, carries: ReadonlySet<string>, left: ReadonlySet<Json>): Lost {
  const found = new Map<string, { count: number; sample: Json }>();
  const add = (path: string, value: Json) => {
    const field = found.has(path) || found.size < MOST_FIELDS ? path : '…';
    const known = found.get(field);
    if (known === undefined) found.set(field, { count: 1, sample: shortened(value) });
    else known.count += 1;
  };
  const walk = (value: Json, path: string, kept: boolean): void => {
    if (typeof value !== 'object' || value === null) {
      if (!kept || !carries.has(path)) add(path, value);
      return;
    }
    const inside = kept && !left.has(value);
    if (Array.isArray(value)) {
      if (value.length === 0 && !carries.has(path)) add(path, value);
      for (const item of value as readonly Json[]) walk(item, `${path}[]`, inside);
      return;
    }
    const entries = Object.entries(value) as [string, Json][];
    if (entries.length === 0 && !carries.has(path)) add(path, value);
    for (const [key, member] of entries) walk(member, shorter(path === '' ? key : `${path}.${key}`), inside);
  };
  walk(document, '', true);
  return [...found].map(([field, { count, sample }]) => ({ field, count, sample }));
}

/** Names are others' to choose, and the path of each member has those of all around it. */
function shorter(path: string): string {
  return path.length <= LONGEST_PATH ? path : `${path.slice(0, LONGEST_PATH - 1).toWellFormed()}…`;
}

function shortened(value: Json): Json {
  return typeof value === 'string' && value.length > SAMPLE ? `${value.slice(0, SAMPLE - 1).toWellFormed()}…` : value;
}
