import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { parseJson } from '../../core/index.ts';
import { LIST_NAMES } from './naming.ts';
import { isFields } from './reading.ts';

const SCHEMA = vectors('oscal/schema/oscal_complete_schema.json');

/** Names of properties that are lists, anywhere in a JSON schema. */
function listsIn(schema: unknown, found: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof schema !== 'object' || schema === null) return found;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' && typeof value === 'object' && value !== null) {
      for (const [name, property] of Object.entries(value as Record<string, { readonly type?: unknown }>)) if (property.type === 'array') found.add(name);
    }
    listsIn(value, found);
  }
  return found;
}

describe.skipIf(SCHEMA === undefined)('the table of names against NIST’s JSON schema (oscal/schema/oscal_complete_schema.json)', () => {
  const text = SCHEMA === undefined ? '{}' : readFileSync(SCHEMA, 'utf8');
  const schema = parseJson(text, 'schema');
  const lists = listsIn(schema);

  it('knows every list that the schema has', () => {
    expect(lists.size).toBeGreaterThan(80);
    expect([...lists].filter((name) => !LIST_NAMES.has(name))).toEqual([]);
  });

  it('names no list that the schema does not have', () => {
    // Lists of one kind of thing or of several are not marked as lists where they stand, but where they are defined.
    const anywhere = new Set([...lists, ...(isFields(schema) ? [...text.matchAll(/"([a-z-]+)"\s*:\s*\{/g)].map((match) => match[1] ?? '') : [])]);
    expect([...LIST_NAMES].filter((name) => !anywhere.has(name))).toEqual([]);
  });
});
