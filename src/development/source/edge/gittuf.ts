import { type Instant, Refused } from '../../../core/index.ts';
import { type Commit, readCommit, signedPayload } from '../../git/commit.ts';
import { gitText } from '../../git/edge/child.ts';
import type { Repository } from '../../git/edge/open.ts';
import { objectsOf } from '../../git/edge/read.ts';
import { damaged } from '../../git/edge/resolve.ts';
import { isObjectId, type ObjectId } from '../../git/object.ts';
import type { ReviewSource } from '../../review/source.ts';
import { nodeCrypto } from '../../signature/edge/crypto.ts';
import type { SignatureCrypto } from '../../signature/port.ts';
import { verifySshSig } from '../../signature/sshsig.ts';
import { ATTESTATIONS_REF, type GittufFile, type GittufPolicy, gittufSource, POLICY_REF, readAttestation, readPolicy } from '../gittuf.ts';
import { SOURCE_LIMITS } from '../limits.ts';
import { RSL_REF, type RslReading, readRsl } from '../rsl.ts';
import { filesOf, refCommit } from './ref.ts';

/** What a repository has of gittuf. */
export interface GittufReading {
  readonly source: ReviewSource;
  /** The commits of attestations, policy and log, where there are some. */
  readonly tips: readonly ObjectId[];
  readonly attestations: number;
  readonly requests: number;
  /** Files that are no attestation that is read, with the first reasons. */
  readonly refused: readonly { readonly path: string; readonly code: string }[];
  readonly policy?: GittufPolicy;
  readonly policyExpired: boolean;
  readonly log?: RslReading & {
    /** How many entries each key signed, of those whose signature holds. */
    readonly keys: ReadonlyMap<string, number>;
    readonly broken: readonly ObjectId[];
    readonly unchecked: number;
    /** Refs that stand elsewhere than the log's newest word on them. */
    readonly moved: readonly { readonly ref: string; readonly logged: ObjectId; readonly stands: ObjectId }[];
  };
}

/**
 * Reads attestations, policy and reference state log of gittuf; nothing where the repository has none of the three. A file that cannot be read proves nothing and stops nothing: whoever may push could
 * put one there. Throws `Refused` (ASSAY-GIT-001 to -003, -007, ASSAY-SOURCE-002).
 */
export async function readGittuf(repository: Repository, at: Instant): Promise<GittufReading | undefined> {
  const [attested, policyAt, logged] = [
    await refCommit(repository, ATTESTATIONS_REF),
    await refCommit(repository, POLICY_REF),
    await refCommit(repository, RSL_REF),
  ];
  if (attested === undefined && policyAt === undefined && logged === undefined) return undefined;
  const crypto = nodeCrypto();
  const policy = policyAt === undefined ? undefined : readPolicy((await filesOf(repository, policyAt, (path) => path.startsWith('metadata/'), POLICY)).files);
  const policyExpired = policy?.expires !== undefined && policy.expires <= at;
  const files: GittufFile[] = [];
  const refused: { path: string; code: string }[] = [];
  if (attested !== undefined) {
    for (const { path, bytes } of (await filesOf(repository, attested, (path) => !path.endsWith('/review-index.json'))).files) {
      try {
        const found = readAttestation(bytes, path, crypto);
        if (found !== undefined) files.push(found);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        refused.push({ path, code: error.faults[0]?.code ?? '' });
      }
    }
  }
  const log = logged === undefined ? undefined : await readLog(repository, logged, crypto);
  return {
    source: gittufSource(files, policyExpired),
    tips: [attested, policyAt, logged].filter((tip) => tip !== undefined),
    attestations: files.filter(({ is }) => is === 'attestation').length,
    requests: files.filter(({ is }) => is === 'request').length,
    refused,
    ...(policy === undefined ? {} : { policy }),
    policyExpired,
    ...(log === undefined ? {} : { log }),
  };
}

const POLICY = { files: 10_000, bytes: SOURCE_LIMITS.file } as const;
const ID = 41;

async function readLog(repository: Repository, tip: ObjectId, crypto: SignatureCrypto): Promise<NonNullable<GittufReading['log']>> {
  // Git's list only says what to read; the chain is followed by the parents that hashed bytes name.
  const listed = (await gitText(repository.gitDir, ['rev-list', '--first-parent', tip], SOURCE_LIMITS.logEntries * ID)) ?? '';
  const commits = new Map<ObjectId, Commit>();
  const keys = new Map<string, number>();
  const broken: ObjectId[] = [];
  let unchecked = 0;
  for await (const answers of objectsOf(repository, listed.split('\n').filter(isObjectId))) {
    for (const answer of answers) {
      if (answer.kind === 'damaged') throw new Refused(damaged(repository.folder, answer.id));
      if (answer.kind !== 'commit') continue;
      const bytes = answer.bytes.slice();
      const commit = readCommit(bytes, repository.format);
      commits.set(answer.id, commit);
      const [signature] = commit.signatures;
      if (signature === undefined) continue;
      const outcome = commit.signatures.length === 1 ? verifySshSig(signature.bytes, signedPayload(bytes), 'git', crypto) : { kind: 'unchecked' as const };
      // What is not of SSH is not read here: `signatures` of the release verifies those.
      if (outcome.kind === 'holds') keys.set(outcome.key.id, (keys.get(outcome.key.id) ?? 0) + 1);
      else if (outcome.kind === 'broken' && outcome.reason === 'bytes-do-not-match') broken.push(answer.id);
      else unchecked += 1;
    }
  }
  const reading = readRsl(tip, commits);
  return { ...reading, keys, broken, unchecked, moved: await moves(repository, reading) };
}

async function moves(repository: Repository, { refs }: RslReading): Promise<NonNullable<GittufReading['log']>['moved']> {
  const text = (await gitText(repository.gitDir, ['for-each-ref', '--format=%(objectname) %(refname)'], 256 * 1024 * 1024)) ?? '';
  return text.split('\n').flatMap((line) => {
    const [stands = '', ref = ''] = line.split(' ');
    const entered = refs.get(ref);
    return entered === undefined || !isObjectId(stands) || entered === stands ? [] : [{ ref, logged: entered, stands }];
  });
}
