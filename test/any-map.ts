import fc from 'fast-check';
import type { z } from 'zod';
import { LINK_TYPES, PART_KINDS, type serviceMapSchema, TARGET_PROBES } from '../src/map/model.ts';

const NASTY = [
  'yes',
  'null',
  '~',
  '1.0',
  '0x1F',
  '- a',
  'a: b',
  'a #b',
  '# b',
  '[x',
  '{x',
  '*a',
  '&a',
  '!t',
  '|',
  '>',
  '%',
  '@',
  '`',
  "'",
  '"',
  '\\',
  'a\nb',
  'a\n',
  '\n\na',
  ' a',
  'a ',
  'a\n b',
  'a \nb',
  'a\tb',
  '\u0085',
  '\u2028',
  '\ufeffx',
  '---',
  '...',
  '<<',
  'a\r\nb',
  'true ',
  '.inf',
  '1e3',
  '+1',
  '?',
  '? a',
  'x:',
];
const text = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme', maxLength: 30 })).map((value) => value.replaceAll('\0', '').toWellFormed());
const name = text.map((value) => (value === '' ? 'x' : value));
/** The value with no text that a map cannot hold, in keys as in values: null characters, halves of characters, and names that every object has. */
const sound = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed();
  if (Array.isArray(value)) return value.map(sound);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      ['__proto__', 'constructor', 'prototype'].includes(key) ? 'other' : key.replaceAll('\0', '').toWellFormed(),
      sound(inner),
    ]),
  );
};
// Through JSON, because a map keeps values as JSON does: no -0, no undefined.
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(sound(value))));
const origin = fc.record({ format: fc.constant('any'), id: text, fields: fc.dictionary(name, json, { maxKeys: 3 }) }, { requiredKeys: ['format'] });
const noProto = <T>(value: T): boolean => !/"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(value));

type Input = z.input<typeof serviceMapSchema>;

/** Sound maps of a few elements, with names and texts that YAML makes trouble of. Every reference leads somewhere. */
export const anyMap: fc.Arbitrary<Input> = fc
  .record({
    service: fc.record({ name, description: text }),
    parts: fc.array(
      fc.record(
        {
          kind: fc.constantFrom(...PART_KINDS),
          name,
          description: text,
          population: fc.integer({ min: 1, max: 1e6 }),
          tags: fc.array(text, { maxLength: 3 }),
          inScope: fc.boolean(),
          origin,
        },
        { requiredKeys: ['kind', 'name'] },
      ),
      { minLength: 1, maxLength: 6 },
    ),
    flows: fc.array(
      fc.record({
        from: fc.nat(),
        to: fc.nat(),
        name,
        protocol: fc.constantFrom('https', 'mqtt', 'unknown'),
        encryption: fc.constantFrom('none', 'transport', 'unknown'),
      } as const),
      { maxLength: 6 },
    ),
    links: fc.array(fc.record({ from: fc.nat(), to: fc.nat(), type: fc.constantFrom(...LINK_TYPES.filter((type) => type !== 'hosts')) }), { maxLength: 4 }),
    assets: fc.array(fc.record({ name, at: fc.nat(), confidentiality: fc.integer({ min: 0, max: 4 }) }), { maxLength: 4 }),
    zones: fc.array(fc.record({ name, trust: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }) }), { maxLength: 3 }),
    notes: fc.array(fc.record({ title: text, description: text, origin }), { maxLength: 3 }),
    targets: fc.array(
      fc.record(
        {
          part: fc.nat(),
          probes: fc.subarray([...TARGET_PROBES], { minLength: 1 }),
          private: fc.boolean(),
          selectors: fc.constantFrom<string[]>(['s1'], []),
          also: fc.constant<string[]>(['mx.example.org', '::1']),
          ports: fc.constantFrom<{ https?: number; tls?: number[] }>({ https: 8443 }, { tls: [465, 993] }, {}),
        },
        { requiredKeys: ['part', 'probes'] },
      ),
      { maxLength: 3 },
    ),
  })
  .map((drawn): Input => {
    const part = (n: number): string => `p${n % drawn.parts.length}`;
    return {
      assay: 'service/1',
      service: { id: 's', ...drawn.service },
      parts: drawn.parts.map((each, i) => ({ ...each, id: `p${i}`, ...(drawn.zones.length > 0 && i % 2 === 0 ? { zone: `z${i % drawn.zones.length}` } : {}) })),
      zones: drawn.zones.map(({ name: title, trust }, i) => ({
        id: `z${i}`,
        name: title,
        ...(trust === undefined ? {} : { trust }),
        ...(i > 0 ? { within: 'z0' } : {}),
      })),
      flows: drawn.flows.map((flow, i) => ({ ...flow, id: `f${i}`, from: part(flow.from), to: part(flow.to), carries: drawn.assets.map((_, j) => `a${j}`) })),
      links: drawn.links.map((link, i) => ({ ...link, id: `l${i}`, from: part(link.from), to: part(link.to) })),
      assets: drawn.assets.map(({ name: title, at, confidentiality }, i) => ({
        id: `a${i}`,
        name: title,
        kind: 'information',
        needs: { confidentiality },
        at: [{ part: part(at) }],
      })),
      targets: drawn.targets.map((target, i) => ({ ...target, host: `h${i}.example.org`, part: part(target.part) })),
      notes: drawn.notes.map((note, i) => ({ ...note, id: `n${i}`, kind: 'other', on: [part(i)] })),
    };
  })
  .filter(noProto);
