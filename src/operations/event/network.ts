/** A network of IPv4 or IPv6: the first bits of an address, as groups of 16 bits. */
export interface Network {
  readonly groups: readonly number[];
  readonly bits: number;
}

/** The groups of 16 bits of an address: two for IPv4, eight for IPv6. Undefined where the text is none. A zone (`%eth0`) is left out. */
export function addressGroups(text: string): readonly number[] | undefined {
  if (text.length > 64) return undefined;
  return text.includes(':') ? v6(text) : v4(text);
}

function v4(text: string): readonly number[] | undefined {
  const value = ipv4Number(text);
  return value === undefined ? undefined : [value >>> 16, value & 0xffff];
}

/** An IPv4 address as a number of 32 bits; undefined where the text is none. Nothing is allocated: it is asked of both ends of every flow. */
export function ipv4Number(text: string): number | undefined {
  let address = 0;
  let value = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x2e) {
      if (digits === 0 || dots === 3) return undefined;
      address = address * 256 + value;
      dots += 1;
      value = 0;
      digits = 0;
    } else if (code >= 0x30 && code <= 0x39) {
      // A leading nought is read as octal by some and as decimal by others: no address.
      if (digits > 0 && value === 0) return undefined;
      value = value * 10 + code - 0x30;
      digits += 1;
      if (value > 255) return undefined;
    } else return undefined;
  }
  return dots === 3 && digits > 0 ? address * 256 + value : undefined;
}

function v6(whole: string): readonly number[] | undefined {
  const zone = whole.indexOf('%');
  const text = zone === -1 ? whole : whole.slice(0, zone);
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '');
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (part.includes('.')) {
      const last = i === parts.length - 1 ? v4(part) : undefined;
      if (last === undefined) return undefined;
      groups.push(...last);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** A network as CIDR writes it; an address alone is the network of that address. Undefined where the text is none. */
export function networkOf(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const groups = addressGroups(slash === -1 ? text : text.slice(0, slash));
  if (groups === undefined) return undefined;
  const most = groups.length * 16;
  const length = slash === -1 ? String(most) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(length) || Number(length) > most) return undefined;
  return { groups, bits: Number(length) };
}

/** Whether the text is an address inside the network. */
export function inNetwork(network: Network, text: string): boolean {
  return holds(network, addressGroups(text));
}

/** Whether an address, by its groups, is inside the network. IPv4 is never inside IPv6, nor the other way round. */
export function holds({ groups, bits }: Network, address: readonly number[] | undefined): boolean {
  if (address === undefined || address.length !== groups.length) return false;
  for (let i = 0, left = bits; left > 0; i += 1, left -= 16) {
    const shift = left >= 16 ? 0 : 16 - left;
    if ((address[i] ?? 0) >> shift !== (groups[i] ?? 0) >> shift) return false;
  }
  return true;
}
