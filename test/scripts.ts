// Readable scripts for the command line. A script is prose, commands and what they print, with the files they need at its end:
//
//   Prose says why.
//
//   $ assay map check service.yaml          a command, run by a shell in an empty folder; `assay` is this checkout's
//   Tiny: 2 parts, <*>                      what it prints on both outputs; <*> stands for anything on the line
//   ...                                     any lines
//   [exit 2]                                its exit status, where it is not 0
//
//   -- service.yaml --                      a file, up to the next such line
//   assay: service/1

export interface Step {
  readonly line: number;
  readonly command: string;
  readonly expected: readonly string[];
  readonly exit: number;
}

export interface Script {
  readonly steps: readonly Step[];
  readonly files: ReadonlyMap<string, string>;
}

export function readScript(text: string): Script {
  const steps: { line: number; command: string; expected: string[]; exit: number }[] = [];
  const files = new Map<string, string>();
  let file: string | undefined;
  let open = false;
  text.split('\n').forEach((line, i) => {
    const named = /^-- (\S+) --$/.exec(line)?.[1];
    if (named !== undefined) {
      file = named;
      files.set(named, '');
    } else if (file !== undefined) {
      files.set(file, `${files.get(file)}${line}\n`);
    } else if (line.startsWith('$ ')) {
      steps.push({ line: i + 1, command: line.slice(2), expected: [], exit: 0 });
      open = true;
    } else if (/^\[exit \d+\]$/.test(line)) {
      const last = steps.at(-1);
      if (last !== undefined) last.exit = Number(line.slice(6, -1));
      open = false;
    } else if (line === '') {
      open = false;
    } else if (open) {
      steps.at(-1)?.expected.push(line === '.' ? '' : line);
    }
  });
  return { steps, files };
}

/** The first expected line that was not printed where it should stand, or `undefined` where all is as written. Blank printed lines are passed over. */
export function unmet(expected: readonly string[], printed: readonly string[]): string | undefined {
  const lines = printed.filter((line) => line.trim() !== '');
  let at = 0;
  let anywhere = false;
  for (const want of expected.filter((line) => line !== '')) {
    if (want.trim() === '...') {
      anywhere = true;
      continue;
    }
    const pattern = new RegExp(
      `^${want
        .trimEnd()
        .split('<*>')
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
    );
    const found = lines.findIndex((line, i) => i >= at && (anywhere || i === at) && pattern.test(line.trimEnd()));
    if (found === -1) return want;
    at = found + 1;
    anywhere = false;
  }
  return anywhere || at === lines.length || expected.length === 0 ? undefined : `nothing more, but it printed: ${lines[at]}`;
}
