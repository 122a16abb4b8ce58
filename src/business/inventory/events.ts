import { z } from 'zod';
import { canonicalJson, Digest, type Json } from '../../core/index.ts';
import { type Discovery, PERSONAL, POWERS, THING_KINDS } from './model.ts';

// What the ledger says of a discovery: that it was taken, and what it came to in figures. Whose accounts they are stands in the file, which can be erased.

export const INVENTORY_TAKEN = 'inventory.taken' as const;
export const INVENTORY_ERASED = 'inventory.erased' as const;

const text = z.string().max(500);

export const inventoryTakenSchema = z.object({
  /** Of the file `inventory/<digest>.json`. */
  digest: z.string().refine((value) => Digest.isText(value)),
  format: text,
  source: text,
  observedAt: text,
  /** At most 100, and none that is about a person; `scopesInAll` counts every one. */
  scopes: z.array(text),
  scopesInAll: z.int().min(0),
  uncovered: z.int().min(0),
  things: z.partialRecord(z.enum(THING_KINDS), z.int().min(0)),
  relations: z.partialRecord(z.enum(POWERS), z.int().min(0)),
  /** Things of it that were joined to the map, and those with power over it that were not, when it was taken. */
  joined: z.int().min(0),
  unmapped: z.int().min(0),
  /** Of the report that it was drawn from. */
  raw: z.string().refine((value) => Digest.isText(value)),
});
export type InventoryTaken = z.infer<typeof inventoryTakenSchema>;

export const inventoryErasedSchema = z.object({
  digest: z.string().refine((value) => Digest.isText(value)),
  /** Whether the report that it was drawn from was erased with it. */
  raw: z.boolean(),
});

const MOST_SCOPES = 100;

/** What is kept of a discovery, and its name. The same discovery has the same bytes. */
export function discoveryText(discovery: Discovery): { readonly text: string; readonly digest: Digest } {
  const written = canonicalJson(discovery as Json);
  return { text: written, digest: Digest.of(written) };
}

/** The entry of a discovery: figures, and words that are about nobody. */
export function takenOf(discovery: Discovery, digest: Digest, joined: number, unmapped: number): InventoryTaken {
  const persons = new Set(discovery.things.filter(({ kind }) => PERSONAL.has(kind)).flatMap(({ key, name }) => [key, name]));
  const plain = (word: string) => !word.includes('@') && !persons.has(word);
  return {
    digest,
    format: discovery.format,
    source: plain(discovery.source) ? discovery.source : discovery.format,
    observedAt: discovery.observedAt,
    scopes: discovery.scopes.filter(plain).slice(0, MOST_SCOPES).map(shortened),
    scopesInAll: discovery.scopes.length,
    uncovered: discovery.uncovered?.length ?? 0,
    things: counts(discovery.things.map(({ kind }) => kind)),
    relations: counts(discovery.relations.map(({ power }) => power)),
    joined,
    unmapped,
    raw: discovery.raw.digest,
  };
}

function shortened(scope: string): string {
  return scope.length <= 200 ? scope : `${scope.slice(0, 199).toWellFormed()}…`;
}

function counts<T extends string>(words: readonly T[]): Partial<Record<T, number>> {
  const found = new Map<T, number>();
  for (const word of words) found.set(word, (found.get(word) ?? 0) + 1);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1))) as Partial<Record<T, number>>;
}
