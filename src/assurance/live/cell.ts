import type { Bare } from '../../attack/live/index.ts';
import { Instant } from '../../core/index.ts';
import { coveredBy, parseSubject } from '../../evidence/subject.ts';
import type { EvidenceIndex } from '../evidence-index.ts';
import type { Exclusions } from '../exclusion.ts';
import type { Control, Verdict } from '../model.ts';
import { isOdd, type SubjectPosition, subjectPosition, sumOf, UNNAMED, type WholeJudged } from '../position.ts';
import type { OwedAt } from '../subjects.ts';
import { type Judgement, judge, worst } from '../verdict.ts';

/** What the verdicts of a moment are judged from. */
export interface Sight {
  readonly index: EvidenceIndex;
  readonly exclusions: Exclusions;
  readonly at: Instant;
}

/** A verdict somewhere, and when it has to be judged again though nothing happens. */
interface Piece {
  readonly verdict: Verdict;
  readonly complete: boolean;
  readonly next: number;
}

interface Whole extends Piece {
  readonly shares: Judgement['shares'];
}

/**
 * One whole that has verdicts of its own: a variant, or the element. Members of which the control's evidence says nothing are all judged alike, once,
 * as `plain`; the others each for itself, as `odd`.
 */
interface Branch {
  readonly subject: string;
  readonly population: number;
  whole: Whole;
  plain: Piece | undefined;
  readonly odd: Map<string, Piece>;
}

const NEVER = Number.POSITIVE_INFINITY;

/** One control at one element of the map, kept up to date. */
export class Cell {
  readonly control: Control;
  readonly element: string;
  readonly #always: OwedAt | undefined;
  readonly #spoken: OwedAt | undefined;
  readonly #claims: readonly string[];
  /** The element itself. */
  readonly #stem: Branch;
  /** Its variants; the stem where it has none. */
  readonly #branches: readonly Branch[];
  #owed: OwedAt | undefined;
  #state: Bare = { verdict: 'unproven' };
  #verdict: Verdict | undefined;
  #shares: SubjectPosition['shares'] = {};
  #population = 0;
  #next = NEVER;
  /** Judgements made since it was made, or since somebody set this back. */
  judged = 0;

  constructor(
    control: Control,
    element: string,
    population: number,
    owed: { readonly always: OwedAt | undefined; readonly spoken: OwedAt | undefined; readonly variants: OwedAt['variants'] },
    sight: Sight,
  ) {
    this.control = control;
    this.element = element;
    this.#always = owed.always;
    this.#spoken = owed.spoken;
    this.#claims = control.checks.map((check) => check.claim);
    this.#stem = this.#branch(element, population, sight);
    this.#branches = owed.variants.length === 0 ? [this.#stem] : owed.variants.map((variant) => this.#branch(variant.subject, variant.population, sight));
    for (const branch of this.#all()) for (const member of sight.index.membersOf(branch.subject)) this.#judgeMember(branch, member, sight);
    this.settle(sight);
    this.judged = 0;
  }

  /** The verdict at the element, or `undefined` where the control is not owed there. */
  get verdict(): Verdict | undefined {
    return this.#verdict;
  }

  /** How many members have which verdict. */
  get sum(): Pick<SubjectPosition, 'shares' | 'population'> {
    return { shares: this.#shares, population: this.#population };
  }

  /** The first moment at which some verdict here has to be judged again. */
  get next(): number {
    return this.#next;
  }

  /** As `Position.stateOf` gives it for a subject of this element. */
  stateAt(subject: string): Bare {
    if (subject === this.element) return this.#state;
    const hash = subject.indexOf('#');
    const whole = hash === -1 ? subject : subject.slice(0, hash);
    const branch = this.#all().find((one) => one.subject === whole) ?? this.#stem;
    return hash === -1 ? branch.whole : (branch.odd.get(subject) ?? branch.plain ?? branch.whole);
  }

  /** Evidence or an exclusion about this subject may bear on what is judged here. Gives the members it may bear on, or nothing where it may on all. */
  touch(subject: string, sight: Sight): readonly string[] | undefined {
    const { variant, member } = parseSubject(subject);
    if (member === undefined) {
      const within = variant === undefined ? this.#all() : this.#all().filter((branch) => branch.subject === subject);
      for (const branch of within) this.#judgeBranch(branch, sight);
      return undefined;
    }
    const named = variant === undefined ? this.#all().map((branch) => ({ branch, as: `${branch.subject}#${member}` })) : this.#named(subject);
    const known = named.filter(({ as }) => sight.index.names(as));
    for (const { branch, as } of known) this.#judgeMember(branch, as, sight);
    return known.map(({ as }) => as);
  }

  /** Evidence names a member that none named before, by whatever claim. */
  name(subject: string, sight: Sight): void {
    for (const { branch, as } of this.#named(subject)) this.#judgeMember(branch, as, sight);
  }

  /** Judges again what has lapsed, or come to be known, by now. */
  pass(sight: Sight): void {
    for (const branch of this.#all()) {
      if (branch.whole.next <= sight.at) branch.whole = this.#wholeOf(branch.subject, branch.population, sight);
      if (branch.plain !== undefined && branch.plain.next <= sight.at) branch.plain = this.#pieceOf(`${branch.subject}${UNNAMED}`, sight);
      for (const [member, piece] of branch.odd) if (piece.next <= sight.at) branch.odd.set(member, this.#pieceOf(member, sight));
    }
  }

  /** Sums up what is judged. To be called after any of the above. */
  settle({ index }: Sight): void {
    this.#owed = this.#always ?? (this.#spoken !== undefined && index.speaksOf(this.element, this.#claims) ? this.#spoken : undefined);
    let next = NEVER;
    for (const { whole, plain, odd } of this.#all()) {
      next = Math.min(next, whole.next, plain?.next ?? NEVER);
      for (const piece of odd.values()) if (piece.next < next) next = piece.next;
    }
    this.#next = next;
    if (this.#owed === undefined) {
      this.#verdict = undefined;
      this.#state = this.#stem.whole;
      return;
    }
    let complete = true;
    let ownComplete = true;
    const own: Verdict[] = [];
    const wholes = this.#branches.map((branch): WholeJudged => {
      const named = index.membersOf(branch.subject).length;
      const members = new Map<Verdict, number>();
      for (const [piece, count] of piecesOf(branch, named)) {
        members.set(piece.verdict, (members.get(piece.verdict) ?? 0) + count);
        complete &&= piece.complete;
      }
      if (branch.population <= named) return { population: branch.population, members };
      own.push(branch.whole.verdict);
      ownComplete &&= branch.whole.complete;
      complete &&= branch.whole.complete;
      return { population: branch.population, members, rest: branch.whole };
    });
    const strays = new Set<Verdict>();
    if (this.#owed.variants.length > 0) {
      for (const [piece] of piecesOf(this.#stem, index.membersOf(this.#stem.subject).length)) {
        if (piece.verdict === 'proven') continue;
        strays.add(piece.verdict);
        complete &&= piece.complete;
      }
    }
    const { verdict, shares, population } = sumOf(this.#owed.population, wholes, strays);
    this.#verdict = verdict;
    this.#shares = shares;
    this.#population = population;
    const left = worst(own);
    this.#state = { verdict, complete, ...(left === undefined || left === verdict ? {} : { own: { verdict: left, complete: ownComplete } }) };
  }

  /** The whole judgement with its pieces and reasons, made when somebody wants to read it; `undefined` where the control is not owed. */
  position(sight: Sight): SubjectPosition | undefined {
    if (this.#owed === undefined) return undefined;
    const { index, exclusions, at } = sight;
    return subjectPosition(this.control, this.#owed, index, exclusions, (control, subject, population) =>
      judge(control, subject, population, index, exclusions, at),
    );
  }

  #all(): readonly Branch[] {
    return this.#branches[0] === this.#stem ? this.#branches : [...this.#branches, this.#stem];
  }

  #named(subject: string): readonly { readonly branch: Branch; readonly as: string }[] {
    const whole = subject.slice(0, subject.indexOf('#'));
    return this.#all()
      .filter((branch) => branch.subject === whole)
      .map((branch) => ({ branch, as: subject }));
  }

  #branch(subject: string, population: number, sight: Sight): Branch {
    return { subject, population, whole: this.#wholeOf(subject, population, sight), plain: undefined, odd: new Map() };
  }

  #judgeBranch(branch: Branch, sight: Sight): void {
    branch.whole = this.#wholeOf(branch.subject, branch.population, sight);
    if (branch.plain !== undefined) branch.plain = this.#pieceOf(`${branch.subject}${UNNAMED}`, sight);
    for (const member of branch.odd.keys()) branch.odd.set(member, this.#pieceOf(member, sight));
  }

  #judgeMember(branch: Branch, member: string, sight: Sight): void {
    branch.plain ??= this.#pieceOf(`${branch.subject}${UNNAMED}`, sight);
    if (branch.odd.has(member) || isOdd(this.control, member, sight.index, sight.exclusions)) branch.odd.set(member, this.#pieceOf(member, sight));
  }

  #wholeOf(subject: string, population: number, sight: Sight): Whole {
    const { verdict, checks, shares } = this.#judge(subject, population, sight);
    return { verdict, complete: checks.every((check) => check.complete === true), next: this.#nextAt(subject, sight), shares };
  }

  #pieceOf(subject: string, sight: Sight): Piece {
    const { verdict, checks } = this.#judge(subject, 1, sight);
    return { verdict, complete: checks.every((check) => check.complete === true), next: this.#nextAt(subject, sight) };
  }

  #judge(subject: string, population: number, { index, exclusions, at }: Sight): Judgement {
    this.judged += 1;
    return judge(this.control, subject, population, index, exclusions, at);
  }

  /** When a statement or an exclusion that bears on the subject next comes to be known or lapses. */
  #nextAt(subject: string, { index, exclusions, at }: Sight): number {
    let next = NEVER;
    const moment = (one: number): void => {
      if (one > at && one < next) next = one;
    };
    for (const covering of coveredBy(subject)) {
      for (const claim of this.#claims) {
        for (const { seenAt, until } of index.at(covering, claim)) {
          moment(seenAt);
          moment(until);
        }
      }
      const granted = exclusions.size === 0 ? undefined : exclusions.get(`${this.control.id}@${covering}`);
      if (granted === undefined) continue;
      moment(Instant.parse(granted.grantedAt));
      moment(Instant.parse(granted.until));
    }
    return next;
  }
}

/** The verdicts of the named members, each with how many have it. */
function* piecesOf({ odd, plain }: Branch, named: number): Generator<readonly [Piece, number]> {
  for (const piece of odd.values()) yield [piece, 1];
  if (plain !== undefined && named > odd.size) yield [plain, named - odd.size];
}
