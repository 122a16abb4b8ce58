import { isIPv4, isIPv6 } from 'node:net';

/**
 * The key by which an address is counted. IPv6 by its /64, which one household or one rented machine has whole (RFC 6177); IPv4 that is written as
 * IPv6 (RFC 4291 section 2.5.5.2) as IPv4, so that a dual-stack socket gives nobody a second count. What is no address at all shares one key.
 */
export function addressKey(address: string): string {
  const plain = portless(address).split('%', 1)[0] ?? '';
  if (isIPv4(plain)) return `4:${plain}`;
  if (!isIPv6(plain)) return 'unknown';
  const groups = groupsOf(plain);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const [high = 0, low = 0] = groups.slice(6);
    return `4:${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
  }
  return `6:${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}`;
}

/** Proxies write 192.0.2.1:4711 and [2001:db8::1]:4711 too (RFC 7239 section 6); every connection has another port. */
function portless(address: string): string {
  const [, inBrackets, beforePort] = /^(?:\[([^\]]*)\](?::\d+)?|([^:]*):\d+)$/.exec(address) ?? [];
  return inBrackets ?? beforePort ?? address;
}

/** The eight groups of an IPv6 address that node:net has found to be one. */
function groupsOf(address: string): readonly number[] {
  const last = address.slice(address.lastIndexOf(':') + 1);
  const dotted = last.includes('.') ? last.split('.').map(Number) : undefined;
  const text = dotted === undefined ? address : `${address.slice(0, -last.length)}${pair(dotted[0], dotted[1])}:${pair(dotted[2], dotted[3])}`;
  const [before = '', after] = text.split('::');
  const read = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  if (after === undefined) return read(before);
  const [front, back] = [read(before), read(after)];
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back];
}

function pair(high = 0, low = 0): string {
  return ((high << 8) | low).toString(16);
}
