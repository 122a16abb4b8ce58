import { readFileSync } from 'node:fs';
import { readMap, type ServiceMap } from '../src/map/index.ts';

/** Fields whose texts are words of the format or names of people, and no ids of what is copied. */
const NO_IDS = new Set(['kind', 'type', 'name', 'layer', 'state', 'protocol', 'purpose', 'forWhom', 'fromWhom', 'sharedBy', 'basis', 'act', 'category']);
const COPIED = ['parts', 'zones', 'flows', 'links', 'gates', 'assets'] as const;
const SHARED = 'internet';

/**
 * The camera service of the examples beside itself, as often as it takes to have `parts` parts, all on one Internet. The first is critical as it is; of each
 * other, what `critical` says of its assets.
 */
export function copiedService(parts: number, critical: (asset: string) => boolean = (asset) => asset === 'video'): ServiceMap {
  const map = readMap(readFileSync(new URL('../examples/camera-service/service.yaml', import.meta.url), 'utf8'), 'service.yaml');
  const ids = new Set(
    COPIED.flatMap((list) => map[list].flatMap((one) => [one.id, ...('interfaces' in one ? (one.interfaces ?? []).map((face) => face.id) : [])])),
  );
  ids.delete(SHARED);
  const renamed = (value: unknown, copy: number, key = ''): unknown => {
    if (typeof value === 'string')
      return key === 'cohort' || (ids.has(value) && !NO_IDS.has(key)) ? `${value}-${copy}` : key === 'name' ? `${value} ${copy}` : value;
    if (Array.isArray(value)) return value.map((one) => renamed(one, copy, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, renamed(one, copy, name)]));
  };
  const calm = { ...map, assets: map.assets.map((asset) => (critical(asset.id) ? asset : { ...asset, needs: {} })) };
  const copies = Array.from({ length: Math.ceil(parts / map.parts.length) - 1 }, (_, i) => i + 1);
  const all = COPIED.map((list) => [
    list,
    [...map[list], ...copies.flatMap((copy) => calm[list].filter((one) => one.id !== SHARED).map((one) => renamed(one, copy)))],
  ]);
  return readMap(JSON.stringify({ ...map, policies: [], notes: [], ...Object.fromEntries(all) }), 'copies.json');
}
