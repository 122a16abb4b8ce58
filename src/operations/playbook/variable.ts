import type { Variables } from './model.ts';

/** A reference in text (CACAO 2.0, 10.18.2): the name and `:value`. Without `:value` it is text like other text. */
const REFERENCE = /__[a-zA-Z_][a-zA-Z0-9_-]{0,199}?__:value/g;
const LONGEST_VALUE = 64 * 1024;

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^(?:${OCTET}\\.){3}${OCTET}(?:/(?:3[0-2]|[12]?\\d))?$`);
const HASHES: ReadonlyMap<number, string> = new Map([32, 40, 56, 64, 96, 128].map((length) => [length, 'hash']));
const hex = (text: string, length?: number) => /^[0-9a-fA-F]+$/.test(text) && (length === undefined || text.length === length);
const whole = (text: string) => /^[+-]?\d{1,40}$/.test(text);
const within = (text: string, bits: bigint) =>
  whole(text) && BigInt(text.replace('+', '')) >= -(1n << (bits - 1n)) && BigInt(text.replace('+', '')) < 1n << (bits - 1n);

/** What each type of CACAO 2.0 (10.18.4) admits. */
const TYPES: ReadonlyMap<string, (text: string) => boolean> = new Map<string, (text: string) => boolean>([
  ['bool', (text) => text === 'true' || text === 'false'],
  ['dictionary', isObject],
  ['float', (text) => /^[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?$/.test(text)],
  ['hexstring', (text) => hex(text) && text.length % 2 === 0],
  ['integer', (text) => within(text, 32n)],
  ['long', (text) => within(text, 64n)],
  ['ipv4-addr', (text) => IPV4.test(text)],
  ['ipv6-addr', isIpv6],
  ['mac-addr', (text) => /^[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5}$/.test(text)],
  ['hash', (text) => hex(text) && HASHES.has(text.length)],
  ['md5-hash', (text) => hex(text, 32)],
  ['sha256-hash', (text) => hex(text, 64)],
  ['string', () => true],
  ['uri', (text) => URL.canParse(text)],
  ['uuid', (text) => /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(text)],
]);

/** Whether a value is of a type. Of a type that CACAO does not name, every text is: the vocabulary is open. */
export const isOf = (type: string, value: string): boolean => value.length <= LONGEST_VALUE && (TYPES.get(type)?.(value) ?? true);

/** The names that a text refers to. */
export function referencesIn(text: string): readonly string[] {
  return [...text.matchAll(REFERENCE)].map(([whole]) => whole.slice(0, -':value'.length));
}

/** The values by name while a run goes; what is not known is absent. */
export type Values = ReadonlyMap<string, string>;

/** The text with each reference put in; `unknown` names what has no value, and then the text is of no use. */
export function filled(text: string, values: Values): { readonly text: string; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const put = text.replaceAll(REFERENCE, (whole) => {
    const name = whole.slice(0, -':value'.length);
    const value = values.get(name);
    if (value === undefined) unknown.push(name);
    return value ?? '';
  });
  return { text: put, unknown };
}

/** The values that declarations begin with. */
export function valuesOf(variables: Variables | undefined): Map<string, string> {
  return new Map(Object.entries(variables ?? {}).flatMap(([name, { value }]) => (typeof value === 'string' ? [[name, value] as const] : [])));
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function isIpv6(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  if (more.length > 0 || (prefix !== undefined && !/^(?:12[0-8]|1[01]\d|[1-9]?\d)$/.test(prefix))) return false;
  return /^[0-9a-fA-F:.]{2,45}$/.test(address) && URL.canParse(`http://[${address}]/`);
}
