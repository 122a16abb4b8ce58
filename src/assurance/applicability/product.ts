import type { Part, PartKind, ServiceMap } from '../../map/model.ts';

const PRODUCT_KINDS: ReadonlySet<PartKind> = new Set(['device', 'gateway', 'app', 'server', 'broker', 'update-server']);

/** The parts in scope that make up what is put on the market: devices, apps, and the service that they cannot do without. */
export function productParts(map: ServiceMap): readonly Part[] {
  return map.parts.filter((part) => part.inScope && PRODUCT_KINDS.has(part.kind));
}
