import { Instant } from '../core/index.ts';
import { expiresAt } from '../evidence/freshness.ts';
import { type RecordedEvidence, strength } from '../evidence/model.ts';
import { parseSubject, type Subject } from '../evidence/subject.ts';

/** A statement with its moments read once: a verdict is asked for many times, at many moments. Milliseconds since the Unix epoch. */
export interface Seen {
  readonly evidence: RecordedEvidence;
  readonly seenAt: number;
  /** From then on it may not be relied on. */
  readonly until: Instant;
  /** Of its method, 4 for a drill down to 0. */
  readonly strength: number;
  /** It speaks for every member of its subject, by the map's number and not by its own. */
  readonly whole: boolean;
}

/** Evidence by subject and claim, as needed to judge. */
export interface EvidenceIndex {
  readonly at: (subject: string, claim: string) => readonly Seen[];
  /** True where a statement of one of the claims is about this member alone: by its full subject, or by its element and number. */
  readonly speaksOfMember: (member: string, checks: readonly { readonly claim: string }[]) => boolean;
  /** Subjects with a member (`element#7`, `element/variant#7`) that evidence speaks of, by the subject they are members of; sorted. */
  readonly membersOf: (subject: string) => readonly string[];
  /** True where some statement is about this very subject. */
  readonly names: (subject: string) => boolean;
  /** True where a statement of one of the claims is about the element, one of its variants or members. */
  readonly speaksOf: (element: string, claims: readonly string[]) => boolean;
}

/** The statements about one subject and claim. Most are never asked for, so their moments are read when they are. */
interface Pile {
  readonly recorded: RecordedEvidence[];
  readonly seen: Seen[];
}

interface Known {
  readonly parsed: Subject;
  readonly claims: Map<string, Pile>;
}

const NONE: readonly Seen[] = [];

/** An index that statements are added to, in the order in which they were recorded. `populationOf`: the map's number for a subject. */
export class EvidenceBook implements EvidenceIndex {
  readonly #populationOf: (subject: string) => number;
  readonly #subjects = new Map<string, Known>();
  /** Sorted once somebody has asked, and kept so: many are added before that, one at a time after it. */
  readonly #members = new Map<string, { readonly named: string[]; sorted: boolean }>();
  readonly #spoken = new Map<string, Set<string>>();

  constructor(populationOf: (subject: string) => number) {
    this.#populationOf = populationOf;
  }

  /** True where the statement names a member that none named before. */
  add(evidence: RecordedEvidence): boolean {
    const { subject, claim } = evidence;
    let known = this.#subjects.get(subject);
    let fresh = false;
    if (known === undefined) {
      known = { parsed: parseSubject(subject), claims: new Map() };
      this.#subjects.set(subject, known);
      fresh = known.parsed.member !== undefined;
      if (fresh) this.#name(known.parsed, subject);
    }
    const pile = known.claims.get(claim);
    if (pile !== undefined) {
      pile.recorded.push(evidence);
      return fresh;
    }
    known.claims.set(claim, { recorded: [evidence], seen: [] });
    const spoken = this.#spoken.get(known.parsed.element);
    if (spoken === undefined) this.#spoken.set(known.parsed.element, new Set([claim]));
    else spoken.add(claim);
    return fresh;
  }

  at(subject: string, claim: string): readonly Seen[] {
    const pile = this.#subjects.get(subject)?.claims.get(claim);
    if (pile === undefined) return NONE;
    for (let i = pile.seen.length; i < pile.recorded.length; i += 1) pile.seen.push(seenOf(pile.recorded[i] as RecordedEvidence, this.#populationOf));
    return pile.seen;
  }

  speaksOfMember(member: string, checks: readonly { readonly claim: string }[]): boolean {
    const known = this.#subjects.get(member);
    if (known !== undefined && checks.some((check) => known.claims.has(check.claim))) return true;
    const { element, variant, member: number } = known?.parsed ?? parseSubject(member);
    // Members that are named under their element alone are rare, and none is so named for most.
    if (variant === undefined || !this.#members.has(element)) return false;
    const loose = this.#subjects.get(`${element}#${number ?? ''}`);
    return loose !== undefined && checks.some((check) => loose.claims.has(check.claim));
  }

  membersOf(subject: string): readonly string[] {
    const members = this.#members.get(subject);
    if (members === undefined) return [];
    if (!members.sorted) members.named.sort();
    members.sorted = true;
    return members.named;
  }

  names(subject: string): boolean {
    return this.#subjects.has(subject);
  }

  speaksOf(element: string, claims: readonly string[]): boolean {
    const spoken = this.#spoken.get(element);
    return spoken !== undefined && claims.some((claim) => spoken.has(claim));
  }

  #name({ element, variant }: Subject, subject: string): void {
    const whole = variant === undefined ? element : `${element}/${variant}`;
    const members = this.#members.get(whole);
    if (members === undefined) this.#members.set(whole, { named: [subject], sorted: false });
    else if (members.sorted) members.named.splice(placeFor(members.named, subject), 0, subject);
    else members.named.push(subject);
  }
}

/** A statement with its moments read. `populationOf`: the map's number for a subject. */
export function seenOf(evidence: RecordedEvidence, populationOf: (subject: string) => number): Seen {
  const { population } = evidence;
  return {
    evidence,
    seenAt: Instant.parse(evidence.observedAt),
    until: expiresAt(evidence),
    strength: strength(evidence.method),
    whole: population === undefined || population.seen >= Math.max(population.total, populationOf(evidence.subject)),
  };
}

/** `populationOf`: the map's number for a subject; a statement about fewer is about some of them only. */
export function indexEvidence(all: readonly RecordedEvidence[], populationOf: (subject: string) => number): EvidenceBook {
  const book = new EvidenceBook(populationOf);
  for (const evidence of all) book.add(evidence);
  return book;
}

function placeFor(sorted: readonly string[], one: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as string) < one) low = middle + 1;
    else high = middle;
  }
  return low;
}
