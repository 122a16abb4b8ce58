import type { AssuranceEvent } from '../../src/assurance/events.ts';
import type { Exclusions } from '../../src/assurance/exclusion.ts';
import { exclusionDecider } from '../../src/assurance/exclusion.ts';
import type { Check } from '../../src/assurance/model.ts';
import { positionOf } from '../../src/assurance/position.ts';
import { passes } from '../../src/assurance/verdict.ts';
import { Digest, Instant } from '../../src/core/index.ts';
import { METHODS, type RecordedEvidence } from '../../src/evidence/model.ts';
import type { ServiceMap } from '../../src/map/model.ts';

/** Something after which the position may be another. */
export type Happening =
  | { readonly kind: 'evidence'; readonly evidence: RecordedEvidence }
  | { readonly kind: 'exclusion'; readonly event: AssuranceEvent }
  | { readonly kind: 'time'; readonly at: Instant };

export interface Likely {
  /** Share of statements that pass. */
  readonly passing: number;
  /** Share of statements about a fleet that name a member; each whole has `members` of them. */
  readonly named: number;
  readonly members: number;
}

interface Owed {
  readonly control: string;
  readonly subject: string;
  readonly check: Check;
}

const DAY = 86_400_000;
const RAW = { digest: Digest.of(''), mediaType: 'text/plain' };

/** What may happen to a service, one thing after the other: made-up evidence wherever a control is owed, of every kind and age, exclusions, time. */
export class Happenings {
  readonly evidence: RecordedEvidence[] = [];
  exclusions: Exclusions = new Map();
  at: Instant;
  readonly #map: ServiceMap;
  readonly #random: () => number;
  readonly #likely: Likely;
  readonly #owed: readonly Owed[];

  constructor(map: ServiceMap, random: () => number, likely: Likely, at: Instant) {
    this.#map = map;
    this.#random = random;
    this.#likely = likely;
    this.at = at;
    this.#owed = positionOf({ map, evidence: [], exclusions: new Map(), at }).controls.flatMap(({ control, subjects }) =>
      subjects.flatMap(({ subject }) => control.checks.map((check) => ({ control: control.id, subject, check }))),
    );
  }

  /** Statements that all controls could rest on at the start, so that a single one decides something. */
  begin(): void {
    for (const { subject, check } of this.#owed)
      if (this.#random() < 0.9) this.#keep({ ...this.#statement(subject, check), observedAt: Instant.format(Instant.of(this.at - DAY)) });
  }

  /** The next evidence, and nothing else, each observed a little after the last: what failed is mended now and then, and fails again. */
  flip(): RecordedEvidence {
    const observedAt = Instant.format(Instant.of(Math.min(this.at, this.at - 20 * DAY + this.evidence.length * 40_000)));
    const mended = this.#failed.length > 0 && this.#random() < 0.5 ? this.#failed.splice(this.#pick(this.#failed.length), 1)[0] : undefined;
    if (mended !== undefined) {
      const { population: _, ...whole } = { population: undefined, ...this.#statement(mended.subject, mended.check) };
      return this.#keep({ ...whole, value: good(mended.check), method: 'drill', validFor: 'P30D', observedAt });
    }
    const { subject, check } = this.#any();
    const narrowed = this.#narrowed(subject);
    const statement = { ...this.#statement(narrowed, check), observedAt };
    if (!passes(check, statement)) this.#failed.push({ subject: narrowed, check });
    return this.#keep(statement);
  }
  /** What was seen to fail and has not been mended. */
  readonly #failed: { readonly subject: string; readonly check: Check }[] = [];

  /** The next of everything. `due`: when something lapses by itself, if anything does. */
  next(due: Instant | undefined): Happening {
    const roll = this.#random();
    if (roll < 0.86) {
      const { subject, check } = this.#any();
      return { kind: 'evidence', evidence: this.#keep(this.#statement(this.#narrowed(subject), check)) };
    }
    if (roll < 0.93) {
      const { control, subject } = this.#any();
      const withdrawn = [...this.exclusions.values()][0];
      const about = { reason: 'not needed here', approver: 'somebody' };
      const event: AssuranceEvent =
        withdrawn !== undefined && this.#random() < 0.3
          ? { type: 'exclusion.withdrawn', control: withdrawn.control, subject: withdrawn.subject, ...about }
          : { type: 'exclusion.granted', control, subject, ...about, grantedAt: this.#around(3, 2), until: this.#around(9, 0) };
      this.exclusions = exclusionDecider.evolve(this.exclusions, event);
      return { kind: 'exclusion', event };
    }
    this.at = due === undefined || this.#random() < 0.3 ? Instant.of(this.at + this.#pick(3) * DAY) : due;
    return { kind: 'time', at: this.at };
  }

  #keep(evidence: Omit<RecordedEvidence, 'seq'>): RecordedEvidence {
    const recorded = { ...evidence, seq: this.evidence.length };
    this.evidence.push(recorded);
    return recorded;
  }

  #statement(subject: string, check: Check): Omit<RecordedEvidence, 'seq'> {
    const sample = this.#random() < 0.06 ? { population: { total: this.#pick(12), seen: this.#pick(12), query: 'some' } } : {};
    return {
      subject,
      claim: check.claim,
      value: this.#value(check),
      observedAt: this.#around(12, 11),
      validFor: `P${1 + this.#pick(40)}D`,
      source: 'made up',
      method: METHODS[this.#pick(this.#random() < 0.7 ? 2 : 5)] ?? 'drill',
      ...sample,
      raw: RAW,
    };
  }

  #value(check: Check): RecordedEvidence['value'] {
    if (this.#random() < this.#likely.passing) return good(check);
    const { passes: wanted } = check;
    if (wanted === undefined) return false;
    if ('oneOf' in wanted) return 'none of them';
    return 'atLeast' in wanted ? wanted.atLeast - 1 : wanted.atMost + 1;
  }

  /** Of a fleet, now and then one variant, or one member, with or without the variant it is of. */
  #narrowed(subject: string): string {
    const part = this.#map.parts.find((one) => one.id === subject);
    if (part === undefined) return subject;
    const variants = part.variants ?? [];
    const whole = variants.length > 0 && this.#random() < 0.7 ? `${subject}/${variants[this.#pick(variants.length)]?.id ?? ''}` : subject;
    return part.population > 1 && this.#random() < this.#likely.named ? `${whole}#${this.#pick(this.#likely.members)}` : whole;
  }

  #around(days: number, before: number): string {
    return Instant.format(Instant.of(this.at + (this.#pick(days) - before) * DAY));
  }

  #any(): Owed {
    return this.#owed[this.#pick(this.#owed.length)] as Owed;
  }

  #pick(n: number): number {
    return Math.floor(this.#random() * n);
  }
}

function good({ passes: wanted }: Check): RecordedEvidence['value'] {
  if (wanted === undefined) return true;
  if ('oneOf' in wanted) return wanted.oneOf[0] ?? '';
  return 'atLeast' in wanted ? 1 : wanted.atMost;
}
