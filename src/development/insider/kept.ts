import { z } from 'zod';
import type { Json } from '../../core/index.ts';
import { ANYBODY } from './insiders.ts';
import { INSIDER_KINDS, type Insider, WAYS } from './model.ts';

/** Of a release with thousands of hands, those who could put in most. */
const MOST = 50;
const LETTERS = 200;

const NOTICES = ['review', 'signal', 'signature', 'artifact', 'log', 'nothing'] as const;
const count = z.int().min(0);
const keptSchema = z.object({
  /** Who could have put in what nobody else saw; those who could have put in most come first. */
  list: z
    .array(
      z.object({
        who: z.string().max(LETTERS),
        kind: z.enum(INSIDER_KINDS),
        /** Whether `who` may be the name or the address of a person. */
        personal: z.boolean(),
        means: z
          .array(z.object({ way: z.enum(WAYS), commits: count, perhaps: count, noticedBy: z.array(z.enum(NOTICES)).max(NOTICES.length) }))
          .max(WAYS.length),
      }),
    )
    .max(MOST),
  /** How many there are, where the list stops short. */
  of: count,
  /** How many were the only ones to approve a change. That is no way to put in what nobody saw. */
  approvedAlone: count,
});

/** Who could insert code unseen into a release, as it is kept with the fact of its review: figures in place of commits, and no keys. */
export type InsidersKept = z.output<typeof keptSchema>;

export function insidersKept(insiders: readonly Insider[]): InsidersKept {
  const all = insiders
    .map(({ who, kind, means }) => ({
      who: who.slice(0, LETTERS),
      kind,
      personal: kind === 'person' || (kind === 'not-known' && who !== ANYBODY),
      means: means
        .filter(({ way }) => way !== 'approval-alone')
        .map(({ way, commits, perhaps, noticedBy }) => ({ way, commits: commits.length, perhaps, noticedBy: [...new Set(noticedBy.map(({ by }) => by))] })),
    }))
    .filter(({ means }) => means.length > 0);
  // Whoever makes the release alone has all of it in hand, and is not left out of a long list.
  const whole = all.filter(({ means }) => means.some(({ way }) => way === 'release-alone')).slice(0, MOST);
  const others = new Set(all.filter((one) => !whole.includes(one)).slice(0, MOST - whole.length));
  return {
    list: all.filter((one) => whole.includes(one) || others.has(one)),
    of: all.length,
    approvedAlone: insiders.filter(({ means }) => means.some(({ way }) => way === 'approval-alone')).length,
  };
}

/** What a kept fact has of them; nothing where it was made before they were kept, or is of another form. */
export function readInsiders(value: Json | undefined): InsidersKept | undefined {
  return keptSchema.safeParse(value).data;
}
