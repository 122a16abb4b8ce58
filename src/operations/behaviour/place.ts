import { addressGroups, holds, ipv4Number, networkOf } from '../event/network.ts';

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
  // Networks of IPv4 as base and mask, one after another: nearly every address is asked of these.
  const fours = known.filter(({ groups }) => groups.length === 2);
  const masks = Int32Array.from(fours, ({ bits }) => (bits === 0 ? 0 : -1 << (32 - bits)));
  const bases = Int32Array.from(fours, ({ groups: [high = 0, low = 0] }, i) => ((high << 16) | low) & (masks[i] ?? 0));
  const sixes = known.filter(({ groups }) => groups.length === 8);

  function ofIpv4(address: number): Place {
    if (address === 0) return 'none';
    // 224.0.0.0/4, and broadcast: to all, or to the last address of a usual home network.
    if (address >>> 28 === 0xe || address === 0xffffffff) return 'group';
    for (let i = 0; i < masks.length; i += 1) if ((address & (masks[i] as number)) === bases[i]) return (address & 0xff) === 0xff ? 'group' : 'inside';
    return 'outside';
  }

  function ofIpv6(groups: readonly number[] | undefined): Place {
    if (groups === undefined || groups.every((value) => value === 0)) return 'none';
    if ((groups[0] ?? 0) >> 8 === 0xff) return 'group';
    // ::ffff:0:0/96 is an IPv4 address in other words.
    if (groups.slice(0, 5).every((value) => value === 0) && groups[5] === 0xffff) return ofIpv4((((groups[6] ?? 0) << 16) | (groups[7] ?? 0)) >>> 0);
    return sixes.some((one) => holds(one, groups)) ? 'inside' : 'outside';
  }

  return {
    placeOf(address) {
      const four = ipv4Number(address);
      if (four !== undefined) return ofIpv4(four);
      const before = memory.get(address);
      if (before !== undefined) return before;
      if (memory.size >= MOST) memory.clear();
      const place = address.includes(':') ? ofIpv6(addressGroups(address)) : 'none';
      memory.set(address, place);
      return place;
    },
    wrong: networks.flatMap(({ cidr, network }) => (network === undefined ? [cidr] : [])),
  };
}
