import type { Json } from '../core/index.ts';
import type { ServiceMap } from './model.ts';
import { targetKey } from './targets.ts';

const LISTS = ['parts', 'zones', 'flows', 'links', 'gates', 'assets', 'parties', 'actors', 'policies', 'notes', 'targets'] as const;
type List = (typeof LISTS)[number];

interface ElementRef {
  readonly list: List | 'service' | 'csirt';
  readonly id: string;
  /** What people call it. */
  readonly name: string;
}

interface FieldChange {
  /** Path inside the element: `interfaces[api].on`. */
  readonly field: string;
  /** Absent where the field was not there before, or is not there after. */
  readonly before?: Json;
  readonly after?: Json;
}

interface ChangedElement extends ElementRef {
  readonly fields: readonly FieldChange[];
}

export interface MapDiff {
  readonly added: readonly ElementRef[];
  readonly removed: readonly ElementRef[];
  readonly changed: readonly ChangedElement[];
}

/** What differs from `before` to `after`. Elements are the same where their list and id are; the order of lists is not a difference. In the order of the map, then by id. */
export function diffMaps(before: ServiceMap, after: ServiceMap): MapDiff {
  const added: ElementRef[] = [];
  const removed: ElementRef[] = [];
  const changed: ChangedElement[] = [];
  const compare = (ref: ElementRef, a: Json, b: Json): void => {
    const fields = fieldChanges(a, b);
    if (fields.length > 0) changed.push({ ...ref, fields });
  };
  compare({ list: 'service', id: after.service.id, name: after.service.name }, plain(before.service), plain(after.service));
  const plan: ElementRef = { list: 'csirt', id: after.service.id, name: after.service.id };
  if (before.csirt === undefined && after.csirt !== undefined) added.push(plan);
  else if (before.csirt !== undefined && after.csirt === undefined) removed.push(plan);
  else if (before.csirt !== undefined && after.csirt !== undefined) compare(plan, plain(before.csirt), plain(after.csirt));
  for (const list of LISTS) {
    const old = new Map(before[list].map((element) => [idOf(element), element]));
    const now = new Map(after[list].map((element) => [idOf(element), element]));
    for (const id of [...new Set([...old.keys(), ...now.keys()])].toSorted()) {
      const a = old.get(id);
      const b = now.get(id);
      const ref: ElementRef = { list, id, name: nameOf(b ?? a, id) };
      if (a === undefined) added.push(ref);
      else if (b === undefined) removed.push(ref);
      else compare(ref, plain(a), plain(b));
    }
  }
  return { added, removed, changed };
}

function idOf(element: ServiceMap[List][number]): string {
  return 'id' in element ? element.id : targetKey(element);
}

function nameOf(element: object | undefined, id: string): string {
  const { name, title } = (element ?? {}) as { readonly name?: string; readonly title?: string };
  return name ?? title ?? id;
}

/** Absent and undefined are the same thing to a reader. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function fieldChanges(a: Json, b: Json): FieldChange[] {
  const old = flat(a);
  const now = flat(b);
  return [...new Set([...old.keys(), ...now.keys()])]
    .toSorted()
    .filter((field) => JSON.stringify(old.get(field)) !== JSON.stringify(now.get(field)))
    .map((field) => {
      const before = old.get(field);
      const after = now.get(field);
      return { field, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
    });
}

/** Leaves by path. Lists of things with ids are keyed by id, lists of scalars are one sorted leaf, so that moving a line is no change. */
function flat(value: Json): Map<string, Json> {
  const into = new Map<string, Json>();
  const walk = (at: Json, path: string): void => {
    if (typeof at !== 'object' || at === null) {
      into.set(path, at);
    } else if (Array.isArray(at)) {
      const items = at as readonly Json[];
      if (items.every((item) => typeof item !== 'object' || item === null)) {
        if (items.length > 0)
          into.set(
            path,
            items.toSorted((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1)),
          );
        return;
      }
      for (const [i, item] of items.entries()) walk(item, `${path}[${keyOf(item) ?? i}]`);
    } else {
      for (const [key, member] of Object.entries(at) as [string, Json][]) walk(member, path === '' ? key : `${path}.${key}`);
    }
  };
  walk(value, '');
  return into;
}

function keyOf(item: Json): string | undefined {
  const { id, part, access, state } = (typeof item === 'object' && item !== null ? item : {}) as { readonly [key: string]: Json };
  if (typeof id === 'string') return id;
  if (typeof part !== 'string') return undefined;
  return [part, access, state].filter((each) => typeof each === 'string').join(' ');
}

const WORDS: Readonly<Record<List | 'service' | 'csirt', string>> = {
  service: 'The service',
  csirt: 'The incident plan',
  parts: 'The part',
  zones: 'The zone',
  flows: 'The flow',
  links: 'The link',
  gates: 'The gate',
  assets: 'The asset',
  parties: 'The party',
  actors: 'The actor',
  policies: 'The policy',
  notes: 'The note',
  targets: 'The target',
};

/** The difference as plain sentences, one a line: what was added, what was removed, what changed and how. */
export function describeDiff(diff: MapDiff): readonly string[] {
  const called = (ref: ElementRef): string => `${WORDS[ref.list]} "${ref.name}"${ref.name === ref.id ? '' : ` (${ref.id})`}`;
  const sentences = [
    ...diff.added.map((ref) => `${called(ref)} is new.`),
    ...diff.removed.map((ref) => `${called(ref)} is gone.`),
    ...diff.changed.flatMap((element) =>
      element.fields.map(({ field, before, after }) => {
        if (before === undefined) return `${called(element)} now has ${field} = ${show(after)}.`;
        if (after === undefined) return `${called(element)} no longer has ${field}, which was ${show(before)}.`;
        return `${called(element)} changed ${field} from ${show(before)} to ${show(after)}.`;
      }),
    ),
  ];
  return sentences.length === 0 ? ['Nothing differs.'] : sentences;
}

function show(value: Json | undefined): string {
  const text = Array.isArray(value) ? `[${value.map(String).join(', ')}]` : typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
