import type { Layer } from '../../core/index.ts';
import type { FactKey } from '../../map/facts.ts';
import type { Flow, Interface, LinkType, PartKind } from '../../map/model.ts';
import type { Access, Effect, Effort } from '../model.ts';

// A step template is data. What it may say is this closed vocabulary; src/attack/build reads it, and nothing else gives a step its meaning.

/** What a template ranges over: one step (or two, for some and for every) for each match on the map. docs/design/attack-steps.md says what each binds. */
export type Range =
  | 'part'
  | 'entry'
  | 'exposed'
  | 'interface'
  | 'attachment'
  | 'attachment-holding'
  | 'placed'
  | 'claimable'
  | 'near'
  | 'inside'
  | 'lured'
  | 'bridge'
  | 'flow'
  | 'crossing'
  | 'carriage'
  | 'unrouted'
  | 'tapped'
  | 'command'
  | 'link'
  | 'link-holding'
  | 'holding'
  | 'interface-holding'
  | 'opening'
  | 'verified'
  | 'directory'
  | 'mailbox'
  | 'reset'
  | 'sign-in'
  | 'own-sign-in'
  | 'power'
  | 'power-holding'
  | 'shared-power'
  | 'remote-work'
  | 'desk'
  | 'desk-directory'
  | 'desk-power'
  | 'documented'
  | 'kept-password'
  | 'gate'
  | 'gate-holding'
  | 'gate-build'
  | 'gate-release'
  | 'source-in'
  | 'feeds'
  | 'feeds-holding'
  | 'source-deploy'
  | 'source-deploy-code'
  | 'built'
  | 'signed'
  | 'released'
  | 'installed'
  | 'shipped-unsigned'
  | 'deployed'
  | 'beside'
  | 'stranger';

/** Names that a range binds to a part of the map. `internet` is the public network, which every map has. */
export type PlaceVar = 'part' | 'from' | 'to' | 'network' | 'place' | 'role' | 'system' | 'idp' | 'mail' | 'internet' | 'signer';
/** Names that a range binds to something other than a part. */
export type ThingVar = 'interface' | 'flow' | 'link' | 'asset' | 'gate' | 'hub';

/**
 * A state, in terms of what the range binds. `x:reach?` is asked for only where x is one of a kind and says on which networks it can be reached. `door` is the
 * receiving interface of a flow, else the receiving part. `contents@x` is any code that x holds. `opening` is the state a credential opens.
 */
export type Pattern =
  | `${PlaceVar}:${Access}`
  | `${PlaceVar}:reach?`
  | 'interface:reach'
  | 'door:reach'
  | 'beside:reach'
  | 'role@system:user'
  | 'role@mail:user'
  | `asset@${PlaceVar}:${Effect}`
  | `asset@flow:${Effect}`
  | `contents@${PlaceVar}:change`
  | `asset:${Effect}`
  | 'opening'
  | 'members';

/** `ID@name`: the control, at the subject that the name is bound to. */
export type Closer = `${string}@${PlaceVar | Exclude<ThingVar, 'hub'> | 'service'}`;

/** A technique: `e` ATT&CK Enterprise, `i` ATT&CK for ICS, `m` ATT&CK Mobile, `d` EMB3D, `c` CAPEC. */
export type TechniqueText =
  | `e:T${number}`
  | `e:T${number}.${string}`
  | `i:T${string}`
  | `m:T${number}`
  | `m:T${number}.${string}`
  | `d:TID-${number}`
  | `c:CAPEC-${number}`;

/** Structural conditions on a part. Declared protections are absent on purpose: they never take a step away. */
export interface PartWhere {
  readonly kinds?: readonly PartKind[];
  /** Absent only where the map says that the thing the step works through does not exist: no radio, no second customer. */
  readonly unlessNot?: Extract<FactKey, 'wireless' | 'multi-tenant'>;
  /** One of a kind: not a fleet, not in homes. */
  readonly single?: true;
  readonly fleet?: true;
  /** Not the public network. */
  readonly private?: true;
  /** The public network. */
  readonly public?: true;
  /** Has no interface of which the map says where it can be reached. */
  readonly doorless?: true;
}

export interface Where extends Partial<Record<PlaceVar, PartWhere>> {
  readonly purposes?: readonly Interface['purpose'][];
  readonly links?: readonly LinkType[];
  readonly asset?: {
    readonly kinds?: readonly ('information' | 'credential' | 'code' | 'function' | 'physical')[];
    /** Personal information, or not. */
    readonly personal?: boolean;
    readonly placed?: readonly ('at-rest' | 'in-use' | 'in-transit' | 'unknown')[];
  };
  readonly acts?: readonly ('change' | 'build' | 'sign' | 'release' | 'administer')[];
}

/** Declared hazards that make a step cheaper. They never open it. */
export interface Easier {
  readonly interface?: readonly Interface['authentication'][];
  readonly encryption?: readonly Flow['encryption'][];
  readonly fact?: FactKey;
  readonly effort: Effort;
}

/**
 * Which members a step is about. `one`: it works on a member at a time and gives *some*; repeated for each member, it gives *every*. `same`: some gives some, every gives every. `all`:
 * it works through what the class shares, and gives *every* from *some*. `mass`: it takes every member of a class of more than one.
 */
export type Reach = 'one' | 'same' | 'all' | 'mass';

export interface Template {
  readonly id: string;
  readonly layer: Layer;
  readonly title: string;
  /** One sentence a manager understands; {names} are what the range binds. */
  readonly sentence: string;
  readonly over: Range;
  readonly where?: Where;
  readonly needs: readonly Pattern[];
  readonly gives: Pattern;
  readonly scope: Reach;
  /**
   * Of a step that works on a member at a time: what comes of doing it again and again. Absent, every member falls, one after the other. `some`: it
   * finds members of a rare kind (former guests, devices left behind), and nobody knows that all are of it. `never`: the way ends with the first.
   */
  readonly again?: 'some' | 'never';
  readonly effort: Effort;
  readonly easier?: Easier;
  /** Where the effort comes from: a report, or `assumption`. */
  readonly source: string;
  readonly techniques: readonly TechniqueText[];
  /** All proven: closed. Any failing: open. None listed: the step is how the thing works, and is open. */
  readonly closedBy: readonly Closer[];
  /**
   * Controls about how many members are left, such as a share of updates delivered. Failing opens the step; proven leaves fewer members and never
   * none: it closes the step only where it was proven of every member.
   */
  readonly narrowedBy?: readonly Closer[];
}

/** Everything a template asks a verdict of. */
export function asks(template: Template): readonly Closer[] {
  return template.narrowedBy === undefined ? template.closedBy : [...template.closedBy, ...template.narrowedBy];
}

/** Declares the templates of one layer: the layer is said once, and an effort without a source is an assumption. */
export function templates(layer: Layer, rows: readonly Row[]): readonly Template[] {
  return rows.map((row) => ({ ...row, layer, source: row.source ?? 'assumption', closedBy: row.closedBy ?? [] }));
}

export type Row = Omit<Template, 'layer' | 'source' | 'closedBy'> & { readonly source?: string; readonly closedBy?: readonly Closer[] };
