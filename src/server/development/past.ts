import { Instant } from '../../core/index.ts';
import { EXCEPTION_ASKED, EXCEPTION_GRANTED, EXCEPTION_WITHDRAWN, LINK_RECORDED, type LinkRecorded } from '../../development/release/events.ts';
import type { Link } from '../../development/release/link.ts';
import { type DevelopmentView, developmentView } from '../../development/release/views.ts';
import { project } from '../../ledger/projections.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import { entriesOf } from '../judge/entries.ts';

// What the ledger says of releases, among its first entries and by a moment.

const developmentEntries = entriesOf((type) => developmentView.on[type] !== undefined);
const OF_EXCEPTIONS: ReadonlySet<string> = new Set([EXCEPTION_ASKED, EXCEPTION_GRANTED, EXCEPTION_WITHDRAWN]);
/** As the gate has it: a clock may be a little ahead. */
const SKEW_MS = 5 * 60 * 1000;

/** Everything, as it is decided on. */
export const viewAt = (ledger: Desk['ledger'], size: number): DevelopmentView =>
  project(developmentView, developmentView.initial(), developmentEntries(ledger, size));

export interface Fact {
  readonly seq: number;
  readonly body: LinkRecorded;
  readonly recordedAt: string;
}

export interface Past {
  /** Exceptions are those that were asked for, granted or withdrawn by the moment. */
  readonly view: DevelopmentView;
  /** By release, the newest look at each link. */
  readonly facts: ReadonlyMap<string, ReadonlyMap<Link, Fact>>;
  readonly later: number;
  /** Every look that was recorded, in the order of the ledger. */
  readonly recorded: readonly Fact[];
  /** Exceptions that stood at the moment and were withdrawn since, with when. */
  readonly withdrawnSince: ReadonlyMap<string, string>;
}

export function pastOf({ ledger }: Desk, { at, head }: Seen): Past {
  const whole = viewAt(ledger, head.size);
  const events = whole.events.filter(({ type, body }) => !OF_EXCEPTIONS.has(type) || Instant.parse((body as { readonly at: string }).at) <= at);
  const facts = new Map<string, Map<Link, Fact>>();
  const recorded: Fact[] = [];
  let later = 0;
  for (const { type, body, seq, recordedAt } of events) {
    if (type !== LINK_RECORDED) continue;
    const fact: Fact = { seq, recordedAt, body: body as unknown as LinkRecorded }; // Checked by its schema when it was taken.
    recorded.push(fact);
    if (Instant.parse(fact.body.at) > at + SKEW_MS) {
      later += 1;
      continue;
    }
    const { release } = fact.body.about;
    const links = facts.get(release) ?? new Map<Link, Fact>();
    facts.set(release, links);
    const known = links.get(fact.body.link);
    // Of one moment the later entry counts.
    if (known === undefined || Instant.parse(fact.body.at) >= Instant.parse(known.body.at)) links.set(fact.body.link, fact);
  }
  const withdrawnSince = new Map(
    whole.events.flatMap(({ type, body }) => {
      const { id, at: when } = body as { readonly id: string; readonly at: string };
      return type === EXCEPTION_WITHDRAWN && Instant.parse(when) > at ? [[id, when] as const] : [];
    }),
  );
  return { view: { events }, facts, later, recorded, withdrawnSince };
}
