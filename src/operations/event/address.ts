import { ipv4Number } from './network.ts';

// Addresses as their canonical text (RFC 5952 for IPv6). Each is made anew from its bytes, so that what an engine keeps never holds the block of input it was cut from.

/** The canonical texts that came last, each by itself. Emptied when full: it saves work, nothing rests on it. */
const known = new Map<string, string>();
const MOST_KNOWN = 65_536;

/**
 * The canonical text of an address, or `undefined` where it is none. A zone (`fe80::1%eth0`) is dropped. `alone`: the text is no piece of a longer one, as JSON.parse copies each text that it gives.
 */
export function addressOf(text: unknown, alone = false): string | undefined {
  if (typeof text !== 'string' || text.length > 64) return undefined;
  // Text this short never holds on to what it was cut from, so that an IPv4 address that is canonical is its own answer.
  if ((alone || text.length < 13) && ipv4Number(text) !== undefined) return text;
  const before = known.get(text);
  if (before !== undefined) return before;
  const bytes = bytesOfAddress(text);
  if (bytes === undefined) return undefined;
  const canonical = bytes.length === 4 ? ipv4Text(bytes, 0) : ipv6Text(bytes, 0);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(canonical, canonical);
  return canonical;
}

export function bytesOfAddress(text: string): Uint8Array | undefined {
  if (text.indexOf(':') === -1) return ipv4Bytes(text);
  const zone = text.indexOf('%');
  return ipv6Bytes(zone === -1 ? text : text.slice(0, zone));
}

function ipv4Bytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(4);
  let part = 0;
  let value = 0;
  let count = 0;
  for (let i = 0; i <= text.length; i += 1) {
    const code = i === text.length ? 0x2e : text.charCodeAt(i);
    if (code === 0x2e) {
      if (count === 0 || part > 3) return undefined;
      bytes[part] = value;
      part += 1;
      value = 0;
      count = 0;
      continue;
    }
    const digit = code - 48;
    value = value * 10 + digit;
    count += 1;
    if (!(digit >= 0 && digit <= 9) || value > 255 || count > 3) return undefined;
  }
  return part === 4 ? bytes : undefined;
}

function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  for (const group of text.split(':')) {
    if (group.indexOf('.') !== -1) {
      const four = ipv4Bytes(group);
      if (four === undefined) return undefined;
      groups.push(((four[0] ?? 0) << 8) | (four[1] ?? 0), ((four[2] ?? 0) << 8) | (four[3] ?? 0));
      continue;
    }
    if (group.length === 0 || group.length > 4) return undefined;
    let value = 0;
    for (let i = 0; i < group.length; i += 1) {
      const digit = '0123456789abcdef'.indexOf(group.charAt(i).toLowerCase());
      if (digit === -1) return undefined;
      value = value * 16 + digit;
    }
    groups.push(value);
  }
  return groups;
}

function ipv6Bytes(text: string): Uint8Array | undefined {
  const gap = text.indexOf('::');
  const head = groupsOf(gap === -1 ? text : text.slice(0, gap));
  const tail = gap === -1 ? [] : groupsOf(text.slice(gap + 2));
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (gap === -1 ? missing !== 0 : missing < 1) return undefined;
  const bytes = new Uint8Array(16);
  const put = (group: number, at: number): void => {
    bytes[2 * at] = group >> 8;
    bytes[2 * at + 1] = group & 0xff;
  };
  head.forEach(put);
  tail.forEach((group, i) => {
    put(group, 8 - tail.length + i);
  });
  return bytes;
}

export function ipv4Text(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** RFC 5952: lower case, no leading noughts, the longest run of two or more nought groups (the first of equal ones) as `::`. An IPv4-mapped address (RFC 4291 section 2.5.5.2) is told as the IPv4 that it is. */
export function ipv6Text(bytes: Uint8Array, at: number): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[at + i] ?? 0) << 8) | (bytes[at + i + 1] ?? 0));
  if (groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0)) return ipv4Text(bytes, at + 12);
  let [best, longest] = [-1, 1];
  for (let i = 0; i < 8; i += 1) {
    let run = 0;
    while (i + run < 8 && groups[i + run] === 0) run += 1;
    if (run > longest) [best, longest] = [i, run];
    i += run;
  }
  const hex = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
  return best === -1 ? hex(groups) : `${hex(groups.slice(0, best))}::${hex(groups.slice(best + longest))}`;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function macText(bytes: Uint8Array, at: number): string {
  return `${HEX[bytes[at] ?? 0]}:${HEX[bytes[at + 1] ?? 0]}:${HEX[bytes[at + 2] ?? 0]}:${HEX[bytes[at + 3] ?? 0]}:${HEX[bytes[at + 4] ?? 0]}:${HEX[bytes[at + 5] ?? 0]}`;
}

/** A hardware address in lower case with colons, from text with colons, dashes or dots. */
export function macOf(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length < 12 || text.length > 17) return undefined;
  const bytes = new Uint8Array(6);
  let digit = 0;
  for (let i = 0; i < text.length; i += 1) {
    const mark = text.charAt(i);
    if (mark === ':' || mark === '-' || mark === '.') continue;
    const value = '0123456789abcdef'.indexOf(mark.toLowerCase());
    if (value === -1 || digit > 11) return undefined;
    bytes[digit >> 1] = (bytes[digit >> 1] ?? 0) * 16 + value;
    digit += 1;
  }
  return digit === 12 ? macText(bytes, 0) : undefined;
}

/** A port from a number or its digits. */
export function portOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value <= 65_535 ? value : undefined;
  if (typeof value !== 'string' || value.length === 0 || value.length > 6) return undefined;
  // Argus writes the ports of some protocols in hexadecimal, which Number reads as well.
  const port = Number(value);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined;
}
