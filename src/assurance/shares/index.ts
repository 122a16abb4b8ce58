/**
 * How much of a standard Assay looks at by itself: for each requirement whether a machine shows it, somebody's word is among what shows it, only a
 * part of it is looked at, or a person has to. Computed from crosswalk and controls, so that nobody has to claim it. Nothing here knows a service.
 */
import { LAYERS, type Layer } from '../../core/index.ts';
import { METHODS, type Method, strength } from '../../evidence/model.ts';
import { CONTROLS } from '../controls/index.ts';
import { answersTo } from '../crosswalk/index.ts';
import { directJudgeOf, directlyLeft } from '../directly.ts';
import type { Control, Edge } from '../model.ts';

export const SHARES = ['machine', 'word', 'part', 'person'] as const;
export type Share = (typeof SHARES)[number];

export interface RequirementShare {
  readonly requirement: string;
  /**
   * `machine`: nothing is left, and every check that decides takes nothing weaker than an import. `word`: nothing is left, and a person's attestation may
   * be among what shows it. `part`: something is left that no check looks at, and a machine shows some of the rest. `person`: no machine shows any of it.
   */
  readonly share: Share;
  /** The weakest method that any deciding check accepts; absent where none decides. */
  readonly weakest?: Method;
  /** What decides, with the methods that each asks for at least. */
  readonly by: readonly {
    readonly control: string;
    readonly covers: boolean;
    readonly claims: readonly { readonly claim: string; readonly atLeast: Method }[];
  }[];
  /** What no check looks at. */
  readonly left?: string;
  /** Judged by findings of tools, rule by rule. */
  readonly direct?: boolean;
}

const BY_ID = new Map<string, Control>(CONTROLS.map((control) => [control.id, control]));

/** What shows one requirement of a standard. */
export function shareOf(standard: string, requirement: string): RequirementShare {
  if (directJudgeOf(standard) !== undefined) {
    const unseen = directlyLeft(standard, requirement);
    const direct = { requirement, weakest: 'import', by: [], direct: true } as const;
    return unseen === undefined ? { ...direct, share: 'machine' } : { ...direct, share: 'part', left: unseen };
  }
  const { edges, remainder } = answersTo(standard, requirement);
  const by = edges.map(answer);
  const covering = by.filter((one) => one.covers);
  const deciding = remainder === undefined ? covering : by;
  const methods = deciding.flatMap((one) => one.claims.map((claim) => claim.atLeast));
  const weakest = methods.toSorted((a, b) => strength(a) - strength(b))[0];
  const anyMachine = deciding.some((one) => one.claims.length > 0 && one.claims.every((claim) => claim.atLeast !== 'attestation'));
  const left = remainder ?? (covering.length === 0 ? 'No control covers any of it.' : undefined);
  const share = left === undefined ? (weakest === 'attestation' || weakest === undefined ? 'word' : 'machine') : anyMachine ? 'part' : 'person';
  return { requirement, share, ...(weakest === undefined ? {} : { weakest }), by, ...(left === undefined ? {} : { left }) };
}

function answer(edge: Edge): RequirementShare['by'][number] {
  const control = BY_ID.get(edge.control);
  return {
    control: edge.control,
    covers: edge.relation !== 'intersects-with',
    claims: (control?.checks ?? []).map((check) => ({ claim: check.claim, atLeast: check.atLeast ?? 'attestation' })),
  };
}

export interface StandardShares {
  readonly requirements: readonly RequirementShare[];
  /** How many requirements of each share; they add up to all. */
  readonly counts: Readonly<Record<Share, number>>;
  /** Of those with nothing left, how many by the weakest method that decides. */
  readonly methods: Readonly<Record<Method, number>>;
}

/** The shares over a list of requirements of one standard. */
export function sharesOf(standard: string, requirements: readonly string[]): StandardShares {
  const all = requirements.map((id) => shareOf(standard, id));
  const count = <K extends string>(keys: readonly K[], of: (one: RequirementShare) => string | undefined) =>
    Object.fromEntries(keys.map((key) => [key, all.filter((one) => of(one) === key).length])) as Record<K, number>;
  return {
    requirements: all,
    counts: count(SHARES, (one) => one.share),
    methods: count(METHODS, (one) => (one.left === undefined ? one.weakest : undefined)),
  };
}

export interface LayerShare {
  readonly layer: Layer;
  readonly controls: number;
  /** Of these, the ones of which no check takes anybody's word: each asks for an import at least. */
  readonly automatic: number;
}

/** How many of the controls of each layer are shown by machines alone, from the business layer, which carries the others, upwards. */
export function layerShares(): readonly LayerShare[] {
  return LAYERS.map((layer) => {
    const own = CONTROLS.filter((control) => control.layer === layer);
    return { layer, controls: own.length, automatic: own.filter(isAutomatic).length };
  });
}

/** Every check asks for an import at least. A control without a check is shown by nothing. */
function isAutomatic(control: Control): boolean {
  return control.checks.length > 0 && control.checks.every((check) => strength(check.atLeast ?? 'attestation') >= strength('import'));
}
