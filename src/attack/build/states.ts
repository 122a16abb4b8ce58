import type { Layer } from '../../core/index.ts';
import type { Access, AttackState, AttackStep, Effect, Scope } from '../model.ts';
import type { Asset, Class, Flow, Held, Place } from './terrain.ts';

/** A state before it is known for which members: its id in either scope, and whether the scopes differ. */
export interface Ref {
  readonly scoped: boolean;
  id(scope: Scope): string;
}

interface Row extends AttackState {
  readonly order: number;
}

const HOLDS: Readonly<Record<Access, (name: string, place: Place) => string>> = {
  reach: (name, place) =>
    place.kind === 'network'
      ? `is on ${name}`
      : place.kind === 'place'
        ? `is at ${name}`
        : isPerson(place)
          ? `can put words before ${name}`
          : `can talk to ${name}`,
  user: (name, place) => (isPerson(place) ? `acts as ${name}` : `is signed in to ${name}`),
  admin: (name) => `rules ${name}`,
  code: (name) => `runs code on ${name}`,
  physical: (name, place) => (place.kind === 'network' ? `is within radio range of ${name}` : `has ${name} in hand`),
};
const EFFECT: Readonly<Record<Effect, string>> = { read: 'reads', change: 'changes', deny: 'denies' };

function kindOf(place: Place): NonNullable<AttackState['of']> {
  if (place.kind === 'device' || place.kind === 'gateway' || place.kind === 'app') return 'device';
  if (isPerson(place)) return 'person';
  return (place.kind === 'network' || place.kind === 'place') && place.part?.cohort !== undefined ? 'household' : 'other';
}

function isPerson(place: Place): boolean {
  return place.kind === 'role' || place.kind === 'supplier';
}

/**
 * The states of a graph, made as steps ask for them, each with the steps that follow from what it is: *every* implies *some*; one variant
 * gives *some* of the whole, all of them *every*; an asset read anywhere is read. Those steps cost nothing and are always open.
 */
export class States {
  readonly #rows = new Map<string, Row>();
  readonly #derived: AttackStep[] = [];
  /** Refs already made, by what they are of: each is asked for by many steps. */
  readonly #known = new Map<string, Ref>();
  readonly #assetLayer: (asset: Asset) => Layer;
  readonly #anywhereScoped: (asset: Asset) => boolean;
  readonly #codeAt: (place: Place) => readonly Held[];

  constructor(about: { assetLayer(asset: Asset): Layer; anywhereScoped(asset: Asset): boolean; codeAt(place: Place): readonly Held[] }) {
    this.#assetLayer = about.assetLayer;
    this.#anywhereScoped = about.anywhereScoped;
    this.#codeAt = about.codeAt;
  }

  all(): readonly AttackState[] {
    return [...this.#rows.values()].map(({ order: _, ...state }) => state);
  }

  derived(): readonly AttackStep[] {
    return this.#derived;
  }

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  /** `camera:code`, `camera.telnet:reach`; of one class where `of` is given, else of the whole part. */
  access(place: Place, access: Access, door?: string, of?: Class): Ref {
    return this.#once(`${of?.id ?? place.id}${door === undefined ? '' : `.${door}`}:${access}`, () => this.#access(place, access, door, of));
  }

  #once(key: string, make: () => Ref): Ref {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#known.set(key, made);
    return made;
  }

  #access(place: Place, access: Access, door?: string, of?: Class): Ref {
    const suffix = `${door === undefined ? '' : `.${door}`}:${access}`;
    const ref = this.#ofPlace(
      place,
      of,
      (id) => `${id}${suffix}`,
      (name) => HOLDS[access](door === undefined ? name : `${door} of ${name}`, place),
      place.layer,
      (each) => each,
    );
    // Whoever talks to an interface talks to the part.
    if (door !== undefined && access === 'reach') {
      const part = this.access(place, 'reach', undefined, of);
      for (const scope of ref.scoped ? (['every', 'some'] as const) : (['some'] as const))
        this.#derive('by-interface', [ref.id(scope)], part.id(scope), place.layer);
    }
    return ref;
  }

  /** `developer#1@source:user`: signed in to the system as that person. */
  account(role: Place, system: Place, of?: Class): Ref {
    return this.#once(`${of?.id ?? role.id}@${system.id}:user`, () =>
      this.#ofPlace(
        role,
        of,
        (id) => `${id}@${system.id}:user`,
        (name) => `is signed in to ${system.name} as ${name}`,
        system.layer,
        () => system.id,
      ),
    );
  }

  /** `video@camera:read`. */
  effect(asset: Asset, place: Place, effect: Effect, of?: Class): Ref {
    return this.#once(`${asset.id}@${of?.id ?? place.id}:${effect}`, () => this.#effect(asset, place, effect, of));
  }

  #effect(asset: Asset, place: Place, effect: Effect, of?: Class): Ref {
    const at = (cls?: Class): Ref =>
      this.#ofPlace(
        place,
        cls,
        (id) => `${asset.id}@${id}:${effect}`,
        (name) => `${EFFECT[effect]} ${asset.name} at ${name}`,
        this.#assetLayer(asset),
        () => asset.id,
      );
    const whole = at();
    this.#anywhere(asset, effect, whole);
    return of === undefined ? whole : at(of);
  }

  /** `video@camera-to-relay:read`: on its way along a flow. A flow of a fleet is scoped like the fleet at its end. */
  effectOnFlow(asset: Asset, flow: Flow, end: Place, effect: Effect): Ref {
    const whole: Class = { id: flow.id, name: `the flow from ${flow.from} to ${flow.to}`, population: end.population, subject: flow.id };
    const ref = this.#ofPlace(
      { ...end, id: flow.id, name: whole.name, classes: [whole] },
      undefined,
      (id) => `${asset.id}@${id}:${effect}`,
      (name) => `${EFFECT[effect]} ${asset.name} on ${name}`,
      this.#assetLayer(asset),
      () => asset.id,
    );
    this.#anywhere(asset, effect, ref);
    return ref;
  }

  /** `*@build:change`: some code that it holds. Each asset of code there implies it. */
  contents(place: Place): Ref {
    return this.#once(`*@${place.id}`, () => this.#contents(place));
  }

  #contents(place: Place): Ref {
    const ref = this.#ofPlace(
      place,
      undefined,
      (id) => `*@${id}:change`,
      (name) => `changes code that ${name} holds`,
      place.layer,
      (id) => id,
    );
    for (const { asset } of this.#codeAt(place)) {
      const known = this.effect(asset, place, 'change');
      for (const scope of ref.scoped ? (['every', 'some'] as const) : (['some'] as const))
        this.#derive('any-code', [known.id(scope)], ref.id(scope), place.layer);
    }
    return ref;
  }

  /** `video:read`: anywhere. Scoped where some of its places are. */
  anywhere(asset: Asset, effect: Effect): Ref {
    return this.#once(`${asset.id}:${effect}`, () => this.#whole(asset, effect));
  }

  #whole(asset: Asset, effect: Effect): Ref {
    const scoped = this.#anywhereScoped(asset);
    const base = `${asset.id}:${effect}`;
    const id = (scope: Scope): string => (scoped ? `${base}:${scope}` : base);
    const layer = this.#assetLayer(asset);
    const title = `${EFFECT[effect]} ${asset.name}`;
    if (!this.#rows.has(id('some'))) {
      if (scoped) {
        this.#add({ id: id('every'), title: `${title} (of everyone)`, subject: asset.id, layer, scope: 'every' });
        this.#add({ id: id('some'), title: `${title} (of somebody)`, subject: asset.id, layer, scope: 'some' });
        this.#derive('every-is-some', [id('every')], id('some'), layer);
      } else {
        this.#add({ id: base, title, subject: asset.id, layer });
      }
    }
    return { scoped, id };
  }

  /** Being inside a home with other parts: `home*:reach`. */
  hub(cohort: string, members: readonly Place[]): Ref {
    const population = Math.max(1, ...members.map((place) => place.population));
    const layer: Layer = 'experience';
    const scoped = population > 1;
    const base = `${cohort}*:reach`;
    const id = (scope: Scope): string => (scoped ? `${base}:${scope}` : base);
    if (!this.#rows.has(id('some'))) {
      if (scoped) {
        this.#add({ id: id('every'), title: `is inside every ${cohort}`, subject: cohort, layer, scope: 'every' });
        this.#add({ id: id('some'), title: `is inside one ${cohort}`, subject: cohort, layer, scope: 'some', members: 1 });
        this.#derive('every-is-some', [id('every')], id('some'), layer);
      } else this.#add({ id: base, title: `is inside the ${cohort}`, subject: cohort, layer });
    }
    return { scoped, id };
  }

  #anywhere(asset: Asset, effect: Effect, at: Ref): void {
    const whole = this.anywhere(asset, effect);
    const layer = this.#assetLayer(asset);
    for (const scope of at.scoped ? (['every', 'some'] as const) : (['every'] as const)) this.#derive('any-place', [at.id(scope)], whole.id(scope), layer);
  }

  #ofPlace(
    place: Place,
    of: Class | undefined,
    name: (id: string) => string,
    title: (name: string) => string,
    layer: Layer,
    subject: (id: string) => string,
  ): Ref {
    const one = of ?? (place.classes.length === 1 ? place.classes[0] : undefined);
    if (one !== undefined && (of !== undefined || place.classes.length === 1)) {
      const ref = this.#row(place, one, name, title, layer, subject);
      if (place.classes.length > 1) this.#ofPlace(place, undefined, name, title, layer, subject);
      return ref;
    }
    const known = name(place.id);
    const fresh = !this.#rows.has(place.population > 1 ? `${known}:some` : known);
    const whole = this.#row(place, place, name, title, layer, subject);
    if (!fresh) return whole;
    const each = place.classes.map((cls) => this.#row(place, cls, name, title, layer, subject));
    for (const ref of each) this.#derive('one-of-them', [ref.id('some')], whole.id('some'), layer);
    if (whole.scoped && place.complete)
      this.#derive(
        'all-of-them',
        each.map((ref) => ref.id('every')),
        whole.id('every'),
        layer,
      );
    return whole;
  }

  #row(
    place: Place,
    { id, name, population }: Pick<Class, 'id' | 'name' | 'population'>,
    full: (id: string) => string,
    title: (name: string) => string,
    layer: Layer,
    subject: (id: string) => string,
  ): Ref {
    const base = full(id);
    const scoped = population > 1;
    const every = scoped ? `${base}:every` : base;
    const some = scoped ? `${base}:some` : base;
    const of = (scope: Scope): string => (scope === 'every' ? every : some);
    if (!this.#rows.has(some)) {
      if (scoped) {
        this.#add({ id: of('every'), title: title(`every ${name}`), subject: subject(id), layer, scope: 'every', members: population, of: kindOf(place) });
        this.#add({ id: of('some'), title: title(`one ${name}`), subject: subject(id), layer, scope: 'some', members: 1, of: kindOf(place) });
        this.#derive('every-is-some', [of('every')], of('some'), layer);
      } else this.#add({ id: base, title: title(name), subject: subject(id), layer, members: population, of: kindOf(place) });
    }
    return { scoped, id: of };
  }

  #add(state: AttackState): void {
    this.#rows.set(state.id, { ...state, order: this.#rows.size });
  }

  #derive(template: string, from: readonly string[], to: string, layer: Layer): void {
    if (from.includes(to)) return;
    const id = `${template}:${to}${template !== 'every-is-some' && template !== 'all-of-them' ? `<${from.join('+')}` : ''}`;
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    this.#derived.push({ id, template, layer, sentence: '', from, to, effort: 0, techniques: [], closedBy: [], status: 'open', evidence: [] });
  }
  readonly #seen = new Set<string>();
}
