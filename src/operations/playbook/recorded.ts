import type { Fact, Place } from './run.ts';

type Kind = Fact['kind'];
type Of<K extends Kind> = Extract<Fact, { readonly kind: K }>;

/** Facts by where they belong, found without going through all of them. The first of a kind at a place counts: what comes later repeats it. */
export class Recorded {
  readonly begun: Of<'run.begun'> | undefined;
  readonly ended: Of<'run.ended'> | undefined;
  readonly facts: readonly Fact[];
  readonly #at = new Map<string, Fact>();
  readonly #answers = new Map<Place, (Of<'approved'> | Of<'declined'>)[]>();

  constructor(facts: readonly Fact[]) {
    this.facts = facts;
    for (const fact of facts) {
      if (fact.kind === 'run.begun') this.begun ??= fact;
      else if (fact.kind === 'run.ended') this.ended ??= fact;
      else if (fact.kind === 'approved' || fact.kind === 'declined') this.#answers.set(fact.place, [...(this.#answers.get(fact.place) ?? []), fact]);
      else {
        const key = keyOf(fact.kind, fact.place, 'n' in fact ? fact.n : undefined);
        if (!this.#at.has(key)) this.#at.set(key, fact);
      }
    }
  }

  of<K extends Exclude<Kind, 'run.begun' | 'run.ended' | 'approved' | 'declined'>>(kind: K, place: Place, n?: number): Of<K> | undefined {
    return this.#at.get(keyOf(kind, place, n)) as Of<K> | undefined;
  }

  /** Who agreed to a step, each once, and who did not. */
  answers(place: Place): { readonly approved: readonly Of<'approved'>[]; readonly declined: string | undefined } {
    const answers = this.#answers.get(place) ?? [];
    const approved = new Map(answers.flatMap((fact) => (fact.kind === 'approved' ? [[fact.by, fact] as const] : [])));
    return { approved: [...approved.values()], declined: answers.find(({ kind }) => kind === 'declined')?.by };
  }
}

const keyOf = (kind: Kind, place: Place, n: number | undefined): string => `${kind} ${place} ${n ?? ''}`;
