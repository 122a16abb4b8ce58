import { z } from 'zod';
import { Instant, Refused } from '../../../core/index.ts';
import { openPolicyFolder } from '../../authorization/edge/policy-folder.ts';
import { policiesOf } from '../../authorization/edge/review.ts';
import { deviceIdSchema } from '../../device/naming.ts';
import { command } from '../../fleet/edge/command.ts';
import type { Brought } from '../../fleet/edge/rooms.ts';
import type { DeviceId, MemberId } from '../../fleet/model.ts';
import { purposeName } from '../../household/model.ts';
import type { Closer } from '../../retirement/model.ts';
import type { PoliciesChanged } from '../events.ts';
import { endpointFaults } from '../faults.ts';
import { PASS_LIMITS, type PassId, type PassOf } from '../pass.ts';
import type { Deciding } from './deciding.ts';
import { forgetLeftBehind } from './left-behind.ts';
import type { DeviceEndpoint } from './open.ts';

/** What the endpoint brings to a fleet, wherever it is opened: passes, and the ends of sessions and of what is kept for them. */
export interface EndpointBrought extends Brought {
  readonly closers: readonly Closer[];
  /** The endpoint that this process has opened; `undefined` once it is closed. */
  attach(endpoint: DeviceEndpoint | undefined, deciding?: Pick<Deciding, 'change'>): void;
}

const ofShape = z.union([
  z.strictObject({ member: z.string().regex(/^u_[a-z0-9]{20}$/, 'a member of a household') }),
  z.strictObject({ service: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a service that is declared') }),
]);
const ofGiven = (of: z.infer<typeof ofShape>): PassOf =>
  'member' in of ? { kind: 'member', member: of.member as MemberId } : { kind: 'service', service: of.service };

/**
 * Live sessions and passes are in the memory of the process that has opened the endpoint, which is the one that holds the fleet: where there is none, there is nothing of them to end. What sessions left behind is in
 * the fleet's folder, and goes wherever the fleet is opened. That a session ends does not wait for these: the fact of a retirement ends it before it is acknowledged.
 */
export function endpointBrought(): EndpointBrought {
  let endpoint: DeviceEndpoint | undefined;
  let folder: string | undefined;
  let deciding: Pick<Deciding, 'change'> | undefined;
  const opened = (): DeviceEndpoint => {
    if (endpoint !== undefined) return endpoint;
    throw noPass('no endpoint is open here', 'Begin one with "assay product serve", and ask again.');
  };
  return {
    attach(to, by) {
      endpoint = to;
      deciding = by;
    },
    room: {
      projectors: [],
      async begin(fleet) {
        folder = fleet.folder;
        return async () => {
          folder = undefined;
        };
      },
      commands: [
        command({
          name: 'endpoint.pass',
          input: z.strictObject({
            of: ofShape,
            purpose: purposeName.default('operation'),
            seconds: z.int().min(PASS_LIMITS.seconds.least).max(PASS_LIMITS.seconds.most).default(900),
            once: z.boolean().default(false),
          }),
          handle(_fleet, { of, ...asked }) {
            const { passes, lets } = opened();
            const whose = ofGiven(of);
            if (!lets(whose, asked.purpose))
              throw noPass(
                'nothing here is theirs or shared with them, or no service of this name is declared for this purpose',
                'Check who is meant, and fleet.yaml for services.',
              );
            const { id, text, until } = passes.issue(whose, asked);
            // Shown this once; what is kept is its digest.
            return { id, pass: text, until: Instant.format(until) };
          },
        }),
        // Whether a device is there now, and whether anybody could know: where no endpoint is open in this process, no device can be.
        command({
          name: 'endpoint.session',
          input: z.strictObject({ device: deviceIdSchema }),
          handle: (_fleet, { device }) => ({ served: endpoint !== undefined, open: endpoint?.hasSession(device) ?? false }),
        }),
        // Read whole or not at all: what is refused changes nothing.
        command({
          name: 'endpoint.policies',
          input: z.strictObject({ folder: z.string().max(4096).optional() }),
          async handle(fleet, { folder: from }) {
            opened();
            const loaded = await openPolicyFolder(from ?? policiesOf(fleet.folder), fleet.now());
            const { digest } = loaded.policies;
            const changed: PoliciesChanged = { type: 'policies.changed', at: Instant.format(fleet.now()), digest };
            // Entered before they decide: of policies that could not be entered nobody would know by what was decided.
            await fleet.act('endpoint:policies', () => ({ ok: true, events: [changed] }));
            await deciding?.change(loaded);
            return { digest, policies: loaded.policies.policies.size };
          },
        }),
        command({
          name: 'endpoint.withdraw',
          input: z.union([z.strictObject({ id: z.string().regex(/^ps[a-f0-9]{20}$/, 'the id of a pass') }), z.strictObject({ of: ofShape })]),
          handle: (_fleet, asked) => ({ withdrawn: opened().withdraw('id' in asked ? (asked.id as PassId) : ofGiven(asked.of)) }),
        }),
      ],
    },
    closers: [
      {
        name: 'endpoint.disconnect',
        async close({ device }) {
          if (endpoint === undefined) return 'no endpoint is open, and so no session';
          await endpoint.disconnect(device);
          return 'no session is open';
        },
      },
      {
        name: 'endpoint.forget',
        async close({ device }) {
          const { retained, queued } = await forget(device);
          return `${retained} retained, ${queued} queued`;
        },
      },
    ],
  };

  async function forget(device: DeviceId): Promise<{ readonly retained: number; readonly queued: number }> {
    if (endpoint !== undefined) return endpoint.forget(device);
    return folder === undefined ? { retained: 0, queued: 0 } : forgetLeftBehind(folder, device);
  }
}

function noPass(message: string, remedy: string): Refused {
  return new Refused(
    endpointFaults.fault('012', {
      message,
      expected: 'an open endpoint, and a member with a device or a share, or a service that is declared',
      found: 'none',
      remedy,
    }),
  );
}
