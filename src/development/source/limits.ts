/** How much is read at most of what tells of reviews. An export is whoever's that made it; notes and attestations are whoever's that can push. */
export const SOURCE_LIMITS = {
  /** Letters of one file. */
  file: 64 * 1024 * 1024,
  /** Of all files of an export together. */
  export: 512 * 1024 * 1024,
  files: 20_000,
  folders: 6,
  depth: 64,
  /** Requests, reviews, commits and approvals of one export. */
  entries: 1_000_000,
  /** Notes or attestations of one ref. */
  notes: 500_000,
  /** Bytes of all of them. */
  noteBytes: 512 * 1024 * 1024,
  /** Bytes of one note or attestation. */
  note: 1024 * 1024,
  /** Requests whose squash git does once more. */
  squashes: 20_000,
  labels: 1000,
  logEntries: 1_000_000,
} as const;
