import { comparePart } from './deb.ts';
import { compareDigits, LONGEST_VERSION } from './digits.ts';
import type { Ordering } from './model.ts';

const PRINTABLE = /^[!-~]+$/;

/** dpkg's order as opkg has it: an epoch that is no number counts as none, and what dpkg refuses (an empty upstream version or revision) is ordered all the same. */
export function compareOpkg(a: string, b: string): Ordering {
  const x = read(a);
  const y = a === b ? x : read(b);
  if (x === undefined || y === undefined) return;
  const epoch = compareDigits(x.epoch, y.epoch);
  if (epoch !== 0) return epoch;
  const version = comparePart(x.version, y.version);
  return version !== 0 ? version : comparePart(x.revision, y.revision);
}

function read(version: string): { readonly epoch: string; readonly version: string; readonly revision: string } | undefined {
  if (version.length > LONGEST_VERSION || !PRINTABLE.test(version)) return;
  const colon = version.indexOf(':');
  const epoch = /^\d+/.exec(colon === -1 ? '' : version.slice(0, colon))?.[0] ?? '0';
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return { epoch, version: dash === -1 ? rest : rest.slice(0, dash), revision: dash === -1 ? '' : rest.slice(dash + 1) };
}
