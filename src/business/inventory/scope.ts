import { addressBytes } from '../../map/host.ts';

// What a look covered. A scope is a word of its source; three kinds of word mean more than themselves: addresses (`hosts:10.20.0.0/16`), ranges of ports on them
// (`hosts:10.20.0.0/16/tcp:1-1000`), and words with steps (`github:org` holds `github:org/repository`).

/** Each byte of an address, from and to, 4 or 16 of them. */
type Block = readonly (readonly [from: number, to: number])[];
type Ports = readonly (readonly [from: number, to: number])[] | string;

export interface Addresses {
  readonly blocks: readonly Block[];
  /** Targets that are no addresses, as they stand. */
  readonly words: readonly string[];
  /** Absent of the hosts themselves. */
  readonly ports?: { readonly protocol: string; readonly of: Ports };
}

export const HOSTS = 'hosts:';
const MOST_TARGETS = 1000;

/** The addresses that a scope is about; `undefined` of any other scope, and of one that was cut short: nobody knows what it went on with. */
export function addressesOf(scope: string): Addresses | undefined {
  if (!scope.startsWith(HOSTS) || scope.includes('…')) return undefined;
  const suffix = /\/([a-z]+)(?::([^/]*))?$/.exec(scope);
  const targets = scope.slice(HOSTS.length, suffix === null ? undefined : suffix.index).split(',');
  if (targets.length > MOST_TARGETS) return undefined;
  const blocks: Block[] = [];
  const words: string[] = [];
  for (const target of targets) {
    const block = blockOf(target);
    if (block === undefined) words.push(target);
    else blocks.push(block);
  }
  const [, protocol, services = ''] = suffix ?? [];
  return { blocks, words, ...(protocol === undefined ? {} : { ports: { protocol, of: portsOf(services) } }) };
}

/** An address, a network (RFC 4632, RFC 4291 section 2.3), or the octet ranges of a scanner: `10.20.0-3.*`. */
function blockOf(target: string): Block | undefined {
  const [address = '', length, ...more] = target.split('/');
  if (more.length > 0) return undefined;
  const bytes = addressBytes(address);
  if (bytes !== undefined) {
    if (length === undefined) return bytes.map((byte) => [byte, byte] as const);
    if (!/^\d{1,3}$/.test(length) || Number(length) > bytes.length * 8) return undefined;
    return bytes.map((byte, i) => {
      const free = 0xff >> Math.min(8, Math.max(0, Number(length) - i * 8));
      return [byte & ~free & 0xff, (byte & ~free & 0xff) | free] as const;
    });
  }
  const octets = length === undefined ? address.split('.') : [];
  if (octets.length !== 4) return undefined;
  const ranges = octets.flatMap((octet): (readonly [number, number])[] => {
    const [, from, dash, to] = /^(\d{1,3})?(?:(-)(\d{1,3})?)?$/.exec(octet === '*' ? '-' : octet) ?? [];
    if (from === undefined && dash === undefined) return [];
    const [low, high] = [Number(from ?? 0), Number(to ?? (dash === undefined ? from : 255))];
    return low <= high && high < 256 ? [[low, high]] : [];
  });
  return ranges.length === 4 ? ranges : undefined;
}

/** Whether a text is an address or a network, whole and by itself. */
export function isRange(text: string): boolean {
  const [address = ''] = text.split('/');
  return addressBytes(address) !== undefined && blockOf(text) !== undefined;
}

/** A list such as `1-1000,8080`; of anything else (a digest of a long list) the word itself. */
function portsOf(services: string): Ports {
  const ranges = services.split(',').flatMap((piece): (readonly [number, number])[] => {
    const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(piece) ?? [];
    return from === undefined ? [] : [[Number(from), Number(to ?? from)]];
  });
  return ranges.length === services.split(',').length ? ranges : services;
}

/** The scope of a thing as narrowly as its key tells: a host at its own address, a port at its own number. */
function placeOf(scope: Addresses, key: string): Addresses {
  const [, kind, rest = ''] = /^(host|port):(.*)$/.exec(key) ?? [];
  if (kind === undefined) return scope;
  const [, address = rest, number, protocol] = kind === 'port' ? (/^(.*):(\d{1,5})\/([a-z]+)$/.exec(rest) ?? []) : [];
  const block = blockOf(address);
  if (block === undefined) return scope;
  const own = { blocks: [block], words: [] };
  if (kind === 'host') return scope.ports === undefined ? own : scope;
  return number === undefined || protocol === undefined ? scope : { ...own, ports: { protocol, of: [[Number(number), Number(number)]] } };
}

function holds(wide: Addresses, narrow: Addresses): boolean {
  if ((wide.ports === undefined) !== (narrow.ports === undefined)) return false;
  if (wide.ports !== undefined && narrow.ports !== undefined) {
    if (wide.ports.protocol !== narrow.ports.protocol || !holdsPorts(wide.ports.of, narrow.ports.of)) return false;
  }
  return narrow.words.every((word) => wide.words.includes(word)) && narrow.blocks.every((block) => wide.blocks.some((one) => within(block, one)));
}

function holdsPorts(wide: Ports, narrow: Ports): boolean {
  if (typeof wide === 'string' || typeof narrow === 'string') return wide === narrow;
  return narrow.every(([from, to]) => wide.some((one) => one[0] <= from && to <= one[1]));
}

function within(narrow: Block, wide: Block): boolean {
  return narrow.length === wide.length && narrow.every(([from, to], i) => (wide[i]?.[0] ?? 256) <= from && to <= (wide[i]?.[1] ?? -1));
}

/** What a look covered, to be asked about. */
export interface Coverage {
  /** As the source names them. */
  readonly scopes: ReadonlySet<string>;
  /** Whether the look would have found a thing of this scope and key. */
  covers(scope: string, key?: string): boolean;
}

/** `uncovered`: what was to be looked at and could not be, whatever else the look says. */
export function coverageOf(scopes: Iterable<string>, uncovered: readonly string[] = []): Coverage {
  const not = new Set(uncovered);
  const covered = new Set([...scopes].filter((scope) => !not.has(scope)));
  const wide = [...covered].flatMap((scope) => addressesOf(scope) ?? []);
  const missed = uncovered.flatMap((scope) => addressesOf(scope) ?? []);
  return {
    scopes: covered,
    covers(scope, key = '') {
      const addresses = wide.length + missed.length === 0 ? undefined : addressesOf(scope);
      if (addresses !== undefined) {
        const place = placeOf(addresses, key);
        return !missed.some((one) => holds(one, place)) && (covered.has(scope) || wide.some((one) => holds(one, place)));
      }
      // The nearest step decides: a part of what was covered may have been left out.
      for (let at = scope; ; ) {
        if (not.has(at)) return false;
        if (covered.has(at)) return true;
        const step = scope.startsWith(HOSTS) ? -1 : at.lastIndexOf('/');
        if (step <= 0) return false;
        at = at.slice(0, step);
      }
    },
  };
}
