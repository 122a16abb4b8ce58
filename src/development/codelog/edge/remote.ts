import { type Instant, type Json, parseJson, Refused } from '../../../core/index.ts';
import { openCheckpoint } from '../../../ledger/checkpoint.ts';
import { verifyEd25519 } from '../../../ledger/edge/ed25519.ts';
import { parseEntry } from '../../../ledger/entry.ts';
import type { Entry } from '../../../ledger/model.ts';
import type { VerifierKey } from '../../../ledger/signed-note.ts';
import { codelogFaults } from '../faults.ts';
import { draftOf, identityOf, type Leaf, leafOf } from '../leaf.ts';
import { checkLogProof, parseLogProof } from '../log-proof.ts';
import { freshState } from '../monitor.ts';
import { readInto } from './monitor.ts';
import { answered, bodyOf, notGiven, openSource } from './source.ts';

/** A log that somebody serves, and what it takes to enter there. Nothing that it answers is believed unless its key signed it. */
export interface RemoteLog {
  readonly url: string;
  readonly token: string;
  readonly key: VerifierKey;
}

export interface RemoteEntered {
  readonly indexes: readonly number[];
  /** How many of them the log says that it did not have: its word. */
  readonly fresh: number;
  /** Entries of the newest checkpoint under which they were proved. */
  readonly size: number;
}

/** Leaves of one request, with their proofs back: well below what the door takes, and what is read of an answer. */
const AT_ONCE = 32;
const ANSWER_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

/** A token goes over the connection: it has to be encrypted, or to end on this machine. Throws `Refused` (ASSAY-CODELOG-013). */
export function remoteAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const here = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url !== undefined && (url.protocol === 'https:' || here) && url.username === '' && url.password === '' && url.search === '' && url.hash === '')
    return text.replace(/\/+$/, '');
  throw new Refused(
    codelogFaults.fault('013', {
      message: 'a token is not sent to this address',
      expected: 'https://…, or http:// to this machine alone, without a name, a password or a question in it',
      found: url === undefined ? 'no address' : `${url.protocol}//${url.host}`.slice(0, 200),
      remedy: 'Put a server with TLS before the log: whoever reads the token can enter in your name.',
    }),
  );
}

/**
 * Enters leaves in a log over HTTP, and gives where they stand once each was proved to be in the log by its key. Sent again after a failure, none is entered twice. Throws `Refused`
 * (ASSAY-CODELOG-006 no such answer, -008 a proof that does not hold, -013; ASSAY-LEDGER-010, -011, -013).
 */
export async function submitTo({ url, token, key }: RemoteLog, leaves: readonly Leaf[]): Promise<RemoteEntered> {
  const address = `${remoteAddress(url)}/add?proofs=yes`;
  const indexes: number[] = [];
  let [fresh, size] = [0, 0];
  for (let from = 0; from < leaves.length; from += AT_ONCE) {
    const part = leaves.slice(from, from + AT_ONCE);
    const said = await posted(address, token, part);
    for (const [at, leaf] of part.entries()) {
      const index = said.indexes[at];
      const proof = parseLogProof(said.proofs[at] ?? '', address);
      const head = checkLogProof(proof, key, verifyEd25519, address);
      const held = proof.kind === 'inclusion' && proof.index === index ? leafAt(proof.entry, index) : undefined;
      if (index === undefined || held === undefined || identityOf(held) !== identityOf(leaf))
        throw new Refused(notGiven(address, 'a proof of the entry that was submitted', 'one of another entry'));
      indexes.push(index);
      size = Math.max(size, head.size);
    }
    fresh += said.fresh;
  }
  return { indexes, fresh, size };
}

function leafAt(bytes: Uint8Array, index: number): Leaf | undefined {
  const { type, body } = parseEntry(new TextDecoder().decode(bytes), index);
  return leafOf(type, body);
}

async function posted(address: string, token: string, leaves: readonly Leaf[]) {
  const body = JSON.stringify({ entries: leaves.map((leaf) => ({ kind: leaf.kind, ...(draftOf(leaf).body as object) })) });
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  // A redirect would take the token elsewhere.
  const answer = await answered(address, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
  const bytes = await bodyOf(answer, address, ANSWER_BYTES);
  const text = new TextDecoder().decode(bytes);
  if (answer.status !== 200)
    throw new Refused(notGiven(address, 'status 200', `status ${answer.status}: ${text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 150)}`));
  const value = parseJson(text, address, { bytes: ANSWER_BYTES, depth: 4 });
  const { indexes, fresh, proofs } = (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}) as { readonly [key: string]: Json };
  if (isNumbers(indexes) && isTexts(proofs) && typeof fresh === 'number' && indexes.length === leaves.length && proofs.length === leaves.length)
    return { indexes, proofs, fresh };
  throw new Refused(notGiven(address, 'an index and a proof for each entry', 'something else'));
}

function isNumbers(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number' && Number.isSafeInteger(one) && one >= 0);
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/**
 * The entries about refs under the log's newest checkpoint, in order, once all entries were hashed and come to the root that its key signed; gives how many all are. Throws `Refused`
 * (ASSAY-CODELOG-006; ASSAY-LEDGER-010, -011, -013), and then told of none.
 */
export async function readRemote(url: string, key: VerifierKey, now: Instant, most: number, take: (entry: Entry) => void): Promise<number> {
  const source = await openSource(remoteAddress(url));
  try {
    const head = openCheckpoint(await source.checkpoint(), key, verifyEd25519);
    if (head.size > most) throw new Refused(notGiven(url, `at most ${most} entries`, `${head.size}`));
    const entries: Entry[] = [];
    const { alarms } = await readInto(source, freshState(key.name, now), undefined, head, now, (bytes, index) => {
      const entry = entryIn(bytes, index);
      if (entry?.type === 'code.ref') entries.push(entry);
    });
    if (alarms.some(({ code }) => code === 'entries-denied')) throw new Refused(notGiven(url, 'the entries that its checkpoint is over', 'others'));
    for (const entry of entries) take(entry);
    return head.size;
  } finally {
    await source.close();
  }
}

function entryIn(bytes: Uint8Array, index: number): Entry | undefined {
  try {
    return parseEntry(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), index);
  } catch (error) {
    if (error instanceof Refused || error instanceof TypeError) return undefined; // Another's form: a log may hold anything.
    throw error;
  }
}
