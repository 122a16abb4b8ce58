import { Refused } from '../../../core/index.ts';
import { worded } from '../../../evidence/import/wording.ts';
import type { Relation, Thing } from '../../inventory/model.ts';
import { businessImportFaults } from '../faults.ts';

/** As many as a discovery holds (../../inventory/model.ts). */
const MOST_THINGS = 1_000_000;
const MOST_RELATIONS = 5_000_000;
const MOST_ATTRIBUTES = 40;

/** What an importer gathers of a source: things by key, the first of each, and relations between them, each once. */
export interface Book {
  /** Throws `Refused` (ASSAY-BIMPORT-011) beyond what an inventory holds. */
  thing(thing: Thing): void;
  relation(relation: Relation): void;
  has(key: string): boolean;
  things(): Thing[];
  /** Those whose both ends are things. */
  relations(): Relation[];
}

export function bookOf(file: string): Book {
  const things = new Map<string, Thing>();
  const relations = new Map<string, Relation>();
  return {
    thing(thing) {
      if (things.has(thing.key)) return;
      if (things.size === MOST_THINGS) throw tooMany(file, MOST_THINGS, 'things');
      things.set(thing.key, thing);
    },
    relation(relation) {
      const key = `${relation.from}\u0000${relation.to}\u0000${relation.power}\u0000${relation.sourceKind ?? ''}`;
      if (relations.has(key)) return;
      if (relations.size === MOST_RELATIONS) throw tooMany(file, MOST_RELATIONS, 'relations');
      relations.set(key, relation);
    },
    has: (key) => things.has(key),
    things: () => [...things.values()],
    relations: () => [...relations.values()].filter(({ from, to }) => things.has(from) && things.has(to)),
  };
}

/** Throws `Refused` (ASSAY-BIMPORT-011). */
export function tooMany(file: string, most: number, what: string): Refused {
  return new Refused(
    businessImportFaults.fault('011', {
      message: `${file} holds more ${what} than Assay reads`,
      file,
      expected: `at most ${most}`,
      remedy: 'Import the report in parts.',
    }),
  );
}

/** Braces and brackets of a whole file: an empty object is two bytes there and a hundred here. */
const MOST_OBJECTS = 6_000_000;

/** Counts before anything is parsed. Throws `Refused` (ASSAY-BIMPORT-011). */
export function refuseMany(text: string, file: string): void {
  let count = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x7b || code === 0x5b) count += 1;
  }
  if (count > MOST_OBJECTS) throw tooMany(file, MOST_OBJECTS, 'objects');
}

/** A key as a discovery may have it: never empty, at most 500 long. */
export function keyOf(kind: string, id: string): string {
  return `${kind}:${worded(id, 480 - kind.length)}`;
}

/** Words that are there, each once. */
export function aliasesOf(words: readonly (string | undefined)[]): Pick<Thing, 'aliases'> {
  const kept = [...new Set(words.flatMap((word) => (word === undefined ? [] : [worded(word, 400)])))].filter((word) => word !== '').slice(0, 20);
  return kept.length === 0 ? {} : { aliases: kept };
}

/** What a person needs to judge a thing: those values that there are. */
export function attributesOf(values: Readonly<Record<string, string | number | boolean | undefined>>): Pick<Thing, 'attributes'> {
  const kept = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined || value === '') return [];
    return [[name.slice(0, 100), typeof value === 'string' ? worded(value, 400) : value] as const];
  });
  return kept.length === 0 ? {} : { attributes: Object.fromEntries(kept.slice(0, MOST_ATTRIBUTES)) };
}
