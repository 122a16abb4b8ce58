import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Digest } from '../../../core/index.ts';
import { signCheckpoint } from '../../../ledger/checkpoint.ts';
import { publicKeyOf, signerOf } from '../../../ledger/edge/ed25519.ts';
import { type Hash, leafHash } from '../../../ledger/hash.ts';
import { formatVerifierKey, type VerifierKey, verifierKey } from '../../../ledger/signed-note.ts';
import { EMPTY_EDGE, extend, nodesFromTiles } from '../../../ledger/tiles.ts';
import { consistencyPath, rangeRoot } from '../../../ledger/tree-proof.ts';
import type { StatementLeaf } from '../leaf.ts';
import type { KnownLogs } from '../witness.ts';
import { formatWitnessRequest } from '../witness-request.ts';

export const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'assay-code-log-'));

/** So many leaves, each its own. `salt` makes others. */
export const leavesOf = (count: number, salt = ''): StatementLeaf[] =>
  Array.from({ length: count }, (_, i) => ({ kind: 'build', digest: Digest.of(`${salt}${i}`) }));

export const newSecret = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');

export interface MadeLog {
  readonly key: VerifierKey;
  readonly verifierKey: string;
  readonly known: KnownLogs;
  note(size: number, root?: Hash): string;
  request(oldSize: number, size: number, root?: Hash): string;
}

/** A log in memory that signs whatever it is told to, also two histories. */
export function loggedBy(secret: string, most = 2000): MadeLog {
  const privateKey = createPrivateKey({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'pkcs8' });
  const key = verifierKey('log.example/made', new Uint8Array(publicKeyOf(privateKey)));
  const { tiles } = extend(
    EMPTY_EDGE,
    Array.from({ length: most }, (_, i) => leafHash(`${i}`)),
  );
  const nodes = nodesFromTiles(
    (level, index) => tiles.findLast((tile) => tile.level === level && tile.index === index) ?? { level, index, hashes: new Uint8Array() },
  );
  const note = (size: number, root = rangeRoot(nodes, 0, size)) => signCheckpoint(size, root, key, signerOf(privateKey));
  return {
    key,
    verifierKey: formatVerifierKey(key),
    known: new Map([[key.name, [key]]]),
    note,
    request: (oldSize, size, root) =>
      formatWitnessRequest({ oldSize, proof: oldSize === 0 || oldSize >= size ? [] : consistencyPath(nodes, oldSize, size), checkpoint: note(size, root) }),
  };
}
