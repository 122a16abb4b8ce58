import { addressBytes } from '../../map/host.ts';

/**
 * What an address is for. `public`: of the Internet. `private`: somebody's own network, visited only where the map says so. `never`: no single machine that
 * anybody means (groups, this network, links, documentation, and what clouds tell their machines); not visited whatever the map says.
 */
export type AddressUse = { readonly use: 'public' } | { readonly use: 'private' | 'never'; readonly what: string };

type Block = readonly [bytes: readonly number[], bits: number, use: 'private' | 'never', what: string];

// IANA special-purpose registries (RFC 6890 and its updates). The first block that holds the address decides.
const FOUR: readonly Block[] = [
  // Single addresses at which clouds tell their machines who they are, keys and all: inside networks that are otherwise somebody's own, or public.
  [[100, 100, 100, 200], 32, 'never', 'where a cloud tells its machines their secrets (Alibaba Cloud)'],
  [[168, 63, 129, 16], 32, 'never', 'where a cloud tells its machines their settings (Azure)'],
  [[0], 8, 'never', 'this network (RFC 791)'],
  [[10], 8, 'private', 'a private address (RFC 1918)'],
  [[100, 64], 10, 'private', 'an address shared by a provider (RFC 6598)'],
  [[127], 8, 'private', 'a loopback address (RFC 1122)'],
  [[169, 254], 16, 'never', 'a link-local address (RFC 3927)'],
  [[172, 16], 12, 'private', 'a private address (RFC 1918)'],
  [[192, 0, 0], 24, 'never', 'an address for protocols (RFC 6890)'],
  [[192, 0, 2], 24, 'never', 'an address for documentation (RFC 5737)'],
  [[192, 88, 99], 24, 'never', 'a relay of 6to4 (RFC 7526)'],
  [[192, 168], 16, 'private', 'a private address (RFC 1918)'],
  [[198, 18], 15, 'never', 'an address for benchmarks (RFC 2544)'],
  [[198, 51, 100], 24, 'never', 'an address for documentation (RFC 5737)'],
  [[203, 0, 113], 24, 'never', 'an address for documentation (RFC 5737)'],
  [[224], 4, 'never', 'a multicast address (RFC 5771)'],
  [[240], 4, 'never', 'a reserved address (RFC 1112)'],
];

const SIX: readonly Block[] = [
  [[0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54], 128, 'never', 'where a cloud tells its machines their secrets (AWS)'],
  [[0xfd, 0x20, 0x00, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54], 128, 'never', 'where a cloud tells its machines their secrets (Google Cloud)'],
  [new Array<number>(16).fill(0), 128, 'never', 'no address (RFC 4291)'],
  [[...new Array<number>(15).fill(0), 1], 128, 'private', 'a loopback address (RFC 4291)'],
  [[0x01, 0], 16, 'never', 'an address that is dropped (RFC 6666)'],
  [[0x20, 0x01, 0x0d, 0xb8], 32, 'never', 'an address for documentation (RFC 3849)'],
  [[0x3f, 0xff, 0], 20, 'never', 'an address for documentation (RFC 9637)'],
  [[0xfc], 7, 'private', 'a unique local address (RFC 4193)'],
];

/** Ways in which a version 6 address holds a version 4 one: where it begins. The address inside decides. */
const EMBEDDED: readonly (readonly [bytes: readonly number[], bits: number, at: number, how: string])[] = [
  [[...new Array<number>(10).fill(0), 0xff, 0xff], 96, 12, 'mapped (RFC 4291)'],
  [new Array<number>(12).fill(0), 96, 12, 'compatible (RFC 4291)'],
  [[0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0], 96, 12, 'translated (RFC 2765)'],
  [[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], 96, 12, 'by NAT64 (RFC 6052)'],
  [[0x20, 0x02], 16, 2, 'by 6to4 (RFC 3056)'],
];

/** What the address is for; of text that is no address, `never`. */
export function useOf(text: string): AddressUse {
  const bytes = addressBytes(text);
  if (bytes === undefined) return { use: 'never', what: 'not an address' };
  if (bytes.length === 4) return ofBlocks(bytes, FOUR) ?? { use: 'public' };
  const own = ofBlocks(bytes, SIX);
  if (own !== undefined) return own;
  for (const [prefix, bits, at, how] of EMBEDDED) {
    if (!within(bytes, prefix, bits)) continue;
    const inner = ofBlocks(bytes.slice(at, at + 4), FOUR);
    return inner === undefined ? { use: 'never', what: `a version 4 address ${how}` } : { use: inner.use, what: `${inner.what}, ${how}` };
  }
  // Only 2000::/3 is given out as global unicast (RFC 4291 section 2.4); 2001::/23 is for protocols (Teredo among them), fe80::/10 and ff00::/8 lie outside.
  if (!within(bytes, [0x20], 3)) return { use: 'never', what: 'outside what is given out for the Internet (RFC 4291)' };
  if (within(bytes, [0x20, 0x01, 0], 23)) return { use: 'never', what: 'an address for protocols (RFC 2928)' };
  return { use: 'public' };
}

function ofBlocks(bytes: readonly number[], blocks: readonly Block[]): Exclude<AddressUse, { use: 'public' }> | undefined {
  const block = blocks.find(([prefix, bits]) => within(bytes, prefix, bits));
  return block === undefined ? undefined : { use: block[2], what: block[3] };
}

function within(bytes: readonly number[], prefix: readonly number[], bits: number): boolean {
  for (let i = 0; i < bits; i += 8) {
    const mask = bits - i >= 8 ? 0xff : (0xff << (8 - (bits - i))) & 0xff;
    if (((bytes[i / 8] ?? 0) & mask) !== ((prefix[i / 8] ?? 0) & mask)) return false;
  }
  return true;
}

/** The text of an address of 4 or 16 bytes. */
export function addressText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  return Array.from({ length: 8 }, (_, i) => (((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0)).toString(16)).join(':');
}
