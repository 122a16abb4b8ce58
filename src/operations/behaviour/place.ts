/** Where an address stands: `inside` the operator's own networks, `outside`, a `group` that many hear (multicast, broadcast), or `none` (unspecified, unreadable). */
export type Place = 'inside' | 'outside' | 'group' | 'none';

/** A network: IPv4 as a number and a mask, IPv6 as the groups of its prefix. */
type Network = { readonly v4: number; readonly mask: number } | { readonly v6: readonly number[]; readonly bits: number };

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10', '127.0.0.0/8', 'fc00::/7', 'fe80::/10', '::1/128'];

/** Most addresses whose place is remembered; then all are forgotten and asked again. */
const MOST = 65_536;

/** The number of an IPv4 address in dotted form, or `undefined`. Leading noughts are refused: they read as octal elsewhere. */
export function ipv4(text: string): number | undefined {
  let value = 0;
  let part = -1;
  let parts = 0;
  for (let i = 0; i <= text.length; i += 1) {
    const code = i === text.length ? 46 : text.charCodeAt(i);
    if (code === 46) {
      if (part < 0 || part > 255) return undefined;
      value = value * 256 + part;
      parts += 1;
      part = -1;
    } else if (code >= 48 && code <= 57 && part !== 0) part = (part < 0 ? 0 : part * 10) + code - 48;
    else return undefined;
    if (part > 255 || parts > 4) return undefined;
  }
  return parts === 4 ? value : undefined;
}

/** The eight groups of an IPv6 address (RFC 4291, 2.2), or `undefined`. A zone id is dropped. */
export function ipv6(text: string): readonly number[] | undefined {
  const bare = text.split('%', 1)[0] ?? '';
  if (bare.length < 2 || bare.length > 45) return undefined;
  const halves = bare.split('::');
  if (halves.length > 2) return undefined;
  const read = halves.map((half) => (half === '' ? [] : half.split(':').flatMap(group)));
  const [head, tail] = read;
  if (head === undefined || read.flat().some((value) => Number.isNaN(value))) return undefined;
  if (tail === undefined) return head.length === 8 ? head : undefined;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? undefined : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function group(text: string): readonly number[] {
  if (text.includes('.')) {
    const value = ipv4(text);
    return value === undefined ? [Number.NaN] : [Math.floor(value / 65_536), value % 65_536];
  }
  return [/^[0-9a-fA-F]{1,4}$/.test(text) ? Number.parseInt(text, 16) : Number.NaN];
}

function networkOf(cidr: string): Network | undefined {
  const [address = '', length] = cidr.split('/');
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const four = ipv4(address);
  if (four !== undefined) {
    const bits = Number(length ?? 32);
    return bits > 32 ? undefined : { v4: masked(four, bits), mask: bits };
  }
  const six = ipv6(address);
  const bits = Number(length ?? 128);
  return six === undefined || bits > 128 ? undefined : { v6: six, bits };
}

function masked(address: number, bits: number): number {
  return bits === 0 ? 0 : Math.floor(address / 2 ** (32 - bits)) * 2 ** (32 - bits);
}

function holdsSix(network: readonly number[], bits: number, address: readonly number[]): boolean {
  for (let i = 0, left = bits; left > 0; i += 1, left -= 16) {
    const shift = left >= 16 ? 0 : 16 - left;
    if ((network[i] ?? 0) >> shift !== (address[i] ?? 0) >> shift) return false;
  }
  return true;
}

/**
 * Tells where addresses stand. `own`: the operator's public networks as CIDR, besides those that are private to everyone; one that cannot be read is given back in `wrong`.
 */
export function places(own: readonly string[]): { readonly placeOf: (address: string) => Place; readonly wrong: readonly string[] } {
  const networks = [...PRIVATE, ...own].map((cidr) => ({ cidr, network: networkOf(cidr) }));
  const known = networks.flatMap(({ network }) => (network === undefined ? [] : [network]));
  const memory = new Map<string, Place>();
  function judged(address: string): Place {
    const four = ipv4(address);
    if (four !== undefined) {
      if (four === 0) return 'none';
      // 224.0.0.0/4, and broadcast: to all, or to the last address of a usual home network.
      if (four >= 0xe0000000 && four < 0xf0000000) return 'group';
      const inside = known.some((one) => 'v4' in one && masked(four, one.mask) === one.v4);
      if (four === 0xffffffff || (inside && four % 256 === 255)) return 'group';
      return inside ? 'inside' : 'outside';
    }
    const six = ipv6(address);
    if (six === undefined || six.every((value) => value === 0)) return 'none';
    if ((six[0] ?? 0) >> 8 === 0xff) return 'group';
    // ::ffff:0:0/96 is an IPv4 address in other words.
    if (six.slice(0, 5).every((value) => value === 0) && six[5] === 0xffff) {
      const mapped = (six[6] ?? 0) * 65_536 + (six[7] ?? 0);
      return judged([mapped >>> 24, (mapped >>> 16) & 255, (mapped >>> 8) & 255, mapped & 255].join('.'));
    }
    return known.some((one) => 'v6' in one && holdsSix(one.v6, one.bits, six)) ? 'inside' : 'outside';
  }
  return {
    placeOf(address) {
      const before = memory.get(address);
      if (before !== undefined) return before;
      if (memory.size >= MOST) memory.clear();
      const place = judged(address);
      memory.set(address, place);
      return place;
    },
    wrong: networks.flatMap(({ cidr, network }) => (network === undefined ? [cidr] : [])),
  };
}
