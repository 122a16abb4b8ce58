import { figure } from '../core/index.ts';
import { counted, table } from './table.ts';

export interface Readings {
  readonly records: readonly { readonly at: string; readonly class: string; readonly purpose: string; readonly text?: string; readonly base64?: string }[];
  readonly withheld: number;
  /** Numbers of rows. */
  readonly unopened: readonly number[];
  readonly next?: { readonly at: number; readonly id: number };
}

export function readText({ records, withheld, unopened, next }: Readings): string {
  return [
    records.length === 0
      ? 'Nothing is kept of that.'
      : table(
          ['moment', 'class', 'purpose', 'value'],
          records.map(({ at, class: dataClass, purpose, text, base64 }) => [at, dataClass, purpose, text === undefined ? `base64 ${base64}` : plain(text)]),
        ),
    ...(withheld === 0 ? [] : ['', `${counted(withheld, 'record is', 'records are')} withheld: kept under a stricter class than the channel has now.`]),
    ...(unopened.length === 0 ? [] : ['', `ASSAY-DATA-004: ${counted(unopened.length, 'record does', 'records do')} not open: changed, or moved.`]),
    ...(next === undefined ? [] : ['', `More: --after ${next.at}-${next.id}`]),
  ].join('\n');
}

/** A device controls these: nothing of it moves the reader's cursor. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·');
}

export interface Went {
  readonly because: string;
  readonly gone: readonly { readonly class: string; readonly purpose: string; readonly records: number }[];
  readonly late: number;
}

export function wentText(went: readonly Went[]): string {
  const rows = went.flatMap(({ because, gone }) =>
    gone.map(({ class: dataClass, purpose, records }) => [dataClass, purpose, because === 'time' ? 'its time was up' : 'no consent any more', records]),
  );
  return rows.length === 0 ? 'Nothing is past its time.' : table(['class', 'purpose', 'because', 'erased'], rows);
}

export interface StatusShown {
  readonly at: string;
  readonly key: 'none' | 'plain' | 'sealed';
  readonly kept: readonly { readonly class: string; readonly purpose: string; readonly records: number }[];
  readonly holders: number;
  readonly overdue: number;
  readonly lateSeconds: number;
  readonly requests: { readonly due: number; readonly inTime: number; readonly open: number; readonly exports: number; readonly expired: number };
  readonly since?: Readonly<Record<'kept' | 'otherClass' | 'noConsent' | 'tooLarge' | 'full', number>>;
}

const KEY = {
  none: 'There is no key yet.',
  plain: 'The key opens by itself: whoever has data.key and data.db reads all.\nSeal it: assay product data seal --data-passphrase SOURCE',
  sealed: 'The key is sealed by a passphrase.',
} as const;

export function statusText({ at, key, kept, holders, overdue, lateSeconds, requests, since }: StatusShown): string {
  const { due, inTime, open, exports, expired } = requests;
  return [
    kept.length === 0
      ? `Nothing is kept as of ${at}.`
      : `${counted(
          kept.reduce((sum, { records }) => sum + records, 0),
          'record',
        )} of ${counted(holders, 'household')} as of ${at}.`,
    ...(kept.length === 0
      ? []
      : [
          '',
          table(
            ['class', 'purpose', 'records'],
            kept.map(({ class: dataClass, purpose, records }) => [dataClass, purpose, records]),
          ),
        ]),
    '',
    overdue === 0 ? 'Nothing is past its time.' : `${counted(overdue, 'record is', 'records are')} past their time, the oldest by ${figure(lateSeconds)} s.`,
    KEY[key],
    `Erasures: ${inTime} of ${due} in time${open === 0 ? '' : `, ${open} open`}. Exports: ${exports}. Erased by time: ${figure(expired)}.`,
    ...(since === undefined
      ? []
      : [
          `Since it serves: kept ${figure(since.kept)}; not kept: of another class ${figure(since.otherClass)}, without consent ${figure(since.noConsent)}, too large ${figure(since.tooLarge)}, too many ${figure(since.full)}.`,
        ]),
  ].join('\n');
}
