import type { z } from 'zod';
import { type Digest, Instant, type Json } from '../../core/index.ts';
import type { LedgerProjection } from '../../ledger/projections.ts';
import {
  type Analysed,
  analysedSchema,
  askedSchema,
  BASELINE_SET,
  type BaselineSet,
  baselineSchema,
  EXCEPTION_ASKED,
  EXCEPTION_GRANTED,
  EXCEPTION_WITHDRAWN,
  type ExceptionEvent,
  grantedSchema,
  HOLD_BEGUN,
  HOLD_ENDED,
  type HoldEvent,
  holdBegunSchema,
  holdEndedSchema,
  LINK_RECORDED,
  type LinkRecorded,
  MAP_ANALYSED,
  type Published,
  publishedSchema,
  RELEASE_PUBLISHED,
  recordedSchema,
} from './events.ts';
import { type Exceptions, exceptionDecider } from './exception.ts';
import { foldHolds, type Hold, SIGNER } from './hold.ts';

/** What the ledger says of releases, each list in its order. A view is JSON; what it means is folded from it elsewhere. */
export type DevelopmentView = { events: { type: string; body: Json; seq: number; recordedAt: string }[] };

const SCHEMAS = {
  [LINK_RECORDED]: recordedSchema,
  [EXCEPTION_ASKED]: askedSchema,
  [EXCEPTION_GRANTED]: grantedSchema,
  [EXCEPTION_WITHDRAWN]: grantedSchema,
  [RELEASE_PUBLISHED]: publishedSchema,
  [MAP_ANALYSED]: analysedSchema,
  [BASELINE_SET]: baselineSchema,
  [HOLD_BEGUN]: holdBegunSchema,
  [HOLD_ENDED]: holdEndedSchema,
} as const satisfies Readonly<Record<string, z.ZodType>>;

const take =
  (type: keyof typeof SCHEMAS) =>
  (view: DevelopmentView, fact: { readonly seq: number; readonly recordedAt: string; readonly event: { readonly body: Json } }): DevelopmentView => {
    const parsed = SCHEMAS[type].safeParse(fact.event.body);
    if (parsed.success) view.events.push({ type, body: parsed.data as Json, seq: fact.seq, recordedAt: fact.recordedAt });
    return view;
  };

export const developmentView: LedgerProjection<DevelopmentView> = {
  name: 'development',
  version: 3,
  initial: () => ({ events: [] }),
  on: Object.fromEntries((Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[]).map((type) => [type, take(type)])),
};

/** Of one type, in order. The bodies were checked against its schema when they were taken. */
function bodiesOf<T>(view: DevelopmentView, type: keyof typeof SCHEMAS): readonly T[] {
  return view.events.filter((event) => event.type === type).map(({ body }) => body as T);
}

/** What was recorded of a link, and when the ledger took it. */
export type LinkEntry = LinkRecorded & { readonly recordedAt: string };

export function recordedOf(view: DevelopmentView): readonly LinkEntry[] {
  return view.events.flatMap(({ type, body, recordedAt }) => (type === LINK_RECORDED ? [{ ...(body as unknown as LinkRecorded), recordedAt }] : [])); // Checked by its schema when it was taken.
}

export function exceptionsOf(view: DevelopmentView): Exceptions {
  return view.events
    .filter(({ type }) => type === EXCEPTION_ASKED || type === EXCEPTION_GRANTED || type === EXCEPTION_WITHDRAWN)
    .reduce<Exceptions>((state, event) => exceptionDecider.evolve(state, event as unknown as ExceptionEvent), exceptionDecider.initial); // Checked by its schema when it was taken.
}

/**
 * Releases from which on a review may begin: those that passed the gate by a moment with their review, with the commit where it is known. What a policy let pass of a review counts where that
 * is the policy of now as well: otherwise a lax one, used once, would be a way round.
 */
export function publishedOf(view: DevelopmentView, at: Instant, policy?: Digest): ReadonlyMap<string, string | undefined> {
  return new Map(
    bodiesOf<Published>(view, RELEASE_PUBLISHED).flatMap((one) => {
      const reviewed = one.review === 'passed' || one.review === 'exception' || (one.review === 'policy' && one.policy === policy);
      return reviewed && Instant.parse(one.at) <= at ? [[one.release, one.about.commit] as const] : [];
    }),
  );
}

/** Whether a release passed the gate by a moment, by whichever policy. */
export function isPublished(view: DevelopmentView, release: string, at: Instant): boolean {
  return bodiesOf<Published>(view, RELEASE_PUBLISHED).some((one) => one.release === release && Instant.parse(one.at) <= at);
}

export function analysesOf(view: DevelopmentView): readonly Analysed[] {
  return bodiesOf<Analysed>(view, MAP_ANALYSED);
}

export function baselinesOf(view: DevelopmentView): readonly BaselineSet[] {
  return bodiesOf<BaselineSet>(view, BASELINE_SET);
}

export function holdsOf(view: DevelopmentView): readonly Hold[] {
  return foldHolds(view.events.filter(({ type }) => type === HOLD_BEGUN || type === HOLD_ENDED) as unknown as readonly HoldEvent[]); // Checked by their schemas when they were taken.
}

/** Releases that went out and rest on a key: their statement was signed with it, or what they show of their build was. */
export function restingOn(
  view: DevelopmentView,
  names: ReadonlySet<string>,
): readonly { readonly release: string; readonly at: string; readonly artifact?: Digest }[] {
  const built = new Set(
    recordedOf(view).flatMap(({ about, inputs }) => (inputs.some(({ name, digest }) => name === SIGNER && names.has(digest)) ? [about.release] : [])),
  );
  return bodiesOf<Published>(view, RELEASE_PUBLISHED).flatMap(({ release, at, key, about: { artifact } }) =>
    (key !== undefined && names.has(key)) || built.has(release) ? [{ release, at, ...(artifact === undefined ? {} : { artifact }) }] : [],
  );
}
