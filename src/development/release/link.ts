import type { Digest, Instant } from '../../core/index.ts';
import type { ObjectId } from '../git/object.ts';
import type { InsidersKept } from '../insider/kept.ts';

/** What a release has to show, in the order in which it comes about. A room of `src/development` speaks for each. */
export const LINKS = ['lifecycle', 'review', 'signatures', 'artifact', 'provenance', 'components', 'findings', 'log'] as const;

export type Link = (typeof LINKS)[number];

/** What was seen of one link of one release. Three states, never two: what could not be looked at is not broken, and is not proven. */
export interface LinkFact {
  readonly link: Link;
  readonly about: About;
  /** The element of the map that it was recorded about; the ledger knows it, and the room that looked does not. */
  readonly part?: string;
  /** When the ledger took it; the ledger knows it, and the room that looked does not. */
  readonly recordedAt?: Instant;
  readonly state: 'proven' | 'broken' | 'unknown';
  /** Why it is not proven; empty where it is. The worst first. */
  readonly reasons: readonly LinkReason[];
  /** Figures that a page shows beside the state: commits, files, components, findings, each by what became of it. */
  readonly counts: { readonly [name: string]: number };
  /** When the inputs were looked at; the gate judges freshness by it. */
  readonly at: Instant;
  /** Digests of what it was drawn from: exports, advisories, the register, a catalogue. Commits and trees are named in `about`. */
  readonly inputs: readonly { readonly name: string; readonly digest: Digest }[];
  /** Of a review: who could have put in what nobody else saw. The file has it, since it names people; the ledger has not. */
  readonly insiders?: InsidersKept;
}

/** What a look at the lifecycle calls the registers of people by which exceptions of its criteria were granted. */
export const EXCEPTED_BY = 'people-of-exceptions';

/** Of what a fact speaks. Two facts of one release join only where what both name agrees: `tree` and `artifact` are what binds them. */
export interface About {
  /** The tag or the name that was asked for. */
  readonly release: string;
  /** The release before it, where only what came after was looked at. */
  readonly since?: string;
  readonly commit?: ObjectId;
  readonly tree?: ObjectId;
  /** Of the file that ships. */
  readonly artifact?: Digest;
}

export interface LinkReason {
  /** A short stable word of the room, such as `not-reviewed`, `file-unexplained`, `advisory-in-kev`. */
  readonly code: string;
  /** A commit, a path, a component, a rule: where to look. */
  readonly place: string;
  /** One sentence: what is so. */
  readonly what: string;
  /** One sentence: what would mend it. */
  readonly remedy: string;
}

/** How many reasons there are of each code: a room that lists only the worst counts them all by it, and the gate's allowances go by these figures. */
export function codesOf(reasons: readonly Pick<LinkReason, 'code'>[]): { readonly [code: string]: number } {
  const codes: Record<string, number> = {};
  for (const { code } of reasons) codes[code] = (codes[code] ?? 0) + 1;
  return codes;
}
