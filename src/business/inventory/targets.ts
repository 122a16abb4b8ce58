import type { ServiceMap } from '../../map/model.ts';

/** The parts that are seen at each host of the map's targets. Hosts are in small letters; one may show several parts. Those of `also` serve others, too. */
export function targetHosts({ targets }: Pick<ServiceMap, 'targets'>): ReadonlyMap<string, ReadonlySet<string>> {
  const hosts = new Map<string, Set<string>>();
  for (const { host, part } of targets) hosts.set(host.toLowerCase(), (hosts.get(host.toLowerCase()) ?? new Set()).add(part));
  return hosts;
}
