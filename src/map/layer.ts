import type { Layer } from '../core/index.ts';
import type { Part, PartKind, ServiceMap } from './model.ts';

/** The layer of the process stack that a kind of part belongs to where the map does not say. */
const LAYER_OF_KIND: Readonly<Record<PartKind, Layer>> = {
  app: 'product',
  server: 'product',
  datastore: 'product',
  broker: 'product',
  gateway: 'product',
  device: 'product',
  network: 'product',
  place: 'experience',
  'identity-provider': 'business',
  mail: 'business',
  wiki: 'business',
  'document-system': 'business',
  'business-system': 'business',
  workstation: 'business',
  repository: 'development',
  'build-system': 'development',
  'artifact-registry': 'development',
  'signing-system': 'development',
  'update-server': 'operations',
  'certificate-authority': 'operations',
  monitoring: 'operations',
  backup: 'operations',
  'admin-console': 'operations',
  role: 'business',
  supplier: 'business',
};

/** The layer of a part: as the map says, else by its kind. See `layersOf` for roles, whose work decides. */
export function layerOf(part: Pick<Part, 'kind' | 'layer'>): Layer {
  return part.layer ?? LAYER_OF_KIND[part.kind];
}

const RANK: Readonly<Record<Layer, number>> = { business: 0, operations: 1, development: 2, product: 3, experience: 4 };

/**
 * The layers of all parts by id. A role or supplier that the map places nowhere belongs where its links lead: developers to
 * development, administrators to operations; one that merely uses what customers use belongs to experience. A network belongs to
 * the lowest layer of what is attached to it, since there it has to be protected; one with nothing on it to product.
 */
export function layersOf(map: ServiceMap): ReadonlyMap<string, Layer> {
  const layers = new Map(map.parts.map((part) => [part.id, layerOf(part)]));
  const kinds = new Map(map.parts.map((part) => [part.id, part.kind]));
  const reached = new Map<string, Layer[]>();
  const add = (id: string, layer: Layer | undefined): void => {
    if (layer === undefined) return;
    const known = reached.get(id);
    if (known === undefined) reached.set(id, [layer]);
    else known.push(layer);
  };
  for (const link of map.links) {
    const used = link.type === 'uses' && ['app', 'device', 'gateway'].includes(kinds.get(link.to) ?? '');
    add(link.from, used ? 'experience' : link.type === 'administers' && layers.get(link.to) === 'product' ? 'operations' : layers.get(link.to));
  }
  for (const flow of map.flows) if (kinds.get(flow.from) === 'role') add(flow.from, kinds.get(flow.to) === 'app' ? 'experience' : undefined);
  for (const part of map.parts) {
    if (part.kind === 'network') continue;
    for (const network of [...(part.attached ?? []), ...(part.interfaces ?? []).flatMap((face) => face.on)]) add(network, layers.get(part.id));
  }
  for (const part of map.parts) {
    if (part.layer !== undefined || !['role', 'supplier', 'network'].includes(part.kind)) continue;
    const found = reached.get(part.id) ?? [];
    if (found.length > 0) layers.set(part.id, part.kind === 'network' ? lowest(found) : commonest(found));
  }
  return layers;
}

function lowest(found: readonly Layer[]): Layer {
  return found.reduce((least, layer) => (RANK[layer] < RANK[least] ? layer : least));
}

function commonest(found: readonly Layer[]): Layer {
  const counts = new Map<Layer, number>();
  for (const layer of found) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  return [...counts].toSorted(([a, x], [b, y]) => y - x || RANK[b] - RANK[a])[0]?.[0] ?? 'business';
}
