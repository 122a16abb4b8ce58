import { comparisonMarkdown } from '../../assurance/compare/markdown.ts';
import { standardsOwed } from '../../assurance/compare/standards.ts';
import { pickStandards } from '../../assurance/imported/index.ts';
import { dueOf } from '../../assurance/improvement/due.ts';
import { historyOf } from '../../assurance/improvement/history.ts';
import { beginningOf } from '../../assurance/improvement/past.ts';
import { trendOf } from '../../assurance/improvement/trend.ts';
import type { Standard } from '../../assurance/model.ts';
import { REPORT_FILES, REPORT_FORMATS, type ReportFormat, renderReport } from '../../assurance/report/formats.ts';
import type { Report } from '../../assurance/report/model.ts';
import { Instant } from '../../core/index.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import { question } from '../judge/question.ts';
import { comparing } from '../position/comparing.ts';
import type { Known } from '../position/model.ts';
import type { Judged } from '../position/moment.ts';
import { lastDays, pastAs } from '../position/past.ts';
import { judgedAnswer, seenAt } from '../position/questions.ts';
import type { Format, Offered, ReportsAnswer } from './model.ts';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 730;

const ABOUT: Readonly<Record<ReportFormat, string>> = {
  html: 'One file for managers and auditors, made to be printed; it can be narrowed without a script.',
  md: 'For a wiki or a comment on a change.',
  json: 'Every figure, with the entries it came from.',
  csv: 'A line a requirement.',
  sarif: 'For tools that show findings beside code.',
  oscal: 'For an assessor’s tools: what was assessed, how, and what was found.',
  'oscal-poam': 'For an assessor’s tools: what is open, and what is planned.',
};

const OTHERS: readonly (Pick<Offered, 'title' | 'about' | 'needsFrom'> & { readonly format: Exclude<Format, ReportFormat>; readonly ending: string })[] = [
  { format: 'comparison-md', title: 'Comparison as Markdown', about: 'What got worse and what got better between two moments.', needsFrom: true, ending: 'md' },
  { format: 'comparison-json', title: 'Comparison as JSON', about: 'The same, with every cause and entry.', needsFrom: true, ending: 'json' },
  { format: 'trend-json', title: 'Trend as JSON', about: 'Tallies by layer, outcome and standard, a point a day.', needsFrom: false, ending: 'json' },
  {
    format: 'history-json',
    title: 'History of gaps as JSON',
    about: 'How long each gap has been open, and how long those took that closed.',
    needsFrom: false,
    ending: 'json',
  },
  { format: 'due-json', title: 'What falls due, as JSON', about: 'What goes stale within 30 days, and what falls with it.', needsFrom: false, ending: 'json' },
];

const SUBJECT: Readonly<Record<Exclude<Format, ReportFormat>, string>> = {
  'comparison-md': 'comparison',
  'comparison-json': 'comparison',
  'trend-json': 'trend',
  'history-json': 'history',
  'due-json': 'due',
};

/** `camera-service-gaps-2026-11-01T000000Z.html`: no colon, which some systems do not take in a name. */
export function fileName(service: string, about: string, at: Instant, ending: string): string {
  return `${service}-${about}-${Instant.format(at)
    .replaceAll(':', '')
    .replace(/\.\d+Z$/, 'Z')}.${ending}`;
}

const rendered = new WeakMap<Report, Map<ReportFormat, ReturnType<typeof renderReport>>>();

function render(report: Report, format: ReportFormat): ReturnType<typeof renderReport> {
  const known = rendered.get(report) ?? new Map();
  rendered.set(report, known);
  const found = known.get(format) ?? renderReport(report, format);
  known.set(format, found);
  return found;
}

export const reportsQuestion = question('reports.list', (desk, input: Judged & { readonly standard?: readonly string[] }): ReportsAnswer => {
  const seen = seenAt(desk, input);
  const report = seen.report(input.standard);
  const own = REPORT_FORMATS.map((format): Offered => {
    const { ending, mediaType, title } = REPORT_FILES[format];
    const { text, lost } = render(report, format);
    const name = fileName(seen.map.service.id, 'gaps', seen.at, ending);
    return { format, title, about: ABOUT[format], name, mediaType, bytes: Buffer.byteLength(text), notCarried: [...lost], needsFrom: false };
  });
  const others = OTHERS.map(({ format, title, about, needsFrom, ending }): Offered => {
    const name = fileName(seen.map.service.id, SUBJECT[format], seen.at, ending);
    return { format, title, about, name, mediaType: mediaTypeOf(ending), notCarried: [], needsFrom };
  });
  const standards = report.standards.map(({ id }) => id).join(', ');
  return { ...judgedAnswer(seen), answer: `${own.length + others.length} files, of ${standards}.`, reports: [...own, ...others] };
});

const mediaTypeOf = (ending: string) => (ending === 'md' ? REPORT_FILES.md.mediaType : REPORT_FILES.json.mediaType);

export interface ReportFile {
  readonly text: string;
  readonly mediaType: string;
  readonly name: string;
  readonly notCarried: readonly string[];
}

export interface ReportAsked extends Judged {
  readonly format: Format;
  readonly standard?: readonly string[];
  readonly known: Known;
  /** The earlier side of a comparison, or where a series begins. */
  readonly from?: Judged;
}

/** One file. The report's own formats have the bytes that the command line writes for the same head, moment and standards. */
export const reportQuestion = question('reports.file', (desk, input: ReportAsked): ReportFile => {
  const { format } = input;
  const seen = seenAt(desk, input);
  const { id } = seen.map.service;
  if (isReport(format)) {
    const { text, lost } = render(seen.report(input.standard), format);
    const { ending, mediaType } = REPORT_FILES[format];
    return { text, mediaType, name: fileName(id, 'gaps', seen.at, ending), notCarried: lost };
  }
  const ending = format === 'comparison-md' ? 'md' : 'json';
  return { text: seriesText(desk, seen, input, format), mediaType: mediaTypeOf(ending), name: fileName(id, SUBJECT[format], seen.at, ending), notCarried: [] };
});

const isReport = (format: Format): format is ReportFormat => (REPORT_FORMATS as readonly string[]).includes(format);

function seriesText(desk: Desk, seen: Seen, input: ReportAsked, format: Exclude<Format, ReportFormat>): string {
  const standards = (): readonly Standard[] => pickStandards(seen.standards, input.standard ?? standardsOwed(seen.map.service.owes));
  const json = (found: object) => JSON.stringify({ ...found, head: seen.head, known: input.known }, null, 2);
  const from = input.from ?? { at: seen.at - DAY_MS, size: input.size };
  switch (format) {
    case 'comparison-md':
    case 'comparison-json': {
      const { found, notes } = comparing(desk, from, input, input.known, input.standard);
      return format === 'comparison-md' ? comparisonMarkdown(found, notes) : json({ ...found, notes });
    }
    case 'trend-json': {
      const days = Math.min(LONGEST_DAYS, Math.max(1, Math.round((seen.at - from.at) / DAY_MS)));
      return json(trendOf(pastAs(desk, seen, input.known), standards(), lastDays(seen.at, input.from === undefined ? 30 : days)));
    }
    case 'history-json': {
      const past = pastAs(desk, seen, input.known);
      const begin = input.from === undefined ? (beginningOf(past) ?? seen.at) : Instant.of(input.from.at);
      return json(historyOf(past, standards(), begin > seen.at ? seen.at : begin, seen.at));
    }
    case 'due-json': {
      const { map, mapDigest, evidence, exclusions, at, head } = seen;
      return json(dueOf({ map, mapDigest, evidence, exclusions, standards: standards(), at, until: Instant.of(at + 30 * DAY_MS), size: head.size }));
    }
  }
}

export const REPORTS_QUESTIONS = [reportsQuestion, reportQuestion];
