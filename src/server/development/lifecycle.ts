import { elementName } from '../../assurance/element-name.ts';
import { type Position, positionOf } from '../../assurance/position.ts';
import type { Instant } from '../../core/index.ts';
import { analysisNow } from '../../development/lifecycle/edge/analysed.ts';
import { judgeLifecycle } from '../../development/lifecycle/judge.ts';
import type { JudgedCriterion, Lifecycle } from '../../development/lifecycle/model.ts';
import { supportOf } from '../../development/lifecycle/support.ts';
import { factsOf } from '../../development/release/edge/facts.ts';
import { grantedOf } from '../../development/release/exception.ts';
import { exceptionsOf, recordedOf } from '../../development/release/views.ts';
import { sizeBy } from '../../ledger/size-by.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import type { Judging } from './judged.ts';
import type { LifecycleJudged, OneRelease } from './model.ts';
import type { Written } from './written-files.ts';

/** Positions at the days on which phases were passed, of the evidence that is judged by. */
const POSITIONS = new WeakMap<Seen['evidence'], Map<string, Position>>();
const MOST_POSITIONS = 40;

function positionAt({ map, mapDigest, evidence, exclusions, position, at, head }: Seen, ledger: Desk['ledger'], moment: Instant): Position {
  if (moment === at) return position;
  const known = POSITIONS.get(evidence) ?? new Map<string, Position>();
  POSITIONS.set(evidence, known);
  const key = `${mapDigest} ${moment}`;
  // A day that is past is judged by what the ledger had by its end.
  const size = sizeBy(ledger, moment, head.size);
  const made = known.get(key) ?? positionOf({ map, evidence: evidence.filter(({ seq }) => seq < size), exclusions, at: moment });
  if (known.size >= MOST_POSITIONS) known.clear();
  known.set(key, made);
  return made;
}

/** Where one release is in the lifecycle of its product, and how each criterion stands. */
export function lifecycleShown(release: string, lifecycle: Written<Lifecycle>, { desk, seen, past }: Judging): OneRelease['lifecycle'] {
  if (lifecycle.state !== 'read') return lifecycle;
  const { value } = lifecycle;
  const { map, at, position } = seen;
  const { view } = past;
  const { dataDir } = desk;
  const [judged] = judgeLifecycle(
    { ...value, releases: value.releases.filter(({ name }) => name === release) },
    {
      at,
      positionAt: (moment) => positionAt(seen, desk.ledger, moment),
      facts: factsOf(
        dataDir,
        recordedOf(view).filter(({ about }) => about.release === release),
      ),
      exceptions: grantedOf(exceptionsOf(view)),
      analysisOf: (name) => analysisNow(name, { view, dataDir, map, at }),
    },
  );
  if (judged === undefined) return { state: 'unlisted', name: value.name };
  const support = supportOf(value, map, position, at).find(({ releases }) => releases.includes(release));
  const owner = (id: string) => elementName(map, id);
  return {
    state: 'judged',
    name: value.name,
    phase: judged.phase,
    owner: owner(judged.owner),
    phases: value.phases.map(({ id, owner: whose }) => ({
      id,
      owner: owner(whose),
      ...(judged.release.passed[id] === undefined ? {} : { passed: judged.release.passed[id] }),
      criteria: judged.criteria.filter(({ phase }) => phase === id).map(criterionShown),
    })),
    stopped: judged.stopped.length,
    analysis: {
      state: judged.analysis.state,
      ...(judged.analysis.at === undefined ? {} : { at: judged.analysis.at }),
      differences: judged.analysis.differences.slice(0, 10),
    },
    ...(support === undefined
      ? {}
      : {
          support: {
            product: elementName(map, support.product),
            state: support.state,
            ...(support.supportedUntil === undefined ? {} : { until: support.supportedUntil }),
            ...(support.daysLeft === undefined ? {} : { daysLeft: support.daysLeft }),
            ...(support.inField === undefined ? {} : { inField: support.inField }),
            ...(support.owedUntil === undefined ? {} : { owedUntil: support.owedUntil }),
          },
        }),
  };
}

function criterionShown({
  id,
  criterion,
  of,
  state,
  because,
  remedy,
  until,
  evidence,
}: JudgedCriterion): LifecycleJudged['phases'][number]['criteria'][number] {
  return { id, title: criterion.title, of, state, because, remedy, evidence: evidence.slice(0, 6), ...(until === undefined ? {} : { until }) };
}
