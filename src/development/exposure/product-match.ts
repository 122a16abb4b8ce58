import type { ProductRow } from '../advisory/lookup.ts';
import type { Cpe, CpeText, CpeValue } from '../component/cpe.ts';
import { compareUpstream } from './upstream-order.ts';

export interface Matched {
  readonly state: 'affected' | 'perhaps' | 'not-affected';
  readonly why: string;
  readonly fixed?: string;
}

/** Whether the criterion of a record holds a version, and a CPE where there is one. The record's part, vendor and product have been looked at before. */
export function matchProduct(row: ProductRow, version: string, cpe: Cpe | undefined): Matched {
  const other = differing(row.cpe, cpe);
  if (other === 'apart') return { state: 'not-affected', why: 'the record speaks of another edition or platform' };
  const held = holds(row, version, cpe);
  if (held.state === 'not-affected') return held;
  const conditions = [...(row.with ?? []), ...(other === undefined ? [] : [other])];
  // Hardware goes with its firmware: a record that says so says nothing that a bill of materials would.
  if (conditions.length === 0) return held;
  return { ...held, state: 'perhaps', why: `${held.why}, but only with ${conditions.slice(0, 2).join(' and ')}` };
}

const PLATFORM = ['target_sw', 'target_hw', 'edition', 'sw_edition', 'language', 'other'] as const;

/** `apart` where both say different things; words where the record alone says one. */
function differing(row: Cpe, cpe: Cpe | undefined): string | undefined {
  let words: string | undefined;
  for (const attribute of PLATFORM) {
    const [wanted, is] = [row[attribute], cpe?.[attribute]];
    if (wanted.kind !== 'text') continue;
    if (is?.kind === 'text') {
      if (!fits(wanted, is.text)) return 'apart';
    } else words ??= wanted.text;
  }
  return words;
}

function holds({ cpe: wanted, range }: ProductRow, version: string, cpe: Cpe | undefined): Matched {
  if (wanted.version.kind === 'na') return { state: 'not-affected', why: 'the record speaks of what has no version' };
  if (wanted.version.kind === 'text') return exactly(wanted, wanted.version, version, cpe);
  const { startIncluding, startExcluding, endIncluding, endExcluding } = range;
  const bounds = [startIncluding, startExcluding, endIncluding, endExcluding];
  if (bounds.every((bound) => bound === undefined)) return { state: 'affected', why: 'the record names every version' };
  const at = (bound: string | undefined) => (bound === undefined ? undefined : compareUpstream(version, bound));
  const unread = bounds.find((bound) => bound !== undefined && at(bound) === undefined);
  if (unread !== undefined) return { state: 'perhaps', why: `${version} and ${unread} cannot be put in order` };
  const after = (startIncluding === undefined || (at(startIncluding) ?? 0) >= 0) && (startExcluding === undefined || at(startExcluding) === 1);
  const before = (endIncluding === undefined || (at(endIncluding) ?? 0) <= 0) && (endExcluding === undefined || at(endExcluding) === -1);
  if (!after || !before) return { state: 'not-affected', why: `the range of the record does not hold ${version}` };
  return { state: 'affected', why: `the range ${rangeText(range)} holds ${version}`, ...(endExcluding === undefined ? {} : { fixed: endExcluding }) };
}

function rangeText({ startIncluding, startExcluding, endIncluding, endExcluding }: ProductRow['range']): string {
  const from = startIncluding === undefined ? (startExcluding === undefined ? '' : `after ${startExcluding}`) : `from ${startIncluding}`;
  const to = endExcluding === undefined ? (endIncluding === undefined ? '' : `up to and with ${endIncluding}`) : `before ${endExcluding}`;
  return [from, to].filter((each) => each !== '').join(' ');
}

function exactly(wanted: Cpe, text: CpeText, version: string, cpe: Cpe | undefined): Matched {
  const update = wanted.update.kind === 'text' ? wanted.update.text : '';
  const own = cpe?.update.kind === 'text' ? cpe.update.text : '';
  if (text.before !== undefined || text.after !== undefined)
    return fits(text, version.toLowerCase())
      ? { state: 'affected', why: `the record names versions like ${text.text}` }
      : { state: 'not-affected', why: 'the record names other versions' };
  // 4.2.8p15 is written as version 4.2.8 with update p15 as well.
  const equal = [text.text + update, `${text.text}-${update}`, `${text.text}${update.replace(/^[^0-9a-z]+/, '')}`].some(
    (each) => compareUpstream(each, version + own) === 0,
  );
  if (equal) return { state: 'affected', why: `the record names ${text.text}${update === '' ? '' : ` ${update}`}` };
  if (compareUpstream(text.text, version) === undefined && text.text !== version.toLowerCase())
    return { state: 'perhaps', why: `${version} and ${text.text} cannot be compared` };
  return { state: 'not-affected', why: `the record names ${text.text} alone` };
}

/** Whether a text is one of those that a value with wildcards stands for (NISTIR 7696, 6.3). */
export function fits(value: CpeText, text: string): boolean {
  const free = (side: CpeText['before'], length: number) => side === 'many' || length <= (side ?? 0);
  for (let at = text.indexOf(value.text); at !== -1; at = text.indexOf(value.text, at + 1)) {
    if (free(value.before, at) && free(value.after, text.length - at - value.text.length)) return true;
  }
  return false;
}

export function textOf(value: CpeValue): string | undefined {
  return value.kind === 'text' ? value.text : undefined;
}
