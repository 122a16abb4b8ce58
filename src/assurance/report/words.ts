import type { Reach } from '../../attack/model.ts';
import { figure as grouped, Instant, isInstantText, LAYERS, type Layer } from '../../core/index.ts';
import { type Outcome, VERDICTS, type Verdict } from '../model.ts';

// The words that both forms of the report use, so that they cannot come to differ.

export const LAYER_WORDS: Readonly<Record<Layer, { readonly name: string; readonly about: string }>> = {
  experience: { name: 'Experience', about: 'sign-in, device introduction, consent, warnings' },
  product: { name: 'Product', about: 'login, devices, administration, access control' },
  development: { name: 'Development', about: 'design, review, builds, releases, retirement' },
  operations: { name: 'Operations', about: 'credentials, detection, response, recovery' },
  business: { name: 'Business IT', about: 'web, mail, documents, source, builds' },
};

/** As the stack is drawn: experience on top, business at the foot. */
export const TOP_DOWN: readonly Layer[] = [...LAYERS].reverse();

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  'protect-privacy': 'Protect privacy',
  resist: 'Resist attacks',
  detect: 'Detect attacks',
  recover: 'Recover',
};

export const VERDICT_WORDS: Readonly<Record<Verdict | 'not-applicable' | 'not-owed', { readonly word: string; readonly means: string }>> = {
  proven: { word: 'proven', means: 'fresh evidence shows that it holds' },
  failing: { word: 'failing', means: 'evidence shows that it does not hold' },
  stale: { word: 'stale', means: 'it was proven once, and the evidence is too old to rely on' },
  unproven: { word: 'unproven', means: 'no evidence says either way, so nobody can rely on it' },
  excluded: { word: 'excluded', means: 'left out on purpose, with a reason, an approver and an end date' },
  'not-applicable': { word: 'not applicable', means: 'the service has nothing that it is about; the deciding facts are named' },
  'not-owed': { word: 'not owed', means: 'the map has nothing that this control is about' },
};

export const REACH_WORDS: Readonly<Record<Reach, { readonly word: string; readonly means: string }>> = {
  'proven-reachable': { word: 'reachable', means: 'evidence shows every step of an attack to be open' },
  undecided: { word: 'undecided', means: 'an attack exists unless something that nobody has proven stops it' },
  'no-way-known': { word: 'no way known', means: 'no step in the library leads there, whatever is open: not analysed, not safe' },
  'proven-closed': { word: 'closed', means: 'fresh evidence closes every way that the library of attack steps knows' },
};

/** 12345.6 as `12,345.6`; at most one digit after the point below ten, none above. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'no limit' : 'unknown';
  const rounded = Math.abs(value) < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  // Exponents appear from 1e21 on; nothing that is counted here gets there, and such a figure is printed as it is.
  if (Math.abs(rounded) >= 1e21) return String(rounded);
  const text = grouped(Math.abs(rounded));
  return rounded < 0 ? `−${text}` : text;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${figure(count)} ${count === 1 ? one : many}`;
}

export function personDays(days: number): string {
  return counted(days, 'person-day');
}

export function total(tally: Readonly<Partial<Record<Verdict, number>>>): number {
  return VERDICTS.reduce((sum, verdict) => sum + (tally[verdict] ?? 0), 0);
}

/** `12 proven, 3 failing`, without the verdicts that have none. */
export function tallyWords(tally: Readonly<Partial<Record<Verdict, number>>>): string {
  const some = VERDICTS.filter((verdict) => (tally[verdict] ?? 0) > 0);
  return some.length === 0 ? 'none' : some.map((verdict) => `${figure(tally[verdict] ?? 0)} ${VERDICT_WORDS[verdict].word}`).join(', ');
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const MOMENT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})/;

/** `1 November 2026, 00:00 UTC`; text that is no moment stays as it is. */
export function moment(text: string): string {
  const match = isInstantText(text) ? MOMENT.exec(text) : null;
  return match === null ? text : `${Number(match[3])} ${MONTHS[Number(match[2]) - 1]} ${match[1]}, ${match[4]} UTC`;
}

/** `2026-11-01`: the day of a moment, for tables. */
export function day(text: string): string {
  return isInstantText(text) ? text.slice(0, 10) : text;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** How far a moment lies from the one that is judged: `3 days before`, `78 days after`, `the same hour`. Empty where either is no moment. */
export function distance(text: string, at: string): string {
  if (!isInstantText(text) || !isInstantText(at)) return '';
  const apart = Instant.parse(text) - Instant.parse(at);
  const size = Math.abs(apart);
  if (size < HOUR) return 'the same hour';
  const words = size < 2 * DAY ? counted(Math.floor(size / HOUR), 'hour') : counted(Math.floor(size / DAY), 'day');
  return `${words} ${apart < 0 ? 'before' : 'after'}`;
}

/** With a capital first letter, as a title stands alone. */
export function titled(text: string): string {
  return text.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

/** The first so many; what is left out is said beside it, never dropped in silence. */
export function first<T>(all: readonly T[], limit: number): { readonly shown: readonly T[]; readonly left: number } {
  return { shown: all.slice(0, limit), left: Math.max(0, all.length - limit) };
}
