import { Duration, type Json, Refused } from '../../core/index.ts';
import { lostFields } from '../../evidence/import/lost.ts';
import type { ImportContext, Imported, Importer, Mapping } from '../../evidence/import/model.ts';
import { readMoment } from '../../evidence/import/moment.ts';
import { resolveSubject } from '../../evidence/import/resolve.ts';
import { shapeFault } from '../../evidence/import/shape-fault.ts';
import { type Claiming, type Item, type Outcome, stateItems } from '../../evidence/import/statement.ts';
import { strength } from '../../evidence/model.ts';
import { NAMESPACE } from '../report/oscal/parts.ts';
import { needModel, openOscal } from './document.ts';
import { propOf } from './fields.ts';
import { readResults } from './findings.ts';
import type { OscalFinding, OscalObservation, OscalResults, OscalSubject } from './model.ts';
import { isFields } from './reading.ts';

/**
 * Assessment results as evidence. A finding becomes a statement only where it, or a mapping, names a declared claim, and a subject of the map is
 * found; it was judged by others, so its method is `import` at most, whatever the mapping says. Satisfied says that the claim held, anything else that
 * it did not. A control that is satisfied proves no control of Assay's by itself: there is no claim of that name.
 */
export const oscalResults: Importer = {
  format: 'oscal',
  about: 'OSCAL assessment results (JSON, XML, YAML): findings whose properties, or a mapping, name the claim and the subject',
  recognises: (text) => /(?:^|["<\s])assessment-results["\s>:]/.test(text.slice(0, 4096)),
  read,
};

const MEDIA = { json: 'application/oscal+json', xml: 'application/oscal+xml', yaml: 'application/oscal+yaml' } as const;

/** Properties of a subject by which inventories name what the map may know. */
const NAMES = ['asset-id', 'hostname', 'fqdn', 'uri', 'purl', 'software-identifier', 'name'];

const MOST_ITEMS = 200_000;

type Result = OscalResults['results'][number];

interface Observed {
  readonly finding: OscalFinding;
  readonly observations: readonly OscalObservation[];
  /** The oldest of what it rests on: a statement is no fresher than that. Of an observation without a moment all that is known is when the assessment began. */
  readonly since: string;
  /** Why nothing good can rest on what it cites. */
  readonly baseless: string | undefined;
  /** Given by a property in Assay's namespace. */
  readonly claim: string | undefined;
  readonly value: string | undefined;
  readonly subject: string | undefined;
  /** Milliseconds from when the first of its observations was made to when one expires. */
  readonly lasts: number | undefined;
}

function read(text: string, context: ImportContext, mapping?: Mapping): Imported {
  const document = openOscal(text, context.file);
  needModel(document, 'assessment-results');
  const { metadata, results } = readResults(document);
  const source = `${metadata.title}, version ${metadata.version} (OSCAL assessment results)`;
  const wholes = wholesOf(document.reading.body);
  const assumed: string[] = [];
  const shortest = new Map<string, number>();
  let shortestOfAll: number | undefined;
  const items: Item[] = [];
  for (const [r, result] of results.entries()) {
    const known = observationsOf(result);
    for (const [f, finding] of result.findings.entries()) {
      const observed = observedOf(finding, result, known);
      const { claim, lasts } = observed;
      if (lasts !== undefined && lasts > 0) {
        if (claim !== undefined) shortest.set(claim, Math.min(shortest.get(claim) ?? lasts, lasts));
        shortestOfAll = Math.min(shortestOfAll ?? lasts, lasts);
      }
      const at = `assessment-results.results[${r}].findings[${f}]`;
      const whole = wholes[r]?.[f] ?? { title: finding.title };
      for (const item of itemsOf(observed, result, at, { whole, source, mediaType: MEDIA[document.encoding] }, context)) items.push(item);
      // Many findings may each cite one observation of many things: their product is no longer of the size of the file.
      if (items.length > MOST_ITEMS)
        throw new Refused(shapeFault(context, at, `finding in results that speak of at most ${MOST_ITEMS} things in all`, `more than ${MOST_ITEMS}`));
    }
  }
  const byDefault = (item: Item): Claiming | undefined => {
    const claim = item.fields.get('claim');
    if (claim === undefined) return undefined;
    const least = shortest.get(claim);
    return {
      from: 'the property claim',
      claim,
      value: item.fields.has('value') ? { from: 'value' } : { is: true },
      ...(least === undefined ? {} : { validFor: durationText(least) }),
    };
  };
  const { left, ...stated } = stateItems(items, context, capped(mapping, shortestOfAll, assumed), byDefault);
  return {
    format: oscalResults.format,
    ...stated,
    assumed: [...stated.assumed, ...assumed],
    lost: lostFields({ 'assessment-results': document.reading.body }, CARRIED, left),
  };
}

// What was judged elsewhere is an import at most. A mapping's author may say that it was less (somebody's word), never that it was more.
function capped(mapping: Mapping | undefined, shortest: number | undefined, assumed: string[]): Mapping | undefined {
  if (mapping === undefined) return undefined;
  return {
    ...mapping,
    rules: mapping.rules.map((rule, i) => {
      const stronger = rule.method !== undefined && strength(rule.method) > strength('import');
      if (stronger) assumed.push(`rule ${i + 1} of the mapping says ${rule.method}: what others assessed is taken as import`);
      const { method, ...rest } = rule;
      return {
        ...rest,
        ...(method === undefined || stronger ? {} : { method }),
        ...(shortest === undefined || (rule.validFor !== undefined && Duration.parse(rule.validFor) <= shortest) ? {} : { validFor: durationText(shortest) }),
      };
    }),
  };
}

/** By uuid in small letters, as they may be written in either. */
function observationsOf(result: Result): ReadonlyMap<string, readonly OscalObservation[]> {
  return Map.groupBy(result.observations, ({ uuid }) => uuid.toLowerCase());
}

function observedOf(finding: OscalFinding, result: Result, known: ReadonlyMap<string, readonly OscalObservation[]>): Observed {
  const cited = [...new Set(finding.observations.map((uuid) => uuid.toLowerCase()))];
  const observations = cited.flatMap((uuid) => known.get(uuid) ?? []);
  // Of the finding alone: what an observation says is of one thing seen, and the state is of what was concluded from all of them.
  const own = (name: string) =>
    propOf(
      finding.props.filter((prop) => prop.ns === NAMESPACE),
      name,
    );
  let baseless: string | undefined;
  if (cited.length === 0) baseless = 'it cites no observation, so nobody says what was seen';
  if (cited.some((uuid) => !known.has(uuid))) baseless = 'it cites an observation that is not there';
  let since = observations.length === cited.length && observations[0]?.collected !== undefined ? observations[0].collected : result.start;
  let lasts: number | undefined;
  for (const { collected = result.start, expires } of observations) {
    const from = readMoment(collected)?.at ?? 0;
    if (from < (readMoment(since)?.at ?? 0)) since = collected;
    if (expires === undefined) continue;
    const until = readMoment(expires)?.at;
    if (until === undefined) baseless ??= 'its observation expires at what is no moment';
    else lasts = Math.min(lasts ?? Number.POSITIVE_INFINITY, until - from);
  }
  return { finding, observations, since, baseless, claim: own('claim'), value: own('value'), subject: own('subject'), lasts };
}

function itemsOf(
  observed: Observed,
  result: Result,
  at: string,
  written: Pick<Item, 'whole' | 'source' | 'mediaType'>,
  context: ImportContext,
): readonly Item[] {
  const { finding, observations, claim, value, subject, since } = observed;
  const fields = new Map<string, string>([
    ['uuid', finding.uuid],
    ['title', finding.title],
    ['target-id', finding.target.targetId],
    ['target-type', finding.target.type],
    ['state', finding.target.state],
    ['result', result.title],
    ...finding.props.map((prop) => [`prop.${prop.name}`, prop.value] as const),
    ...(claim === undefined ? [] : [['claim', claim] as const]),
    ...(value === undefined ? [] : [['value', value] as const]),
  ]);
  const base = {
    ...written,
    outcome: outcomeOf(observed),
    observedAt: since,
    momentAt: `${at}: collected`,
    ...(finding.target.state === 'satisfied'
      ? {}
      : { finding: { id: finding.uuid, title: finding.title.slice(0, 500).toWellFormed(), refs: [finding.target.targetId] } }),
  };
  if (subject !== undefined) return [{ ...base, at, fields: fields.set('subject', subject), subject }];
  const unique = [...new Map(observations.flatMap((observation) => observation.subjects.map((one) => [one.uuid.toLowerCase(), one] as const))).values()];
  if (unique.length === 0) return [{ ...base, at, fields }];
  // A finding about several things is said of each of them, and what was observed is never taken for what the command is about.
  return unique.map((one, i) => {
    const words = wordsOf(one);
    const word = words.find((each) => resolveSubject(each, context) !== undefined) ?? words[0] ?? one.uuid;
    const get = (field: string) => (field === 'subject' ? word : fields.get(field));
    return { ...base, at: unique.length === 1 ? at : `${at} (subject ${i + 1})`, fields: { get, has: (field) => get(field) !== undefined }, subject: word };
  });
}

function wordsOf({ uuid, title, props }: OscalSubject): readonly string[] {
  const named = NAMES.flatMap((name) => props.filter((prop) => prop.name === name).map((prop) => prop.value));
  return [...named, ...(title === undefined ? [] : [title]), uuid];
}

function outcomeOf({ finding, lasts, baseless }: Observed): Outcome {
  switch (finding.target.state) {
    case 'satisfied':
      if (baseless !== undefined) return { kind: 'undecided', why: baseless };
      return lasts !== undefined && lasts <= 0 ? { kind: 'undecided', why: 'its observation had expired when it was collected' } : { kind: 'pass' };
    case 'not-satisfied':
      return { kind: 'fail' };
    default:
      return { kind: 'undecided', why: `its state "${finding.target.state.slice(0, 60)}" is neither satisfied nor not-satisfied` };
  }
}

const DAY = 24 * 60 * 60 * 1000;

/** Whole days, or seconds of less than one: rounded down, so that nothing lasts longer than it was said to. */
function durationText(milliseconds: number): string {
  return milliseconds >= DAY ? `P${Math.min(999_999, Math.floor(milliseconds / DAY))}D` : `PT${Math.max(1, Math.floor(milliseconds / 1000))}S`;
}

/** The findings as they stand in the document, by result. */
function wholesOf(body: { readonly [key: string]: Json }): readonly (readonly Json[])[] {
  const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
  return list(body['results']).map((result) => (isFields(result) ? list(result['findings']) : []));
}

const UNDER = 'assessment-results.results[]';
const CARRIED: ReadonlySet<string> = new Set([
  'assessment-results.metadata.title',
  'assessment-results.metadata.version',
  'assessment-results.metadata.oscal-version',
  ...['uuid', 'title', 'target.target-id', 'target.status.state', 'related-observations[].observation-uuid', 'props[].name', 'props[].ns', 'props[].value'].map(
    (field) => `${UNDER}.findings[].${field}`,
  ),
  ...['uuid', 'collected', 'expires', 'subjects[].subject-uuid', 'subjects[].title', 'subjects[].props[].name', 'subjects[].props[].value'].map(
    (field) => `${UNDER}.observations[].${field}`,
  ),
]);
