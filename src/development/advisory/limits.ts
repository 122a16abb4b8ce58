/** What is read of advisories, whoever wrote them. Real databases stay far below each. */
export const ADVISORY_LIMITS = {
  /** One JSON document: a year of the NVD has some 150 MB. */
  document: 400 * 1024 * 1024,
  /** One record of OSV. */
  record: 16 * 1024 * 1024,
  /** One record of OSV as YAML, which takes longer to read. */
  yaml: 2 * 1024 * 1024,
  depth: 60,
  /** A text that is kept. */
  text: 2000,
  /** An id, a package name, a version. */
  word: 1000,
  aliases: 500,
  affected: 200_000,
  versions: 100_000,
  events: 10_000,
  severities: 50,
  /** Branches of a CSAF product tree, below one another. */
  branches: 40,
  products: 200_000,
  /** Records that could not be read, of which each is told. */
  told: 50,
} as const;
