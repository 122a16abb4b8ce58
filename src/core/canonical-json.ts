import { Refused } from './fault.ts';
import { type Json, jsonFaults } from './json.ts';

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * The canonical text of a JSON value (RFC 8785): keys sorted by UTF-16 code units, ECMAScript number and string forms, no white space.
 * Equal values have equal bytes, which is what a hash over them needs. Throws `Refused` (ASSAY-JSON-005) for what I-JSON excludes:
 * numbers that are not finite, lone surrogates, and values that are not JSON at all.
 */
export function canonicalJson(value: Json): string {
  switch (typeof value) {
    case 'string':
      if (LONE_SURROGATE.test(value)) throw noForm('a string with a lone surrogate');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw noForm(String(value));
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
      const object = value as { readonly [key: string]: Json };
      const members = Object.keys(object)
        .filter((key) => object[key] !== undefined)
        .sort() // the default order of strings is by UTF-16 code units: RFC 8785 section 3.2.3
        .map((key) => `${canonicalJson(key)}:${canonicalJson(object[key] as Json)}`);
      return `{${members.join(',')}}`;
    }
    default:
      throw noForm(typeof value);
  }
}

function noForm(found: string): Refused {
  return new Refused(
    jsonFaults.fault('005', {
      message: `${found} cannot be written as canonical JSON`,
      expected: 'a value of I-JSON (RFC 7493)',
      found,
      remedy: 'Remove the value or write it as text.',
    }),
  );
}
