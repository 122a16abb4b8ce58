import type { Layer } from '../../core/index.ts';
import { layersOf } from '../../map/layer.ts';
import type { ServiceMap } from '../../map/model.ts';

const LAYERS_OF = new WeakMap<ServiceMap, ReadonlyMap<string, Layer>>();

/** The layers of a map's parts as its drawing shows them, roles and networks by what they are joined to; made once for a map. */
export function layersIn(map: ServiceMap): ReadonlyMap<string, Layer> {
  const layers = LAYERS_OF.get(map) ?? layersOf(map);
  LAYERS_OF.set(map, layers);
  return layers;
}
