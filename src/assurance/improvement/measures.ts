import { Duration, Instant, LAYERS, type Layer } from '../../core/index.ts';
import { claimOf } from '../../evidence/claims/index.ts';
import { freshness } from '../../evidence/freshness.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { coveredBy, parseSubject } from '../../evidence/subject.ts';
import type { Position } from '../position.ts';
import { type Spread, spreadOf } from './quantile.ts';

// How the processes themselves do, each figure from statements of evidence and from nothing else. Where nobody has stated anything there is no
// figure, and silence makes every age larger: a source that stops can make no figure better. So no bad value drops out because time has passed: what
// counts of a subject is seen from its newest statement, and a subject that has gone silent keeps its figure and is named.

type Unit = 'milliseconds' | 'share';

export interface Measure {
  readonly id: string;
  readonly layer: Layer;
  readonly title: string;
  readonly unit: Unit;
  readonly better: 'lower' | 'higher';
  /** `null` where there is no evidence. */
  readonly spread: Spread | null;
  /** Entries it is made of, ascending. */
  readonly entries: readonly number[];
  /** Elements that owe what the measure is about, and of which nobody has said anything; of times and shares, the subjects with nothing new since `since`. */
  readonly silent: readonly string[];
}

export interface Freshness {
  readonly layer: Layer;
  /** Checks that the map owes, each at each element, by the newest statement that speaks of it. */
  readonly fresh: number;
  readonly expired: number;
  readonly never: number;
  /** Milliseconds since the newest statement, over the checks that have one. */
  readonly age: Spread | null;
}

export interface Measures {
  readonly format: 'assay-measures/1';
  readonly at: string;
  /** A subject of which a measure of values has nothing newer is silent. */
  readonly since: string;
  readonly measures: readonly Measure[];
  readonly freshness: readonly Freshness[];
}

/**
 * `took`: each statement is one time that it happened, of each subject those within the span before its newest. `age`: the newest of each subject, grown by the time since. `share`: the newest of each subject.
 * `since`: how long ago it was last seen, by a statement of the claim that did not fail, at each element that owes a control which asks for it.
 */
type Declared = { readonly id: string; readonly title: string; readonly claim: string; readonly kind: 'took' | 'age' | 'share' | 'since' };

const DECLARED: readonly Declared[] = [
  { id: 'leaver-removal', title: 'From leaving to the account being gone', claim: 'identity.removal-latency', kind: 'took' },
  { id: 'access-review', title: 'Since access was last reviewed', claim: 'access.reviewed', kind: 'since' },
  { id: 'restore-test', title: 'Since a backup was last restored in a test', claim: 'backup.restore-tested', kind: 'since' },
  { id: 'patch-latency', title: 'From a vulnerability being known to its mending in the field', claim: 'vulnerability.patch-latency', kind: 'took' },
  { id: 'credential-age', title: 'Age of credentials', claim: 'credential.age', kind: 'age' },
  { id: 'detection-latency', title: 'From misbehaving to being seen', claim: 'detection.latency', kind: 'took' },
  { id: 'containment-latency', title: 'From being seen to being cut off', claim: 'csirt.containment-latency', kind: 'took' },
  { id: 'recovery-duration', title: 'From being taken out to running clean', claim: 'recovery.duration', kind: 'took' },
  { id: 'incident-exercise', title: 'Since the incident plan was last exercised', claim: 'csirt.plan-exercised', kind: 'since' },
  { id: 'recovery-drill', title: 'Since a rebuild from known good was last shown', claim: 'recovery.verified', kind: 'since' },
  { id: 'versions-known', title: 'Share of members that report their version', claim: 'fleet.versions-known', kind: 'share' },
  { id: 'review-lead-time', title: 'From a change being proposed to its review', claim: 'review.lead-time', kind: 'took' },
  { id: 'release-lead-time', title: 'From review to a signed release', claim: 'release.lead-time', kind: 'took' },
  { id: 'penetration-test', title: 'Since outsiders last tested it and all they found was closed', claim: 'test.penetration-passed', kind: 'since' },
  { id: 'update-reach', title: 'Share of members on the newest security update', claim: 'update.delivered', kind: 'share' },
  { id: 'revocation-latency', title: 'From revocation to the session ending', claim: 'session.revocation-latency', kind: 'took' },
  { id: 'introduction-time', title: 'Time to introduce a device', claim: 'experience.introduction-time', kind: 'took' },
  { id: 'introduction-share', title: 'Share of introductions completed the safe way', claim: 'experience.introduction-completed', kind: 'share' },
  { id: 'sign-in-share', title: 'Share of sign-ins that succeed at the first try', claim: 'experience.sign-in-completed', kind: 'share' },
  { id: 'protections-share', title: 'Share of protections left switched on', claim: 'experience.protections-kept', kind: 'share' },
  { id: 'warnings-share', title: 'Share of warnings acted on', claim: 'experience.warnings-heeded', kind: 'share' },
  { id: 'deletion-share', title: 'Share of deletions completed', claim: 'experience.deletion-completed', kind: 'share' },
];

/** The process measures at a moment, with times over the span `over` before the newest statement of each subject. Drills are measured for each layer. */
export function measuresOf(evidence: readonly RecordedEvidence[], position: Position, at: Instant, over: Duration): Measures {
  const since = Instant.of(at - over);
  const known = evidence.filter((one) => Instant.parse(one.observedAt) <= at);
  const byClaim = new Map<string, RecordedEvidence[]>();
  for (const one of known) {
    const list = byClaim.get(one.claim);
    if (list === undefined) byClaim.set(one.claim, [one]);
    else list.push(one);
  }
  const measures = DECLARED.map((declared): Measure => {
    const { id, title, claim, kind } = declared;
    const own = byClaim.get(claim) ?? [];
    const { values, used } = valuesOf(declared, own, position, at, over);
    return {
      id,
      layer: claimOf(claim)?.layer ?? 'business',
      title,
      unit: kind === 'share' ? 'share' : 'milliseconds',
      better: kind === 'share' ? 'higher' : 'lower',
      spread: spreadOf(values),
      entries: used.map((one) => one.seq).sort((a, b) => a - b),
      silent: kind === 'since' ? owedSilent(claim, own, position) : kind === 'age' ? [] : silentSince(used, since),
    };
  });
  const drills = LAYERS.map((layer): Measure => {
    const own = newestBy(
      known.filter((one) => one.method === 'drill' && claimOf(one.claim)?.layer === layer),
      (one) => `${one.subject} ${one.claim}`,
    );
    return {
      id: `drill-${layer}`,
      layer,
      title: 'Since what is drilled was last drilled',
      unit: 'milliseconds',
      better: 'lower',
      spread: spreadOf(own.map((one) => at - Instant.parse(one.observedAt))),
      entries: own.map((one) => one.seq).sort((a, b) => a - b),
      silent: [],
    };
  });
  return {
    format: 'assay-measures/1',
    at: Instant.format(at),
    since: Instant.format(since),
    measures: LAYERS.flatMap((layer) => [...measures, ...drills].filter((one) => one.layer === layer)),
    freshness: freshnessOf(known, position, at),
  };
}

function newestBy(list: readonly RecordedEvidence[], key: (one: RecordedEvidence) => string): readonly RecordedEvidence[] {
  const newest = new Map<string, RecordedEvidence>();
  for (const one of list) {
    const other = newest.get(key(one));
    if (other === undefined || Instant.parse(one.observedAt) >= Instant.parse(other.observedAt)) newest.set(key(one), one);
  }
  return [...newest.values()];
}

function valuesOf(
  { kind, claim }: Declared,
  own: readonly RecordedEvidence[],
  position: Position,
  at: Instant,
  over: Duration,
): { readonly values: readonly number[]; readonly used: readonly RecordedEvidence[] } {
  const bySubject = (list: readonly RecordedEvidence[]) => newestBy(list, (one) => one.subject);
  switch (kind) {
    case 'took': {
      const timed = own.filter((one) => lengthOf(one) !== undefined);
      const newest = new Map(bySubject(timed).map((one) => [one.subject, Instant.parse(one.observedAt)]));
      const used = timed.filter((one) => Instant.parse(one.observedAt) >= (newest.get(one.subject) ?? at) - over);
      return { used, values: used.flatMap((one) => lengthOf(one) ?? []) };
    }
    case 'age': {
      const used = bySubject(own).filter((one) => lengthOf(one) !== undefined);
      return { used, values: used.map((one) => (lengthOf(one) ?? 0) + at - Instant.parse(one.observedAt)) };
    }
    case 'share': {
      const used = bySubject(own).filter((one) => typeof one.value === 'number');
      return { used, values: used.map((one) => one.value as number) };
    }
    case 'since': {
      const passed = own.filter((one) => one.value !== false);
      const used = [
        ...new Set(
          owedAt(claim, position).flatMap((element) =>
            newestBy(
              passed.filter((one) => parseSubject(one.subject).element === element),
              () => element,
            ),
          ),
        ),
      ];
      return { used, values: used.map((one) => at - Instant.parse(one.observedAt)) };
    }
  }
}

/** Subjects of which nothing newer is known. */
function silentSince(used: readonly RecordedEvidence[], since: Instant): readonly string[] {
  return newestBy(used, (one) => one.subject)
    .filter((one) => Instant.parse(one.observedAt) < since)
    .map((one) => one.subject)
    .sort();
}

function lengthOf(one: RecordedEvidence): number | undefined {
  return typeof one.value === 'string' && Duration.isText(one.value) ? Duration.parse(one.value) : undefined;
}

/** Elements at which a control is owed that asks for the claim. */
function owedAt(claim: string, position: Position): readonly string[] {
  return [
    ...new Set(
      position.controls
        .filter(({ control }) => control.checks.some((check) => check.claim === claim))
        .flatMap(({ subjects }) => subjects.map((one) => one.subject)),
    ),
  ];
}

function owedSilent(claim: string, own: readonly RecordedEvidence[], position: Position): readonly string[] {
  const heard = new Set(own.filter((one) => one.value !== false).map((one) => parseSubject(one.subject).element));
  return owedAt(claim, position).filter((element) => !heard.has(element));
}

function freshnessOf(known: readonly RecordedEvidence[], position: Position, at: Instant): readonly Freshness[] {
  const bySubject = new Map<string, RecordedEvidence[]>();
  for (const one of known) {
    const key = `${one.subject} ${one.claim}`;
    const list = bySubject.get(key);
    if (list === undefined) bySubject.set(key, [one]);
    else list.push(one);
  }
  return LAYERS.map((layer) => {
    const counts = { fresh: 0, expired: 0, never: 0 };
    const ages: number[] = [];
    for (const { control, subjects } of position.controls) {
      if (control.layer !== layer) continue;
      for (const { pieces } of subjects) {
        for (const { subject, population } of pieces) {
          // A member named under a whole that has variants is counted among them already.
          if (population === 0) continue;
          for (const { claim } of control.checks) {
            const [newest] = newestBy(
              coveredBy(subject).flatMap((wider) => bySubject.get(`${wider} ${claim}`) ?? []),
              () => claim,
            );
            if (newest === undefined) counts.never += 1;
            else {
              counts[freshness(newest, at) === 'fresh' ? 'fresh' : 'expired'] += 1;
              ages.push(at - Instant.parse(newest.observedAt));
            }
          }
        }
      }
    }
    return { layer, ...counts, age: spreadOf(ages) };
  });
}
