import { createHash, createPublicKey } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Refused } from '../../../core/index.ts';
import { readFileBytes } from '../../../map/edge/files.ts';
import { ARTIFACT_HASHES, type ArtifactDigests } from '../artifact.ts';
import { provenanceFaults } from '../faults.ts';
import { PROVENANCE_LIMITS } from '../limits.ts';
import { readTrustedRoot, type TrustedRoot } from '../trusted-root.ts';

/** The trusted root of the public-good instance of Sigstore, as its root-signing repository had it on 2025-09-22. */
const PUBLIC_GOOD = fileURLToPath(new URL('public-good.json', import.meta.url));

/** The bytes of an artifact and its digests. Throws `Refused` (ASSAY-MAP-001, -070, -071, -073). */
export function readArtifact(path: string): ArtifactDigests & { readonly bytes: Uint8Array } {
  const bytes = readFileBytes(path, { bytes: PROVENANCE_LIMITS.artifact });
  return { bytes, digests: new Map(ARTIFACT_HASHES.map((name) => [name, createHash(name).update(bytes).digest('hex')])) };
}

/** The trusted root of a file, or that of the public-good instance. Throws `Refused` (ASSAY-PROVENANCE-002, -003, and as reading a file does). */
export function openTrustedRoot(path?: string): TrustedRoot {
  const file = path ?? PUBLIC_GOOD;
  return readTrustedRoot(readFileBytes(file, { bytes: PROVENANCE_LIMITS.trustedRoot }), path ?? 'the trusted root of the public-good instance');
}

/** The public key of a PEM file, as DER of its SubjectPublicKeyInfo. Throws `Refused` (ASSAY-PROVENANCE-008, and as reading a file does). */
export function readPublicKey(path: string): Uint8Array {
  const text = new TextDecoder().decode(readFileBytes(path, { bytes: 64 * 1024 }));
  try {
    // A private key would give its public half; nobody should have to hand one in to verify.
    if (text.includes('PRIVATE KEY')) throw new TypeError('a private key');
    return new Uint8Array(createPublicKey(text).export({ type: 'spki', format: 'der' }));
  } catch (error) {
    throw new Refused(
      provenanceFaults.fault('008', {
        message: `${path} is no public key`,
        file: path,
        expected: 'PEM with BEGIN PUBLIC KEY',
        found: error instanceof Error ? error.message.slice(0, 200) : 'something else',
        remedy: 'Name the public key of whoever signs.',
      }),
    );
  }
}
