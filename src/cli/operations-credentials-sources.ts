import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pemBlocks } from '../core/der/armour.ts';
import { Instant, type Json } from '../core/index.ts';
import { readDocument } from '../map/document.ts';
import { readTextFile } from '../map/edge/files.ts';
import { certificatesAt } from '../operations/credential/edge/certificate-files.ts';
import { fleetCredentials, mapCredentials, officeCredentials, type TokenFact } from '../operations/credential/inventory.ts';
import { type Credential, type Policy, USUAL_POLICY } from '../operations/credential/model.ts';
import type { Seen } from '../operations/credential/refresh/model.ts';
import { readRegister } from '../operations/credential/register.ts';
import { strengthNamed, strengthOf } from '../operations/credential/strength.ts';
import { fleetFolder } from '../product/fleet/edge/open.ts';
import type { Arguments, Io, Option } from './command.ts';
import { entriesIn, fleetAudit } from './operations-credentials-audit.ts';
import { dataFolder, momentOf, readServiceMap } from './workspace.ts';

export const SOURCES: readonly Option[] = [
  { name: 'certificates', kind: 'texts', value: 'PATH', about: 'certificates in a file or a folder, PEM or DER' },
  { name: 'register', kind: 'text', value: 'FILE', about: 'what is declared of credentials that Assay cannot see (default: ./credentials.yaml)' },
  {
    name: 'office',
    kind: 'text',
    value: 'DIR',
    about: 'the data folder of Assay’s server, for its tokens (default: where the data folder is one of its services)',
  },
];

/** Every credential that can be known from here, with the policy that holds for them. */
export interface Inventory {
  readonly credentials: readonly Credential[];
  readonly policy: Policy;
  /** Sources that were looked at, and how many credentials each gave; `undefined`: there is none. */
  readonly sources: Readonly<Record<string, number | undefined>>;
  readonly seen: Seen;
}

const REGISTER = 'credentials.yaml';

/** Reads all sources. Nothing is written. Throws `Refused` for a source that is named and cannot be read. */
export async function inventoryOf(args: Arguments, io: Io): Promise<Inventory> {
  const at = momentOf(args, io);
  const data = dataFolder(args, io);
  const register = registerOf(args, io);
  const files = args.texts('certificates').flatMap((path) => certificatesAt(resolve(io.cwd, path), path));
  const [{ credentials: fleet, entries }, own] = [await fleetOf(args, io), await ownKey(data, 'service', io)];
  const { credentials: office, entries: inOffice } = await officeOf(args, io, data, at);
  const known = [...(register?.credentials ?? []), ...files, ...fleet, ...own, ...office];
  const named = args.text('service') !== undefined || existsSync(resolve(io.cwd, 'service.yaml')) ? readServiceMap(args, io) : undefined;
  const map = named === undefined ? undefined : mapCredentials(named.map.assets, known);
  return {
    credentials: [...known, ...(map ?? [])],
    policy: register?.policy ?? USUAL_POLICY,
    sources: {
      declared: register?.credentials.length,
      files: args.texts('certificates').length === 0 ? undefined : files.length,
      fleet: fleet.length,
      ledger: own.length,
      office: office.length,
      map: map?.length,
    },
    seen: { fleet: entries, office: inOffice },
  };
}

function registerOf(args: Arguments, io: Io) {
  const named = args.text('register');
  const path = resolve(io.cwd, named ?? REGISTER);
  if (named === undefined && !existsSync(path)) return undefined;
  const file = named ?? REGISTER;
  const { value } = readDocument(readTextFile(path, { bytes: 4 * 1024 * 1024 }), file);
  return readRegister(value, file);
}

/** Credentials of a ledger, and how many entries it has; none where there is no such ledger. */
interface Read {
  readonly credentials: readonly Credential[];
  readonly entries: number | undefined;
}

async function fleetOf(args: Arguments, io: Io): Promise<Read> {
  const { state } = await fleetAudit(args, io);
  const made = new Map<number, number>();
  const wanted = new Set([...state.authorities.values()].map(({ made: seq }) => seq));
  const folder = fleetFolder(dataFolder(args, io));
  const receipts: Credential[] = [];
  const ledger = await entriesIn(folder, io, ({ seq, type, body, recordedAt }) => {
    if (wanted.has(seq)) made.set(seq, recordedAt);
    if (type !== 'receipt.key-made') return;
    const pem = (body as { readonly publicKey?: Json } | null)?.publicKey;
    const [spki] = typeof pem === 'string' ? pemBlocks(pem, 'PUBLIC KEY', 'receipt key') : [];
    receipts.push({
      id: `receipts:${seq}`,
      kind: 'signing-key',
      name: 'key of receipts of retirement',
      source: 'fleet',
      usedAt: ['receipts of the fleet'],
      lineage: 'receipts',
      issuedAt: recordedAt,
      issuedByAssay: true,
      by: [seq],
      ...(spki === undefined ? {} : { strength: strengthOf(spki) }),
    });
  });
  const credentials = [...fleetCredentials(state, (seq) => made.get(seq)), ...receipts.slice(-1), ...(await ownKey(folder, 'fleet', io))];
  return { credentials, entries: ledger === undefined ? undefined : state.size };
}

/** The key that a ledger is signed with: as old as its first entry. */
async function ownKey(dir: string, whose: string, io: Io): Promise<readonly Credential[]> {
  let first: Instant | undefined;
  const ledger = await entriesIn(dir, io, ({ seq, recordedAt }) => {
    if (seq === 0) first = recordedAt;
  });
  if (ledger === undefined) return [];
  return [
    {
      id: `ledger:${whose}`,
      kind: 'signing-key',
      name: `key of the ledger ${ledger.origin}`,
      source: 'ledger',
      usedAt: ['checkpoints of that ledger'],
      strength: strengthNamed('ed25519'),
      issuedByAssay: true,
      by: [0],
      ...(first === undefined ? {} : { issuedAt: first }),
    },
  ];
}

async function officeOf(args: Arguments, io: Io, data: string, at: Instant): Promise<Read> {
  const named = args.text('office');
  const dir = named === undefined ? resolve(data, '..', '..', 'office') : join(resolve(io.cwd, named), 'office');
  const facts: TokenFact[] = [];
  const ledger = await entriesIn(dir, io, ({ seq, type, body }) => {
    if (type === 'token.issued' || type === 'token.revoked') facts.push({ seq, type, body: body as TokenFact['body'] });
  });
  return { credentials: officeCredentials(facts, at, Instant.parse), entries: ledger?.size };
}
