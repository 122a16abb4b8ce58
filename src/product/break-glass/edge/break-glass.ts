import { randomBytes } from 'node:crypto';
import type { Instant } from '../../../core/index.ts';
import type { LedgerStore, Seq } from '../../../ledger/model.ts';
import type { ActionId } from '../../access/actions.ts';
import type { PersonId, Resource } from '../../access/model.ts';
import { type Enter, keep } from '../../record/kept.ts';
import { breakGlassDecider, openFor } from '../decide.ts';
import type { GlassReviewed } from '../events.ts';
import { type Glass, isLoud, isOpen } from '../model.ts';
import { follow, isNewcomer, NO_NEWCOMERS } from '../newcomers.ts';

export interface BreakGlass {
  /** Throws `Refused` (ASSAY-GLASS-001, -007). */
  open(person: PersonId, reason: string, enter: Enter): Promise<Glass>;
  /** Before an act runs that nobody else agreed to. Throws `Refused` (ASSAY-GLASS-002, -007). */
  use(person: PersonId, action: ActionId, on: Resource, enter: Enter): Promise<Glass>;
  /** Throws `Refused` (ASSAY-GLASS-002). */
  close(id: string, by: PersonId, enter: Enter): Promise<Glass>;
  /** Throws `Refused` (ASSAY-GLASS-002 to -006). */
  review(id: string, by: PersonId, finding: GlassReviewed['finding'], reason: string, enter: Enter): Promise<Glass>;
  /** Whether `review` would take it of this person now, as far as it is not the policies' to say. */
  reviewable(glass: Glass, by: PersonId): boolean;
  /** Until when it is broken for this person; `undefined` where it is not. */
  until(person: PersonId): Instant | undefined;
  get(id: string): Glass | undefined;
  /** Open or not yet reviewed, newest first: what every page shows. */
  loud(): readonly Glass[];
  /** All there ever were, newest first. */
  list(): readonly Glass[];
}

const AT_ONCE = 1000;

/** Opens the break-glass of an office: its state is the ledger's. */
export function openBreakGlass({ office, now }: { readonly office: Pick<LedgerStore, 'read'>; readonly now: () => Instant }): BreakGlass {
  const kept = keep(breakGlassDecider, ['glass.broken', 'glass.used', 'glass.closed', 'glass.reviewed'], office);
  const decided = async (...asked: Parameters<typeof kept.decide>): Promise<Glass> => {
    const [event] = await kept.decide(...asked);
    const glass = event === undefined ? undefined : kept.state().get(event.glass);
    // Only after a decision about it was entered.
    if (glass === undefined) throw new TypeError('glass that was decided about is known');
    return glass;
  };
  // Followed from where it was: what is new since is little, and the whole ledger is read once, at the start.
  let read = 0;
  let newcomers = NO_NEWCOMERS;
  const newcomer = (glass: string, person: PersonId): boolean => {
    for (;;) {
      const entries = office.read(read as Seq, AT_ONCE);
      newcomers = entries.reduce(follow, newcomers);
      read += entries.length;
      if (entries.length < AT_ONCE) return isNewcomer(newcomers, glass, person);
    }
  };
  newcomer('', '' as PersonId);
  const newestFirst = () => [...kept.state().values()].reverse();
  return {
    open: (person, reason, enter) => decided(() => ({ type: 'break', id: `bg_${randomBytes(10).toString('hex')}`, person, reason, at: now() }), enter),
    use: (person, action, on, enter) => decided(() => ({ type: 'use', person, action, on, at: now() }), enter),
    close: (id, by, enter) => decided(() => ({ type: 'close', id, by, at: now() }), enter),
    review: (id, by, finding, reason, enter) => decided(() => ({ type: 'review', id, by, newcomer: newcomer(id, by), finding, reason, at: now() }), enter),
    reviewable: (glass, by) => glass.review === undefined && glass.person !== by && !isOpen(glass, now()) && !newcomer(glass.id, by),
    until: (person) => openFor(kept.state(), person, now())?.until,
    get: (id) => kept.state().get(id),
    loud: () => newestFirst().filter(isLoud),
    list: newestFirst,
  };
}
