import { z } from 'zod';
import { Duration, type Fault, type Json } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { inventoryFaults } from './faults.ts';
import { isRange } from './scope.ts';

// What the operator says of the inventory as a whole: which looks make it up, and which addresses a network of the map has. No report can say either: a scan of
// one machine covers all that it was to cover, and so does an answer to a narrow question.

const MOST = 500;
const LONGEST = Duration.days(30);
const word = z.string().min(1).max(500);

export const sourceSchema = z.strictObject({
  /** The importer's format. */
  format: z.string().min(1).max(60),
  /** As the importer names them; a look at what contains one is a look at it. */
  scopes: z.array(word).min(1).max(1000),
  /** A look that is older counts no longer. At most as long as a statement on the inventory may be relied on. */
  every: z
    .string()
    .refine((text) => Duration.isText(text) && Duration.parse(text) > 0 && Duration.parse(text) <= LONGEST, 'a duration of at most 30 days, such as P7D'),
  /** The question that is asked of it is not filtered, where reports of the format cannot tell. */
  whole: z.boolean().optional(),
  /** Fewer things than these in its scopes are not the whole of them. Absent: fewer than half of what it showed within 30 days. */
  least: z.int().min(1).max(1_000_000).optional(),
});

export const networkSchema = z.strictObject({
  part: word,
  ranges: z.array(z.string().max(100).refine(isRange, 'an address or a network such as 10.20.0.0/24')).min(1).max(100),
});

export interface DeclaredSource {
  readonly format: string;
  readonly scopes: readonly string[];
  readonly every: Duration;
  readonly whole: boolean;
  readonly least?: number;
}

export interface DeclaredNetwork {
  /** The id of a network of the map. */
  readonly part: string;
  readonly ranges: readonly string[];
}

export interface Declared {
  readonly sources: readonly DeclaredSource[];
  readonly networks: readonly DeclaredNetwork[];
  readonly faults: readonly Fault[];
}

interface Given {
  readonly file: string;
  readonly sources: readonly unknown[];
  readonly networks: readonly unknown[];
  place(path: readonly (string | number)[]): { readonly line: number; readonly column: number };
}

export const declaredLists = { sources: z.array(z.unknown()).max(MOST).default([]), networks: z.array(z.unknown()).max(MOST).default([]) };

/** Reads what a file of joins declares; its faults (ASSAY-INVENTORY-001, -002) are given, not thrown, so that all of a file are told together. */
export function declaredOf({ file, sources, networks, place }: Given, map: ServiceMap): Declared {
  const faults: Fault[] = [];
  const wrong = (list: string, i: number, given: unknown, issue: z.core.$ZodIssue | undefined) =>
    faults.push(
      inventoryFaults.fault('001', {
        message: `${list} ${i + 1} of ${file} is not as a file of joins has it`,
        file,
        ...place([list, i]),
        field: [`${list}[${i}]`, ...(issue?.path ?? [])].join('.'),
        expected:
          list === 'sources' ? '{ format, scopes: [SCOPE], every: DURATION, whole?: true, least?: COUNT }' : '{ part: NETWORK, ranges: [NETWORK/BITS] }',
        found: `${issue?.message ?? 'something else'}: ${JSON.stringify(given as Json)?.slice(0, 80) ?? 'nothing'}`,
        remedy: 'See docs/business-inventory.md for the shape.',
      }),
    );
  const read = sources.flatMap((given, i): DeclaredSource[] => {
    const parsed = sourceSchema.safeParse(given);
    if (!parsed.success) {
      wrong('sources', i, given, parsed.error.issues[0]);
      return [];
    }
    const { format, scopes, every, whole = false, least } = parsed.data;
    return [{ format, scopes, every: Duration.parse(every), whole, ...(least === undefined ? {} : { least }) }];
  });
  const known = map.parts.filter(({ kind }) => kind === 'network').map(({ id }) => id);
  const nets = networks.flatMap((given, i): DeclaredNetwork[] => {
    const parsed = networkSchema.safeParse(given);
    if (!parsed.success) {
      wrong('networks', i, given, parsed.error.issues[0]);
      return [];
    }
    if (known.includes(parsed.data.part)) return [parsed.data];
    faults.push(
      inventoryFaults.fault('002', {
        message: `"${parsed.data.part}" is no network of the map`,
        file,
        ...place(['networks', i, 'part']),
        field: `networks[${i}].part`,
        expected: known.length > 0 ? known.slice(0, 10).join(' or ') : 'a part of kind network',
        found: parsed.data.part,
        remedy: 'Correct the id, or put the network on the map first.',
      }),
    );
    return [];
  });
  return { sources: read, networks: nets, faults };
}
