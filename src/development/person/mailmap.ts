import type { Named } from '../change/facts.ts';
import type { Register } from './register.ts';

/** One line of `.mailmap`: who is meant by a name in a commit. */
interface MailmapLine {
  readonly line: number;
  readonly proper: Named;
  readonly commit: Named;
}

/** A join that `.mailmap` proposes and the register does not have. */
export interface Proposal {
  readonly line: number;
  /** The entry that would get the address; absent where neither side is in the register. */
  readonly entry?: string;
  readonly address: string;
  readonly proper: Named;
  /** Set where the register says that they are two: then somebody who can push says otherwise. */
  readonly against?: string;
}

const LINES = 50_000;
const LINE = /^([^<>]*)<([^<>]*)>(?:([^<>]*)<([^<>]*)>)?[^<>]*$/;

/** Reads `.mailmap` (gitmailmap). Whoever can push can write it, so it proposes and joins nothing. Lines of another form are left out, as git does. */
export function readMailmap(text: string): readonly MailmapLine[] {
  return text
    .split('\n', LINES)
    .map((raw, at): MailmapLine | undefined => {
      const [, name = '', first = '', second = '', last] = LINE.exec(raw.replace(/#.*$/, '').slice(0, 2000)) ?? [];
      if (first === '') return undefined;
      // With one address, the name before it is the proper name of whoever commits under it.
      if (last === undefined) return { line: at + 1, proper: { name: name.trim() }, commit: { name: '', email: first.trim() } };
      return { line: at + 1, proper: { name: name.trim(), email: first.trim() }, commit: { name: second.trim(), email: last.trim() } };
    })
    .filter((line) => line !== undefined);
}

/** What somebody would have to take over into the register, or refuse. */
export function proposalsOf(lines: readonly MailmapLine[], register: Register): readonly Proposal[] {
  return lines.flatMap((line): Proposal[] => {
    const [proper, commit] = [register.whose(line.proper), register.whose(line.commit)];
    if (line.commit.email === undefined || (proper !== undefined && proper === commit)) return [];
    const entry = proper ?? commit;
    const address = proper === undefined && commit !== undefined ? line.proper.email : line.commit.email;
    if (address === undefined) return [];
    const against = proper !== undefined && commit !== undefined ? `${proper.id} and ${commit.id} are two entries` : undefined;
    return [
      { line: line.line, ...(entry === undefined ? {} : { entry: entry.id }), address, proper: line.proper, ...(against === undefined ? {} : { against }) },
    ];
  });
}
