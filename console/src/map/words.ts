import type { PartKind, ServiceMap } from '../../../src/map/model.ts';

export type LayerName = 'business' | 'operations' | 'development' | 'product' | 'experience';
/** As they lie in every picture: experience on top, business at the foot. */
export const BANDS: readonly LayerName[] = ['experience', 'product', 'development', 'operations', 'business'];
export const LAYER_WORDS: Readonly<Record<LayerName, string>> = {
  experience: 'Experience',
  product: 'Product',
  development: 'Development',
  operations: 'Operations',
  business: 'Business',
};

const PLURALS: Partial<Record<PartKind, string>> = {
  'identity-provider': 'identity providers',
  mail: 'mail systems',
  'certificate-authority': 'certificate authorities',
  monitoring: 'monitoring systems',
  backup: 'back-up systems',
  repository: 'repositories',
};

/** "build system", or "build systems". */
export function kindWord(kind: PartKind, many = false): string {
  const one = kind.replaceAll('-', ' ');
  return many ? (PLURALS[kind] ?? `${one}s`) : one;
}

export const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;

/** What people call each part, flow, link, asset, actor: by id. */
export function namesOf(map: ServiceMap): ReadonlyMap<string, string> {
  const names = new Map<string, string>([[map.service.id, map.service.name]]);
  for (const list of [map.parts, map.zones, map.gates, map.assets, map.parties, map.actors]) for (const { id, name } of list) names.set(id, name);
  for (const { id, title } of map.policies) names.set(id, title);
  const called = (id: string) => names.get(id) ?? id;
  for (const flow of map.flows) names.set(flow.id, flow.name ?? `${called(flow.from)} to ${called(flow.to)}`);
  for (const link of map.links) names.set(link.id, `${called(link.from)} ${link.type} ${called(link.to)}`);
  return names;
}

/** One element of each list of a map. */
export const LIST_WORDS = {
  service: 'service',
  csirt: 'incident plan',
  parts: 'part',
  zones: 'zone',
  flows: 'flow',
  links: 'link',
  gates: 'gate',
  assets: 'asset',
  parties: 'party',
  actors: 'actor',
  policies: 'policy',
  notes: 'note',
  targets: 'target',
} as const;
