import type { Instant } from '../../core/index.ts';
import type { Entry } from '../../ledger/model.ts';
import type { ObjectId } from '../git/object.ts';
import { leafOf, type RefLeaf } from './leaf.ts';

/** Where a ref pointed by an entry of the log. */
export interface LoggedRef {
  readonly index: number;
  readonly at: Instant;
  readonly object: ObjectId;
  readonly commit: ObjectId;
}

/** By ref, oldest first. */
export type RefHistory = ReadonlyMap<string, readonly LoggedRef[]>;

/** Folds entries, in order, into what the log says of the refs of one repository. */
export function refsOf(repository: string): { readonly take: (entry: Entry) => void; readonly history: RefHistory } {
  const history = new Map<string, LoggedRef[]>();
  return {
    history,
    take({ seq, recordedAt, type, body }) {
      const leaf = type === 'code.ref' ? leafOf(type, body) : undefined;
      if (leaf?.kind !== 'ref' || leaf.repository !== repository) return;
      const seen = history.get(leaf.ref) ?? [];
      seen.push({ index: seq, at: recordedAt, object: leaf.object, commit: leaf.commit });
      history.set(leaf.ref, seen);
    },
  };
}

/** Where a ref points in a copy of the repository. */
export interface RefNow {
  readonly ref: string;
  readonly object: ObjectId;
  readonly commit: ObjectId;
}

/**
 * `moved`: a tag points elsewhere than the log says. `moved-before`: it stands where the log last saw it, and the log saw it elsewhere before. `rewritten`: what a branch
 * pointed to is not behind what it points to now, or that cannot be shown. `gone`: a tag of the log is not in this copy.
 */
export type RefState = 'new' | 'same' | 'forward' | 'moved' | 'moved-before' | 'rewritten' | 'gone';

export interface RefFinding {
  readonly state: RefState;
  readonly ref: string;
  readonly now?: RefNow;
  /** Where the log saw it last, or, of one that moved before, where it saw it first. */
  readonly logged?: LoggedRef;
}

export const isTag = (ref: string): boolean => ref.startsWith('refs/tags/');
/** What somebody has to look at. */
export const ALARMING: ReadonlySet<RefState> = new Set<RefState>(['moved', 'moved-before', 'rewritten', 'gone']);

/** Holds a copy of the repository against the log. `isBehind(old, now)` is asked of branches whose commit changed. */
export function compareRefs(history: RefHistory, present: readonly RefNow[], isBehind: (old: ObjectId, now: ObjectId) => boolean): readonly RefFinding[] {
  const here = new Set(present.map(({ ref }) => ref));
  const findings = present.map((now): RefFinding => {
    const [first, last] = [history.get(now.ref)?.at(0), history.get(now.ref)?.at(-1)];
    if (first === undefined || last === undefined) return { state: 'new', ref: now.ref, now };
    if (!isTag(now.ref)) {
      if (last.commit === now.commit) return { state: 'same', ref: now.ref, now, logged: last };
      return { state: isBehind(last.commit, now.commit) ? 'forward' : 'rewritten', ref: now.ref, now, logged: last };
    }
    if (last.object !== now.object) return { state: 'moved', ref: now.ref, now, logged: last };
    const elsewhere = history.get(now.ref)?.some(({ object }) => object !== now.object) === true;
    return { state: elsewhere ? 'moved-before' : 'same', ref: now.ref, now, logged: elsewhere ? first : last };
  });
  for (const [ref, seen] of history) {
    const last = seen.at(-1);
    if (last !== undefined && isTag(ref) && !here.has(ref)) findings.push({ state: 'gone', ref, logged: last });
  }
  return findings;
}

/** The entries that the log lacks: each new place of a ref, after the entry that it follows. */
export function leavesFor(repository: string, findings: readonly RefFinding[]): readonly RefLeaf[] {
  return findings.flatMap(({ state, now, logged }) =>
    now === undefined || state === 'same' || state === 'moved-before'
      ? []
      : [{ kind: 'ref', repository, ...now, ...(logged === undefined ? {} : { follows: logged.index }) } satisfies RefLeaf],
  );
}
