import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type Instant, type Json, parseJson, Refused } from '../../../core/index.ts';
import { parseTilePath } from '../../../ledger/tiles.ts';
import type { WitnessPolicy } from '../cosignature.ts';
import { codelogFaults } from '../faults.ts';
import { type Leaf, readLeaf } from '../leaf.ts';
import { cosignedOf } from './cosigning.ts';
import { type Answer, bodyWithin, type Door, openDoor, Refusal } from './http.ts';
import type { CodeLog } from './open.ts';
import { pace } from './pace.ts';
import { inclusionProof } from './prove.ts';
import { servedFrom } from './source.ts';

export interface ServeLog {
  readonly log: CodeLog;
  readonly host: string;
  readonly port: number;
  readonly now: () => Instant;
  readonly broke: (error: unknown) => void;
  /** Who has it may enter. Absent: nobody may. */
  readonly token?: string;
  /** What is served as the checkpoint is then the newest one that it is satisfied by. */
  readonly policy?: WitnessPolicy;
  /** Entries a second that are taken over HTTP. */
  readonly perSecond?: number;
}

const MAX_BODY = 4 * 1024 * 1024;
const MAX_ENTRIES = 1000;
const PER_SECOND = 20_000;
const FOR_EVER = 'public, max-age=31536000, immutable';
const BYTES = 'application/octet-stream';

/** Serves a log as C2SP tlog-tiles, and takes entries at POST /add. Throws `Refused` (ASSAY-CODELOG-011). */
export function serveLog({ log, host, port, now, broke, token, policy, perSecond = PER_SECOND }: ServeLog): Promise<Door> {
  const may = pace(perSecond, 2 * perSecond, now);
  const read = servedFrom(log.ledger, log.folder);
  const asked = token === undefined ? undefined : digestOf(token);
  return openDoor({
    host,
    port,
    broke,
    async answer(request, path) {
      if (path === '/add') {
        if (request.method !== 'POST') throw new Refusal(405, 'POST alone', { Allow: 'POST' });
        if (asked === undefined || !timingSafeEqual(digestOf(bearerOf(request)), asked))
          throw new Refusal(401, 'no token of this log', { 'WWW-Authenticate': 'Bearer' });
        return add(log, await bodyWithin(request, MAX_BODY), (request.url ?? '').endsWith('?proofs=yes'), may);
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') throw new Refusal(405, 'GET and HEAD alone', { Allow: 'GET, HEAD' });
      if (path === '/checkpoint') return checkpoint(policy === undefined ? log.ledger.checkpoint() : cosignedOf(log.ledger, log.folder, policy, now)?.note);
      const place = path.startsWith('/tile/') ? parseTilePath(path.slice('/tile/'.length)) : undefined;
      const bytes =
        place === undefined
          ? undefined
          : place.level === 'entries'
            ? await read.bundle(place.index, place.width)
            : await read.tile(place.level, place.index, place.width);
      if (place === undefined || bytes === undefined) throw new Refusal(404, 'no such tile', { 'Cache-Control': 'no-store' });
      const headers = { 'Content-Type': BYTES, 'Cache-Control': FOR_EVER };
      if (place.level !== 'entries') return { status: 200, headers, body: bytes };
      const vary = { ...headers, Vary: 'Accept-Encoding' };
      return /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
        ? { status: 200, headers: { ...vary, 'Content-Encoding': 'gzip' }, body: gzipSync(bytes) }
        : { status: 200, headers: vary, body: bytes };
    },
  });
}

function checkpoint(note: string | undefined): Answer {
  if (note === undefined) throw new Refusal(404, 'no checkpoint with enough witnesses yet', { 'Cache-Control': 'no-store' });
  return { status: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache' }, body: note };
}

/** All of a request or nothing of it: one bad leaf refuses the rest. */
async function add(log: CodeLog, body: Buffer, proofs: boolean, may: (amount: number) => boolean): Promise<Answer> {
  try {
    const leaves = leavesIn(body.toString('utf8'));
    if (!may(leaves.length)) throw new Refusal(429, 'too many entries', { 'Retry-After': '1' });
    const entered = await log.submit(leaves);
    const answer = {
      indexes: entered.map(({ index }) => index),
      fresh: entered.filter(({ fresh }) => fresh).length,
      ...(proofs ? { proofs: entered.map(({ index }) => inclusionProof(log.ledger, index)) } : {}),
    };
    return { status: 200, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }, body: `${JSON.stringify(answer)}\n` };
  } catch (error) {
    if (!(error instanceof Refused) || error.faults[0]?.whose === 'us') throw error;
    const faults = error.faults.slice(0, 20).map(({ whose: _, ...shown }) => shown);
    return { status: 400, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }, body: `${JSON.stringify({ faults })}\n` };
  }
}

function leavesIn(text: string): readonly Leaf[] {
  const value = parseJson(text, 'the request', { bytes: MAX_BODY, depth: 6 });
  const { entries } = (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}) as { readonly [key: string]: Json };
  if (Array.isArray(entries) && entries.length > 0 && entries.length <= MAX_ENTRIES) return entries.map((one, i) => readLeaf(one, `entries[${i}]`));
  throw new Refused(
    codelogFaults.fault('012', {
      message: `the request does not have 1 to ${MAX_ENTRIES} entries`,
      expected: `{"entries":[…]} with 1 to ${MAX_ENTRIES} leaves`,
      found: text.slice(0, 60),
      remedy: 'See docs/development-log.md for what POST /add takes.',
    }),
  );
}

function bearerOf(request: IncomingMessage): string {
  return /^Bearer (\S{1,1000})$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

/** Of equal length, so that comparing tells nothing. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
