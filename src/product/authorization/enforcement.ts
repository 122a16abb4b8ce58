import type { ServiceMap } from '../../map/index.ts';
import type { EnforcementPoint } from './model.ts';
import type { PolicySet } from './policy-set.ts';

/** A part that a policy of the map reaches, and where it could ask the policies. `point` absent: nothing of its kind asks them, so there the rule rests on something else. */
export interface Reached {
  readonly part: string;
  readonly kind: string;
  readonly point?: EnforcementPoint;
}

/** One policy of the map against the policies that decide. */
export interface Enforced {
  readonly policy: string;
  readonly title: string;
  /** Ids that its `cedar` names and that are loaded. */
  readonly by: readonly string[];
  /** Ids or files that it names and that are not there. */
  readonly unknown: readonly string[];
  readonly parts: readonly Reached[];
  /** In plain words; of none, every part that it reaches can ask. Whether each does ask is a matter of evidence, and not of the map. */
  readonly gaps: readonly string[];
}

const POINT_OF: Readonly<Record<string, EnforcementPoint>> = {
  app: 'app',
  server: 'server',
  'admin-console': 'server',
  'identity-provider': 'server',
  broker: 'broker',
  gateway: 'gateway',
};

/**
 * Holds the map's policies to those that are loaded. The map's `cedar` names them: `video.cedar` for all of that file, or `video.cedar#id id`. A policy reaches the parts that hold its assets, that the flows carrying them join,
 * and those it names.
 */
export function enforcementOf(map: ServiceMap, policies: Pick<PolicySet, 'policies'>): readonly Enforced[] {
  const kinds = new Map<string, string>(map.parts.map(({ id, kind }) => [id, kind]));
  return map.policies.map((policy) => {
    const { by, unknown } = named(policy.cedar, policies);
    const parts = reachedBy(map, policy).map((part): Reached => {
      const kind = kinds.get(part) ?? '';
      const point = POINT_OF[kind];
      return { part, kind, ...(point === undefined ? {} : { point }) };
    });
    const gaps = [
      ...(policy.cedar === undefined ? ['no policy that decides at run time is named'] : []),
      ...unknown.map((what) => `"${what}" is named and not loaded`),
      ...(policy.cedar === undefined
        ? []
        : parts.flatMap(({ part, kind, point }) => (point === undefined ? [`"${part}" is a ${kind}, which asks no policies`] : []))),
    ];
    return { policy: policy.id, title: policy.title, by, unknown, parts, gaps };
  });
}

function named(cedar: string | undefined, { policies }: Pick<PolicySet, 'policies'>): { readonly by: readonly string[]; readonly unknown: readonly string[] } {
  if (cedar === undefined) return { by: [], unknown: [] };
  const [file = '', list] = cedar.trim().split('#', 2);
  const ofFile = [...policies.values()].filter((one) => one.file !== undefined && (one.file === file || one.file.endsWith(`/${file}`))).map(({ id }) => id);
  if (list === undefined) return { by: ofFile, unknown: ofFile.length > 0 ? [] : [file] };
  const ids = list.split(/[\s,]+/).filter((id) => id !== '');
  const is = (id: string) => (file === '' ? policies.has(id) : ofFile.includes(id));
  return { by: ids.filter(is), unknown: ids.filter((id) => !is(id)) };
}

function reachedBy(map: ServiceMap, { assets, parts = [] }: ServiceMap['policies'][number]): readonly string[] {
  const held = map.assets.filter(({ id }) => assets.includes(id)).flatMap(({ at }) => at.map(({ part }) => part));
  const carried = map.flows
    .filter((flow) => [...flow.carries, ...(flow.returns ?? [])].some((id) => assets.includes(id)))
    .flatMap(({ from, to }) => [from, to]);
  return [...new Set([...held, ...carried, ...parts])].sort();
}
