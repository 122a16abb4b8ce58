import { Duration } from '../../core/index.ts';
import { SYSTEMS } from './access-kinds.ts';
import { atMost, countOf } from './figure-of.ts';
import type { Kind } from './kinds.ts';
import type { Figures } from './model.ts';

/** Latencies that one entry of the ledger has room for. */
export const MOST_LATENCIES = 1000;

export const PATCH_LATENCY: Kind = {
  id: 'patch-latency',
  title: 'Patch latency',
  for: [...SYSTEMS, 'workstation'],
  cadence: 'P30D',
  takes: 'P7D',
  tasks: [
    {
      id: 'holes',
      title: 'Each exploitable hole, from when a fix was out until it was closed',
      file: true,
      figures: { holes: 'count', late: 'count', open: 'count', limit: 'duration', latencies: 'durations' },
      further: {
        'limit-critical': 'duration',
        'limit-high': 'duration',
        'limit-medium': 'duration',
        'limit-low': 'duration',
        // How long each hole that is open has been open.
        'open-for': 'durations',
        p50: 'duration',
        p90: 'duration',
        within: 'share',
      },
      table: ['available', 'applied'],
      settings: ['limit', 'limit-critical', 'limit-high', 'limit-medium', 'limit-low'],
      wrong: wrongOf,
    },
  ],
  states: [
    {
      claim: 'patch.latency-kept',
      of: 'subjects',
      tasks: ['holes'],
      // Where there was no hole, nobody showed how long one would stay.
      values: (of) => (countOf(of('holes'), 'holes') === 0 ? [] : [countOf(of('holes'), 'late') === 0]),
      finding: 'holes were not closed within the time that was set',
    },
    { claim: 'patch.latency', of: 'subjects', tasks: ['holes'], values: (of) => timesIn(of('holes'), 'latencies') },
  ],
};

function timesIn(figures: Figures, name: string): readonly string[] {
  const times = figures[name];
  return Array.isArray(times) ? times : [];
}

/** What is late is told by the times and the limits, and not by whoever counts. Where limits differ by severity, it lies between what the longest and the shortest leave. */
function wrongOf(figures: Figures): readonly string[] {
  const [closedFor, openFor] = [timesIn(figures, 'latencies'), timesIn(figures, 'open-for')];
  const [all, open, late] = [countOf(figures, 'holes'), countOf(figures, 'open'), countOf(figures, 'late')];
  const wrong = [...atMost('late', 'holes')(figures), ...atMost('open', 'holes')(figures)];
  const closed = Math.max(0, all - open);
  if (closedFor.length !== Math.min(closed, MOST_LATENCIES)) wrong.push(`${closedFor.length} latencies and ${open} open holes are not ${all} holes`);
  if (openFor.length !== Math.min(open, MOST_LATENCIES)) wrong.push(`open-for says of ${openFor.length} of ${open} open holes how long they have been open`);
  const limits = ['limit', 'limit-critical', 'limit-high', 'limit-medium', 'limit-low'].flatMap((name) => figures[name] ?? []).map((one) => millis(one));
  const times = [...closedFor, ...openFor].map(millis);
  const past = (limit: number) => times.filter((each) => each > limit).length;
  // Of more holes than there is room for, the times are some of them: those that are late are late, and others may be.
  const unseen = closed + open - times.length;
  const [least, most] = [past(Math.max(...limits)), past(Math.min(...limits)) + Math.max(0, unseen)];
  if (wrong.length === 0 && (late < least || late > most))
    wrong.push(`late is ${late}, and by the limit and the times it is ${least === most ? least : `from ${least} to ${most}`}`);
  const { within, p50, p90 } = figures;
  if (typeof within === 'number' && all > 0 && Math.abs(within - (1 - late / all)) > 0.001) wrong.push('within is not the share that is not late');
  if (p50 !== undefined && p90 !== undefined && millis(p50) > millis(p90)) wrong.push('p50 is more than p90');
  return wrong;
}

/** What is asked of is checked to be a duration before. */
function millis(figure: unknown): number {
  return typeof figure === 'string' && Duration.isText(figure) ? Duration.parse(figure) : 0;
}
