import type { SubjectPosition } from '../../assurance/position.ts';
import type { AttackGraph } from '../../attack/model.ts';
import { Instant } from '../../core/index.ts';
import { freshness } from '../../evidence/freshness.ts';
import { parseSubject } from '../../evidence/subject.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import type { ElementAnswer, StandingAnswer } from './model.ts';

/** A fleet may have a hundred thousand members with evidence of their own; a drawer shows what it can be read in. */
const MOST_PIECES = 200;
const MOST_STATEMENTS = 50;
const MOST_ENTRIES = 40;

function judged(seen: Seen): { readonly at: string; readonly head: { readonly size: number; readonly root: string; readonly origin: string } } {
  const { size, root, origin } = seen.head;
  return { at: Instant.format(seen.at), head: { size, root, origin } };
}

function momentOf(at: string | undefined): Instant | undefined {
  return at === undefined ? undefined : Instant.parse(at);
}

/** How many controls stand where, by element. */
export function standingOf(desk: Desk, at: string | undefined): StandingAnswer {
  const seen = desk.at(momentOf(at));
  const elements: Record<string, Record<string, number>> = Object.create(null) as Record<string, Record<string, number>>;
  for (const { subjects } of seen.position.controls) {
    for (const { subject, verdict } of subjects) {
      elements[subject] ??= {};
      const here = elements[subject];
      here[verdict] = (here[verdict] ?? 0) + 1;
    }
  }
  return { ...judged(seen), elements: { ...elements }, notAnalysed: [...seen.graph.notAnalysed] };
}

/** Everything that is known of one element: what it owes, what was seen, what an attacker may make of it. An id of nothing has none of them. */
export function elementOf(desk: Desk, id: string, at: string | undefined): ElementAnswer {
  const seen = desk.at(momentOf(at));
  const controls = seen.position.controls.flatMap(({ control, subjects }) =>
    subjects
      .filter(({ subject }) => subject === id)
      .map((one) => ({
        control: control.id as string,
        title: control.title,
        layer: control.layer,
        verdict: one.verdict,
        ...whyOf(one),
        remedy: control.remedy,
        evidence: entriesOf(one),
      })),
  );
  const about = seen.evidence.filter((one) => parseSubject(one.subject).element === id && freshness(one, seen.at) !== 'future');
  return {
    ...judged(seen),
    id,
    controls,
    statements: about.length,
    evidence: about
      .toSorted((a, b) => (a.observedAt < b.observedAt ? 1 : a.observedAt > b.observedAt ? -1 : b.seq - a.seq))
      .slice(0, MOST_STATEMENTS)
      .map((one) => ({
        seq: one.seq,
        subject: one.subject,
        claim: one.claim,
        value: one.value,
        observedAt: one.observedAt,
        method: one.method,
        source: one.source,
        freshness: freshness(one, seen.at) === 'fresh' ? 'fresh' : 'expired',
      })),
    attacks: attacksOf(seen.graph, id),
  };
}

/** Why the worst piece is as it is. */
function whyOf({ pieces, verdict }: SubjectPosition): { readonly why?: string } {
  const deciding = pieces.find((piece) => piece.judgement.verdict === verdict);
  const check = deciding?.judgement.checks.find((one) => one.verdict === verdict) ?? deciding?.judgement.checks[0];
  return check === undefined ? {} : { why: check.why };
}

function entriesOf({ pieces }: SubjectPosition): number[] {
  const all = new Set(pieces.slice(0, MOST_PIECES).flatMap(({ judgement }) => judgement.evidence));
  return [...all].toSorted((a, b) => a - b).slice(0, MOST_ENTRIES);
}

function attacksOf(graph: AttackGraph, id: string): ElementAnswer['attacks'] {
  const subject = graph.mergedInto?.[id] ?? id;
  const states = graph.states.filter((state) => state.subject === subject);
  const found = new Map(states.map((state) => [state.id, { state: state.id, title: state.title, open: 0, undecided: 0, closed: 0, onward: 0 }]));
  if (found.size === 0) return [];
  for (const { from, to, status } of graph.steps) {
    const into = found.get(to);
    if (into !== undefined) into[status] += 1;
    for (const state of from) {
      const out = found.get(state);
      if (out !== undefined) out.onward += 1;
    }
  }
  return [...found.values()];
}
