import type { z } from 'zod';
import { type Instant, Instant as Moment } from '../../core/index.ts';
import { HOLD_BEGUN, HOLD_ENDED, type HoldEvent, type holdBegunSchema, type holdEndedSchema } from './events.ts';
import type { GateReason } from './gate.ts';
import type { LinkFact } from './link.ts';

/** What stops releases whatever else they show: one release, or all of them, frozen; or a key in other hands, which nothing may rest on any more. */
export interface Hold extends z.output<typeof holdBegunSchema> {
  readonly endedAt?: string;
}

/** What a look at provenance calls the digest of whoever signed it: of the public key as DER, or of the identity and its issuer, each on a line. */
export const SIGNER = 'signer';
/** A hold on this is a hold on every release. */
export const EVERY = '*';

export type HoldCommand =
  | { readonly type: 'begin'; readonly hold: z.output<typeof holdBegunSchema> }
  | { readonly type: 'end'; readonly end: z.output<typeof holdEndedSchema> };

/** Facts of one hold; what is so already enters nothing, so an action that is asked for twice is done once. */
export function decideHold(command: HoldCommand, holds: readonly Hold[]): readonly HoldEvent[] {
  if (command.type === 'begin') return holds.some(({ order }) => order === command.hold.order) ? [] : [{ type: HOLD_BEGUN, body: command.hold }];
  return holds.some(({ order, endedAt }) => order === command.end.order && endedAt === undefined) ? [{ type: HOLD_ENDED, body: command.end }] : [];
}

export function foldHolds(events: readonly HoldEvent[]): readonly Hold[] {
  const holds = new Map<string, Hold>();
  for (const event of events) {
    if (event.type === HOLD_BEGUN) holds.set(event.body.order, holds.get(event.body.order) ?? event.body);
    else {
      const held = holds.get(event.body.order);
      if (held !== undefined && held.endedAt === undefined) holds.set(event.body.order, { ...held, endedAt: event.body.at });
    }
  }
  return [...holds.values()];
}

/** Those that stand at a moment. */
export function standingHolds(holds: readonly Hold[], at: Instant): readonly Hold[] {
  return holds.filter((one) => Moment.parse(one.at) <= at && (one.endedAt === undefined || Moment.parse(one.endedAt) > at));
}

/** Keys that are taken down at a moment, by each of their names. */
export function keysDown(holds: readonly Hold[], at: Instant): ReadonlySet<string> {
  return new Set(standingHolds(holds, at).flatMap(({ what, names }) => (what === 'key' ? names : [])));
}

/** Why a release stops at the holds of a moment, whatever policy and people let pass. `facts`: those that count for it. */
export function holdReasons(holds: readonly Hold[], facts: readonly LinkFact[], release: string, at: Instant): readonly GateReason[] {
  const standing = standingHolds(holds, at);
  const frozen = standing.filter(({ what, names }) => what === 'release' && (names.includes(release) || names.includes(EVERY)));
  const down = keysDown(standing, at);
  return [
    ...frozen.map(
      ({ order, reason }): GateReason => ({
        link: 'chain',
        kind: 'broken',
        code: 'frozen',
        place: release,
        what: `Releases are frozen: ${reason}`,
        remedy: `Lift it once its reason is gone: assay development release thaw ${order}`,
      }),
    ),
    ...facts.flatMap(({ link, inputs }) =>
      inputs
        .filter(({ name, digest }) => name === SIGNER && down.has(digest))
        .map(
          ({ digest }): GateReason => ({
            link,
            kind: 'broken',
            code: 'key-taken-down',
            place: digest,
            what: 'It was signed with a key that was taken down.',
            remedy: 'Build it anew, with a builder and a key that nobody else has had, and look again.',
          }),
        ),
    ),
  ];
}
