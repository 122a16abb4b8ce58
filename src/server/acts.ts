import { type Json, Refused } from '../core/index.ts';
import type { Draft, Receipt } from '../ledger/model.ts';
import type { ActDone } from '../product/acts/events.ts';
import type { ActionId, PersonId, Principal } from '../product/index.ts';
import { serverFaults } from './faults.ts';
import type { Recorded, Recording } from './route.ts';

/** What the frame knows of an act before its handler runs. */
export interface Acting {
  readonly action: ActionId;
  readonly principal: Principal | undefined;
  readonly reason: string | undefined;
  readonly approvedBy?: PersonId;
  readonly proposal?: string;
  readonly without?: 'break-glass' | 'nobody-else';
  /** Ids of the path. */
  readonly about: Readonly<Record<string, Json>>;
}

export function actOf(acting: Acting, options: Recording = {}): ActDone {
  const { action, principal, reason, approvedBy, proposal, without } = acting;
  // Who was found out on the way counts: a browser that still holds one person's session may sign another in.
  const actor = options.by ?? principal?.person;
  const about = { ...acting.about, ...options.about };
  return {
    type: 'act.done',
    body: {
      action,
      via: options.by !== undefined && options.by !== principal?.person ? 'sign-in' : (principal?.via ?? 'server'),
      ...(actor === undefined ? {} : { actor }),
      ...(principal === undefined || principal.person !== actor ? {} : { credential: principal.credential }),
      ...(reason === undefined ? {} : { reason }),
      ...(approvedBy === undefined ? {} : { approvedBy }),
      ...(proposal === undefined ? {} : { proposal }),
      ...(without === undefined ? {} : { without }),
      ...(Object.keys(about).length === 0 ? {} : { about }),
    },
  };
}

/** Enters the act and its facts in one append. Throws `Refused` (ASSAY-SERVER-008) where the ledger has grown past `expectedSize`. */
export async function enter(
  append: (drafts: readonly Draft[], expectedSize?: number) => Promise<readonly Receipt[]>,
  acting: Acting,
  drafts: readonly Draft[],
  options: Recording = {},
): Promise<Recorded> {
  try {
    const receipts = await append([actOf(acting, options) as Draft, ...drafts], options.expectedSize);
    const first = (receipts[0]?.seq ?? 0) as number;
    return { first: first + 1, size: first + receipts.length };
  } catch (error) {
    if (error instanceof Refused && error.faults[0]?.code === 'ASSAY-LEDGER-003') throw changed();
    throw error;
  }
}

function changed(): Refused {
  return new Refused(
    serverFaults.fault('008', {
      message: 'something was recorded since this was read',
      expected: 'the newest state',
      found: 'an older one',
      remedy: 'Look at what has changed, and do it again.',
    }),
  );
}
