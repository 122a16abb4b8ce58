import { Instant, isInstantText, Refused } from '../../core/index.ts';
import { importFaults } from './faults.ts';
import type { ImportContext } from './model.ts';

const PATTERN = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|z|[+-]\d{2}:?\d{2})?)?$/;
const LONGEST = 200;
const SKEW_MS = 5 * 60 * 1000;
/** No zone is further ahead of UTC than this. */
const AHEAD_MS = 14 * 60 * 60 * 1000;

/** A moment as tools write it: ISO 8601 with any offset, or without one. `undefined` for anything else, and for days that do not exist. */
export function readMoment(text: string): { readonly at: Instant; readonly zoned: boolean } | undefined {
  if (text.length > LONGEST) return undefined;
  const match = PATTERN.exec(text.trim());
  if (match === null) return undefined;
  const [, day, minutes = '00:00', seconds = '00', fraction, zone] = match;
  const plain = `${day}T${minutes}:${seconds}${fraction === undefined ? '' : `.${fraction.slice(0, 9)}`}Z`;
  if (!isInstantText(plain)) return undefined;
  const shift = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  const offset = shift === null ? 0 : (shift[1] === '-' ? -1 : 1) * (Number(shift[2]) * 60 + Number(shift[3])) * 60_000;
  const at = Instant.parse(plain) - offset;
  return at < 0 ? undefined : { at: Instant.of(at), zoned: zone !== undefined };
}

/**
 * When the source was seen, by the text that it gives. A missing one is the moment of import, one without a zone is taken as UTC, and both are
 * said under `assumed`. Throws `Refused` (ASSAY-IMPORT-003 for what is no moment, -010 for one that has not come yet).
 */
export function momentOf(text: string | undefined, at: string, context: ImportContext, assumed: Set<string>, field = at): Instant {
  if (text === undefined && context.observedAt !== undefined) {
    assumed.add(`${at} is not given: it was taken as ${context.observedAt}, as the command says`);
    return Instant.parse(context.observedAt);
  }
  if (text === undefined) {
    assumed.add(`${at} is not given: the moment of import was taken`);
    return context.now;
  }
  const moment = readMoment(text);
  if (moment === undefined) {
    throw new Refused(
      importFaults.fault('003', {
        message: `${at} is no moment`,
        file: context.file,
        field,
        expected: 'ISO 8601, such as 2026-11-01T12:00:00Z',
        // It may be anything, such as an address in the wrong field.
        found: /^\d[\dTZtz:.,+/ -]*$/.test(text) ? text.slice(0, 80) : `a text of ${text.length} characters`,
        remedy: 'Correct the moment, or leave it out.',
      }),
    );
  }
  if (!moment.zoned) {
    assumed.add(`${at} has no zone: it was taken as UTC`);
    if (moment.at > context.now && moment.at <= context.now + AHEAD_MS) {
      assumed.add(`${at} lies ahead where it is UTC: the moment of import was taken`);
      return context.now;
    }
  }
  if (moment.at <= context.now + SKEW_MS) return moment.at;
  throw new Refused(
    importFaults.fault('010', {
      message: `${at} has not come yet`,
      file: context.file,
      field,
      expected: `no later than ${Instant.format(context.now)}`,
      found: Instant.format(moment.at),
      remedy: 'Check the clock of the machine that ran the tool.',
    }),
  );
}

/**
 * As `momentOf`, of a format whose tools always write one: a report without it was changed, or is no report. Throws `Refused` (ASSAY-IMPORT-013), since to take the
 * moment of import would make young whatever it says.
 */
export function givenMoment(text: string | undefined, at: string, context: ImportContext, assumed: Set<string>): Instant {
  if (text !== undefined || context.observedAt !== undefined) return momentOf(text, at, context, assumed);
  throw new Refused(
    importFaults.fault('013', {
      message: `${at} is not given in ${context.file}, and the tools that write this format give it`,
      file: context.file,
      field: at,
      expected: 'ISO 8601, such as 2026-11-01T12:00:00Z',
      found: 'nothing',
      remedy: 'Give the report as its tool wrote it, or say when it was made: --observed-at 2026-11-01T12:00:00Z',
    }),
  );
}
