/** What a release is, by its tag: what it may write into its files. */
export interface Release {
  readonly tag: string;
  /** By default what follows the letters of the tag: `1.2.3` of `v1.2.3`. */
  readonly version?: string;
  readonly commit?: string;
  /** `2026-11-23`. */
  readonly date?: string;
}

export const HOLES = ['VERSION', 'MAJOR', 'MINOR', 'PATCH', 'HEX', 'TAG', 'COMMIT', 'DATE', 'YEAR'] as const;

export type Hole = (typeof HOLES)[number];

export function versionOf(tag: string): string | undefined {
  return /(?:^|[^0-9.])(\d+(?:\.\d+)+(?:[-+~.]?[0-9A-Za-z]+)*)$/.exec(tag)?.[1];
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** The values that a hole may have in the artifact. Empty where the release does not say: then no line with it passes. */
function values(hole: Hole, { tag, version, commit, date }: Release): readonly string[] {
  const [major, minor, patch] = (version ?? '').split(/[^0-9]+/);
  const given = (text: string | undefined) => (text === undefined || text === '' ? [] : [text]);
  switch (hole) {
    case 'VERSION':
      return given(version);
    case 'MAJOR':
      return given(major);
    case 'MINOR':
      return given(minor);
    case 'PATCH':
      return given(patch);
    case 'HEX':
      return [major, minor, patch].every((part) => part !== undefined && part !== '' && Number(part) < 256)
        ? [[major, minor, patch].map((part) => Number(part).toString(16).padStart(2, '0')).join('')]
        : [];
    case 'TAG':
      return given(tag);
    case 'COMMIT':
      // Whole, or cut as git does it.
      return commit === undefined ? [] : [commit, ...Array.from({ length: 10 }, (_, at) => commit.slice(0, 16 - at))];
    case 'DATE':
      return dates(date);
    case 'YEAR':
      return given(date?.slice(0, 4));
  }
}

function dates(date: string | undefined): readonly string[] {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date ?? '') ?? [];
  const name = MONTHS[Number(month) - 1];
  if (name === undefined) return [];
  const short = name.slice(0, 3);
  const bare = String(Number(day));
  return [
    `${year}-${month}-${day}`,
    `${year}/${month}/${day}`,
    `${year}${month}${day}`,
    ...[bare, day].flatMap((d) => [
      `${name} ${d}, ${year}`,
      `${d} ${name} ${year}`,
      `${short} ${d} ${year}`,
      `${short} ${d}, ${year}`,
      `${d} ${short} ${year}`,
    ]),
    `${name} ${year}`,
  ];
}

/** What stands in a hole before the release writes into it. */
const BEFORE: Readonly<Record<Hole, string>> = {
  VERSION: '(?:[0-9A-Za-z][\\w.+~-]{0,63}|@\\w{1,64}@)',
  MAJOR: '(?:\\d{1,10}|@\\w{1,64}@)',
  MINOR: '(?:\\d{1,10}|@\\w{1,64}@)',
  PATCH: '(?:\\d{1,10}|@\\w{1,64}@)',
  HEX: '(?:[0-9a-fA-F]{6}|@\\w{1,64}@)',
  TAG: '(?:[\\w./+~-]{1,100}|@\\w{1,64}@)',
  COMMIT: '(?:[0-9a-z]{1,64}|@\\w{1,64}@)',
  DATE: '(?:[\\w,/ -]{1,40}|@\\w{1,64}@|\\[[\\w ]{1,40}\\])',
  YEAR: '(?:\\d{4}|@\\w{1,64}@)',
};

const HOLE = new RegExp(`\\{(${HOLES.join('|')})\\}`);

/** The line as the artifact has to have it, and as the tag has it. No `written` where the release does not say what to write. */
export function patternsOf(line: string, release: Release): { readonly written: RegExp | undefined; readonly any: RegExp; readonly holes: readonly Hole[] } {
  const holes: Hole[] = [];
  let written: string | undefined = '';
  let any = '';
  for (const [at, part] of line.split(HOLE).entries()) {
    const hole = at % 2 === 1 ? HOLES.find((one) => one === part) : undefined;
    if (hole === undefined) {
      any += literal(part);
      if (written !== undefined) written += literal(part);
      continue;
    }
    holes.push(hole);
    any += BEFORE[hole];
    const allowed = values(hole, release);
    written = written === undefined || allowed.length === 0 ? undefined : `${written}(?:${allowed.map((value) => literal(value)).join('|')})`;
  }
  return { written: written === undefined ? undefined : new RegExp(`^${written}\r?$`), any: new RegExp(`^${any}\r?$`), holes };
}

/** The text as a pattern of itself. */
export function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
