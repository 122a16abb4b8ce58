import { type Digest, Instant, type Json } from '../../../core/index.ts';
import { claimOf } from '../../../evidence/claims/index.ts';
import type { ImportContext, Imported, Withheld } from '../../../evidence/import/index.ts';
import { worded } from '../../../evidence/import/wording.ts';
import type { Evidence, Method } from '../../../evidence/model.ts';

/** Something that a source shows of a subject. `items`: how many of the source's it was drawn from. */
export interface Saying {
  readonly at: Instant;
  /** How the source's words became the claim. */
  readonly from: string;
  readonly items: number;
  /** Of what is ill. Never with a person's name in it. */
  readonly finding?: NonNullable<Evidence['finding']>;
  readonly population?: NonNullable<Evidence['population']>;
  readonly method?: Method;
}

type Heard = { readonly value: Json; readonly saying: Saying } | { readonly why: string };

export interface Teller {
  say(subject: string, claim: string, value: boolean, saying: Saying): void;
  /** A figure: each is a statement of its own, since each is another time that it happened. */
  figure(subject: string, claim: string, value: Json, saying: Saying): void;
  withhold(subject: string, claim: string, why: string): void;
  end(): Pick<Imported, 'evidence' | 'mapped'> & { readonly withheld: readonly Withheld[] };
}

/**
 * Statements of what a source shows. Of all that was said of one claim about one subject, ill decides; else what could not be told keeps the good back; and what is
 * good is as old as the oldest that it rests on, and seen of as few as the fewest. `content`: of what an undated file says, where the same may be written otherwise.
 */
export function tellerOf(context: ImportContext, source: string, mediaType: string, content?: Digest): Teller {
  const groups = new Map<string, { readonly subject: string; readonly claim: string; readonly heard: Heard[] }>();
  const figures: { readonly subject: string; readonly claim: string; readonly value: Json; readonly saying: Saying }[] = [];
  const hear = (subject: string, claim: string, heard: Heard) => {
    const key = `${subject}\u0000${claim}`;
    const group = groups.get(key) ?? { subject, claim, heard: [] };
    groups.set(key, group);
    group.heard.push(heard);
  };
  const statement = (subject: string, claim: string, value: Json, said: readonly Saying[]): Evidence => {
    const finding = said.find((one) => one.finding !== undefined)?.finding;
    const population = said.flatMap((one) => one.population ?? []).sort((a, b) => share(a) - share(b))[0];
    return {
      subject,
      claim,
      // The same JSON; the schema's type of it is not read-only.
      value: value as Evidence['value'],
      observedAt: Instant.format(said.map(({ at }) => at).reduce((least, at) => (at < least ? at : least), said[0]?.at ?? context.now)),
      validFor: claimOf(claim)?.validFor ?? 'P7D',
      source: worded(source, 300),
      method: said[0]?.method ?? 'import',
      ...(finding === undefined ? {} : { finding }),
      ...(population === undefined ? {} : { population }),
      raw: { digest: context.digest as Digest, mediaType, ...(content === undefined ? {} : { content }) },
    };
  };
  return {
    say: (subject, claim, value, saying) => hear(subject, claim, { value, saying }),
    figure: (subject, claim, value, saying) => {
      figures.push({ subject, claim, value, saying });
    },
    withhold: (subject, claim, why) => hear(subject, claim, { why }),
    end() {
      const evidence: Evidence[] = [];
      const withheld: Withheld[] = [];
      const mapped = new Map<string, { from: string; claim: string; items: number }>();
      const mark = (claim: string, { from, items }: Saying) => {
        const key = `${from}\u0000${claim}`;
        const row = mapped.get(key) ?? { from: worded(from, 300), claim, items: 0 };
        mapped.set(key, row);
        row.items += items;
      };
      for (const { subject, claim, heard } of groups.values()) {
        const told = heard.flatMap((one) => ('saying' in one ? [one] : []));
        const ill = told.filter(({ value }) => value === false);
        const mute = heard.find((one) => 'why' in one);
        const by = ill.length > 0 ? ill : told;
        if (ill.length === 0 && mute !== undefined && 'why' in mute) {
          withheld.push({ subject, claim, why: mute.why });
          continue;
        }
        evidence.push(
          statement(
            subject,
            claim,
            ill.length === 0,
            by.map(({ saying }) => saying),
          ),
        );
        for (const { saying } of by) mark(claim, saying);
      }
      for (const { subject, claim, value, saying } of figures) {
        evidence.push(statement(subject, claim, value, [saying]));
        mark(claim, saying);
      }
      return { evidence, withheld, mapped: [...mapped.values()] };
    },
  };
}

function share({ total, seen }: { readonly total: number; readonly seen: number }): number {
  return total === 0 ? 1 : seen / total;
}

/** `3 accounts`, `1 account`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
