import { type Bytes, equal, fromHex } from './bytes.ts';
import { openCheckpoint, readKey, sameKey, type TreeHead } from './note.ts';
import { verifyConsistency } from './tree.ts';

/** What this browser remembers of a ledger between visits. */
export interface Kept {
  readonly verifierKey: string;
  /** The newest checkpoint that was found to hold. */
  readonly checkpoint: string;
  /** RFC 3339: since when the key is kept, and when the checkpoint was last seen to grow out of what was kept. */
  readonly since: string;
  readonly seenAt: string;
}

export interface Offered {
  readonly verifierKey: string;
  readonly checkpoint: string;
}

/** The hashes between two sizes: what the server says shows that the later log begins with the earlier one. */
export type AskConsistency = (from: number, to: number) => Promise<readonly string[]>;

/**
 * What became of a ledger since this browser last looked.
 * `first`: nothing was kept, so there is nothing to compare with. `same`, `grown`: it holds. `shrunk`: entries that were signed are gone. `forked`: two
 * logs of one size were signed, so somebody is shown another. `rewritten`: the past was changed. `other-key`: somebody else signs. `refused`: what
 * was offered holds in itself no more. `unreadable`: what was kept is no checkpoint any more.
 */
export type Watched =
  | { readonly kind: 'first' | 'same' | 'grown'; readonly head: TreeHead; readonly from?: TreeHead }
  | { readonly kind: 'shrunk' | 'forked' | 'rewritten'; readonly head: TreeHead; readonly from: TreeHead; readonly why: string }
  | { readonly kind: 'other-key' | 'refused' | 'unreadable' | 'cannot'; readonly why: string };

/** Holds what the server offers against what was kept, whoever kept it: this browser, or a person who wrote it down. */
export async function watch(kept: Omit<Kept, 'since' | 'seenAt'> | undefined, offered: Offered, ask: AskConsistency): Promise<Watched> {
  const key = await readKey(offered.verifierKey);
  if (key === undefined) return { kind: 'refused', why: 'The server gives no verifier key that can be read.' };
  if (kept !== undefined) {
    const own = await readKey(kept.verifierKey);
    if (own === undefined) return { kind: 'unreadable', why: 'The verifier key that was kept cannot be read.' };
    if (!sameKey(own, key))
      return {
        kind: 'other-key',
        why: `The ledger was signed by ${own.name} (key ${own.id}), and is now signed by ${key.name} (key ${key.id}). A ledger keeps its key for ever: this is another ledger, or somebody stands in its place.`,
      };
  }
  const opened = await openCheckpoint(offered.checkpoint, key);
  if (opened.kind === 'cannot') return opened;
  if (opened.kind === 'refused') return { kind: 'refused', why: opened.why };
  const { head } = opened;
  if (kept === undefined) return { kind: 'first', head };
  const before = await openCheckpoint(kept.checkpoint, key);
  if (before.kind === 'cannot') return before;
  if (before.kind === 'refused') return { kind: 'unreadable', why: `The checkpoint that was kept does not hold. ${before.why}` };
  return compare(before.head, head, ask);
}

async function compare(from: TreeHead, head: TreeHead, ask: AskConsistency): Promise<Watched> {
  if (head.size < from.size) {
    return {
      kind: 'shrunk',
      head,
      from,
      why: `This browser has a signed checkpoint over ${counted(from.size)}, and the server now shows ${counted(head.size)}. Entries that were signed are gone: the ledger was put back to an older copy, or cut.`,
    };
  }
  if (head.size === from.size) {
    if (equal(head.root, from.root)) return { kind: 'same', head, from };
    return {
      kind: 'forked',
      head,
      from,
      why: `Two different ledgers of ${counted(head.size)} were signed with the same key: the one that this browser saw before, and this one. Somebody is being shown another past.`,
    };
  }
  // An empty log is the beginning of every log.
  if (from.size === 0 || (await extendsIt(from, head, ask))) return { kind: 'grown', head, from };
  return {
    kind: 'rewritten',
    head,
    from,
    why: `The ledger of ${counted(head.size)} that is shown now does not begin with the ${counted(from.size)} that were signed before. Something in the past was changed, taken out or put in.`,
  };
}

async function extendsIt(from: TreeHead, head: TreeHead, ask: AskConsistency): Promise<boolean> {
  const given = await ask(from.size, head.size);
  const path = Array.isArray(given) && given.length <= 128 ? given.map(fromHex) : [undefined];
  if (path.some((one) => one === undefined)) return false;
  return verifyConsistency(from.size, head.size, from.root, head.root, path as readonly Bytes[]);
}

/**
 * Why a head does not belong to the log that was accepted, in words; nothing where it does. A head that is signed with the true key may still be of another
 * log, made for one reader or for one entry: only the hashes between the two sizes show that one log holds both. `head` may be the earlier or the later one.
 */
export async function astray(head: TreeHead, accepted: TreeHead, ask: AskConsistency): Promise<string | undefined> {
  const [from, to] = head.size <= accepted.size ? [head, accepted] : [accepted, head];
  const one = from.size === to.size ? equal(from.root, to.root) : from.size === 0 || (await extendsIt(from, to, ask));
  if (one) return undefined;
  return `The proof is of another ledger than the one that this browser accepted: both were signed with the same key, over ${counted(head.size)} and over ${counted(accepted.size)}, and neither begins with the other. Somebody is being shown another past.`;
}

function counted(size: number): string {
  return `${size.toLocaleString('en-GB')} ${size === 1 ? 'entry' : 'entries'}`;
}
