import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { type Decision, Digest, Duration, Instant, Refused } from '../../../core/index.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { addressesOf, shardOf } from '../address.ts';
import { signed } from '../certificate.ts';
import { crlBody } from '../crl.ts';
import type { CaEvent, CrlIssued } from '../events.ts';
import { caFaults } from '../faults.ts';
import type { Revoked } from '../model.ts';
import type { OpenAuthority } from './authority.ts';
import { caFolder } from './making.ts';
import { lastRevocation, newestCrl, revokedIn } from './tables.ts';

export interface ListsAsked {
  /** Such as `issuing-1` or `root-1`. */
  readonly authority: string;
  /** Only what was revoked since the newest full list. */
  readonly delta: boolean;
  /** How long the list is good for; by default a week, a day for a delta, a year for a root. */
  readonly goodFor?: Duration;
}

/** A run of lists as it was made. */
export type Lists = Omit<CrlIssued, 'type'>;

const TRIES = 3;

/** Makes the lists of an authority anew, one for each shard, all under the next number. They are in the folder once the fact is durable; where they could not be written, `liesThere` says so, and they are made anew. Throws `Refused`: ASSAY-CA-020 for a delta without a full list before, and what opening its key refuses. */
export async function makeLists(fleet: Fleet, authority: OpenAuthority, asked: ListsAsked): Promise<Lists> {
  for (let left = TRIES; ; left -= 1) {
    const run = await prepareLists(fleet, authority, asked);
    // Signing takes its time: where somebody else made lists meanwhile, these would have the same number.
    let mine = false;
    await fleet.act(`crl:${asked.authority}`, (): Decision<CaEvent> => {
      mine = (newestCrl(fleet.db, asked.authority)?.number ?? 0) < run.fact.number;
      return { ok: true, events: mine ? [run.fact] : [] };
    });
    if (mine) {
      write(fleet, asked, run.lists);
      const { type: _, ...lists } = run.fact;
      return lists;
    }
    if (left === 1) throw overtaken(asked.authority, run.fact.number);
  }
}

async function prepareLists(fleet: Fleet, authority: OpenAuthority, { authority: id, delta, goodFor }: ListsAsked) {
  const { issuer, signer } = await authority.signing(id);
  const root = id.startsWith('root-');
  const before = newestCrl(fleet.db, id);
  const full = newestCrl(fleet.db, id, 'full');
  if (delta && full === undefined) throw noBase(id);
  const upTo = lastRevocation(fleet.db, id);
  const which = delta ? { after: full?.upTo ?? -1, upTo } : { after: -1, upTo, seen: full?.upTo ?? -1, ended: full?.at ?? 0 };
  const shards: Revoked[][] = Array.from({ length: issuer.shards }, () => []);
  let entries = 0;
  for (const page of revokedIn(fleet.db, id, which)) {
    entries += page.length;
    for (const entry of page) shards[shardOf(entry.serial, issuer.shards)]?.push(entry);
    await breath();
  }

  const thisUpdate = Instant.of(Math.floor(fleet.now() / 1000) * 1000);
  const nextUpdate = Instant.plus(thisUpdate, goodFor ?? Duration.days(root ? 365 : delta ? 1 : 7));
  const number = (before?.number ?? 0) + 1;
  const lists: Uint8Array[] = [];
  for (const [shard, of] of shards.entries()) {
    const addresses = issuer.url === undefined ? undefined : addressesOf(issuer.url, id, shard);
    const body = crlBody({
      issuer: issuer.certificate.subject.der,
      ...(issuer.certificate.subjectKeyId === undefined ? {} : { keyId: issuer.certificate.subjectKeyId }),
      kind: issuer.kind,
      number,
      thisUpdate,
      nextUpdate,
      entries: of,
      ...(delta && full !== undefined ? { base: full.number } : {}),
      ...(addresses === undefined || issuer.shards === 1 ? {} : { only: addresses.crl }),
      ...(addresses === undefined || delta || root ? {} : { delta: addresses.delta }),
    });
    await breath();
    lists.push(signed(body, issuer.kind, await signer.sign(body)));
    await breath();
  }
  const fact: CrlIssued = {
    type: 'crl.issued',
    at: Instant.format(thisUpdate),
    authority: id,
    number,
    ...(delta && full !== undefined ? { base: full.number } : {}),
    upTo,
    nextUpdate: Instant.format(nextUpdate),
    entries,
    digests: lists.map((list) => Digest.of(list).slice('sha256:'.length)),
  };
  return { fact, lists };
}

function write(fleet: Fleet, { authority, delta }: ListsAsked, lists: readonly Uint8Array[]): void {
  mkdirSync(join(caFolder(fleet), 'crl', authority), { recursive: true, mode: 0o700 });
  for (const [shard, list] of lists.entries()) writeDurably(listFile(fleet, authority, shard, delta), list, 0o644);
}

/** Where a list lies. */
export function listFile(fleet: Pick<Fleet, 'folder'>, authority: string, shard: number, delta: boolean): string {
  return join(caFolder(fleet), 'crl', authority, `${shard.toString(16).padStart(2, '0')}${delta ? '-delta' : ''}.crl`);
}

/** Whether the lists of a run lie where they belong, as they were made: a disk that was full, a power cut or a hand may have left older ones, or none. */
export function liesThere(fleet: Pick<Fleet, 'folder'>, authority: string, { base, digests }: Pick<CrlIssued, 'base' | 'digests'>): boolean {
  return digests.every((digest, shard) => {
    try {
      return Digest.of(readFileSync(listFile(fleet, authority, shard, base !== undefined))) === `sha256:${digest}`;
    } catch {
      return false;
    }
  });
}

/** What is to be had below the address that certificates name, for whoever serves it: lists and the certificates of authorities. `path`: after the address, with its slash. */
export function publishedAt(fleet: Fleet, authority: OpenAuthority, path: string): { readonly mediaType: string; readonly bytes: Uint8Array } | undefined {
  const list = /^\/crl\/((?:root|issuing)-\d{1,6})\/([0-9a-f]{2})(-delta)?\.crl$/.exec(path);
  if (list !== null) {
    try {
      const bytes = readFileSync(listFile(fleet, list[1] ?? '', Number.parseInt(list[2] ?? '', 16), list[3] !== undefined));
      return { mediaType: 'application/pkix-crl', bytes: new Uint8Array(bytes) };
    } catch {
      return undefined;
    }
  }
  const certificate = /^\/ca\/((?:root|issuing)-\d{1,6})\.cer$/.exec(path);
  const bytes = certificate === null ? undefined : authority.certificateOf(certificate[1] ?? '');
  return bytes === undefined ? undefined : { mediaType: 'application/pkix-cert', bytes };
}

function noBase(id: string): Refused {
  return new Refused(
    caFaults.fault('020', {
      message: `${id} has no full list that a delta could add to`,
      expected: 'a full list before its deltas',
      found: 'none',
      remedy: 'Make a full one first: assay product ca crl',
    }),
  );
}

function overtaken(id: string, number: number): Refused {
  return new Refused(
    caFaults.fault('020', {
      message: `list ${number} of ${id} was made by somebody else meanwhile, again and again`,
      expected: `number ${number} not yet given`,
      found: 'lists made at the same time',
      remedy: 'Make lists from one place.',
    }),
  );
}
