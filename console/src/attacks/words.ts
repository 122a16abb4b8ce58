import type { Paths, Way } from '../../../src/server/attacks/model.ts';

export type Reach = Paths['answers'][number]['reach'];
export type Hop = Way['story']['hops'][number];
export type Course = Way['course'];
export type ControlAt = Hop['closedBy'][number];

export const REACH_WORDS: Readonly<Record<Reach, { readonly word: string; readonly means: string }>> = {
  'proven-reachable': { word: 'Proven possible', means: 'Every step of some way is shown to be open by evidence, or is how the thing works.' },
  undecided: { word: 'Undecided', means: 'May be possible: there is a way, and the evidence that would settle all of its steps is missing or too old.' },
  'proven-closed': {
    word: 'Proven closed',
    means: 'No way is left, even if every undecided step were open. Closed within this library of steps and this map.',
  },
  'no-way-known': { word: 'No way known', means: 'No step of the library leads there. That is a limit of the library: not analysed, and so not safe.' },
};

/** Worst first. */
export const REACH_ORDER: readonly Reach[] = ['proven-reachable', 'undecided', 'no-way-known', 'proven-closed'];

const figures = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
export const figure = (n: number): string => figures.format(n);

/** A coarse scale bears no more than two figures. */
export function effort(days: number): string {
  const said = days >= 10 ? figure(Number(days.toPrecision(2))) : String(Number(days.toPrecision(2)));
  return `${said} person-${days === 1 ? 'day' : 'days'}`;
}

/** The same, where it is clear that days of work are meant. */
export const days = (of: number): string => effort(of).replace('person-', '');

const WORKING_HOURS = 8;
const WORKING_DAYS = 220;

/** A sampled time, as the command line says it: hours of work below a day, years of 220 days above two of them. */
export function time(days: number): string {
  if (days === 0) return 'held';
  if (days < 1) return `${Number((days * WORKING_HOURS).toPrecision(2))} h`;
  return days < 2 * WORKING_DAYS ? `${Number(days.toPrecision(2))} d` : `${figure(Number((days / WORKING_DAYS).toPrecision(2)))} y`;
}

export const plural = (n: number, word: string): string => `${figure(n)} ${n === 1 ? word : `${word}s`}`;

export function statusWords({ status, closedBy, narrowedBy }: Hop): string {
  if (status === 'undecided') return 'Undecided: the evidence that would settle it is missing or too old';
  return closedBy.length + (narrowedBy?.length ?? 0) === 0 ? 'Always open: it is how the thing works' : 'Shown to be open';
}

/** The story of a way, for pasting into a text. */
export function asText({ story }: Way, title: string, at: string): string {
  const named = (controls: readonly ControlAt[]) => controls.map((one) => `${one.control} at ${one.subject} (${one.verdict})`).join(' and ');
  const lines = story.hops.flatMap((hop, i) => [
    `${i + 1}. ${hop.sentence}`,
    `   ${[
      statusWords(hop),
      effort(hop.days),
      ...(hop.closedBy.length === 0 ? [] : [`closed by ${named(hop.closedBy)}`]),
      ...(hop.evidence.length === 0 ? [] : [`entries ${hop.evidence.join(', ')}`]),
      ...(hop.techniques.length === 0 ? [] : [hop.techniques.join(' ')]),
    ].join('; ')}`,
  ]);
  return [title, story.summary, '', ...lines, '', `Judged at ${at}.`, ''].join('\n');
}
