import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, Digest, type Json, Refused } from '../../../core/index.ts';
import { readTextFile } from '../../../map/edge/files.ts';
import { credentialFaults } from '../faults.ts';
import { type OrderDocument, orderDocumentSchema } from '../refresh/model.ts';

const MOST = { bytes: 512 * 1024 * 1024 };

/** The bytes that stand beside the ledger, and the digest that stands on it. */
export function writtenOrder(document: OrderDocument): { readonly bytes: Uint8Array; readonly digest: Digest } {
  const text = canonicalJson(document as unknown as Json);
  return { bytes: new TextEncoder().encode(text), digest: Digest.of(text) };
}

/** The document of an order; `undefined` where it is gone or is not what the ledger says. */
export function orderDocument(dataDir: string, digest: string): OrderDocument | undefined {
  const path = join(dataDir, 'raw', digest.slice('sha256:'.length));
  if (!existsSync(path)) return undefined;
  const text = readTextFile(path, MOST);
  return Digest.of(text) === digest ? orderDocumentSchema.parse(JSON.parse(text)) : undefined;
}

/** The same, for whoever cannot go on without it. Throws `Refused` (ASSAY-CREDENTIAL-008). */
export function orderDocumentNeeded(dataDir: string, order: string, digest: string): OrderDocument {
  const found = orderDocument(dataDir, digest);
  if (found !== undefined) return found;
  throw new Refused(
    credentialFaults.fault('008', {
      message: `what ${order} asks for is gone from the data folder, or was changed`,
      file: join(dataDir, 'raw', digest.slice('sha256:'.length)),
      expected: `a document with the digest ${digest}`,
      found: 'none',
      remedy: 'Bring it back from a backup. Until then it is not known what of that order is open.',
    }),
  );
}
