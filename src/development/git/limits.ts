/**
 * How much of a repository is read at most. Its bytes are whoever's that could push to it, and each of these lengths is one they choose.
 * What git itself writes stays far below: the largest commit of a dozen public histories looked at has under 200 kB.
 */
export const GIT_LIMITS = {
  /** Bytes of one commit or tag. */
  object: 4 * 1024 * 1024,
  /** Bytes of one tree object. */
  tree: 64 * 1024 * 1024,
  headers: 10_000,
  /** An octopus of the Linux kernel has 66. */
  parents: 4096,
  /** Lines of a message that are looked at for trailers, from its end. */
  trailerLines: 10_000,
  treeEntries: 1_000_000,
  /** Armoured signatures: a post-quantum one has under 70 kB. */
  signature: 256 * 1024,
} as const;
