import { addressGroups, holds, networkOf } from '../event/network.ts';

/** Where an address stands: `inside` the operator's own networks, `outside`, a `group` that many hear (multicast, broadcast), or `none` (unspecified, unreadable). */
export type Place = 'inside' | 'outside' | 'group' | 'none';

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10', '127.0.0.0/8', 'fc00::/7', 'fe80::/10', '::1/128'];

/** Most addresses whose place is remembered; then all are forgotten and asked again. */
const MOST = 65_536;

/**
 * Tells where addresses stand. `own`: the operator's public networks as CIDR, besides those that are private to everyone; one that cannot be read is given back in `wrong`.
 */
export function places(own: readonly string[]): { readonly placeOf: (address: string) => Place; readonly wrong: readonly string[] } {
  const networks = [...PRIVATE, ...own].map((cidr) => ({ cidr, network: networkOf(cidr) }));
  const known = networks.flatMap(({ network }) => (network === undefined ? [] : [network]));
  const memory = new Map<string, Place>();
  function judged(groups: readonly number[] | undefined): Place {
    if (groups === undefined || groups.every((value) => value === 0)) return 'none';
    const [high = 0, low = 0] = groups;
    if (groups.length === 2) {
      // 224.0.0.0/4, and broadcast: to all, or to the last address of a usual home network.
      if (high >> 12 === 0xe) return 'group';
      const inside = known.some((one) => holds(one, groups));
      if ((high === 0xffff && low === 0xffff) || (inside && (low & 0xff) === 0xff)) return 'group';
      return inside ? 'inside' : 'outside';
    }
    if (high >> 8 === 0xff) return 'group';
    // ::ffff:0:0/96 is an IPv4 address in other words.
    if (groups.slice(0, 5).every((value) => value === 0) && groups[5] === 0xffff) return judged(groups.slice(6));
    return known.some((one) => holds(one, groups)) ? 'inside' : 'outside';
  }
  return {
    placeOf(address) {
      const before = memory.get(address);
      if (before !== undefined) return before;
      if (memory.size >= MOST) memory.clear();
      const place = judged(addressGroups(address));
      memory.set(address, place);
      return place;
    },
    wrong: networks.flatMap(({ cidr, network }) => (network === undefined ? [cidr] : [])),
  };
}
