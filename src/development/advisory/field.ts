import { Instant, isInstantText, type Json } from '../../core/index.ts';
import { ADVISORY_LIMITS } from './limits.ts';

export type Fields = { readonly [key: string]: Json };

/** The members of a JSON object; undefined for anything else. */
export function fieldsOf(value: Json | undefined): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The objects of a list. */
export function objectsOf(value: Json | undefined): readonly Fields[] {
  return listOf(value)
    .map(fieldsOf)
    .filter((each) => each !== undefined);
}

/** A text that is not empty and no longer than a word may be: ids, names, versions. */
export function wordOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= ADVISORY_LIMITS.word ? value : undefined;
}

/** A text for people, cut where it is long, without what a terminal would obey. */
export function proseOf(value: Json | undefined): string {
  return typeof value === 'string' ? plain(value.slice(0, ADVISORY_LIMITS.text)) : '';
}

export function wordsOf(value: Json | undefined, most: number): readonly string[] {
  return listOf(value)
    .slice(0, most)
    .flatMap((each) => wordOf(each) ?? []);
}

/** A moment in RFC 3339, of any offset, in UTC; undefined where it is none. NVD writes moments in UTC without saying so. */
export function momentOf(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  if (isInstantText(value)) return value;
  const parts = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:[Zz]|([+-])(\d{2}):(\d{2}))?$/.exec(value);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, sign, hours, minutes] = parts;
  const offset = sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute) - offset, Number(second));
  return at < 0 || at > LAST ? undefined : Instant.format(Instant.of(at));
}

const LAST = Date.UTC(9999, 0, 1);

function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters of a stranger's text are what is taken out
  return text.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ');
}
