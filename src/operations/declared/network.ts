import { ipv4, ipv6 } from '../behaviour/place.ts';

/** An address as numbers: IPv4 as one, IPv6 as its eight groups. */
export type Numbers = number | readonly number[];

export interface Network {
  readonly address: Numbers;
  readonly bits: number;
}

export function numbersOf(address: string): Numbers | undefined {
  return ipv4(address) ?? ipv6(address);
}

/** A network from CIDR, or from an address alone. */
export function networkOf(text: string): Network | undefined {
  if (text.length > 50) return undefined;
  const slash = text.indexOf('/');
  const address = numbersOf(slash === -1 ? text : text.slice(0, slash));
  const length = slash === -1 ? undefined : text.slice(slash + 1);
  if (address === undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const most = typeof address === 'number' ? 32 : 128;
  const bits = Number(length ?? most);
  return bits > most ? undefined : { address, bits };
}

/** Whether `address` is in the network. */
export function holds({ address: of, bits }: Network, address: Numbers | undefined): boolean {
  if (typeof of === 'number') {
    if (typeof address !== 'number') return false;
    const size = 2 ** (32 - bits);
    return Math.floor(of / size) === Math.floor(address / size);
  }
  if (address === undefined || typeof address === 'number') return false;
  for (let i = 0, left = bits; left > 0; i += 1, left -= 16) {
    const shift = left >= 16 ? 0 : 16 - left;
    if ((of[i] ?? 0) >> shift !== (address[i] ?? 0) >> shift) return false;
  }
  return true;
}
