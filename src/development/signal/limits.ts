/** How much is looked at beside the verdict. Where one of these cuts, the answer says so. */
export const SIGNAL_LIMITS = {
  /** Commits of the range whose changes are listed, and how many at once. */
  commits: 20_000,
  together: 200,
  /** Files that the release changes and whose content is read. */
  files: 20_000,
  fileBytes: 2 * 1024 * 1024,
  allBytes: 256 * 1024 * 1024,
  /** Commits before the range from which it is known who worked, and when. */
  earlier: 100_000,
  tags: 5000,
  /** Branches of which git is asked whether they only went on. */
  branches: 500,
} as const;
