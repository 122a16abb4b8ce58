import { elementName } from '../../assurance/element-name.ts';
import type { Verdict } from '../../assurance/model.ts';
import type { AttackGraph } from '../../attack/model.ts';
import {
  type Fall,
  fallOf,
  fallsOf,
  foundationsOf,
  interfaceMatrix,
  linksBetweenLayers,
  pathsThrough,
  type ReachView,
  reachFrom,
  reachView,
} from '../../business/reach/index.ts';
import { Instant } from '../../core/index.ts';
import type { Part, ServiceMap } from '../../map/model.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import { question } from '../judge/question.ts';
import { inventoryPeople, inventoryShown } from './inventory.ts';
import type { Foundations, InventoryPeople, Links, MatrixShown, Nearest, OneSystem, SystemShown, Systems } from './model.ts';
import { namedIn } from './names.ts';
import { doReviewQuestion } from './review-acts.ts';
import { itemsQuestion, oneReviewQuestion, reviewsQuestion } from './reviews.ts';

// What the command line says of the same map, on a graph that stays compiled.

interface AsOf {
  /** RFC 3339; now when absent. */
  readonly at?: string | undefined;
  readonly size?: number | undefined;
}

const seenBy = (desk: Desk, { at, size }: AsOf): Seen => desk.at(at === undefined ? undefined : Instant.parse(at), size);
const boundTo = ({ at, head }: Seen) => ({ at: Instant.format(at), head: { size: head.size, root: head.root, origin: head.origin } });

/** Of one graph: its view, and the answers that take long and have no further question. */
interface Kept {
  readonly view: ReachView;
  readonly answers: Map<string, unknown>;
}
const KEPT = new WeakMap<AttackGraph, Kept>();
const MOST_ANSWERS = 40;

function keptFor(seen: Seen): Kept {
  const known = KEPT.get(seen.graph) ?? { view: reachView(seen), answers: new Map() };
  KEPT.set(seen.graph, known);
  return known;
}

/** Under one key one question alone keeps its answers. */
function remembered<Answer>(seen: Seen, key: string, make: (view: ReachView) => Answer): Answer {
  const { view, answers } = keptFor(seen);
  if (answers.has(key)) return answers.get(key) as Answer;
  const made = make(view);
  if (answers.size >= MOST_ANSWERS) answers.clear();
  answers.set(key, made);
  return made;
}

const fallsIn = (seen: Seen): readonly Fall[] => remembered(seen, 'falls', (view) => fallsOf(view, ['business']));

interface At {
  readonly control: string;
  readonly title: string;
  readonly subject: string;
  readonly verdict: Verdict;
  readonly evidence: readonly number[];
  readonly remedy: string;
  readonly effort: number;
  readonly who: string;
}

/** Controls by the part that they are of: at the part, on a link or flow that leads to it, on a gate of it. */
function controlsByPart({ map, position }: Seen): ReadonlyMap<string, readonly At[]> {
  const partOf = new Map([
    ...map.parts.map(({ id }) => [id, id] as const),
    ...map.links.map(({ id, to }) => [id, to] as const),
    ...map.flows.map(({ id, to }) => [id, to] as const),
    ...map.gates.map(({ id, on }) => [id, on] as const),
  ]);
  const found = new Map<string, At[]>();
  for (const { control, subjects } of position.controls) {
    for (const { subject, verdict, pieces } of subjects) {
      const part = partOf.get(subject);
      if (part === undefined) continue;
      const evidence = [...new Set(pieces.flatMap(({ judgement }) => judgement.evidence))].sort((a, b) => a - b);
      const { id, title, remedy, effort, who } = control;
      const at = { control: id, title, subject, verdict, evidence, remedy, effort, who };
      const known = found.get(part);
      if (known === undefined) found.set(part, [at]);
      else known.push(at);
    }
  }
  return found;
}

function powersIn(map: ServiceMap, part: string): OneSystem['powers'] {
  const names = new Map(map.parts.map(({ id, name }) => [id, name]));
  const named = (end: 'from' | 'to') => (link: ServiceMap['links'][number]) => ({
    link: link.id,
    type: link.type,
    part: link[end],
    name: names.get(link[end]) ?? link[end],
  });
  return { over: map.links.filter(({ to }) => to === part).map(named('from')), of: map.links.filter(({ from }) => from === part).map(named('to')) };
}

function postureOf(seen: Seen, controls: readonly At[]): SystemShown['posture'] {
  const tally = { proven: 0, failing: 0, stale: 0, unproven: 0, excluded: 0 };
  for (const { verdict } of controls) tally[verdict] += 1;
  const cited = new Set(controls.flatMap(({ evidence }) => evidence));
  const statements = seen.evidence.filter(({ seq }) => cited.has(seq));
  const moments = statements.map(({ observedAt }) => Instant.parse(observedAt)).sort((a, b) => a - b);
  const [oldest, newest] = [moments[0], moments.at(-1)];
  return {
    controls: tally,
    ...(newest === undefined ? {} : { newest: Instant.format(newest) }),
    ...(oldest === undefined ? {} : { oldest: Instant.format(oldest) }),
    sources: [...new Set(statements.map(({ source }) => source))].sort(),
  };
}

function systemShown(seen: Seen, part: Part, fall: Fall, rank: number, controls: readonly At[]): SystemShown {
  const { map } = seen;
  return {
    part: part.id,
    name: part.name,
    kind: part.kind,
    ...(part.owner === undefined ? {} : { owner: part.owner }),
    population: part.population,
    holds: map.assets
      .filter(({ at }) => at.some((place) => place.part === part.id))
      .map(({ id, name, kind, personal }) => ({ asset: id, name, kind, personal: personal !== undefined })),
    posture: postureOf(seen, controls),
    administrators: powersIn(map, part.id).over.filter(({ type }) => type === 'administers'),
    reach: {
      rank,
      weight: fall.weight,
      goals: { proven: fall.goals.filter(({ reach }) => reach === 'proven-reachable').length, may: fall.goals.length },
      ...(fall.days === undefined ? {} : { days: fall.days }),
      devices: fall.devices,
      households: fall.households,
      analysed: fall.states.length > 0,
    },
  };
}

function systemsIn(seen: Seen): Systems['systems'] {
  return remembered(seen, 'systems', ({ parts }) => {
    const controls = controlsByPart(seen);
    return fallsIn(seen).flatMap((fall, i) => {
      const part = parts.get(fall.part);
      return part === undefined ? [] : [systemShown(seen, part, fall, i + 1, controls.get(part.id) ?? [])];
    });
  });
}

function throughNamed(view: ReachView, map: ServiceMap, cell: { readonly row: string; readonly column: string }) {
  const answer = pathsThrough(view, cell);
  return {
    ...answer,
    ...namedIn(
      map,
      answer.paths.map(({ way }) => way),
    ),
  };
}

function foundationsNamed(view: ReachView, map: ServiceMap) {
  const foundations = foundationsOf(view);
  return {
    foundations,
    ...namedIn(
      map,
      [],
      foundations.flatMap(({ holds, would }) => [...holds, ...would].flatMap(({ controls }) => [...controls])),
    ),
  };
}

function reachedNamed(view: ReachView, map: ServiceMap, asked: FromTo) {
  const answer = reachFrom(view, asked);
  const { answers, controls } = answer;
  const ways = [
    ...answers.flatMap(({ ways: some, direct }) => [...some, ...(direct === undefined ? [] : [direct])]),
    ...controls.beyond.map(({ stays }) => stays),
  ];
  return { ...answer, ...namedIn(map, ways, [...answers.flatMap(({ shut = [] }) => shut.flatMap(({ closedBy }) => closedBy)), ...controls.controls]) };
}

export const systemsQuestion = question('business.systems', (desk, asOf: AsOf): Systems => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), systems: systemsIn(seen) };
});

/** Throws `Refused` (ASSAY-REACH-001) for what the map does not have. A part of another layer is told as well, with the rank that it would have. */
export const oneSystemQuestion = question('business.system', (desk, { part: id, ...asOf }: AsOf & { readonly part: string }): OneSystem => {
  const seen = seenBy(desk, asOf);
  const answer = remembered(seen, `system ${id}`, (view) => {
    const { goals, ...fall } = fallOf(view, id);
    const controls = controlsByPart(seen).get(id) ?? [];
    const falls = fallsIn(seen);
    const rank = falls.findIndex((one) => one.part === id);
    const part = view.parts.get(id) as Part;
    return {
      system: systemShown(seen, part, { ...fall, goals }, (rank === -1 ? falls.length : rank) + 1, controls),
      controls: controls.map((at) => ({ ...at, at: elementName(seen.map, at.subject) })),
      falls: goals,
      powers: powersIn(seen.map, id),
      ...namedIn(
        seen.map,
        goals.map(({ way }) => way),
      ),
    };
  });
  return { ...boundTo(seen), ...answer };
});

/** Systems of which the nearest way is told: those from which most falls. */
const MOST_NEAREST = 60;

export const nearestQuestion = question('business.nearest', (desk, asOf: AsOf): Nearest => {
  const seen = seenBy(desk, asOf);
  const answer = remembered(seen, 'nearest', (view) => {
    const found = fallsIn(seen)
      .filter(({ goals }) => goals.length > 0)
      .slice(0, MOST_NEAREST)
      .flatMap(({ part }) => {
        const far = ({ reach, way }: OneSystem['falls'][number]) => (reach === 'proven-reachable' ? 0 : 1_000_000) + way.story.days;
        const [first] = [...fallOf(view, part).goals].sort((a, b) => far(a) - far(b) || b.weight - a.weight);
        return first === undefined ? [] : [{ part, ...first }];
      });
    return {
      nearest: found.map(({ part, goal, title, reach, way }) => ({
        part,
        goal,
        title,
        reach,
        through: way.through,
        direct: way.direct,
        steps: way.story.hops.length,
        days: way.story.days,
      })),
      ...namedIn(
        seen.map,
        found.map(({ way }) => way),
      ),
    };
  });
  return { ...boundTo(seen), ...answer };
});

export const matrixQuestion = question('business.matrix', (desk, asOf: AsOf): MatrixShown => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), goals: seen.graph.goals.length, matrices: remembered(seen, 'matrix', interfaceMatrix) };
});

/** Throws `Refused` (ASSAY-REACH-001, -003). */
export const throughQuestion = question('business.cell', (desk, { row, column, ...asOf }: AsOf & { readonly row: string; readonly column: string }) => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), ...remembered(seen, `cell ${row} ${column}`, (view) => throughNamed(view, seen.map, { row, column })) };
});

export const linksQuestion = question('business.links', (desk, { from, ...asOf }: AsOf & { readonly from?: string | undefined }): Links => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), links: remembered(seen, `links ${from ?? ''}`, (view) => linksBetweenLayers(view, from === undefined ? {} : { from })) };
});

export const foundationsQuestion = question('business.foundations', (desk, asOf: AsOf): Foundations => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), ...remembered(seen, 'foundations', (view) => foundationsNamed(view, seen.map)) };
});

interface FromTo {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly ways: number;
}

/** Throws `Refused` (ASSAY-ATTACK-001 for what is no part or state, ASSAY-REACH-002). */
export const reachQuestion = question('business.reach', (desk, { from, to, ways, ...asOf }: AsOf & FromTo) => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), ...remembered(seen, `reach ${JSON.stringify([from, to, ways])}`, (view) => reachedNamed(view, seen.map, { from, to, ways })) };
});

export const inventoryQuestion = question('business.inventory', (desk, asOf: AsOf) => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), ...inventoryShown(desk, seen) };
});

export const inventoryPeopleQuestion = question('business.inventory-people', (desk, asOf: AsOf): InventoryPeople => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), ...inventoryPeople(desk, seen) };
});

export const BUSINESS_QUESTIONS = [
  systemsQuestion,
  oneSystemQuestion,
  nearestQuestion,
  matrixQuestion,
  throughQuestion,
  linksQuestion,
  foundationsQuestion,
  reachQuestion,
  inventoryQuestion,
  inventoryPeopleQuestion,
  reviewsQuestion,
  oneReviewQuestion,
  itemsQuestion,
  doReviewQuestion,
];
