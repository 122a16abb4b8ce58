/**
 * The duties of the Cyber Resilience Act that last for years, for each product and version: support period, updates kept available, documentation
 * kept, end of support told, reporting. Dates come from the map, verdicts from evidence. The clocks of one incident belong to operations.
 */
import type { Instant } from '../../core/index.ts';
import type { FactKey } from '../../map/facts.ts';
import type { Part, ServiceMap, Variant } from '../../map/model.ts';
import { evidenceOf, type Position } from '../position.ts';
import { worst } from '../verdict.ts';
import { dayAt, dayOf, daysBetween, yearsAfter } from './day.ts';
import type { Duty, DutyState, ProductDuties } from './model.ts';

export type { Duty, DutyState, ProductDuties } from './model.ts';

// Article 71(2), and Article 69(2) and (3): what was on the market before falls under Article 14 all the same, under the rest once it is
// substantially modified.
const REPORTING_FROM = '2026-09-11';
const REST_FROM = '2027-12-11';
/** Article 13(8): at least five years, unless the product is expected to be in use for less. */
const LEAST_SUPPORT_YEARS = 5;
/** Article 13(9), from the issue of each update, and (13), from the placing on the market. */
const KEEP_YEARS = 10;
/** How long before an end a person should hear of it. */
const SOON_DAYS = 366;

const CONTROLS: Readonly<Record<Duty['id'], readonly string[]>> = {
  'support-period': ['support-period-published', 'vulnerability-monitoring', 'updates-delivered'],
  'updates-kept-available': ['updates-kept-available', 'releases-archived'],
  'documentation-kept': ['conformity-documented', 'releases-archived'],
  'end-of-support-told': ['support-period-published'],
  reporting: ['reporting-rehearsed', 'vulnerability-monitoring', 'incident-communicated'],
};

const PRODUCT_KINDS: ReadonlySet<string> = new Set(['device', 'gateway', 'app']);

/** The duties of each product in scope, or of each of its versions where it has some. `at`: the moment asked about. Pure. */
export function dutiesOf(map: ServiceMap, position: Position, at: Instant): readonly ProductDuties[] {
  return map.parts
    .filter((part) => part.inScope && PRODUCT_KINDS.has(part.kind))
    .flatMap((part) =>
      ((part.variants ?? []).length === 0 ? [undefined] : (part.variants ?? [])).map((variant) => ofProduct(map, part, variant, position, dayAt(at))),
    );
}

function ofProduct(map: ServiceMap, part: Part, variant: Variant | undefined, position: Position, today: string): ProductDuties {
  const product = variant === undefined ? part.id : `${part.id}/${variant.id}`;
  const stated = (key: FactKey): { readonly value: unknown; readonly from: readonly string[] } => {
    if (variant?.facts?.[key] !== undefined) return { value: variant.facts[key], from: [product] };
    if (part.facts?.[key] !== undefined) return { value: part.facts[key], from: [part.id] };
    const of = map.service.facts?.[key];
    return of === undefined ? { value: undefined, from: [] } : { value: of, from: [map.service.id] };
  };
  const placed = stated('placed-on-market');
  const until = stated('supported-until');
  const use = stated('expected-use-years');
  const from = dayOf(placed.value);
  const supported = dayOf(until.value);
  const years = typeof use.value === 'number' && use.value > 0 ? use.value : undefined;
  const decidedBy = [...new Set([...placed.from, ...until.from])];
  const unstated = [...(from === undefined ? ['placed-on-market'] : []), ...(supported === undefined ? ['supported-until'] : [])];

  const make = (id: Duty['id'], requirements: readonly string[], title: string, dates: { from?: string; until?: string }, judged: Judged): Duty => {
    const controls = CONTROLS[id].flatMap((control) => {
      const found = position.controls.find((one) => one.control.id === control);
      const subjects = found?.subjects ?? [];
      const own = subjects.filter((one) => one.subject === part.id);
      return (own.length > 0 ? own : subjects).map((one) => {
        const piece = one.pieces.find((each) => each.subject === product);
        return piece === undefined
          ? { control, subject: one.subject, verdict: one.verdict, evidence: evidenceOf(one) }
          : { control, subject: product, verdict: piece.judgement.verdict, evidence: [...piece.judgement.evidence] };
      });
    });
    const verdict = worst(controls.map((one) => one.verdict)) ?? 'unproven';
    return {
      id,
      requirements,
      title,
      ...defined(dates),
      state: judged.state,
      because: judged.because,
      decidedBy: judged.decidedBy ?? decidedBy,
      verdict,
      controls,
    };
  };

  const binding = bindingOf(from, placed.from, today);
  const over = (day: string | undefined, end: string, missing: readonly string[] = unstated): Judged => {
    if (binding !== undefined) return binding;
    if (day === undefined) return { state: 'unknown', because: `The map does not state ${missing.join(' and ')} of ${product}.` };
    const left = daysBetween(today, day);
    if (left < 0) return { state: 'over', because: `${end} ${day}.` };
    return { state: left <= SOON_DAYS ? 'due-soon' : 'running', because: `${left} days are left.` };
  };

  // Article 13(9) counts from the issue of each update, and one can be issued until the last day of support. What then remains of the support period is
  // less than the ten years.
  const updates = supported === undefined ? undefined : yearsAfter(supported, KEEP_YEARS);
  const tenYears = from === undefined ? undefined : yearsAfter(from, KEEP_YEARS);
  const keep = tenYears === undefined || supported === undefined ? undefined : tenYears > supported ? tenYears : supported;
  return {
    product,
    name: variant === undefined ? part.name : `${part.name}, ${variant.name ?? variant.id}`,
    ...(from === undefined ? {} : { placedOnMarket: from }),
    ...(supported === undefined ? {} : { supportedUntil: supported }),
    duties: [
      make(
        'support-period',
        ['13.8'],
        'Flaws are handled for a support period that is long enough',
        { ...(from === undefined ? {} : { from }), ...(supported === undefined ? {} : { until: supported }) },
        supportJudged(binding, from, supported, years, use.from, () => over(supported, 'Support ended on')),
      ),
      make(
        'updates-kept-available',
        ['13.9'],
        'Each security update can be had for ten years from its issue, or the rest of the support period',
        updates === undefined ? {} : { until: updates },
        over(updates, 'An update of the last day of support had to be kept until', ['supported-until']),
      ),
      make(
        'documentation-kept',
        ['13.13'],
        'Technical file and declaration are kept for ten years or the support period',
        keep === undefined ? {} : { until: keep },
        over(keep, 'They had to be kept until'),
      ),
      make(
        'end-of-support-told',
        ['13.19'],
        'Users are told when support ends',
        supported === undefined ? {} : { until: supported },
        over(supported, 'Users were to be told that support ended on'),
      ),
      make(
        'reporting',
        ['14.1', '14.2a', '14.2b', '14.2c', '14.3', '14.4a', '14.4b', '14.4c', '14.8'],
        'Exploited flaws and severe incidents are reported in time',
        { from: from !== undefined && from > REPORTING_FROM ? from : REPORTING_FROM },
        reportingJudged(from, placed.from, today),
      ),
    ],
  };
}

interface Judged {
  readonly state: DutyState;
  readonly because: string;
  readonly decidedBy?: readonly string[];
}

// Article 69(3) binds what was on the market before; what is not on it yet has no user to whom anything could happen.
function reportingJudged(from: string | undefined, by: readonly string[], today: string): Judged {
  if (from !== undefined && from > today) return planned(from, by);
  if (from !== undefined && from > REPORTING_FROM) return { state: 'running', because: `Owed since it was placed on the market on ${from}.`, decidedBy: by };
  const state = today >= REPORTING_FROM ? 'running' : daysBetween(today, REPORTING_FROM) <= SOON_DAYS ? 'due-soon' : 'not-owed';
  return { state, because: `Owed from ${REPORTING_FROM}, also for what was on the market before (Article 69(3)).`, decidedBy: [] };
}

function planned(from: string, by: readonly string[]): Judged {
  return { state: 'not-owed', because: `It is to be placed on the market on ${from}.`, decidedBy: by };
}

// Only what the map states can excuse, in the past or in plan; a product without a date is treated as one that the duties bind.
function bindingOf(from: string | undefined, by: readonly string[], today: string): Judged | undefined {
  if (from !== undefined && from > today) return planned(from, by);
  return from !== undefined && from < REST_FROM
    ? {
        state: 'not-owed',
        because: `Placed on the market on ${from}, before ${REST_FROM}: owed once the product is substantially modified (Article 69(2)).`,
        decidedBy: by,
      }
    : undefined;
}

function supportJudged(
  binding: Judged | undefined,
  from: string | undefined,
  supported: string | undefined,
  years: number | undefined,
  useFrom: readonly string[],
  otherwise: () => Judged,
): Judged {
  // A period that is planned too short is said before it is too late.
  if ((binding !== undefined && from !== undefined && from < REST_FROM) || from === undefined || supported === undefined) return otherwise();
  const least = yearsAfter(from, Math.min(LEAST_SUPPORT_YEARS, Math.floor(years ?? LEAST_SUPPORT_YEARS)));
  if (supported < least)
    return {
      state: 'falls-short',
      because: `Support until ${supported} is shorter than until ${least}, the least for what is placed on the market on ${from}.`,
    };
  const judged = otherwise();
  const expected = years === undefined ? undefined : yearsAfter(from, Math.floor(years));
  return expected !== undefined && supported < expected
    ? {
        ...judged,
        because: `${judged.because} It is expected to be in use until ${expected}: why support ends sooner has to be argued in the technical file.`,
        decidedBy: useFrom,
      }
    : judged;
}

function defined(dates: { readonly from?: string; readonly until?: string }): { readonly from?: string; readonly until?: string } {
  return { ...(dates.from === undefined ? {} : { from: dates.from }), ...(dates.until === undefined ? {} : { until: dates.until }) };
}
