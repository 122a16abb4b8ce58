import { createPublicKey } from 'node:crypto';
import { bundleFromJSON, type Bundle as LibraryBundle } from '@sigstore/bundle';
import { TrustedRoot as LibraryRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { Bundle, LogEntry } from '../bundle.ts';
import type { VerifyBundle } from '../port.ts';

/**
 * Verifies by @sigstore/verify: chain to an authority of the root at each moment, certificate transparency, time stamps, the log's promise and proof, and the signature. It is given
 * what was read, written anew, and not the file: what our reader did not see the library cannot see either. It asks no network.
 */
export const verifyBySigstore: VerifyBundle = ({ bundle, root, artifact, spki }) => {
  try {
    const key = spki === undefined ? undefined : createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    // A key that the operator gave counts for whatever moment: its end is the operator's to know.
    const finder = key === undefined ? undefined : () => ({ publicKey: key, validFor: () => true });
    const trust = toTrustMaterial(LibraryRoot.fromJSON(root.document), finder);
    // One moment, one entry of a log and, under a certificate, one entry of a log of certificates (client specification of Sigstore; its thresholds are the library's own).
    const verifier = new Verifier(trust, { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 });
    verifier.verify(toSignedEntity(written(bundle), Buffer.from(artifact.buffer, artifact.byteOffset, artifact.byteLength)));
    return { ok: true };
  } catch (error) {
    // The library fails on bytes of strangers with errors of many kinds, its own and the engine's. Each says that the bundle was not verified.
    return { ok: false, why: sentenceOf(error) };
  }
};

function sentenceOf(error: unknown): string {
  const said = error instanceof Error && error.message !== '' ? error.message : 'the verification came to no end';
  return `the bundle does not verify: ${said.slice(0, 300)}`;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const MEDIA_TYPES: Readonly<Record<Bundle['version'], string>> = {
  '0.1': 'application/vnd.dev.sigstore.bundle+json;version=0.1',
  '0.2': 'application/vnd.dev.sigstore.bundle+json;version=0.2',
  '0.3': 'application/vnd.dev.sigstore.bundle.v0.3+json',
};

function written({ version, signer, content, entries, timestamps }: Bundle): LibraryBundle {
  return bundleFromJSON({
    mediaType: MEDIA_TYPES[version],
    verificationMaterial: {
      ...(signer.kind === 'key'
        ? { publicKey: { hint: signer.hint } }
        : signer.asChain
          ? { x509CertificateChain: { certificates: signer.chain.map((one) => ({ rawBytes: base64(one) })) } }
          : { certificate: { rawBytes: base64(signer.chain[0] ?? new Uint8Array()) } }),
      tlogEntries: entries.map(entryJson),
      ...(timestamps.length === 0 ? {} : { timestampVerificationData: { rfc3161Timestamps: timestamps.map((one) => ({ signedTimestamp: base64(one) })) } }),
    },
    ...(content.kind === 'message'
      ? {
          messageSignature: {
            messageDigest: { algorithm: content.algorithm, digest: base64(content.digest) },
            signature: base64(content.signature),
          },
        }
      : {
          dsseEnvelope: {
            payloadType: content.envelope.payloadType,
            payload: base64(content.envelope.payload),
            signatures: content.envelope.signatures.map(({ sig, keyid = '' }) => ({ sig: base64(sig), keyid })),
          },
        }),
  });
}

function entryJson({ index, logId, kind, version, integratedTime, promise, proof, body }: LogEntry): object {
  return {
    logIndex: String(index),
    logId: { keyId: base64(logId) },
    kindVersion: { kind, version },
    integratedTime: String(integratedTime),
    ...(promise === undefined ? {} : { inclusionPromise: { signedEntryTimestamp: base64(promise) } }),
    ...(proof === undefined
      ? {}
      : {
          inclusionProof: {
            logIndex: String(proof.index),
            treeSize: String(proof.size),
            rootHash: base64(proof.root),
            hashes: proof.hashes.map(base64),
            ...(proof.checkpoint === undefined ? {} : { checkpoint: { envelope: proof.checkpoint } }),
          },
        }),
    canonicalizedBody: base64(body),
  };
}
