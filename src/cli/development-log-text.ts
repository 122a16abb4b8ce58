import { Instant } from '../core/index.ts';
import type { Monitored } from '../development/codelog/edge/monitor.ts';
import { ALARMING, type RefFinding, type RefState } from '../development/codelog/refs.ts';
import { wrap } from './help.ts';
import { counted, wholeTable } from './table.ts';

const ORDER: readonly RefState[] = ['moved', 'moved-before', 'rewritten', 'gone', 'new', 'forward', 'same'];
const SAID: Readonly<Record<RefState, string>> = {
  moved: 'moved',
  'moved-before': 'moved before',
  rewritten: 'not a fast-forward',
  gone: 'not here',
  new: 'new',
  forward: 'went on',
  same: 'as logged',
};

interface RefReport {
  readonly repository: string;
  readonly findings: readonly RefFinding[];
  readonly left: readonly string[];
  readonly entered: number;
  readonly size: number;
}

export function refsText({ repository, findings, left, entered, size }: RefReport, known: ReadonlySet<string>): string {
  const alarming = findings.filter(({ state }) => ALARMING.has(state)).toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  const counts = ORDER.map((state) => [state, findings.filter((one) => one.state === state).length] as const).filter(([, count]) => count > 0);
  const open = alarming.filter(({ ref }) => !known.has(ref)).length;
  return [
    `${repository}: ${counted(findings.length, 'ref')}, ${counts.map(([state, count]) => `${count} ${SAID[state]}`).join(', ')}.`,
    '',
    ...(alarming.length === 0
      ? []
      : [
          wholeTable(
            ['ref', 'state', 'in the log', 'by entry', 'logged at', 'here'],
            alarming.map(({ ref, state, logged, now }) => [
              `${ref}${known.has(ref) ? ' (known)' : ''}`,
              SAID[state],
              logged?.object.slice(0, 12) ?? '-',
              logged === undefined ? '-' : String(logged.index),
              logged === undefined ? '-' : Instant.format(logged.at).slice(0, 19),
              now?.object.slice(0, 12) ?? '-',
            ]),
            140,
          ),
          '',
        ]),
    `${counted(entered, 'entry', 'entries')} entered; the log holds ${size}.`,
    ...(left.length === 0
      ? []
      : wrap(`Left out, since they lead to no commit or their names have an @: ${left.slice(0, 10).join(', ')}${left.length > 10 ? ', …' : ''}.`, 100)),
    ...(open === 0 ? [] : wrap(`${counted(open, 'ref')} to look at. A tag that moved means that one name stands for two releases.`, 100)),
  ].join('\n');
}

export function monitorText({ origin, size, before, read, foreign, cosignedBy, alarms }: Monitored): string {
  return [
    `${origin}: ${counted(size, 'entry', 'entries')}, ${before} known before, ${counted(read, 'new one', 'new ones')} read and verified${foreign === 0 ? '' : `, ${foreign} of them of another form`}.`,
    ...(cosignedBy.length === 0 ? [] : [`Cosigned by ${cosignedBy.join(', ')}.`]),
    ...(alarms.length === 0
      ? ['Nothing to look at.']
      : ['', ...alarms.flatMap(({ code, what, remedy }) => [...wrap(`${code}: ${what}.`, 110), ...wrap(remedy, 108).map((line) => `  ${line}`)])]),
  ].join('\n');
}
