/** How much of a statement is read at most. Its bytes are whoever's that could put a file where Assay looks. */
export const STATEMENT_LIMITS = {
  /** Letters of one envelope as JSON. */
  envelope: 24 * 1024 * 1024,
  /** Bytes of one payload. */
  payload: 16 * 1024 * 1024,
  payloadType: 1000,
  signatures: 64,
  /** Bytes of one signature: a post-quantum one has under 50 kB, an armoured one of SSH a third more. */
  signature: 128 * 1024,
  keyid: 4096,
  /** Signatures times keys: what one envelope may cost to verify. */
  tries: 4096,
  subjects: 10_000,
  digests: 32,
  name: 4096,
  uri: 4096,
  /** Levels of a predicate. */
  depth: 64,
} as const;
