import type { Instant, Json } from '../../core/index.ts';
import type { DeviceId, HouseholdId, MemberId } from '../fleet/model.ts';
import type { Declared } from './declared.ts';
import { type Cell, epochs, type Touched, touchedBy } from './epochs.ts';
import type { Facts } from './facts.ts';
import type { Asked, Decisions, Subject, Verdict } from './model.ts';
import { keyOf, type Question, questionOf } from './question.ts';

export interface Answer {
  readonly allowed: boolean;
  readonly policies: readonly string[];
}

/** Policies that were loaded. `evaluate` is Cedar: total, and the same question has the same answer for as long as these policies stand. */
export interface Evaluator {
  /** Of the policies' text: names them in records. */
  readonly digest: string;
  /** Milliseconds that an answer is good for where a policy reads the moment itself, and not only what is in force at it; 0 where none does. */
  readonly timed: number;
  evaluate(question: Question): Answer;
}

export interface FleetDecisions extends Decisions {
  /** Told of each applied fact before the act that entered it is done. Says what live sessions have to ask anew. */
  applied(type: string, body: Json): Touched;
  /** New policies or declarations, from the next question on. */
  change(to: { readonly evaluator?: Evaluator; readonly declared?: Declared }): void;
  /** As `decide`, with nothing kept: what the tests hold the kept answers against. */
  uncached(asked: Asked): Omit<Verdict, 'epoch'>;
  /** Cedar was asked this often since the start. */
  readonly figures: { readonly asked: number; readonly kept: number; readonly evaluated: number };
}

interface Kept {
  readonly verdict: Verdict;
  readonly from: Instant;
  readonly cells: readonly Cell[];
  readonly at: readonly number[];
}

const MOST_KEPT = 100_000;
const MOST_SHAPES = 20_000;

/**
 * Answers from what is kept, for as long as no fact has touched it and no time has run out; else works the question out from facts, and asks Cedar only where
 * no equal question has been asked before under these policies. `seen` hears of every answer, for the record of decisions.
 */
export function fleetDecisions(given: {
  readonly facts: Facts;
  readonly declared: Declared;
  readonly evaluator: Evaluator;
  readonly seen?: (asked: Asked, verdict: Verdict) => void;
  readonly most?: number;
}): FleetDecisions {
  const { facts, seen, most = MOST_KEPT } = given;
  let { declared, evaluator } = given;
  const counter = epochs(2 * most);
  const kept = new Map<string, Kept>();
  const shapes = new Map<string, Answer>();
  const homes = new Map<
    DeviceId,
    { readonly cell: Cell; readonly at: number; readonly all: number; readonly household: Cell | undefined; readonly gateway: Cell | undefined }
  >();
  const figures = { asked: 0, kept: 0, evaluated: 0 };

  function homeOf(device: DeviceId) {
    const known = homes.get(device);
    if (known !== undefined && known.cell.n === known.at && known.all === counter.all.n) return known;
    if (homes.size >= most) homes.clear();
    const fact = facts.device(device);
    const cell = counter.cell(`device ${device}`);
    const home = {
      cell,
      at: cell.n,
      all: counter.all.n,
      household: fact?.household === undefined ? undefined : counter.cell(`household ${fact.household}`),
      gateway: fact?.gateway === undefined ? undefined : counter.cell(`device ${fact.gateway}`),
    };
    homes.set(device, home);
    return home;
  }

  function epoch(device: DeviceId): number {
    const { cell, household, gateway } = homeOf(device);
    return Math.max(counter.all.n, cell.n, household?.n ?? 0, gateway?.n ?? 0);
  }

  function evaluated(question: Question): Answer {
    const key = keyOf(question);
    const known = shapes.get(key);
    if (known !== undefined) return known;
    figures.evaluated += 1;
    const answer = evaluator.evaluate(question);
    if (shapes.size >= MOST_SHAPES) shapes.clear();
    shapes.set(key, answer);
    return answer;
  }

  function work(asked: Asked, answer: (question: Question) => Answer): Omit<Verdict, 'epoch'> {
    const put = questionOf(asked, { facts, declared, timed: evaluator.timed });
    const until = put.until === undefined ? {} : { until: put.until };
    return put.ok ? { ...answer(put.question), ...until } : { allowed: false, policies: [], ...until };
  }

  function everything(): void {
    counter.everything();
    kept.clear();
    homes.clear();
  }

  return {
    figures,
    epoch,
    decide(asked) {
      figures.asked += 1;
      const key = `${subjectKey(asked.subject)}|${asked.action}|${asked.on.device}|${asked.on.name}|${asked.purpose}|${asked.at}`;
      const known = kept.get(key);
      if (known !== undefined && isGood(known, asked.moment)) {
        figures.kept += 1;
        seen?.(asked, known.verdict);
        return known.verdict;
      }
      counter.room();
      const now = epoch(asked.on.device);
      const verdict: Verdict = { ...work(asked, evaluated), epoch: now };
      if (kept.size >= most) kept.clear();
      const { cell, household, gateway } = homeOf(asked.on.device);
      const cells = [counter.all, cell, household, gateway, subjectCell(asked.subject, counter.cell.bind(counter))].filter((one) => one !== undefined);
      kept.set(key, { verdict, from: asked.moment, cells, at: cells.map(({ n }) => n) });
      seen?.(asked, verdict);
      return verdict;
    },
    uncached: (asked) => work(asked, (question) => evaluator.evaluate(question)),
    applied(type, body) {
      const touched = widened(touchedBy(type, body), facts);
      if (touched.everything) everything();
      for (const id of touched.devices) counter.touch(`device ${id}`);
      for (const id of touched.households) counter.touch(`household ${id}`);
      for (const id of touched.members) counter.touch(`member ${id}`);
      return touched;
    },
    change(to) {
      evaluator = to.evaluator ?? evaluator;
      declared = to.declared ?? declared;
      shapes.clear();
      everything();
    },
  };
}

/** Kept answers are good from the moment they were made for until time ends them. Who asks about an earlier moment is answered from scratch. */
function isGood({ verdict, from, cells, at }: Kept, moment: Instant): boolean {
  if (moment < from || (verdict.until !== undefined && moment >= verdict.until)) return false;
  for (let i = 0; i < cells.length; i += 1) if (cells[i]?.n !== at[i]) return false;
  return true;
}

function subjectKey(subject: Subject): string {
  switch (subject.kind) {
    case 'device':
      return `d ${subject.device} ${subject.onBehalfOf ?? ''}`;
    case 'member':
      return `m ${subject.member} ${subject.household ?? ''}`;
    case 'service':
      return `s ${subject.service}`;
  }
}

function subjectCell(subject: Subject, cell: (name: string) => Cell): Cell | undefined {
  switch (subject.kind) {
    case 'device':
      return cell(`device ${subject.device}`);
    case 'member':
      return cell(`member ${subject.member}`);
    case 'service':
      return undefined;
  }
}

/**
 * A person's standing at home counts wherever something is shared with them: those households hear of it too, so that an epoch that is kept with a session of theirs goes up.
 * A household that ends takes all of its people along.
 */
function widened(touched: Touched, facts: Facts): Touched {
  if (touched.everything) return touched;
  const members = new Set<MemberId>(touched.members as readonly MemberId[]);
  for (const id of touched.households as readonly HouseholdId[]) for (const member of facts.membersOf(id)) members.add(member);
  const households = new Set<string>(touched.households);
  for (const member of members) for (const id of facts.reachOf(member)) households.add(id);
  return { ...touched, members: [...members], households: [...households] };
}
