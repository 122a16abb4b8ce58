import { createHash } from 'node:crypto';
import { type Instant, Refused } from '../../../core/index.ts';
import { readCommit, signedPayload } from '../../git/commit.ts';
import type { Repository } from '../../git/edge/open.ts';
import { objectsOf } from '../../git/edge/read.ts';
import { damaged } from '../../git/edge/resolve.ts';
import type { ObjectId } from '../../git/object.ts';
import { claimedKey } from '../../git/signature.ts';
import { readTag, type Tag } from '../../git/tag.ts';
import type { Register } from '../../person/register.ts';
import { judgeSignature } from '../judge.ts';
import type { Outcome, SignatureVerdict } from '../model.ts';
import { type Signed, signedCommit, signedTag } from '../object.ts';
import { openpgpFlaw } from '../openpgp-packet.ts';
import { overall } from '../overall.ts';
import type { KeyRing } from '../ring.ts';
import { verifySshSig } from '../sshsig.ts';
import { verifyX509 } from '../x509.ts';
import { nodeCrypto } from './crypto.ts';
import { type Gpg, openGpg } from './gpg.ts';

export interface Judging {
  readonly register: Register;
  readonly ring: KeyRing;
  readonly now: Instant;
  /** A moment at which a log had the object already; nothing where no log tells. */
  readonly provenBy?: (id: ObjectId) => Instant | undefined;
}

/** Judges signatures until it is closed; what was verified once is not verified again. */
export interface SignatureJudge {
  /** Of commits of the repository, each by its id; those without a signature too. Throws `Refused` (ASSAY-GIT-001 to -003, -007, -008). */
  commits(repository: Repository, ids: readonly ObjectId[]): Promise<ReadonlyMap<ObjectId, CommitSignature>>;
  /** Of tags, in their order: each of the signatures of each. */
  tags(repository: Repository, tags: readonly { readonly id: ObjectId; readonly tag: Tag }[]): Promise<readonly (readonly SignatureVerdict[])[]>;
  close(): void;
}

export interface CommitSignature {
  readonly verdict: SignatureVerdict;
  /** Of the signed tags that a merge brought in, by the name under which each was made. */
  readonly mergetags: readonly { readonly name: string; readonly verdict: SignatureVerdict }[];
}

/** `program`: of gpg. It is started only where OpenPGP keys were given and a signature asks for it. */
export function openJudge({ register, ring, now, provenBy }: Judging, program?: string): SignatureJudge {
  const crypto = nodeCrypto();
  const known = new Map<string, Outcome>();
  let gpg: Gpg | undefined;

  const outcomesOf = async (all: readonly Signed[]): Promise<readonly Outcome[]> => {
    const found: (Outcome | undefined)[] = all.map((signed) => direct(signed));
    const asked = [...found.entries()].flatMap(([at, outcome]) => (outcome === undefined ? [at] : []));
    const fresh = new Map<string, Signed>();
    for (const at of asked) {
      const signed = all[at] as Signed;
      const name = digestOf(signed);
      if (!known.has(name)) fresh.set(name, signed);
    }
    if (fresh.size > 0) {
      gpg ??= await openGpg(
        ring.openpgp.map(({ bytes }) => bytes),
        program,
      );
      const outcomes = await gpg.verify([...fresh.values()]);
      for (const [at, name] of [...fresh.keys()].entries()) known.set(name, outcomes[at] as Outcome);
    }
    return all.map((signed, at) => found[at] ?? (known.get(digestOf(signed)) as Outcome));
  };

  /** What needs no gpg. */
  const direct = (signed: Signed): Outcome | undefined => {
    if (signed.unreadable === true) return { kind: 'broken', reason: 'unreadable' };
    if (signed.elsewhere === true) return { kind: 'unchecked', reason: 'other-object-format' };
    if (signed.one === false) return { kind: 'unchecked', reason: 'several-signatures' };
    switch (signed.format) {
      case 'ssh':
        return verifySshSig(signed.signature, signed.payload, 'git', crypto);
      case 'x509':
        return verifyX509(signed.signature, signed.payload, ring.roots, signed.claimed, crypto);
      case 'other':
        return { kind: 'unchecked', reason: 'kind-not-known' };
      case 'openpgp':
        return ring.openpgp.length === 0 ? (openpgpFlaw(signed.signature, signed.payload, crypto) ?? keyless(signed)) : undefined;
    }
  };

  const judged = (signed: Signed, outcome: Outcome, id: ObjectId | undefined): SignatureVerdict => {
    const proven = id === undefined ? undefined : provenBy?.(id);
    const when = {
      now: now / 1000,
      ...(signed.claimed === undefined ? {} : { claimed: signed.claimed }),
      ...(proven === undefined ? {} : { provenBy: proven / 1000 }),
    };
    return judgeSignature(signed.format, outcome, { register, ring, when });
  };

  return {
    commits: async (repository, ids) => {
      const result = new Map<ObjectId, CommitSignature>();
      let waiting: Waiting[] = [];
      let size = 0;
      const settle = async () => {
        const outcomes = await outcomesOf(waiting.map(({ signed }) => signed));
        const verdicts = waiting.map(({ signed, id }, at) => judged(signed, outcomes[at] as Outcome, id));
        const of = (id: ObjectId, tag: string | undefined) => verdicts.filter((_, at) => waiting[at]?.id === id && waiting[at]?.tag === tag);
        for (const id of new Set(waiting.map((one) => one.id))) {
          const tags = new Set(waiting.flatMap((one) => (one.id === id && one.tag !== undefined ? [one.tag] : [])));
          result.set(id, { verdict: overall(of(id, undefined)), mergetags: [...tags].map((name) => ({ name, verdict: overall(of(id, name)) })) });
        }
        waiting = [];
        size = 0;
      };
      for await (const answers of objectsOf(repository, ids)) {
        for (const answer of answers) {
          if (answer.kind === 'damaged') throw new Refused(damaged(repository.folder, answer.id));
          if (answer.kind !== 'commit') continue;
          const here = signaturesIn(answer.id, answer.bytes, repository);
          result.set(answer.id, { verdict: overall([]), mergetags: [] });
          waiting.push(...here);
          size += here.reduce((sum, { signed }) => sum + signed.payload.length + signed.signature.length, 0);
        }
        if (waiting.length >= GROUP || size >= GROUP_BYTES) await settle();
      }
      await settle();
      return result;
    },
    tags: async (repository, tags) => {
      const all = tags.map(({ tag }) => signedTag(tag, repository.format));
      const outcomes = await outcomesOf(all.flat());
      let at = 0;
      return all.map((signatures, which) =>
        signatures.map((signed) => {
          at += 1;
          return judged(signed, outcomes[at - 1] as Outcome, tags[which]?.id);
        }),
      );
    },
    close: () => gpg?.close(),
  };
}

const GROUP = 2000;
const GROUP_BYTES = 64 * 1024 * 1024;

interface Waiting {
  readonly id: ObjectId;
  readonly signed: Signed;
  /** Of a tag that a merge brought in. */
  readonly tag?: string;
}

function signaturesIn(id: ObjectId, bytes: Uint8Array, repository: Repository): readonly Waiting[] {
  const commit = readCommit(bytes, repository.format);
  if (commit.signatures.length === 0 && commit.mergetags.length === 0) return [];
  // The bytes are another object's once the next group is read.
  const kept = readCommit(bytes.slice(), repository.format);
  const own = signedCommit(kept, signedPayload(bytes), repository.format).map((signed) => ({ id, signed }));
  const brought = kept.mergetags.flatMap((raw): Waiting[] => {
    try {
      const tag = readTag(raw, repository.format);
      return signedTag(tag, repository.format).map((signed) => ({ id, signed, tag: tag.name }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // What is called a signed tag and is none was put there by somebody.
      return [{ id, signed: { format: 'other', signature: raw, payload: raw, unreadable: true }, tag: '' }];
    }
  });
  return [...own, ...brought];
}

function digestOf({ signature, payload }: Signed): string {
  return createHash('sha256').update(`${signature.length}:`).update(signature).update(payload).digest('base64');
}

function keyless(signed: Signed): Outcome {
  const claimed = claimedKey(signed.signature);
  return { kind: 'unchecked', reason: 'key-not-given', ...(claimed === undefined ? {} : { claimed }) };
}
