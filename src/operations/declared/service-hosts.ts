import type { PartKind, ServiceMap } from '../../map/model.ts';
import { targetsOf } from './service-flows.ts';

/** Kinds of part that stand in the field. */
const IN_THE_FIELD: ReadonlySet<PartKind> = new Set(['device', 'gateway']);

/** The hosts, by name, address or network, to which many devices may begin to speak at once: of servers of updates, and of what a flow of the map leads to from a device or a gateway. Only where the map names targets. */
export function serviceHosts(map: ServiceMap): readonly string[] {
  const hostsOf = targetsOf(map);
  const field = new Set(map.parts.filter(({ kind }) => IN_THE_FIELD.has(kind)).map(({ id }) => id));
  const called = new Set(map.flows.filter(({ from }) => field.has(from)).map(({ to }) => to));
  const parts = map.parts.filter(({ id, kind }) => kind === 'update-server' || (called.has(id) && !field.has(id)));
  return [...new Set(parts.flatMap(({ id }) => hostsOf(id)))].sort();
}
