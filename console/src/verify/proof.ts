import { type Bytes, equal, fromHex, utf8 } from './bytes.ts';
import { type EntryRead, readEntry } from './canonical.ts';
import { openCheckpoint, readKey, sameKey, type TreeHead, type VerifierKey } from './note.ts';
import { climb, leafHash, type Step } from './tree.ts';
import { type AskConsistency, astray } from './watch.ts';

/** A proof as the server hands it over. Every member of it is the server's word until `checkProof` has looked. */
export interface ProofGiven {
  readonly entry: string;
  readonly leafHash: string;
  readonly index: number;
  readonly treeSize: number;
  readonly path: readonly string[];
  readonly checkpoint: string;
  readonly verifierKey: string;
}

/** The head that this browser accepted of the log (`watch`), and whom to ask for the hashes between it and the head of a proof. */
export interface Beside {
  readonly head: TreeHead;
  readonly ask: AskConsistency;
}

export interface ProofHolds {
  readonly kind: 'holds';
  readonly entry: EntryRead;
  readonly head: TreeHead;
  readonly key: VerifierKey;
  readonly leaf: Bytes;
  /** From the leaf to the root, for drawing. */
  readonly steps: readonly Step[];
}
export type ProofChecked = ProofHolds | { readonly kind: 'broken'; readonly why: string } | { readonly kind: 'cannot'; readonly why: string };

const broken = (why: string): ProofChecked => ({ kind: 'broken', why });

/**
 * Checks that an entry is in the log whose key this browser has pinned, trusting nothing that is handed over. `pinned` is the verifier key from before or
 * from elsewhere; without one the key in the proof is used, and then the proof shows only that whoever made it signed the entry.
 * `shown` is what the page shows of the entry: it must be the very text that was hashed. `beside` is the head that was accepted: the head of the proof must be
 * the same, or be shown to be of the same log. Without it the proof shows only that such a log was signed, which whoever holds the key can do for one reader.
 */
export async function checkProof(
  given: ProofGiven,
  pinned: string | undefined,
  shown: { readonly seq: number; readonly text: string },
  beside: Beside | undefined,
): Promise<ProofChecked> {
  const own = await readKey(given.verifierKey);
  const key = pinned === undefined ? own : await readKey(pinned);
  if (key === undefined || own === undefined) return broken('The verifier key cannot be read.');
  if (!sameKey(key, own)) return broken('The server now gives another verifier key than the one this browser keeps.');
  const opened = await openCheckpoint(given.checkpoint, key);
  if (opened.kind === 'cannot') return opened;
  if (opened.kind === 'refused') return broken(opened.why);
  const { head } = opened;
  if (given.entry !== shown.text) return broken('The entry that is shown is not the entry that was proven.');
  const read = readEntry(given.entry);
  if (read.kind === 'refused') return broken(read.why);
  if (read.entry.seq !== shown.seq || given.index !== shown.seq)
    return broken(`The entry says that it is number ${read.entry.seq}, and number ${shown.seq} was asked for.`);
  if (given.treeSize !== head.size) return broken('The proof is for another size of the log than the one that was signed.');
  const leaf = await leafHash(utf8(given.entry));
  const told = fromHex(given.leafHash);
  if (told === undefined || !equal(leaf, told)) return broken('The hash of the entry is not the one that the server gave.');
  const path = given.path.map(fromHex);
  if (path.length > 64 || path.some((one) => one === undefined)) return broken('The path of the proof is not made of hashes.');
  const { steps, complete } = await climb(given.index, head.size, leaf, path as readonly Bytes[]);
  if (!complete || !equal(steps.at(-1)?.node ?? leaf, head.root)) return broken('The path from this entry does not lead to the root that was signed.');
  const other = beside === undefined ? undefined : await astray(head, beside.head, beside.ask);
  if (other !== undefined) return broken(other);
  return { kind: 'holds', entry: read.entry, head, key, leaf, steps };
}
