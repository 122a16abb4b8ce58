import { type Fault, type Json, parseJson, Refused } from '../../core/index.ts';
import { bytesOfBase64 } from '../statement/base64.ts';
import { kindOf, record } from '../statement/dsse.ts';
import { provenanceFaults } from './faults.ts';
import { PROVENANCE_LIMITS } from './limits.ts';

type Members = { readonly [key: string]: Json };
type Kind = '001' | '003' | '004' | '005';

const NOUNS: Readonly<Record<Kind, { readonly not: string; readonly remedy: string }>> = {
  '001': { not: 'not a Sigstore bundle that Assay reads', remedy: 'Ask whoever signed for the bundle again, in the media type v0.3.' },
  '003': { not: 'not a trusted root that can be relied on', remedy: 'Take the trusted root from whoever runs the instance, by a way that you trust.' },
  '004': { not: 'not SLSA provenance', remedy: 'Ask the builder for provenance of the type https://slsa.dev/provenance/v1.' },
  '005': { not: 'not a verification summary', remedy: 'Ask the verifier for a summary of the type https://slsa.dev/verification_summary/v1.' },
};

/** Members of a foreign JSON document, each taken with its place. Every method throws `Refused` with the code that it was made with. */
export interface Fields {
  readonly kind: Kind;
  readonly file: string;
  refuse(field: string, expected: string, found: string): Refused;
}

export function fieldsOf(kind: Kind, file: string): Fields {
  return {
    kind,
    file,
    refuse: (field, expected, found) => new Refused(fault(kind, file, field, expected, found)),
  };
}

function fault(kind: Kind, file: string, field: string, expected: string, found: string): Fault {
  const { not, remedy } = NOUNS[kind];
  return provenanceFaults.fault(kind, { message: `${file} is ${not}`, file, ...(field === '' ? {} : { field }), expected, found: found.slice(0, 200), remedy });
}

/** Parses a document of at most `most` bytes, asked before any of it is decoded. */
export function parsed(bytes: Uint8Array, { file, refuse }: Fields, most: number): Members {
  if (bytes.length > most) throw tooMuch(file, 'the file', `at most ${most} bytes`, `${bytes.length}`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse('', 'JSON in UTF-8', 'other bytes');
  }
  return object(parseJson(text, file, { bytes: most, depth: PROVENANCE_LIMITS.depth }), { refuse }, '');
}

type Refusing = Pick<Fields, 'refuse'>;

export function object(value: Json | undefined, { refuse }: Refusing, field: string): Members {
  const found = record(value);
  if (found === undefined) throw refuse(field, 'an object', kindOf(value));
  return found;
}

export function text(value: Json | undefined, { refuse }: Refusing, field: string, most: number = PROVENANCE_LIMITS.uri): string {
  if (typeof value === 'string' && value !== '' && value.length <= most) return value;
  throw refuse(field, `a text of 1 to ${most} letters`, typeof value === 'string' ? `${value.length} letters` : kindOf(value));
}

/** Base64 with one reading; at least one byte. */
export function bytes(value: Json | undefined, { file, refuse }: Pick<Fields, 'refuse' | 'file'>, field: string, most: number): Uint8Array {
  if (typeof value !== 'string' || value === '') throw refuse(field, 'base64 in a text', value === '' ? 'an empty text' : kindOf(value));
  if (value.length > Math.ceil(most / 3) * 4) throw tooMuch(file, field, `at most ${most} bytes`, `${value.length} letters of base64`);
  // Tools that put files into JSON leave the ends of their lines in it, and readers of protocol buffers pass over them.
  const found = bytesOfBase64(value.replaceAll(/\r?\n/g, ''));
  if (found === undefined || found.length === 0) throw refuse(field, 'base64 (RFC 4648)', 'another text');
  return found;
}

/** A list; absent and null are an empty one, as writers of protocol buffers leave it out. */
export function list(value: Json | undefined, { file, refuse }: Pick<Fields, 'refuse' | 'file'>, field: string, most: number): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw refuse(field, 'a list', kindOf(value));
  if (value.length > most) throw tooMuch(file, field, `at most ${most}`, `${value.length}`);
  return value;
}

/** A whole number from 0 on, as JSON of protocol buffers writes 64 bits: in a text, or as a number; left out where it is 0. */
export function count(value: Json | undefined, { refuse }: Refusing, field: string): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === 'string' && /^(?:0|[1-9]\d{0,18})$/.test(value) && BigInt(value) < 2n ** 63n) return BigInt(value);
  throw refuse(field, 'a whole number from 0 to 2^63 - 1', String(value).slice(0, 60));
}

export function present(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}

export function tooMuch(file: string, what: string, expected: string, found: string): Refused {
  return new Refused(
    provenanceFaults.fault('002', {
      message: `${what} of ${file} is more than Assay reads`,
      file,
      expected,
      found,
      remedy: 'Ask whoever made it for a smaller one.',
    }),
  );
}
