import { Duration } from '../core/index.ts';
import type { Finding } from './check.ts';
import type { IncidentPlan, ReportTrack } from './incident-plan.ts';
import type { ServiceMap } from './model.ts';
import { neededBy } from './needed-by.ts';
import { holes, inWords } from './rota.ts';
import type { Path } from './spots.ts';

const PLAN: Path = ['csirt'];

/** What an incident plan lacks, in the order of the plan; none where the map has no plan, for which `map check` has no opinion. Pure. */
export function planFindings(map: ServiceMap): Finding[] {
  const plan = map.csirt;
  if (plan === undefined) return [];
  const people = peopleOf(plan, map);
  return [
    ...lacks(plan),
    ...roles(plan, people),
    ...rota(plan, people),
    ...escalation(plan, people),
    ...severities(plan),
    ...channelFindings(map, plan),
    ...authorities(map, plan),
  ];
}

/** How many distinct people hold a role of the plan; deputies are not counted. */
type People = (role: string) => number;

function peopleOf(plan: IncidentPlan, map: ServiceMap): People {
  const population = new Map(map.parts.map((part) => [part.id, part.population]));
  const counted = new Map(
    plan.roles.map(({ id, holders }) => [id, [...new Set(holders)].reduce((sum, holder) => sum + (population.get(holder) ?? 0), 0)] as const),
  );
  return (role) => counted.get(role) ?? 0;
}

function lacks(plan: IncidentPlan): Finding[] {
  const missing = (field: string, what: string, remedy: string): Finding => ({
    number: '044',
    path: PLAN,
    message: `the incident plan has no ${what}`,
    found: `no ${field}`,
    remedy,
  });
  const duties = new Set(plan.roles.flatMap((role) => role.duties));
  const undone = (['triage', 'lead', 'contain', 'communicate', 'report', 'decide'] as const).filter((duty) => !duties.has(duty));
  return [
    ...undone.map((duty) => missing('duties', `role that is to ${duty}`, `Give "${duty}" to a role, and say who holds it.`)),
    ...(plan.onCall === undefined || plan.onCall.shifts.length === 0
      ? [missing('onCall', 'on-call rota', 'Say who is called, at which hours, and who if they do not answer.')]
      : []),
    ...(plan.severities.length === 0
      ? [missing('severities', 'severities', 'Set ranks, each with what one knows it by, a time for the first look, and what is done first.')]
      : []),
    ...(plan.audiences.length === 0 ? [missing('audiences', 'people to tell', 'Name users, partners and suppliers, who tells them, and by what.')] : []),
    ...(plan.evidence === undefined
      ? [missing('evidence', 'place where evidence is kept', 'Say where copies are kept, by whom, how long, and how it is shown that nobody changed them.')]
      : []),
  ];
}

function roles(plan: IncidentPlan, people: People): Finding[] {
  return plan.roles.flatMap((role, i) =>
    people(role.id) > 0
      ? []
      : [
          {
            number: '045',
            path: [...PLAN, 'roles', i, 'holders'],
            message: `nobody holds the role "${role.id}"`,
            remedy: 'Name the role of the map whose people do it.',
          } satisfies Finding,
        ],
  );
}

function rota(plan: IncidentPlan, people: People): Finding[] {
  const { onCall } = plan;
  if (onCall === undefined) return [];
  const open = holes(onCall);
  const found: Finding[] = [];
  if (onCall.shifts.length > 0 && open.length > 0) {
    found.push({
      number: '046',
      path: [...PLAN, 'onCall', 'shifts'],
      message: `the rota covers ${onCall.covers === 'always' ? 'the whole week' : 'hours'}, and nobody is there ${open.slice(0, 3).map(inWords).join(', ')}${open.length > 3 ? ` and ${open.length - 3} times more` : ''}`,
      remedy: 'Add a shift, or say the hours that are covered in truth.',
    });
  }
  for (const [i, shift] of onCall.shifts.entries()) {
    const turns = Math.min(shift.people ?? Number.POSITIVE_INFINITY, people(shift.role));
    const deputy = shift.deputy === undefined ? 0 : people(shift.deputy);
    const path: Path = [...PLAN, 'onCall', 'shifts', i];
    if (shift.hours === 'always' && turns === 1) {
      found.push({
        number: '047',
        path,
        message: `one person has the shift "${shift.id}" at every hour of the week`,
        found: '1 person',
        remedy: 'Let several take turns: one who is always called sleeps, is ill, or leaves.',
      });
    } else if (deputy === 0 || (shift.deputy === shift.role && turns < 2)) {
      found.push({
        number: '047',
        path,
        message: `nobody else is called where the shift "${shift.id}" does not answer`,
        found: 'no deputy',
        remedy: 'Name a role as its deputy that somebody else holds.',
      });
    }
  }
  return found;
}

function escalation(plan: IncidentPlan, people: People): Finding[] {
  const nowhere = (path: Path, message: string): Finding => ({
    number: '048',
    path,
    message,
    remedy: 'Pass it up, step by step and later each time, to a role that may decide and that somebody holds.',
  });
  const decides = new Set(plan.roles.filter(({ id, duties }) => duties.includes('decide') && people(id) > 0).map(({ id }) => id));
  const last = plan.escalation.at(-1);
  if (last === undefined) return [nowhere(PLAN, 'nothing is passed up: the plan has no escalation')];
  const found: Finding[] = [];
  if (!last.to.some((id) => decides.has(id))) {
    found.push(nowhere([...PLAN, 'escalation', plan.escalation.length - 1, 'to'], `the escalation ends at ${last.to.join(', ')}, where nobody may decide`));
  }
  for (const [i, step] of plan.escalation.entries()) {
    const before = plan.escalation[i - 1];
    if (before !== undefined && Duration.parse(step.after) <= Duration.parse(before.after)) {
      found.push(nowhere([...PLAN, 'escalation', i, 'after'], `the step "${step.id}" is no later than the one before it`));
    }
    if (step.by.length === 0) found.push(nowhere([...PLAN, 'escalation', i, 'by'], `the step "${step.id}" has no channel by which it calls`));
  }
  return found;
}

function severities(plan: IncidentPlan): Finding[] {
  return plan.severities.flatMap((severity, i) => {
    const path: Path = [...PLAN, 'severities', i];
    const found: Finding[] = [];
    if (severity.firstMoves.length === 0 && (severity.playbooks ?? []).length === 0) {
      found.push({
        number: '049',
        path,
        message: `nothing is said to be done first at severity "${severity.id}"`,
        remedy: 'Say the first moves, or the playbook that is run.',
      });
    }
    if (severity.criteria.length === 0) {
      found.push({
        number: '049',
        path,
        message: `nothing says what is of severity "${severity.id}"`,
        remedy: 'Say by what one knows it: what is affected, how many, what they lose.',
      });
    }
    if (i === 0 && severity.escalates === undefined && plan.escalation.length > 0) {
      found.push({
        number: '048',
        path,
        message: `the worst severity, "${severity.id}", is not passed up`,
        remedy: 'Name the step at which its escalation begins.',
      });
    }
    return found;
  });
}

/** A call that some part could silence by itself: told by all its channels, and lost with each of them. */
export function channelFindings(map: ServiceMap, plan: IncidentPlan): Finding[] {
  const needs = neededBy(map);
  const byChannel = new Map(plan.channels.map(({ id, uses }) => [id, new Set(uses.flatMap((part) => [...needs(part)]))] as const));
  const calls = [
    ...plan.escalation.map((step, i) => ({ path: [...PLAN, 'escalation', i, 'by'] as Path, by: step.by, who: `who is called at the step "${step.id}"` })),
    ...plan.audiences.map((one, i) => ({ path: [...PLAN, 'audiences', i, 'by'] as Path, by: one.by, who: `"${one.id}"` })),
    ...plan.authorities.map((one, i) => ({ path: [...PLAN, 'authorities', i, 'by'] as Path, by: one.by, who: one.to })),
  ];
  const names = new Map(map.parts.map((part) => [part.id, part.name]));
  const networks = new Set(map.parts.flatMap((part) => (part.kind === 'network' && !part.inScope ? [part.id] : [])));
  return calls.flatMap(({ path, by, who }) => {
    const [first, ...others] = by.map((id) => byChannel.get(id) ?? new Set<string>());
    if (first === undefined) {
      // A step without a channel is said of the escalation.
      return path.includes('escalation')
        ? []
        : [
            {
              number: '050',
              path,
              message: `nothing says by what ${who} can be told`,
              remedy: 'Name the channels, one of them apart from the service.',
            } satisfies Finding,
          ];
    }
    const common = [...first].filter((part) => !networks.has(part) && others.every((other) => other.has(part)));
    // What is nearest to the channels says little; the part behind them all is the one to name.
    const part = common.find((one) => one !== plan.channels.find(({ id }) => id === by[0])?.uses[0]) ?? common[0];
    if (part === undefined) return [];
    const channels = by.map((id) => `"${id}"`).join(', ');
    return [
      {
        number: '050',
        path,
        message: `whoever takes "${part}" (${names.get(part) ?? part}) silences every channel to ${who}: ${channels}`,
        found: `${channels} ${by.length === 1 ? 'needs' : 'need'} ${common.slice(0, 5).join(', ')}`,
        remedy: 'Add a channel that needs none of these, such as the telephone with numbers kept on paper.',
      } satisfies Finding,
    ];
  });
}

/** What each standard that is owed makes one report, and what data of persons does. */
const OWED: Readonly<Record<string, readonly ReportTrack[]>> = {
  cra: ['exploited-vulnerability', 'severe-incident'],
  nis2: ['significant-incident'],
  gdpr: ['personal-data-breach'],
};

function authorities(map: ServiceMap, plan: IncidentPlan): Finding[] {
  const personal = map.assets.some((asset) => asset.personal !== undefined);
  const owed = new Set([
    ...(map.service.owes ?? []).flatMap((id) => OWED[id.split('@')[0] ?? ''] ?? []),
    ...(personal ? (['personal-data-breach'] as const) : []),
  ]);
  const named = new Set(plan.authorities.map(({ track }) => track));
  const found: Finding[] = [...owed]
    .filter((track) => !named.has(track))
    .map((track) => ({
      number: '051',
      path: PLAN,
      message: `nobody is named to whom a ${track.replaceAll('-', ' ')} is reported`,
      remedy: 'Name the authority or platform, where its line is, and the role that reports.',
    }));
  const at = plan.evidence?.at ?? [];
  const service = new Set(map.flows.flatMap(({ from, to }) => [from, to]));
  const product = new Map(map.parts.map((part) => [part.id, part.kind]));
  for (const [i, part] of at.entries()) {
    const kind = product.get(part);
    if (kind !== undefined && MAY_BE_HIT.has(kind) && service.has(part)) {
      found.push({
        number: '052',
        path: [...PLAN, 'evidence', 'at', i],
        message: `evidence is kept at "${part}", a ${kind} of the service, which the incident may be about`,
        remedy: 'Keep copies where the service itself has no power: a place, a store of their own, a backup.',
      });
    }
  }
  return found;
}

const MAY_BE_HIT: ReadonlySet<string> = new Set([
  'device',
  'gateway',
  'app',
  'server',
  'broker',
  'admin-console',
  'mail',
  'identity-provider',
  'workstation',
  'update-server',
]);
