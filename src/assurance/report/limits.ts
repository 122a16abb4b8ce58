// How much of each thing a page prints. A page that takes a minute to open is not read; what is left out is always said, with where it is.
export const LIMITS = {
  /** On page one. */
  movesOnPageOne: 5,
  /** With counts; where there are more, each is one line in two columns. */
  standardsOnPageOne: 4,
  standardsInBrief: 24,
  points: 5,
  /** In the rest. */
  goals: 500,
  stories: 150,
  moves: 100,
  settle: 40,
  pairs: 100,
  gaps: 1500,
  requirements: 2000,
  controls: 600,
  subjectGroups: 40,
  whyGroups: 6,
  subjectsInLine: 12,
  entriesBeside: 8,
  exclusions: 1000,
  evidence: 3000,
  assumptions: 200,
} as const;
