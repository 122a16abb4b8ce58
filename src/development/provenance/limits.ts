/** How much is read at most. A bundle is whoever's that could put a file beside the artifact. */
export const PROVENANCE_LIMITS = {
  /** Bytes of a bundle as JSON: its largest part is the payload, in the envelope and, of older logs, in the entry once more. */
  bundle: 64 * 1024 * 1024,
  trustedRoot: 4 * 1024 * 1024,
  certificate: 64 * 1024,
  /** Certificates of one chain. */
  chain: 10,
  /** Logs or authorities of one kind in a trusted root. */
  authorities: 100,
  /** Entries of logs, and timestamps, of one bundle. */
  entries: 16,
  /** Bytes of one timestamp: with the certificates of its authority in it. */
  timestamp: 64 * 1024,
  /** Bytes of what a log keeps of one entry. */
  body: 32 * 1024 * 1024,
  /** A tree has at most 2^63 leaves. */
  hashes: 63,
  checkpoint: 64 * 1024,
  depth: 64,
  /** Bytes of an artifact: what was signed as a whole has to be in memory. */
  artifact: 1024 * 1024 * 1024,
  /** Of a list of builders or a record of branch rules. */
  list: 4 * 1024 * 1024,
  /** Dependencies of one build that are kept. */
  dependencies: 10_000,
  uri: 4096,
} as const;
