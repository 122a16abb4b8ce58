import type { ServiceMap } from '../map/model.ts';
import { crosswalkOf } from './crosswalk/index.ts';
import { otherEdition } from './edition.ts';
import { agreementWith } from './imported/agreement.ts';
import type { Requirement, Standard } from './model.ts';
import type { Position } from './position.ts';
import type { RequirementRow } from './report/model.ts';
import { standardPosition } from './report/requirements.ts';

// What changed from one edition of a standard to another, and what that does to the position. Editions say what they retired in unlike ways: by a mark
// and a successor, by leaving the id out, or (NIST's CSF 2.0) not at all; what is read here is what the import made of it.

export type Change =
  | { readonly kind: 'added'; readonly id: string; readonly title: string }
  | { readonly kind: 'restored'; readonly id: string; readonly title: string }
  | { readonly kind: 'withdrawn'; readonly id: string; readonly title: string; readonly reason: string }
  /** One requirement under another id; `split`: several took its place; `merged`: it went into one that others went into too, or that was there before. */
  | { readonly kind: 'moved' | 'split' | 'merged'; readonly id: string; readonly title: string; readonly to: readonly string[]; readonly reason: string }
  | { readonly kind: 'retitled'; readonly id: string; readonly from: string; readonly to: string }
  | { readonly kind: 'relevelled'; readonly id: string; readonly title: string; readonly from: readonly string[]; readonly to: readonly string[] };

export interface Drift {
  readonly from: { readonly id: string; readonly edition: string; readonly inForce: number };
  readonly to: { readonly id: string; readonly edition: string; readonly inForce: number };
  readonly changes: readonly Change[];
  /** Requirements in force in both, with the same id. */
  readonly kept: number;
  readonly notes: readonly string[];
}

const GONE = 'The newer edition does not have it.';
const plain = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const levelsOf = ({ level, levels }: Requirement): readonly string[] => [...(level === undefined ? [] : [level]), ...(levels ?? [])];
const inForce = (standard: Standard) => standard.requirements.filter((requirement) => requirement.withdrawn === undefined);

/** The changes from `old` to `next`, in the order of `old` and then of `next`. Pure. */
export function driftOf(old: Standard, next: Standard): Drift {
  const before = new Map(inForce(old).map((requirement) => [requirement.id, requirement]));
  const after = new Map(inForce(next).map((requirement) => [requirement.id, requirement]));
  const wasThere = new Map(old.requirements.map((requirement) => [requirement.id, requirement]));
  const isThere = new Map(next.requirements.map((requirement) => [requirement.id, requirement]));
  // Titles that Assay wrote and titles of a file are never the same: of such a pair nothing is said to be retitled, or found by its title.
  const comparable = (old.imported === undefined) === (next.imported === undefined);
  const fresh = new Map<string, string | undefined>();
  if (comparable) {
    for (const [id, requirement] of after) {
      if (wasThere.has(id)) continue;
      const title = plain(requirement.title);
      fresh.set(title, fresh.has(title) ? undefined : id); // two of one title tell nothing
    }
  }

  const gone = [...before.values()].filter((requirement) => !after.has(requirement.id));
  const successors = (requirement: Requirement): readonly string[] => {
    const named = (isThere.get(requirement.id)?.withdrawn?.replacedBy ?? []).filter((id) => after.has(id));
    const byTitle = fresh.get(plain(requirement.title));
    return named.length > 0 ? named : byTitle === undefined ? [] : [byTitle];
  };
  const into = new Map<string, number>();
  for (const requirement of gone) for (const id of successors(requirement)) into.set(id, (into.get(id) ?? 0) + 1);

  const changes: Change[] = [];
  for (const requirement of before.values()) {
    const { id, title } = requirement;
    const now = after.get(id);
    if (now === undefined) {
      const to = successors(requirement);
      const reason = isThere.get(id)?.withdrawn?.reason ?? (to.length > 0 ? 'The newer edition has the same title under another id.' : GONE);
      const only = to[0] ?? '';
      if (to.length === 0) changes.push({ kind: 'withdrawn', id, title, reason });
      else if (to.length > 1) changes.push({ kind: 'split', id, title, to, reason });
      else changes.push({ kind: (into.get(only) ?? 0) > 1 || wasThere.has(only) ? 'merged' : 'moved', id, title, to, reason });
      continue;
    }
    if (comparable && plain(now.title) !== plain(title)) changes.push({ kind: 'retitled', id, from: title, to: now.title });
    const [were, are] = [levelsOf(requirement), levelsOf(now)];
    if (comparable && were.join('\0') !== are.join('\0')) changes.push({ kind: 'relevelled', id, title: now.title, from: were, to: are });
  }
  for (const { id, title } of after.values()) {
    if (before.has(id) || into.has(id)) continue;
    changes.push({ kind: wasThere.has(id) ? 'restored' : 'added', id, title });
  }
  return {
    from: { id: old.id, edition: old.edition, inForce: before.size },
    to: { id: next.id, edition: next.edition, inForce: after.size },
    changes,
    kept: [...before.keys()].filter((id) => after.has(id)).length,
    notes: comparable ? [] : ['One of the two has Assay’s own titles and the other those of a file, so titles and levels were not compared.'],
  };
}

export interface VerdictMove {
  readonly requirement: string;
  readonly title: string;
  /** `absent` where the edition does not have it in force. */
  readonly from: RequirementRow['verdict'] | 'absent';
  readonly to: RequirementRow['verdict'] | 'absent';
  readonly why: string;
}

/**
 * Which verdicts the newer edition moves, for a position, and why. Both editions are put to the same crosswalk, which names requirements by id: what
 * has a new id has no answer in it until somebody has judged it. Pure.
 */
export function verdictMoves(old: Standard, next: Standard, drift: Drift, map: ServiceMap, position: Position): readonly VerdictMove[] {
  // A file that is no edition of the older one's standard is answered by nothing that was judged of that.
  const judgedAs = crosswalkOf(next.id) === undefined && agreementWith(old.id, next.requirements)?.agrees !== false ? old.id : next.id;
  const rows = (standard: Standard, id: string) => new Map(standardPosition({ ...standard, id }, map, position).requirements.map((row) => [row.id, row]));
  const [before, after] = [rows(old, old.id), rows(next, judgedAs)];
  const withdrawn = (standard: Standard) => new Set(standard.requirements.filter((one) => one.withdrawn !== undefined).map((one) => one.id));
  const [wereOut, areOut] = [withdrawn(old), withdrawn(next)];
  const changes = new Map(drift.changes.map((change) => [change.id, change]));
  const sources = new Map<string, string[]>();
  for (const change of drift.changes) {
    if (change.kind !== 'moved' && change.kind !== 'split' && change.kind !== 'merged') continue;
    for (const to of change.to) {
      const known = sources.get(to);
      if (known === undefined) sources.set(to, [change.id]);
      else known.push(change.id);
    }
  }
  const other = next.imported === undefined ? undefined : otherEdition({ ...next, id: judgedAs });
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id): readonly VerdictMove[] => {
    const [was, is] = [before.get(id), after.get(id)];
    const from = was === undefined || wereOut.has(id) ? 'absent' : was.verdict;
    const to = is === undefined || areOut.has(id) ? 'absent' : is.verdict;
    if (from === to) return [];
    return [{ requirement: id, title: is?.title ?? was?.title ?? id, from, to, why: why(changes.get(id), sources.get(id) ?? [], is, other) }];
  });
}

function why(change: Change | undefined, sources: readonly string[], is: RequirementRow | undefined, other: string | undefined): string {
  const answered = (is?.answers.length ?? 0) > 0;
  const newly = answered
    ? `${is?.answers.map((answer) => answer.control).join(', ')} answer it.`
    : 'No control answers it in the crosswalk, so it is unproven until somebody has judged what does.';
  switch (change?.kind) {
    case 'added':
    case 'restored':
      return `${change.kind === 'added' ? 'It is new.' : 'It is in force again.'} ${newly}`;
    case 'withdrawn':
      return `It is no longer owed. ${change.reason}`;
    case 'moved':
    case 'split':
    case 'merged':
      return `It went into ${change.to.join(', ')}. ${change.reason}`;
    default:
      return sources.length > 0
        ? `It takes the place of ${sources.join(', ')}. ${newly}`
        : (other ?? 'What decides whether it is owed, or what answers it, differs between the editions.');
  }
}
