/** How much of an archive is read at most: each of these lengths is chosen by whoever made it. The sources of the Linux kernel have 90,000 files in 1.5 GB. */
export interface ArchiveLimits {
  readonly entries: number;
  /** Bytes of one path. Linux opens none longer than 4,096. */
  readonly path: number;
  /** Folders deep. */
  readonly depth: number;
  /** Bytes of one pax header or GNU long name. */
  readonly header: number;
  /** Bytes in all, unpacked. */
  readonly total: number;
  /**
   * Bytes unpacked for each byte packed, once `ratioFrom` bytes are unpacked. Sources come to 4 to 20, and the most repetitive of data to some dozens; nothing but zeros comes to 1,030 by gzip,
   * which can do no more, and to many thousands by the others.
   */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** Bytes of one file of which the content may be held to be looked at, and of all such. */
  readonly held: number;
  readonly heldInAll: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 1_000_000,
  path: 4096,
  depth: 256,
  header: 1024 * 1024,
  total: 16 * 1024 * 1024 * 1024,
  ratio: 200,
  ratioFrom: 64 * 1024 * 1024,
  held: 8 * 1024 * 1024,
  heldInAll: 256 * 1024 * 1024,
};
