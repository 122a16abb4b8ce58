import type { Reach } from '../../attack/model.ts';
import { Instant } from '../../core/index.ts';
import { expiresAt } from '../../evidence/freshness.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import { reachesOf } from '../compare/side.ts';
import type { Exclusions } from '../exclusion.ts';
import type { Standard } from '../model.ts';
import { hindsightOf } from './past.ts';
import { type SourceState, sourcesAt } from './sources.ts';
import { requirementTimelines, type Span, timelinesOf } from './timeline.ts';

/** A statement that will be good no longer, and who has to look again. */
interface Lapse {
  readonly seq: number;
  readonly subject: string;
  readonly claim: string;
  readonly source: string;
  readonly method: string;
}

interface Falls {
  readonly before: string;
  readonly after: string;
}

/** What changes at one moment if nobody looks again. */
export interface DueMoment {
  readonly at: string;
  readonly lapses: readonly Lapse[];
  readonly controls: readonly ({ readonly control: string; readonly subject: string; readonly title: string } & Falls)[];
  readonly requirements: readonly ({ readonly standard: string; readonly requirement: string; readonly title: string } & Falls)[];
  readonly goals: readonly ({ readonly goal: string; readonly title: string } & Falls)[];
}

export interface Due {
  readonly format: 'assay-due/1';
  readonly at: string;
  readonly until: string;
  readonly moments: readonly DueMoment[];
  /** True where goals were asked at the end of each day only, as there are too many moments to ask at each. */
  readonly goalsByDay: boolean;
  /** Sources that are silent by their own habit, and those of which nothing is good any more. */
  readonly sources: readonly SourceState[];
}

const MOST_MOMENTS = 60;
const DAY = 86_400_000;

export interface DueInput {
  readonly map: ServiceMap;
  readonly mapDigest: string;
  readonly evidence: readonly RecordedEvidence[];
  readonly exclusions: Exclusions;
  readonly standards: readonly Standard[];
  readonly at: Instant;
  readonly until: Instant;
  /** Entries known. */
  readonly size: number;
}

/** What goes stale from a moment to another if nothing is seen in between, and which verdicts, requirements and goals fall with it. */
export function dueOf(input: DueInput): Due {
  const { map, exclusions, standards, at, until } = input;
  // What was observed after the moment is not known at it, though it stand on the ledger.
  const evidence = input.evidence.filter((one) => Instant.parse(one.observedAt) <= at);
  const past = hindsightOf(evidence, exclusions, map);
  const timelines = timelinesOf(past, at, until);
  const requirements = requirementTimelines(standards, past, timelines);
  const changed = <V extends string>(spans: readonly Span<V>[]) =>
    spans.slice(1).map((span, i) => ({ at: span.from, before: (spans[i] as Span<V>).verdict as string, after: span.verdict as string, expired: span.expired }));
  const controls = timelines.elements.flatMap(({ control, element, spans }) =>
    changed(spans).map((change) => ({ ...change, control: control.id as string, subject: element, title: control.title })),
  );
  const rows = requirements.flatMap(({ standard, requirement, spans }) =>
    changed(spans).map((change) => ({ ...change, standard, requirement: requirement.id, title: requirement.title })),
  );
  const moments = [...new Set([...controls, ...rows].map((change) => change.at))].sort((a, b) => a - b);
  const goalsByDay = moments.length > MOST_MOMENTS;
  const asked = goalsByDay ? moments.filter((moment, i) => Math.floor(moment / DAY) !== Math.floor((moments[i + 1] ?? 0) / DAY)) : moments;
  const goals = goalChanges({ ...input, evidence }, asked);
  const bySeq = new Map(evidence.map((one) => [one.seq, one]));
  return {
    format: 'assay-due/1',
    at: Instant.format(at),
    until: Instant.format(until),
    moments: moments.map((moment): DueMoment => {
      const own = controls.filter((change) => change.at === moment);
      return {
        at: Instant.format(moment),
        lapses: [...new Set(own.flatMap((change) => change.expired))]
          .sort((a, b) => a - b)
          .flatMap((seq) => bySeq.get(seq) ?? [])
          .filter((one) => expiresAt(one) === moment)
          .map(({ seq, subject, claim, source, method }) => ({ seq, subject, claim, source, method })),
        controls: own.map(({ control, subject, title, before, after }) => ({ control, subject, title, before, after })),
        requirements: rows
          .filter((change) => change.at === moment)
          .map(({ standard, requirement, title, before, after }) => ({ standard, requirement, title, before, after })),
        goals: goals.get(moment) ?? [],
      };
    }),
    goalsByDay,
    sources: sourcesAt(evidence, at).filter((one) => one.silent || one.expired),
  };
}

function goalChanges(input: DueInput, moments: readonly Instant[]): ReadonlyMap<Instant, DueMoment['goals']> {
  const reached = (at: Instant): ReadonlyMap<string, { readonly title: string; readonly reach: Reach }> => reachesOf({ ...input, at });
  const found = new Map<Instant, DueMoment['goals']>();
  let before = moments.length === 0 ? new Map() : reached(input.at);
  for (const moment of moments) {
    const after = reached(moment);
    found.set(
      moment,
      [...after].flatMap(([goal, { title, reach }]) => {
        const was = before.get(goal)?.reach ?? reach;
        return was === reach ? [] : [{ goal, title, before: was, after: reach }];
      }),
    );
    before = after;
  }
  return found;
}
