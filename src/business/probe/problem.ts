/** What is wrong with something that was seen. Titles say what, never what somebody wrote: that stays in the raw input. */
export interface Problem {
  /** Stable, such as `spf-too-many-lookups`. */
  readonly id: string;
  readonly title: string;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
}

export const problem = (severity: Problem['severity'], id: string, title: string): Problem => ({ id, title, severity });

/** What a look came to: `problems` were seen, `undecided` could not be, `remarks` decide nothing. */
export interface Looked {
  readonly problems: readonly Problem[];
  readonly undecided: readonly string[];
  readonly remarks: readonly string[];
  /** What was seen ends by itself then, RFC 3339: the first certificate that runs out. */
  readonly until?: string;
}

export const looked = (of: Partial<Looked>): Looked => ({ problems: [], undecided: [], remarks: [], ...of });

export function together(all: readonly Looked[]): Looked {
  const until = all.flatMap((each) => each.until ?? []).toSorted()[0];
  return {
    problems: all.flatMap((each) => each.problems),
    undecided: all.flatMap((each) => each.undecided),
    remarks: all.flatMap((each) => each.remarks),
    ...(until === undefined ? {} : { until }),
  };
}
