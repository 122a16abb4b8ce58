import { checksToSettle } from '../../attack/engine/settle.ts';
import type { AttackGraph } from '../../attack/model.ts';
import { Instant } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { CONTROLS } from '../controls/index.ts';
import type { Standard } from '../model.ts';
import type { Position } from '../position.ts';
import { viewAttacks } from '../report/attack-view.ts';
import { standardPosition } from '../report/requirements.ts';
import { choose } from './cover.ts';
import { factsFor } from './facts.ts';
import type { CheckInOrder, CheckToMake, GoalsOf, RequirementNamed, Settling } from './model.ts';
import { decidingControls, directChecks, LOOKING_DAYS, openChecks } from './needs.ts';

const MOST_FOR_GOALS = 10;

export interface SettleInput {
  readonly map: ServiceMap;
  readonly at: Instant;
  readonly position: Position;
  readonly graph: AttackGraph;
  readonly standards: readonly Standard[];
  /** How many checks there is time for; all that are needed, when absent. */
  readonly most?: number;
}

/**
 * The fewest checks that settle the undecided requirements of the standards, in order. A requirement is settled when every check that it still waits for
 * holds, or as soon as one does not: so all of them are needed to be sure, and with time for `most` the question is which requirements to finish. Beside
 * them stand the checks that settle most goals of an attack, and what each does for both.
 */
export function settle({ map, at, position, graph, standards, most = Number.POSITIVE_INFINITY }: SettleInput): Settling {
  const open = openChecks(position);
  const known = new Map(open.checks);
  const facts = factsFor(map);
  const items: { named: RequirementNamed; needs: ReadonlySet<string> }[] = [];
  const beyond: Settling['beyond'][number][] = [];
  const failsWith = new Map<string, RequirementNamed[]>();
  for (const standard of standards) {
    for (const [r, row] of standardPosition(standard, map, position).requirements.entries()) {
      if (row.verdict === 'not-applicable') continue;
      const undecided = row.verdict === 'unproven' || row.verdict === 'stale';
      if (!undecided && row.applies !== 'undecided') continue;
      const named = { standard: standard.id, requirement: row.id, title: row.title };
      const stated = facts(standard, standard.requirements[r] ?? row, row);
      for (const fact of stated) known.set(fact.id, fact);
      const direct = undecided ? directChecks(row) : [];
      for (const check of direct) known.set(check.id, check);
      const waiting = undecided ? decidingControls(row).map((control) => open.of(control.id)) : [];
      const looks = [...new Set([...direct.map((check) => check.id), ...waiting.flatMap((ids) => ids ?? [])])];
      if (row.applies === 'yes') for (const id of looks) failsWith.set(id, [...(failsWith.get(id) ?? []), named]);
      const why =
        undecided && row.remainder !== undefined
          ? row.remainder
          : waiting.includes(undefined)
            ? 'The map gives a control that decides it no member to look at.'
            : stated.length + looks.length === 0
              ? 'Nothing that Assay knows of would settle it.'
              : undefined;
      if (why === undefined) items.push({ named, needs: new Set([...stated.map((fact) => fact.id), ...looks]) });
      else beyond.push({ ...named, because: why, checks: looks.length });
    }
  }
  const chosen = choose(
    items.map(({ named, needs }) => ({ id: keyOf(named), needs, weight: 1 })),
    most,
  );
  const named = new Map(items.map((item) => [keyOf(item.named), item.named]));
  const goals = goalChecks(graph, position);
  const goalsAt = new Map(
    goals.flatMap((goal) => (open.of(goal.control) ?? []).filter((id) => id.endsWith(`@${goal.subject}`)).map((id) => [id, goal] as const)),
  );
  let cumulative = 0;
  const checks = chosen.order.map(({ check: id, settles }, i): CheckInOrder => {
    cumulative += settles.length;
    const { ifProven, ifFailing, onAttack }: GoalsOf = goalsAt.get(id) ?? { ifProven: [], ifFailing: [], onAttack: [] };
    return {
      rank: i + 1,
      check: known.get(id) as CheckToMake,
      alone: items.filter(({ needs }) => needs.size === 1 && needs.has(id)).length,
      cumulative,
      settles: settles.flatMap((key) => named.get(key) ?? []),
      ifFailing: failsWith.get(id) ?? [],
      goals: { ifProven, ifFailing, onAttack },
    };
  });
  const rankOf = new Map(checks.map(({ check, rank }) => [check.id, rank]));
  return {
    format: 'assay-settling/1',
    at: Instant.format(at),
    standards: standards.map((standard) => standard.id),
    undecided: items.length + beyond.length,
    settleable: items.length,
    checks,
    needed: new Set(items.flatMap(({ needs }) => [...needs])).size,
    settled: chosen.settled,
    atMost: chosen.atMost,
    exact: chosen.exact,
    goals: goals.map((goal) => {
      const ids = (open.of(goal.control) ?? []).filter((id) => id.endsWith(`@${goal.subject}`));
      return {
        ...goal,
        claims: ids.map((id) => id.slice(0, id.indexOf('@'))),
        inOrder: ids.flatMap((id) => rankOf.get(id) ?? []),
      };
    }),
    beyond,
    assumptions: [
      `Person-days to look are on a coarse scale, by method: ${Object.entries(LOOKING_DAYS)
        .map(([method, days]) => `${method} ${days}`)
        .join(', ')}; 0.1 to state a fact. They are Assay’s own judgement, and nothing is ordered by them.`,
      'A look at an element speaks for its variants and members, where it is at all of them.',
      'A check that does not hold settles as well: what waits for it is failing then.',
    ],
  };
}

const keyOf = ({ standard, requirement }: RequirementNamed) => `${standard} ${requirement}`;

function goalChecks(graph: AttackGraph, position: Position) {
  const view = viewAttacks(graph, position);
  const titles = new Map(CONTROLS.map((control) => [control.id as string, control.title]));
  return checksToSettle(
    view.compiled,
    view.goals.map((goal) => ({ goal: goal.state.id, weight: goal.weight })),
    MOST_FOR_GOALS,
  ).map(({ control: at, ifProven, ifFailing, onAttack }) => {
    const [control = '', subject = ''] = at.split('@');
    return { control, subject, title: titles.get(control) ?? control, ifProven, ifFailing, onAttack };
  });
}
