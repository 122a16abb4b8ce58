import type { Json } from '../../core/index.ts';
import { lostFields } from '../../evidence/import/lost.ts';
import type { ImportContext, Imported, Importer, Mapping } from '../../evidence/import/model.ts';
import { readMoment } from '../../evidence/import/moment.ts';
import { type Claiming, type Item, type Outcome, stateItems } from '../../evidence/import/statement.ts';
import { strength } from '../../evidence/model.ts';
import { NAMESPACE } from '../report/oscal/parts.ts';
import { needModel, openOscal } from './document.ts';
import { propOf } from './fields.ts';
import { readResults } from './findings.ts';
import type { OscalFinding, OscalObservation, OscalResults } from './model.ts';
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

type Result = OscalResults['results'][number];

interface Observed {
  readonly finding: OscalFinding;
  readonly observations: readonly OscalObservation[];
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
  const items = results.flatMap((result, r) =>
    result.findings.flatMap((finding, f): readonly Item[] => {
      const observed = observedOf(finding, result);
      const { claim, lasts } = observed;
      if (lasts !== undefined && lasts > 0) {
        if (claim !== undefined) shortest.set(claim, Math.min(shortest.get(claim) ?? lasts, lasts));
        shortestOfAll = Math.min(shortestOfAll ?? lasts, lasts);
      }
      const at = `assessment-results.results[${r}].findings[${f}]`;
      return itemsOf(observed, result, at, wholes[r]?.[f] ?? { title: finding.title }, source, MEDIA[document.encoding]);
    }),
  );
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
        ...(rule.validFor !== undefined || shortest === undefined ? {} : { validFor: durationText(shortest) }),
      };
    }),
  };
}

function observedOf(finding: OscalFinding, result: Result): Observed {
  const wanted = new Set(finding.observations);
  const observations = result.observations.filter((observation) => wanted.has(observation.uuid));
  // Of the finding alone: what an observation says is of one thing seen, and the state is of what was concluded from all of them.
  const own = (name: string) =>
    propOf(
      finding.props.filter((prop) => prop.ns === NAMESPACE),
      name,
    );
  const spans = observations.flatMap(({ collected, expires }) => {
    const [from, to] = [collected, expires].map((text) => (text === undefined ? undefined : readMoment(text)));
    return from === undefined || to === undefined ? [] : [to.at - from.at];
  });
  return {
    finding,
    observations,
    claim: own('claim'),
    value: own('value'),
    subject: own('subject'),
    lasts: spans.length === 0 ? undefined : Math.min(...spans),
  };
}

function itemsOf(observed: Observed, result: Result, at: string, whole: Json, source: string, mediaType: string): readonly Item[] {
  const { finding, observations, claim, value, subject, lasts } = observed;
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
  // The oldest observation: a statement is no fresher than what it rests on.
  const collected = observations.flatMap((observation) => observation.collected ?? []).sort((a, b) => (readMoment(a)?.at ?? 0) - (readMoment(b)?.at ?? 0))[0];
  const base = {
    whole,
    source,
    mediaType,
    outcome: outcomeOf(finding, lasts),
    observedAt: collected ?? result.end ?? result.start,
    momentAt: `${at}: collected`,
    ...(finding.target.state === 'satisfied'
      ? {}
      : { finding: { id: finding.uuid, title: finding.title.slice(0, 500).toWellFormed(), refs: [finding.target.targetId] } }),
  };
  if (subject !== undefined) return [{ ...base, at, fields: fields.set('subject', subject), subject }];
  const seen = observations.flatMap((observation) => observation.subjects);
  const unique = [...new Map(seen.map((one) => [one.uuid, one])).values()];
  // A finding about several things is said of each of them.
  if (unique.length === 0) return [{ ...base, at, fields }];
  return unique.map((one, i) => {
    const hints = [
      ...NAMES.flatMap((name) => one.props.filter((prop) => prop.name === name).map((prop) => prop.value)),
      ...(one.title === undefined ? [] : [one.title]),
      one.uuid,
    ];
    return { ...base, at: unique.length === 1 ? at : `${at} (subject ${i + 1})`, fields: new Map([...fields, ['subject', hints[0] ?? '']]), hints };
  });
}

function outcomeOf(finding: OscalFinding, lasts: number | undefined): Outcome {
  switch (finding.target.state) {
    case 'satisfied':
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
