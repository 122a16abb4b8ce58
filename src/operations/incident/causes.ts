import type { Attacked } from '../../assurance/attacks/attacked.ts';
import { indexed, type Way, waysTo } from '../../assurance/attacks/ways.ts';
import { toProblem } from '../../attack/build/problem.ts';
import { compile } from '../../attack/engine/compile.ts';
import type { Reach } from '../../attack/model.ts';
import type { Incident, Stage } from './model.ts';
import { type Placed, takenParts } from './placing.ts';

/** One way by which a part may have been taken. */
export interface Candidate {
  readonly part: string;
  /** Rules of the incident that name a technique of the way, with those techniques. */
  readonly supportedBy: readonly { readonly rule: string; readonly techniques: readonly string[] }[];
  /** Steps that no fresh evidence shows to be open, and ledger entries that show others to be. */
  readonly undecided: number;
  readonly evidence: readonly number[];
  readonly way: Way;
  /** Others by the same kinds of steps: of other members or other starts. */
  readonly alike: number;
}

export interface Causes {
  readonly devices: readonly Placed[];
  readonly parts: readonly { readonly part: string; readonly goal: string; readonly title: string; readonly reach: Reach }[];
  /** The best supported first, then what needs the least that is not shown, then the cheapest. */
  readonly candidates: readonly Candidate[];
  /** Rules of which no candidate has a technique: they speak of what came after, or of a way that is not known. */
  readonly unexplained: readonly { readonly rule: string; readonly techniques: readonly string[] }[];
}

/** Ways that are looked for to each part, before those that are alike are told once. */
const SOUGHT = 12;

/** From the parts that devices of the incident are, backwards on the attack graph: how somebody may have come to hold them. */
export function causesOf(attacked: Attacked, { rules }: Pick<Incident, 'rules'>, devices: readonly Placed[]): Causes {
  const { graph } = attacked;
  const taken = [...takenParts(devices)];
  // The states of one part differ in scope at most: one device of it was seen.
  const goals = taken.flatMap(([part, states]) => states.slice(0, 1).map((goal) => ({ part, goal })));
  const answers = goals.length === 0 ? [] : waysTo(attacked, compile(toProblem(graph, { goals: [...new Set(goals.map(({ goal }) => goal))] })), SOUGHT);
  const parts = goals.flatMap(({ part, goal }) =>
    answers.filter((one) => one.goal === goal).map(({ title, reach, ways }) => ({ told: { part, goal, title, reach }, ways })),
  );
  const { steps } = indexed(graph);
  const candidates = parts.flatMap(({ told: { part }, ways }) => {
    const kinds = new Map<string, Candidate>();
    for (const way of ways) {
      const kind = [...new Set(way.steps.map((id) => steps.get(id)?.template ?? id))].sort().join(' ');
      const known = kinds.get(kind);
      kinds.set(kind, known === undefined ? candidate(part, way, rules) : { ...known, alike: known.alike + 1 });
    }
    return [...kinds.values()];
  });
  const explained = new Set(candidates.flatMap(({ supportedBy }) => supportedBy.map(({ rule }) => rule)));
  return {
    devices,
    parts: parts.map(({ told }) => told),
    candidates: candidates.sort(
      (a, b) => b.supportedBy.length - a.supportedBy.length || a.undecided - b.undecided || a.way.story.days - b.way.story.days || (a.part < b.part ? -1 : 1),
    ),
    unexplained: rules.filter(({ rule }) => !explained.has(rule)).map(({ rule, techniques }) => ({ rule, techniques })),
  };
}

function candidate(part: string, way: Way, rules: readonly Stage[]): Candidate {
  const named = [...new Set(way.story.hops.flatMap(({ techniques }) => techniques))];
  const supportedBy = rules.flatMap(({ rule, techniques }) => {
    const shared = techniques.filter((one) => named.some((other) => sameTechnique(one, other)));
    return shared.length === 0 ? [] : [{ rule, techniques: shared }];
  });
  const evidence = [...new Set(way.story.hops.flatMap((hop) => hop.evidence))].sort((a, b) => a - b);
  return { part, supportedBy, undecided: way.undecided, evidence, way, alike: 0 };
}

/** A technique is one with those that it is divided into: T1110 with T1110.001. */
const sameTechnique = (a: string, b: string): boolean => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
