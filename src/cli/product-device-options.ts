import { resolve } from 'node:path';
import { Refused } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Arguments, Io, Option } from './command.ts';
import { cliFaults } from './faults.ts';
import { WORKSPACE } from './parse.ts';

export const ACTS = ['register', 'introduce', 'show', 'search', 'list', 'unconfirmed', 'transfer', 'retire', 'confirm', 'receipt'] as const;
const USAGE = 'register ID | introduce ID | show ID | search TEXT | list | unconfirmed | transfer ID | retire ID… | confirm ID | receipt ID';
export const NAMED = { noun: 'product', verb: 'device', usage: USAGE };

export const OPTIONS: readonly Option[] = [
  ...WORKSPACE.filter(({ name }) => name === 'data'),
  { name: 'product', kind: 'text', value: 'PRODUCT', about: 'register: what it is, by the id of its part on the map; search: only these' },
  { name: 'csv', kind: 'text', value: 'FILE', about: 'register, retire: many, one a line; the first line names the columns' },
  { name: 'skip-bad', kind: 'flag', about: 'register --csv: leave bad lines out, where otherwise one refuses the file' },
  { name: 'gateway', kind: 'text', value: 'ID', about: 'register: the device that speaks for it' },
  { name: 'firmware', kind: 'text', value: 'VERSION', about: 'register: what it comes with; search: only these' },
  { name: 'manufacturer-key', kind: 'text', value: 'HEX', about: "register: SHA-256 of the manufacturer's certificate in it" },
  { name: 'predecessor', kind: 'text', value: 'ID', about: 'register: the retired device that it was before it was refurbished' },
  { name: 'life', kind: 'text', value: 'LIFE', about: 'search: registered, in-service or retired' },
  { name: 'household', kind: 'text', value: 'HOUSEHOLD', about: 'search: only of this household; transfer: whose it has to be' },
  { name: 'expiring', kind: 'text', value: 'MOMENT', about: 'search: whose last certificate ends before this moment, soonest first' },
  { name: 'limit', kind: 'text', value: 'N', about: 'search: devices a page, show: facts (default: 50)' },
  { name: 'after', kind: 'text', value: 'CURSOR', about: 'search: the next page' },
  { name: 'reason', kind: 'text', value: 'TEXT', about: 'transfer, retire: why; it stands on the ledger, so name nobody' },
  { name: 'hand-over', kind: 'flag', about: 'transfer, retire: what the household has is kept for it, where otherwise it is erased' },
  { name: 'minutes', kind: 'text', value: 'N', about: 'introduce: how long the code is good (default: 15)' },
  { name: 'svg', kind: 'text', value: 'FILE', about: 'introduce: write the code as a picture, to a new file' },
  { name: 'status', kind: 'flag', about: 'introduce: how the newest code stands, and make none' },
  { name: 'cancel', kind: 'flag', about: 'introduce: take the open code back' },
  { name: 'yes', kind: 'flag', about: 'transfer, retire: do it; without it, say what would happen' },
  { name: 'statement', kind: 'text', value: 'FILE', about: 'confirm: what the device signed' },
  { name: 'signature', kind: 'text', value: 'FILE', about: 'confirm: its signature' },
  { name: 'certificate', kind: 'text', value: 'FILE', about: "confirm: the device's certificate, PEM or DER" },
  { name: 'out', kind: 'text', value: 'FOLDER', about: 'receipt: where receipt.json, receipt.sig and fleet-key.pem are written' },
];

/** Text of a small file that an option names. Throws `Refused` (ASSAY-CLI-003, ASSAY-MAP-…). */
export function textNamed(args: Arguments, io: Io, name: string): string {
  const file = args.text(name);
  if (file !== undefined) return readTextFile(resolve(io.cwd, file), { bytes: 64 * 1024 });
  throw missingOption(name);
}

export function missingOption(name: string): Refused {
  const option = OPTIONS.find((one) => one.name === name);
  return new Refused(
    cliFaults.fault('003', {
      message: `--${name} is missing`,
      expected: `--${name} ${option?.value ?? ''}`,
      found: 'nothing',
      remedy: option?.about ?? 'See: assay product device --help',
    }),
  );
}
