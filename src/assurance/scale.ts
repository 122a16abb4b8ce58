import type { Instant } from '../core/index.ts';
import type { RecordedEvidence } from '../evidence/model.ts';
import { type EvidenceIndex, type Seen, seenOf } from './evidence-index.ts';
import type { Exclusions } from './exclusion.ts';
import { decidingAt } from './living.ts';
import type { Check, Control, Verdict } from './model.ts';
import { sumOf, UNNAMED, type WholeJudged, wholesOf } from './position.ts';
import type { OwedAt } from './subjects.ts';
import { type Judgement, judge } from './verdict.ts';

// A control at one element, weighed again and again: at other moments, with statements put to it and taken away. What a statement bears on is judged
// anew, and nothing else: of a fleet a statement about one member is that member's, and what is said of the whole is everybody's.

/** What a weighing comes to: `undefined` where the control is not owed. */
type Sum = ReturnType<typeof sumOf> | undefined;

/** Where a control may be owed at an element: by the map, or once evidence speaks of it. */
export interface Place {
  readonly element: string;
  readonly always: OwedAt | undefined;
  readonly spoken: OwedAt | undefined;
  readonly populationOf: (subject: string) => number;
}

interface Pile {
  readonly all: Seen[];
  /** Of all, what decides at the moment, once asked for. */
  deciding: readonly Seen[] | undefined;
}

type Piece = Pick<Judgement, 'verdict' | 'evidence'>;

/** One whole with verdicts of its own: a variant, or the element. Members that no statement of the control is about are all alike, and judged once. */
interface Branch {
  readonly subject: string;
  readonly population: number;
  /** Statements by the member that they name. */
  readonly names: Map<string, number>;
  /** The members that are judged for themselves, and how many of them have which verdict. */
  readonly odd: Map<string, Piece>;
  readonly count: Map<Verdict, number>;
  readonly waiting: Set<string>;
  /** All of it has to be judged anew. */
  whole: boolean;
  plain: Piece | undefined;
  rest: Judgement | undefined;
}

/** A subject as it bears on the element: its branch, and its number where it is a member. */
interface Spot {
  readonly piles: Map<string, Pile>;
  readonly branch: Branch | undefined;
  readonly number: string | undefined;
  own: number;
}

const NONE: readonly Seen[] = [];
const NOBODY: ReadonlySet<string> = new Set();

export class Scale implements Pick<EvidenceIndex, 'at'> {
  readonly #control: Control;
  readonly #place: Place;
  readonly #checks: ReadonlyMap<string, Check>;
  readonly #branches: ReadonlyMap<string, Branch>;
  readonly #spots = new Map<string, Spot>();
  readonly #seen = new Map<number, Seen>();
  #exclusions: Exclusions;
  /** Members that an exclusion of the control names. */
  #excluded: ReadonlySet<string> = NOBODY;
  #at: Instant;
  #own = 0;

  constructor(control: Control, place: Place, exclusions: Exclusions, at: Instant) {
    this.#control = control;
    this.#place = place;
    this.#checks = new Map(control.checks.map((check) => [check.claim, check]));
    const owed = place.always ?? place.spoken;
    const wholes = owed === undefined ? [] : [...wholesOf(owed), { subject: place.element, population: place.populationOf(place.element) }];
    const branches = new Map<string, Branch>();
    for (const { subject, population } of wholes) {
      if (branches.has(subject)) continue;
      const empty = { names: new Map<string, number>(), odd: new Map<string, Piece>(), count: new Map<Verdict, number>(), waiting: new Set<string>() };
      branches.set(subject, { subject, population, ...empty, whole: true, plain: undefined, rest: undefined });
    }
    this.#branches = branches;
    this.#exclusions = exclusions;
    this.#at = at;
    this.#exclude();
  }

  /** A statement comes to be known. */
  put(evidence: RecordedEvidence): void {
    const spot = this.#spotOf(evidence.subject);
    if (spot.number !== undefined && spot.branch !== undefined) {
      const { names } = spot.branch;
      names.set(evidence.subject, (names.get(evidence.subject) ?? 0) + 1);
      this.#wait(evidence.subject, spot);
    }
    if (!this.#checks.has(evidence.claim)) return;
    this.#own += 1;
    spot.own += 1;
    const one = this.#seenOf(evidence);
    const pile = spot.piles.get(evidence.claim);
    if (pile === undefined) spot.piles.set(evidence.claim, { all: [one], deciding: undefined });
    else {
      pile.all.push(one);
      // What another stands in for already decides nothing beside one more either.
      if (pile.deciding !== undefined) pile.deciding = decidingAt([...pile.deciding, one], this.#checks.get(evidence.claim), this.#at);
    }
    this.#wait(evidence.subject, spot);
  }

  /** A statement that was put is known no longer. */
  drop(evidence: RecordedEvidence): void {
    const spot = this.#spotOf(evidence.subject);
    if (spot.number !== undefined && spot.branch !== undefined) {
      const { names } = spot.branch;
      const left = (names.get(evidence.subject) ?? 0) - 1;
      if (left > 0) names.set(evidence.subject, left);
      else names.delete(evidence.subject);
      this.#wait(evidence.subject, spot);
    }
    const pile = spot.piles.get(evidence.claim);
    const i = pile === undefined ? -1 : pile.all.findIndex((one) => one.evidence.seq === evidence.seq);
    if (pile === undefined || i < 0) return;
    pile.all.splice(i, 1);
    pile.deciding = undefined;
    this.#own -= 1;
    spot.own -= 1;
    this.#wait(evidence.subject, spot);
  }

  /** Another moment, or other exclusions: everything has to be judged anew. */
  move(exclusions: Exclusions, at: Instant): void {
    this.#exclusions = exclusions;
    this.#at = at;
    this.#exclude();
    for (const { piles } of this.#spots.values()) for (const pile of piles.values()) pile.deciding = undefined;
    for (const branch of this.#branches.values()) branch.whole = true;
  }

  /** A later moment, up to which none but these began or came to their end, of those that were put. */
  pass(at: Instant, turned: Iterable<RecordedEvidence>): void {
    const last = this.#at;
    this.#at = at;
    for (const evidence of turned) {
      const spot = this.#spotOf(evidence.subject);
      const pile = spot.piles.get(evidence.claim);
      if (pile === undefined) continue;
      const one = this.#seenOf(evidence);
      const before = pile.deciding;
      // What decided nothing before decides nothing later.
      if (before !== undefined && one.seenAt > last) pile.deciding = decidingAt([...before, one], this.#checks.get(evidence.claim), at);
      else if (before !== undefined && !before.includes(one)) continue;
      this.#wait(evidence.subject, spot);
    }
  }

  /** The statements of a subject and claim that decide at the moment. */
  at(subject: string, claim: string): readonly Seen[] {
    const pile = this.#spots.get(subject)?.piles.get(claim);
    if (pile === undefined) return NONE;
    pile.deciding ??= decidingAt(pile.all, this.#checks.get(claim), this.#at);
    return pile.deciding;
  }

  /** Whether it may decide anything at the moment, or tells a member apart. Of the statements of one subject and claim, those that no other stands in for. */
  matters(evidence: RecordedEvidence): boolean {
    if (!this.#checks.has(evidence.claim)) return true;
    const one = this.#seenOf(evidence);
    return one.seenAt > this.#at || this.at(evidence.subject, evidence.claim).includes(one);
  }

  sum(): Sum {
    const owed = this.#owed();
    if (owed === undefined) return undefined;
    const wholes = this.#wholes(owed).map((branch): WholeJudged => {
      this.#settle(branch);
      const members = new Map(branch.count);
      const plain = branch.names.size - branch.odd.size;
      if (plain > 0) {
        const { verdict } = this.#plainOf(branch);
        members.set(verdict, (members.get(verdict) ?? 0) + plain);
      }
      if (branch.population <= branch.names.size) return { population: branch.population, members };
      return { population: branch.population, members, rest: this.#restOf(branch) };
    });
    return sumOf(owed.population, wholes, this.#strays(owed));
  }

  /** The entries that the judgements rest on. */
  cited(): ReadonlySet<number> {
    const owed = this.#owed();
    const cited = new Set<number>();
    const add = ({ evidence }: Piece) => {
      for (const one of evidence) cited.add(one);
    };
    if (owed === undefined) return cited;
    for (const branch of this.#wholes(owed)) {
      this.#settle(branch);
      for (const piece of branch.odd.values()) add(piece);
      if (branch.names.size > branch.odd.size) add(this.#plainOf(branch));
      if (branch.population > branch.names.size) add(this.#restOf(branch));
    }
    const stem = this.#stem(owed);
    if (stem === undefined) return cited;
    this.#settle(stem);
    for (const piece of stem.odd.values()) if (piece.verdict !== 'proven') add(piece);
    if (stem.names.size > stem.odd.size && this.#plainOf(stem).verdict !== 'proven') add(this.#plainOf(stem));
    return cited;
  }

  #owed(): OwedAt | undefined {
    return this.#place.always ?? (this.#own > 0 ? this.#place.spoken : undefined);
  }

  #wholes(owed: OwedAt): readonly Branch[] {
    return wholesOf(owed).flatMap(({ subject }) => this.#branches.get(subject) ?? []);
  }

  /** The element, where it has variants: members named under it alone count against the whole. */
  #stem(owed: OwedAt): Branch | undefined {
    return owed.variants.length > 0 ? this.#branches.get(this.#place.element) : undefined;
  }

  #strays(owed: OwedAt): readonly Verdict[] {
    const stem = this.#stem(owed);
    if (stem === undefined) return [];
    this.#settle(stem);
    const found = [...stem.count].filter(([verdict, count]) => count > 0 && verdict !== 'proven').map(([verdict]) => verdict);
    const plain = stem.names.size > stem.odd.size ? this.#plainOf(stem).verdict : 'proven';
    return plain === 'proven' ? found : [...found, plain];
  }

  #spotOf(subject: string): Spot {
    const known = this.#spots.get(subject);
    if (known !== undefined) return known;
    const hash = subject.indexOf('#');
    const made: Spot = {
      piles: new Map(),
      branch: this.#branches.get(hash === -1 ? subject : subject.slice(0, hash)),
      number: hash === -1 ? undefined : subject.slice(hash + 1),
      own: 0,
    };
    this.#spots.set(subject, made);
    return made;
  }

  #seenOf(evidence: RecordedEvidence): Seen {
    const known = this.#seen.get(evidence.seq);
    if (known !== undefined) return known;
    const made = seenOf(evidence, this.#place.populationOf);
    this.#seen.set(evidence.seq, made);
    return made;
  }

  /** What is said of this subject is another than before. */
  #wait(subject: string, { branch, number }: Spot): void {
    const { element } = this.#place;
    if (number === undefined) {
      for (const one of this.#branches.values()) if (subject === element || one === branch) one.whole = true;
      return;
    }
    branch?.waiting.add(subject);
    // A member that is named under the element alone may be of any variant.
    if (branch?.subject === element)
      for (const one of this.#branches.values()) if (one !== branch && one.names.has(`${one.subject}#${number}`)) one.waiting.add(`${one.subject}#${number}`);
  }

  #exclude(): void {
    const { id } = this.#control;
    this.#excluded =
      this.#exclusions.size === 0
        ? NOBODY
        : new Set([...this.#exclusions.keys()].filter((key) => key.startsWith(`${id}@`) && key.includes('#')).map((key) => key.slice(id.length + 1)));
  }

  #isOdd(member: string, { number }: Spot): boolean {
    if ((this.#spots.get(member)?.own ?? 0) > 0 || this.#excluded.has(member)) return true;
    const loose = `${this.#place.element}#${number ?? ''}`;
    return (this.#spots.get(loose)?.own ?? 0) > 0 || this.#excluded.has(loose);
  }

  #settle(branch: Branch): void {
    if (branch.whole) {
      branch.whole = false;
      branch.plain = undefined;
      branch.rest = undefined;
      branch.odd.clear();
      branch.count.clear();
      branch.waiting.clear();
      for (const member of branch.names.keys()) this.#weigh(branch, member);
      return;
    }
    for (const member of branch.waiting) this.#weigh(branch, member);
    branch.waiting.clear();
  }

  #weigh(branch: Branch, member: string): void {
    const before = branch.odd.get(member);
    if (before !== undefined) branch.count.set(before.verdict, (branch.count.get(before.verdict) ?? 0) - 1);
    if (!branch.names.has(member) || !this.#isOdd(member, this.#spotOf(member))) {
      branch.odd.delete(member);
      return;
    }
    const { verdict, evidence } = this.#judge(member, 1);
    branch.odd.set(member, { verdict, evidence });
    branch.count.set(verdict, (branch.count.get(verdict) ?? 0) + 1);
  }

  #plainOf(branch: Branch): Piece {
    branch.plain ??= this.#judge(`${branch.subject}${UNNAMED}`, 1);
    return branch.plain;
  }

  #restOf(branch: Branch): Judgement {
    branch.rest ??= this.#judge(branch.subject, branch.population);
    return branch.rest;
  }

  #judge(subject: string, population: number): Judgement {
    return judge(this.#control, subject, population, this, this.#exclusions, this.#at);
  }
}
