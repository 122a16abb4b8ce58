import { Digest, Refused } from '../../core/index.ts';
import { IN_TOTO, readEnvelope } from '../statement/dsse.ts';
import { readStatement, type Statement } from '../statement/statement.ts';
import { LEAF_LIMITS, type StatementLeaf } from './leaf.ts';

/**
 * The leaf of a file that is submitted: its digest, and where it is a DSSE envelope over an in-toto Statement, also the digest of what it carries, the predicate type and the digests of the subjects. Nothing is
 * verified here: the log keeps what was shown to it. Anything else is entered by its digest alone. A statement with more subjects than a leaf holds is entered without them.
 */
export function leafOfFile(bytes: Uint8Array, kind: StatementLeaf['kind'], more: Pick<StatementLeaf, 'by' | 'repository'> = {}): StatementLeaf {
  const leaf: StatementLeaf = { kind, digest: Digest.of(bytes), ...more };
  const carried = carriedBy(bytes);
  if (carried === undefined) return leaf;
  const { payload, statement, signers } = carried;
  const subjects = subjectsOf(statement);
  const { predicateType } = statement;
  return {
    ...leaf,
    payload: Digest.of(payload),
    ...(/^[a-z][a-z0-9+.-]*:[!-~]+$/.test(predicateType) && predicateType.length <= LEAF_LIMITS.uri ? { predicateType } : {}),
    ...(signers.length > 0 ? { signers } : {}),
    ...(subjects.length > 0 && subjects.length <= LEAF_LIMITS.subjects ? { subjects } : {}),
  };
}

/** `undefined` where the bytes are no envelope over a statement: then they are kept by digest. */
function carriedBy(bytes: Uint8Array): { readonly payload: Uint8Array; readonly statement: Statement; readonly signers: readonly Digest[] } | undefined {
  try {
    const { payloadType, payload, signatures } = readEnvelope(bytes, 'the file');
    if (payloadType !== IN_TOTO) return undefined;
    const signers = new Set(signatures.flatMap(({ keyid }) => (keyid === undefined || keyid === '' ? [] : [Digest.of(keyid)])));
    return { payload, statement: readStatement(payload, 'the file', { older: true }), signers: [...signers].toSorted() };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

function subjectsOf({ subjects }: Statement): readonly string[] {
  const digests = subjects.flatMap(({ digest }) => [...digest].map(([algorithm, hex]) => `${algorithm}:${hex}`));
  return [...new Set(digests)].filter((one) => /^[A-Za-z0-9]{1,20}:[0-9a-f]{32,128}$/.test(one)).toSorted();
}
