import { Digest, figure, Refused } from '../../core/index.ts';
import type { ControlId } from '../../evidence/model.ts';
import { attackFaults } from '../faults.ts';
import { DETECTORS } from '../library/detectors.ts';
import { asks, type Closer, type Pattern, type PlaceVar, type Template } from '../library/template.ts';
import {
  type Access,
  type AttackStep,
  type ControlAt,
  type ControlState,
  type ControlStates,
  EFFORT_DAYS,
  type Effect,
  type Scope,
  type Technique,
} from '../model.ts';
import type { Binding } from './binding.ts';
import type { Asked, Decides } from './decides.ts';
import type { Ref, States } from './states.ts';
import { type Decided, decide } from './status.ts';
import { techniqueOf } from './techniques.ts';
import type { Class, Place, Terrain } from './terrain.ts';

/** What is fixed while one graph is built. */
export interface Making {
  readonly terrain: Terrain;
  readonly states: States;
  readonly verdicts: ControlStates;
  readonly steps: Map<string, AttackStep>;
  /** Members of each home, for the state of being inside it. */
  readonly homes: ReadonlyMap<string, readonly Place[]>;
  /** Parts that some step needs or gives a state of. */
  readonly touched: Set<string>;
  readonly closings: Map<string, Closing>;
  readonly watchers: Map<string, readonly ControlAt[]>;
  /** Told what decides each step, by one who will decide again without making the graph anew. */
  readonly told?: ((decides: Decides) => void) | undefined;
}

interface Needs {
  readonly refs: readonly Ref[];
  readonly need?: number;
}

/** Turns one match of a template into steps: one a class of the part it is about, for some and for every member as the template says. */
export function emit(making: Making, template: Template, binding: Binding): void {
  const subject = template.scope === 'mass' ? binding.places.part : subjectOf(template.gives, binding);
  const classes: readonly (Class | undefined)[] = subject !== undefined && subject.classes.length > 1 ? subject.classes : [undefined];
  for (const cls of classes) {
    const of = (place: Place): Class | undefined => (place === subject ? cls : undefined);
    const gives = resolve(making, template, template.gives, binding, of)[0];
    const needs = needsOf(making, template, binding, of);
    if (gives === undefined || needs === undefined) continue;
    for (const { asked, given, repeated } of scopesOf(template, needs.refs, gives)) {
      const times = repeated === true ? (cls ?? subject)?.population : undefined;
      if (repeated !== true || times !== undefined) write(making, template, binding, { cls, of, needs, gives, asked, given, times: times ?? 1 });
    }
  }
}

const named = new Map<Pattern, PlaceVar>();

/** The part that a pattern names: `camera` of `asset@camera:read`. */
function placeNamed(pattern: Pattern): PlaceVar {
  const known = named.get(pattern);
  if (known !== undefined) return known;
  const found = pattern.slice(pattern.indexOf('@') + 1, pattern.lastIndexOf(':')) as PlaceVar;
  named.set(pattern, found);
  return found;
}

/** The part whose members the step tells apart: the one it gives a state of. */
function subjectOf(gives: Pattern, binding: Binding): Place | undefined {
  if (gives === 'interface:reach' || gives === 'door:reach') return binding.at;
  if (gives === 'opening') return binding.places.part;
  if (gives.startsWith('role@')) return binding.places.role;
  return binding.places[placeNamed(gives)];
}

interface Scopes {
  readonly asked: Scope;
  readonly given: Scope;
  /** Done for one member after the other. */
  readonly repeated?: true;
}

function scopesOf(template: Template, needs: readonly Ref[], gives: Ref): readonly Scopes[] {
  switch (template.scope) {
    case 'one': {
      const once = { asked: 'some', given: 'some' } as const;
      // What works on one member works on the next: *every* is a matter of days, and nobody has closed it.
      return gives.scoped && template.again !== 'never' ? [once, { asked: 'every', given: 'every', repeated: true }] : [once];
    }
    case 'all':
      return [{ asked: 'some', given: 'every' }];
    case 'mass':
      return needs.some((ref) => ref.scoped) ? [{ asked: 'every', given: 'every' }] : [];
    case 'same': {
      const every = { asked: 'every', given: 'every' } as const;
      const some = { asked: 'some', given: 'some' } as const;
      if (!gives.scoped) return [some];
      return needs.some((ref) => ref.scoped) ? [every, some] : [every];
    }
  }
}

function needsOf(making: Making, template: Template, binding: Binding, of: (place: Place) => Class | undefined): Needs | undefined {
  if (template.needs.includes('members')) {
    const { gate } = binding;
    if (gate === undefined) return undefined;
    const refs = membersOf(making, gate.of, binding.places.part);
    return refs.length < gate.need ? undefined : { refs, need: gate.need };
  }
  return { refs: template.needs.flatMap((pattern) => resolve(making, template, pattern, binding, of)) };
}

/** Signed in to the gated part as each of the people the gate counts; merely as that person where no link lets them in. */
function membersOf(making: Making, roles: readonly string[], part: Place | undefined): readonly Ref[] {
  return roles.flatMap((id) => {
    const role = making.terrain.places.get(id);
    if (role === undefined || part === undefined) return [];
    const signsIn = (making.terrain.linksFrom.get(id) ?? []).some((link) => link.to === part.id);
    return role.classes.map((cls) => (signsIn ? making.states.account(role, part, cls) : making.states.access(role, 'user', undefined, cls)));
  });
}

function resolve(making: Making, template: Template, pattern: Pattern, binding: Binding, of: (place: Place) => Class | undefined): readonly Ref[] {
  const { states, terrain } = making;
  const missing = (what: string): never => {
    throw new Refused(
      attackFaults.fault('003', {
        message: `the template ${template.id} names ${what}, which ${template.over} does not bind`,
        remedy: 'Report this with the map.',
      }),
    );
  };
  const place = (name: string): Place => {
    const found = name === 'internet' ? terrain.internet : binding.places[name as PlaceVar];
    return found ?? missing(name);
  };
  const touch = (at: Place): Place => {
    making.touched.add(at.id);
    return at;
  };
  switch (pattern) {
    case 'interface:reach':
    case 'door:reach': {
      const at = touch(binding.at ?? missing('an interface'));
      return [states.access(at, 'reach', binding.interface?.id, of(at))];
    }
    case 'beside:reach': {
      const hub = binding.hub ?? missing('a home');
      return [states.hub(hub, making.homes.get(hub) ?? [])];
    }
    case 'opening': {
      const at = touch(place('part'));
      const opens = binding.opens ?? missing('what a credential opens');
      return [states.access(at, opens.access, opens.access === 'reach' ? opens.interface : undefined, of(at))];
    }
    case 'role@system:user':
    case 'role@mail:user': {
      const role = touch(place('role'));
      return [states.account(role, touch(place(pattern === 'role@mail:user' ? 'mail' : 'system')), of(role))];
    }
    case 'members':
      return [];
    default:
  }
  const [head = '', tail = ''] = pattern.split(':');
  if (tail === 'reach?') {
    const at = touch(place(head));
    // Of a fleet, *some* that is reached need not be the one that the other need is about, so it is not asked for.
    return at.doors && at.population === 1 ? [states.access(at, 'reach', undefined, of(at))] : [];
  }
  if (head === 'asset') return [states.anywhere(binding.asset ?? missing('an asset'), tail as Effect)];
  if (head === 'asset@flow') {
    const flow = binding.flow ?? missing('a flow');
    const ends = [binding.places.from, binding.places.to].filter((end) => end !== undefined);
    const fleet = ends.reduce((a, b) => (b.population > a.population ? b : a), ends[0] ?? missing('the ends of a flow'));
    return [states.effectOnFlow(binding.asset ?? missing('an asset'), flow, fleet, tail as Effect)];
  }
  if (head.startsWith('asset@')) {
    const at = touch(place(head.slice('asset@'.length)));
    return [states.effect(binding.asset ?? missing('an asset'), at, tail as Effect, of(at))];
  }
  if (head.startsWith('contents@')) {
    const at = touch(place(head.slice('contents@'.length)));
    return [states.contents(at)];
  }
  const at = touch(place(head));
  return [states.access(at, tail as Access, undefined, of(at))];
}

interface Drawn {
  readonly cls: Class | undefined;
  readonly of: (place: Place) => Class | undefined;
  readonly needs: Needs;
  readonly gives: Ref;
  readonly asked: Scope;
  readonly given: Scope;
  /** How many members it is done for, one after the other. */
  readonly times: number;
}

/** The most that the documented graph format takes for one step. */
const MOST_DAYS = 1e9;

function daysOf(template: Template, binding: Binding, times: number): number {
  const once = EFFORT_DAYS[effortOf(template, binding)];
  return times === 1 ? once : Math.min(MOST_DAYS, Math.round(once * times * 10) / 10);
}

function write(making: Making, template: Template, binding: Binding, drawn: Drawn): void {
  const ids = drawn.needs.refs.map((ref) => ref.id(drawn.asked));
  const from = ids.length < 2 ? ids : [...new Set(ids)];
  const to = drawn.gives.id(drawn.given);
  if (from.includes(to)) return;
  const scoped = drawn.gives.scoped || drawn.needs.refs.some((ref) => ref.scoped);
  const id = stepId(template.id, [...binding.key, ...(drawn.cls === undefined ? [] : [drawn.cls.id])], scoped ? drawn.given : undefined);
  if (making.steps.has(id)) return;
  const decided = closing(making, template, binding, drawn.of);
  const { closedBy, narrowedBy, status, evidence } = decided;
  const { need } = drawn.needs;
  // That every member is of the rare kind that the step finds, no evidence about the kind shows.
  const atMostUndecided = drawn.times > 1 && template.again === 'some';
  making.told?.({ step: id, asked: decided.asked, atMostUndecided, ...(drawn.cls === undefined ? {} : { of: drawn.cls.id }) });
  const step = {
    id,
    template: template.id,
    layer: template.layer,
    sentence: sentenceOf(template, binding, drawn),
    from,
    to,
    effort: daysOf(template, binding, drawn.times),
    techniques: techniquesOf(template),
    closedBy,
    ...(narrowedBy === undefined ? {} : { narrowedBy }),
    status: atMostUndecided && status === 'open' ? ('undecided' as const) : status,
    ...(atMostUndecided ? { atMostUndecided } : {}),
    evidence,
    seenBy: watchers(making, template, binding, drawn.of),
  };
  making.steps.set(id, need !== undefined && need < from.length ? { ...step, need } : step);
}

interface Closing extends Decided {
  readonly closedBy: readonly ControlAt[];
  readonly narrowedBy?: readonly ControlAt[];
  readonly asked: Asked;
}
const INHERENT: Closing = { closedBy: [], status: 'open', evidence: [], asked: { at: [], closers: 0 } };

/** Many steps wait for the same controls at the same subjects: they are asked for once. */
function closing(making: Making, template: Template, binding: Binding, of: (place: Place) => Class | undefined): Closing {
  const asked = asks(template);
  if (asked.length === 0) return INHERENT;
  let key = `${template.closedBy.length} `;
  const subjects = asked.map((closer) => {
    const subject = subjectAt(closer, making, template, binding, of);
    key += `${closer} ${subject.id}${subject.rest ? ' rest ' : ' '}`;
    return subject;
  });
  const known = making.closings.get(key);
  if (known !== undefined) return known;
  // The id is checked against the controls by a test of the assurance folder, which this folder must not know.
  const all = asked.map((closer, i): ControlAt => ({ control: closer.slice(0, closer.indexOf('@')) as ControlId, subject: subjects[i]?.id ?? '' }));
  const found = all.map((at, i): ControlState => {
    const state = making.verdicts(at);
    return subjects[i]?.rest === true ? (state.own ?? state) : state;
  });
  const closers = template.closedBy.length;
  const closedBy = all.slice(0, closers);
  const narrowedBy = all.slice(closers);
  const askedAt: Asked = { at: all.map((at, i) => ({ ...at, rest: subjects[i]?.rest === true })), closers };
  const made = {
    closedBy,
    ...(narrowedBy.length === 0 ? {} : { narrowedBy }),
    asked: askedAt,
    ...decide(found.slice(0, closers), found.slice(closers)),
  };
  making.closings.set(key, made);
  return made;
}

/** Shared by all steps of a template. */
const techniques = new Map<string, readonly Technique[]>();
function techniquesOf(template: Template): readonly Technique[] {
  const known = techniques.get(template.id) ?? template.techniques.map(techniqueOf);
  techniques.set(template.id, known);
  return known;
}

const LONGEST = 280;

function stepId(template: string, key: readonly string[], scope: Scope | undefined): string {
  const id = `${template}:${key.join(',')}${scope === undefined ? '' : `:${scope}`}`;
  // The documented graph format takes ids of 300 characters at most; map ids may be 80 each.
  return id.length <= LONGEST ? id : `${template}:${Digest.of(id)}`;
}

function subjectAt(
  closer: Closer,
  making: Making,
  template: Template,
  binding: Binding,
  of: (place: Place) => Class | undefined,
): { readonly id: string; readonly rest: boolean } {
  const name = closer.slice(closer.indexOf('@') + 1);
  const at = binding.places[name as PlaceVar];
  if (at !== undefined) {
    const cls = of(at) ?? (at.classes.length === 1 ? at.classes[0] : undefined);
    return { id: cls?.subject ?? at.id, rest: cls?.rest === true };
  }
  if (name === 'service') return { id: making.terrain.map.service.id, rest: false };
  const thing = name === 'flow' || name === 'link' || name === 'asset' || name === 'gate' ? binding[name] : undefined;
  if (thing === undefined) {
    throw new Refused(
      attackFaults.fault('003', {
        message: `the template ${template.id} is closed at ${name}, which ${template.over} does not bind`,
        remedy: 'Report this with the map.',
      }),
    );
  }
  return { id: thing.id, rest: false };
}

const WATCHERS = new Map<string, readonly string[]>();
for (const { control, kinds } of DETECTORS) for (const kind of kinds) WATCHERS.set(kind, [...(WATCHERS.get(kind) ?? []), control]);

const UNSEEN: readonly ControlAt[] = [];

function watchers(making: Making, template: Template, binding: Binding, of: (place: Place) => Class | undefined): readonly ControlAt[] {
  const at = subjectOf(template.gives, binding);
  const controls = at === undefined ? undefined : WATCHERS.get(at.kind);
  if (at === undefined || controls === undefined) return UNSEEN;
  const subject = of(at)?.subject ?? at.id;
  const known = making.watchers.get(subject) ?? controls.map((control) => ({ control: control as ControlId, subject }));
  making.watchers.set(subject, known);
  return known;
}

function effortOf(template: Template, binding: Binding): Template['effort'] {
  const { easier } = template;
  if (easier === undefined) return template.effort;
  const declared =
    (easier.interface !== undefined && binding.interface !== undefined && easier.interface.includes(binding.interface.authentication)) ||
    (easier.encryption !== undefined && binding.flow !== undefined && easier.encryption.includes(binding.flow.encryption)) ||
    (easier.fact !== undefined && Object.values(binding.places).some((place) => place.part?.facts?.[easier.fact as 'wireless'] === true));
  return declared ? easier.effort : template.effort;
}

/** The sentence with the map's names. Only the part whose members the step is about, and what it needs of members, are said with a number. */
function sentenceOf(template: Template, binding: Binding, drawn: Drawn): string {
  const subject = subjectOf(template.gives, binding);
  let sentence = '';
  segmentsOf(template).forEach((segment, i) => {
    if (i % 2 === 0) sentence += segment;
    else {
      const name = spoken(segment, binding, drawn, subject);
      sentence += sentence.toLowerCase().endsWith('one ') ? name.replace(/^one /, '') : name;
    }
  });
  return drawn.times === 1 ? sentence : `${sentence.replace(/\.$/, '')}, one after the other, ${figure(drawn.times)} times.`;
}

const segments = new Map<string, readonly string[]>();

/** Text and names by turns. */
function segmentsOf(template: Template): readonly string[] {
  const known = segments.get(template.id) ?? template.sentence.split(/\{([a-z]+)\}/);
  segments.set(template.id, known);
  return known;
}

function spoken(name: string, binding: Binding, drawn: Drawn, subject: Place | undefined): string {
  const place = binding.places[name as PlaceVar];
  if (place !== undefined) {
    const cls = drawn.of(place);
    if ((cls?.population ?? place.population) < 2) return cls?.name ?? place.name;
    const scope = drawn.times > 1 ? 'some' : place === subject ? drawn.given : drawn.asked;
    return `${scope === 'every' ? 'every' : 'one'} ${cls?.name ?? place.name}`;
  }
  if (name === 'asset' && binding.asset !== undefined) return binding.asset.name;
  if (name === 'interface' && binding.interface !== undefined) return binding.interface.name ?? `the ${binding.interface.protocol} interface`;
  if (name === 'gate' && binding.gate !== undefined) return `"${binding.gate.name}" (${binding.gate.need})`;
  return `{${name}}`;
}
